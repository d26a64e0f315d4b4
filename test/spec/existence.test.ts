/**
 * Properties of any cluster: a name exists or does not for all types alike, and no name above an existing one
 * gets NXDOMAIN.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClusterResolver } from '../../src/directives/cluster/kubernetes/resolver.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import {
  isWithin,
  joinName,
  labelsOf,
  nameText,
  type NameKey,
  parentOf,
  toLowerAscii,
} from '../../src/wire/name.ts'
import { FINDING } from '../../src/zone/finding.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { build, options, update } from './random-cluster.ts'

const TYPES = [1, 2, 5, 6, 12, 13, 15, 16, 28, 33, 43, 64, 65, 99, 255, 257, 65535]

/** The names of a zone, and nearby names that may not exist. */
function names(zone: Zone): Set<NameKey> {
  const found = new Set<NameKey>()
  const add = (labels: readonly string[]) => {
    const name = joinName(labels, zone.origin)
    if (name !== null) found.add(name)
  }
  for (const [name] of zone.nodes.entries()) {
    const labels = labelsOf(name.slice(0, -zone.origin.length))
    const [first = '', second = '', ...rest] = labels
    add(labels)
    add(['x', ...labels])
    add(['10-0-0-1', ...labels])
    add(['0-0-0-0-0-0-0-1', ...labels])
    if (labels.length === 0) continue
    add(['nope', ...labels.slice(1)])
    add([first.replace(/^_/, ''), ...labels.slice(1)].filter((label) => label !== ''))
    if (labels.length > 1) add([first.replace(/^_/, ''), second.replace(/^_/, ''), ...rest])
  }
  return found
}

test('the verdict on a name is the same for all types', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      const resolver = new ClusterResolver(cluster)
      for (const zone of build(cluster, files).zones.zones) {
        for (const name of names(zone)) {
          const kinds = TYPES.map((type) => resolver.find(zone, name, type).kind === FINDING.NXDOMAIN)
          expect(new Set(kinds), nameText(name)).toHaveProperty('size', 1)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('the names above an existing name exist', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      const resolver = new ClusterResolver(cluster)
      for (const zone of build(cluster, files).zones.zones) {
        const exists = (name: NameKey) => resolver.find(zone, name, TYPE.A).kind !== FINDING.NXDOMAIN
        for (const name of names(zone)) {
          if (!exists(name)) continue
          for (let above = parentOf(name); above !== null && isWithin(above, zone.origin); ) {
            expect(exists(above), `${nameText(above)} above ${nameText(name)}`).toBe(true)
            above = parentOf(above)
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('the additional section has the addresses of the targets of NS and SRV records', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      for (const zone of build(cluster, files).zones.zones) {
        for (const [name, { rrsets }] of zone.nodes.entries()) {
          for (const rrset of rrsets.filter(({ type }) => type === TYPE.SRV || type === TYPE.NS)) {
            const { answer, additional } = decodeAnswer(rrset, name)
            const targets = answer.flatMap(({ rdata }) =>
              rdata.flatMap((part) => (typeof part === 'string' ? [] : [part.name])),
            )
            const given = new Set(additional.map((one) => toLowerAscii(one.name)))
            expect([...given].sort(), nameText(name)).toEqual([...new Set(targets)].sort())
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('no RRset has a record twice, and a name with a CNAME has no other data', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      for (const zone of build(cluster, files).zones.zones) {
        for (const [name, { rrsets }] of zone.nodes.entries()) {
          if (rrsets.some(({ type }) => type === TYPE.CNAME)) expect(rrsets, nameText(name)).toHaveLength(1)
          for (const rrset of rrsets) {
            const datas = decodeAnswer(rrset, name).answer.map(({ rdata }) => JSON.stringify(rdata))
            expect(new Set(datas).size, nameText(name)).toBe(datas.length)
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

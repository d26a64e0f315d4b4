/**
 * The zones of `k8s_external` under any change of files: the properties of incremental.test.ts and
 * existence.test.ts.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClusterOptions } from '../../src/kube/records/cluster-options.ts'
import { type ExternalOptions, ExternalZones } from '../../src/kube/records/external-zones.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { isWithin, nameText, parentOf } from '../../src/wire/name.ts'
import { FINDING } from '../../src/zone/finding.ts'
import { Serials } from '../../src/zone/serials.ts'
import type { FileContent } from '../../src/kube/stated/manifest-set.ts'
import {
  build,
  type BuiltCluster,
  contents,
  key,
  OWN,
  options,
  show,
  take,
  update,
} from './random-cluster.ts'

const RUNS = 100

/** The apex has the name of a namespace, too. */
const external: fc.Arbitrary<ExternalOptions> = fc.record({
  zones: fc.constant(['out.test', 'east.out.test', '10.in-addr.arpa', 'ip6.arpa'].map(key)),
  apex: fc.constantFrom('dns', 'b'),
  ttl: fc.constant(5),
  headless: fc.boolean(),
})

interface BuiltExternal {
  readonly cluster: BuiltCluster
  readonly zones: ExternalZones
}

function buildExternal(
  wanted: ExternalOptions,
  shown: ClusterOptions,
  files: readonly FileContent[],
  serials = new Serials(() => 1000),
): BuiltExternal {
  const cluster = build(shown, files)
  const zones = new ExternalZones(wanted, shown, cluster.inventory, serials)
  zones.setServerAddresses([parseAddress(OWN) ?? ''])
  show(zones, null)
  return { cluster, zones }
}

function look({ zones }: BuiltExternal): Record<string, ReturnType<typeof contents>> {
  return Object.fromEntries(zones.zones.map((zone) => [nameText(zone.origin), contents(zone)]))
}

test('zones that follow changes equal zones built anew, and each change has its serial', () => {
  fc.assert(
    fc.property(
      external,
      options,
      fc.array(update, { minLength: 1, maxLength: 8 }),
      (wanted, shown, edits) => {
        const built = buildExternal(wanted, shown, [])
        const files = new Map<string, FileContent>()
        for (const edit of edits) {
          for (const content of edit) files.set(content.file, content)
          const before = built.zones.zones
          const old = look(built)
          const changed = show(built.zones, take(built.cluster, edit))
          const now = look(built)
          expect(now).toEqual(look(buildExternal(wanted, shown, [...files.values()])))
          built.zones.zones.forEach((zone, i) => {
            const name = nameText(zone.origin)
            const isSame = JSON.stringify(sorted(now[name])) === JSON.stringify(sorted(old[name]))
            expect(zone === before[i], name).toBe(isSame)
            expect(changed.includes(zone)).toBe(!isSame)
            expect(zone.serial > (before[i]?.serial ?? 0)).toBe(!isSame)
          })
        }
        const gone = [...files.keys()].map((file) => ({ file, objects: [] }))
        show(built.zones, take(built.cluster, gone))
        expect(look(built)).toEqual(look(buildExternal(wanted, shown, [])))
      },
    ),
    { numRuns: RUNS },
  )
})

test('a name with a CNAME has no other data, and the names above a name exist', () => {
  fc.assert(
    fc.property(external, options, update, (wanted, shown, files) => {
      for (const zone of buildExternal(wanted, shown, files).zones.zones) {
        for (const [name, { rrsets }] of zone.nodes.entries()) {
          const alias = zone.find(name, TYPE.CNAME)
          if (alias.kind === FINDING.ANSWER) {
            expect(rrsets).toHaveLength(1)
            expect(alias.answer.count).toBe(1)
          }
          const above = parentOf(name)
          if (above !== null && isWithin(above, zone.origin))
            expect(zone.has(above), nameText(name)).toBe(true)
        }
      }
    }),
    { numRuns: RUNS },
  )
})

function sorted(record: Record<string, unknown> = {}): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

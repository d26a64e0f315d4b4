import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadSite } from '../../src/plugins/configuration.ts'
import { ManifestLibrary } from '../../src/plugins/kubernetes/manifest-library.ts'
import { LEFT_OUT } from '../../src/plugins/left-out.ts'
import { REGISTRY } from '../../src/plugins/registry.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { collectingLog } from '../support/block.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubezone-left-out-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function noManifests(): never {
  throw new Error('there are no manifests here')
}

function diagnose(text: string): Diagnostic[] {
  writeFileSync(join(folder, 'Corefile'), text)
  const found: Diagnostic[] = []
  const log = collectingLog()
  const manifests = new ManifestLibrary({ open: noManifests, log, clock: () => 0, isReadOnly: true })
  const options = { folder, corefile: null, port: null, defaultPort: null, addresses: null, environment: {} }
  loadSite(options, log, manifests, (one) => void found.push(one))
  return found
}

describe('a directive that is left out', () => {
  it.each(Object.keys(LEFT_OUT))(
    '%s: says why in words of its own, and nothing about its options',
    (name) => {
      const found = diagnose(`. {\n    ${name} some thing {\n        other 5\n    }\n    whoami\n}\n`)
      expect(found.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
        `2:5 ${LEFT_OUT[name]?.code}`,
      ])
      expect(found[0]?.message.startsWith(`'${name}' `)).toBe(true)
      expect(found[0]?.message).not.toContain('does not have yet')
    },
  )

  it('has a reason that no other one has', () => {
    const reasons = Object.values(LEFT_OUT).map(({ because }) => because)
    expect(new Set(reasons).size).toBe(reasons.length)
  })

  it('stops a start only where it would do harm', () => {
    const stopping = Object.keys(LEFT_OUT).filter((name) =>
      diagnose(`. {\n ${name}\n}`).some(({ severity }) => severity === 'error'),
    )
    expect(stopping).toEqual(['proxyproto'])
  })

  it('is suggested to nobody, and is not in the registry', () => {
    const names = REGISTRY.map((entry) => (typeof entry === 'string' ? entry : entry.name))
    expect(names.filter((name) => Object.hasOwn(LEFT_OUT, name))).toEqual([])
  })
})

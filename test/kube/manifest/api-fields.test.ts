/** The table of fields is that of the published types: a comparison, where Go and its modules are there. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { apiTypes, parseFields } from '../../../src/kube/manifest/api-fields.ts'
import { buildOracle } from '../../oracle/kubectl.ts'
import { unless } from '../../support/needs.ts'

const built = buildOracle(join(import.meta.dirname, '../../oracle/fields'))

test('the fields are those of k8s.io/api', unless('obstacle' in built ? built.obstacle : null), () => {
  const program = 'program' in built ? built.program : ''
  const { stdout } = spawnSync(program, { encoding: 'utf8' })
  rmSync(dirname(program), { recursive: true })
  const published = parseFields(stdout.trim())
  expect(published.size).toBeGreaterThan(0)
  expect(apiTypes()).toEqual(published)
})

import { expect, test } from 'vitest'
import { NO_MENTIONS } from '../../../src/kube/model/asked-name.ts'
import { describeChange } from '../../../src/site/manifests/change-line.ts'
import { emptyZone } from '../../zone/zone-kit.ts'

const zones = [emptyZone()]
const file = (name: string, isGone = false) => ({
  file: name,
  isGone,
  objects: [],
  namespaces: [],
  diagnostics: [],
  mentions: NO_MENTIONS,
  ignored: 0,
})

test.each([
  ['no cause', [], [], ''],
  ['a file', [file('a.yaml')], [], 'a.yaml: '],
  [
    'a file that is gone, and a host',
    [file('a\u202eb.yaml', true)],
    ['db.example'],
    'a\\u202eb.yaml (gone), db.example: ',
  ],
  ['many', ['a', 'b', 'c', 'd', 'e'].map((name) => file(name)), [], 'a, b, c and 2 more: '],
])('a change with %s', (_, updates, hosts, causes) => {
  const line = describeChange(updates, hosts, zones, 1.25)
  expect(line).toMatch(/^changed: .*eu\. serial \d+, \d+ names \(1\.\d ms\)$/)
  expect(line.startsWith(`changed: ${causes}eu. serial `)).toBe(true)
})

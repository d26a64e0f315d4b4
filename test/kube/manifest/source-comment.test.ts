/** `# Source:` comments of rendered charts, in the diagnostics of their documents. */
import { describe, expect, test } from 'vitest'
import { formatPlace } from '../../../src/report/diagnostic.ts'
import { parse, reports } from './manifest-report.ts'

const BROKEN = 'apiVersion: v1\nkind: Service\nmetadata: {name: A}\n'
const from = (text: string): (string | undefined)[] =>
  reports(text).map((one) => / \(from (.*?)\)(?: \(did you mean "a"\))?$/.exec(one)?.[1])

test('a diagnostic ends with the source of its document', () => {
  const text = `---\n# Source: web/templates/a.yaml\n${BROKEN}---\n${BROKEN}---\n# Source: web/templates/b.yaml\nkind: [\n`
  expect(from(text)).toEqual(['web/templates/a.yaml', undefined, 'web/templates/b.yaml'])
  expect(reports(text)[0]).toMatch(
    /^5:18 KZ_OBJECT_NAME Service: metadata\.name is "A", .* \(from web\/templates\/a\.yaml\) \(did you mean "a"\)$/,
  )
})

test.each([
  ['before the first document', '# Source: x.yaml\n'],
  ['after a licence, and with line ends of Windows', '---\r\n# Copyright\r\n\r\n# Source: x.yaml\r\n'],
  ['after a comment on the marker', '--- # one\n# Source: x.yaml\n'],
  ['first of several', '# Source: x.yaml\n# Source: y.yaml\n'],
])('the comment can be %s', (_, head) => {
  expect(from(head + BROKEN)).toEqual(['x.yaml'])
})

test.each([
  ['within the document', `kind: Service\n# Source: x.yaml\n`],
  ['in the document before', `# Source: x.yaml\nkind: ConfigMap\n---\n${BROKEN}`],
  ['empty', `# Source: \u0007\n${BROKEN}`],
  ['far away', `${'#\n'.repeat(100)}# Source: x.yaml\n${BROKEN}`],
  ['another comment', `# Sources: x.yaml\n${BROKEN}`],
])('a comment that is %s is ignored', (_, text) => {
  for (const one of reports(text)) expect(one).not.toContain('(from')
})

describe('the shown source', () => {
  test('is printable', () => {
    expect(from(`# Source: a\u0085b\u202e\u001b[31mc d é/日本.yaml\n${BROKEN}`)).toEqual([
      'ab[31mc d é/日本.yaml',
    ])
  })

  test('is bounded', () => {
    const [source = ''] = from(`# Source: ${'a/'.repeat(400)}templates/web.yaml\n${BROKEN}`)
    expect(source).toMatch(/^…[a/]+\/templates\/web\.yaml$/)
    expect(source).toHaveLength(100)
  })
})

test('an object keeps its source, for diagnostics about several objects', () => {
  const [object] = parse(`# Source: x.yaml\n${BROKEN.replace('A', 'a')}`).objects
  expect(object?.location.place).toEqual({ file: 'web.yaml', line: 2, column: 1, source: 'x.yaml' })
  expect(object === undefined ? '' : formatPlace(object.location.place)).toBe('web.yaml:2:1 (from x.yaml)')
})

/** Where the characters of a scalar are written. */
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { expect, test } from 'vitest'
import { NODE, type NodeList } from '../../src/yaml/nodes.ts'
import { originsOf } from '../../src/yaml/origins.ts'
import { parseDocuments } from '../../src/yaml/parser.ts'

interface Scalar {
  readonly content: string
  /** The character of the text from which one of the content comes. */
  readonly at: (offset: number) => string
}

/** The value of `key` in the first mapping that has it. */
function scalarOf(text: string, key: string): Scalar {
  for (const { nodes } of parseDocuments(text)) {
    const at = keyNode(nodes, key)
    if (at === null) continue
    const value = nodes.after(at)
    const origins = originsOf(nodes, at, value)
    return { content: nodes.content(value), at: (offset) => text.charAt(origins.find(offset)) }
  }
  throw new Error(`no ${key} in ${text}`)
}

function keyNode(nodes: NodeList, key: string): number | null {
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.kind(node) === NODE.scalar && nodes.content(node) === key) return node
  }
  return null
}

function expectOrigins(text: string, key: string, content: string): void {
  const scalar = scalarOf(text, key)
  expect(scalar.content).toBe(content)
  for (let offset = 0; offset < content.length; offset++) {
    const character = content.charAt(offset)
    if (/[a-z{}.]/.test(character)) expect(scalar.at(offset), `${offset} of ${text}`).toBe(character)
  }
}

test.each([
  ['a literal block', 'data:\n  key: |\n    .:53 {\n      a\n    }\n', '.:53 {\n  a\n}\n'],
  ['a block with empty lines', 'data:\n  key: |+\n\n    a\n\n      b\n\n', '\na\n\n  b\n\n'],
  ['a block with a stated indentation', 'data:\n  key: |2\n      a\n    b\n', '  a\nb\n'],
  ['a block in a list', '- key: |-\n    a {\n     b\n', 'a {\n b'],
  ['lines that end in CR LF', 'key: |\r\n  a {\r\n    b\r\n', 'a {\n  b\n'],
  ['a folded block', 'key: >\n  a\n  b\n\n  c\n', 'a b\nc\n'],
  ['escapes', 'key: "a {\\n\\tb\\n}\\x20c"\n', 'a {\n\tb\n} c'],
  ['escaped line breaks', 'key: "a {\\n\\\n  \\  b\\n\\\n  }\\n"\n', 'a {\n  b\n}\n'],
  ['folded lines in quotes', 'key: "a {\n  b }\n\n  c"\n', 'a { b }\nc'],
  ['single quotes', "key: 'it''s a {'\n", "it's a {"],
  ['a plain scalar', 'key: a { b }\n', 'a { b }'],
  ['JSON', '{"data": {"key": ".:53 {\\n a\\n}\\n"}}\n', '.:53 {\n a\n}\n'],
])('the characters of %s', (_, text, content) => {
  expectOrigins(text, 'key', content)
})

test('the characters of any text in the form in which a library writes it', () => {
  const line = fc.stringMatching(/^[a-z{}.: "'\\#-]{0,30}$/)
  const texts = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'))
  const styles = fc.record({
    lineWidth: fc.constantFrom(-1, 10, 80),
    forceQuotes: fc.boolean(),
    quotingType: fc.constantFrom("'" as const, '"' as const),
  })
  fc.assert(
    fc.property(texts, styles, (content, style) => {
      expectOrigins(dump({ data: { zz1: content } }, style), 'zz1', content)
    }),
  )
})

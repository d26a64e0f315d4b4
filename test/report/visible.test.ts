import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/report/log.ts'
import { dotted, visible, visibleJson, visibleLines } from '../../src/report/visible.ts'

/** Code points that a reader cannot see, or that change what is seen of others. */
const HIDDEN = [
  0x00, 0x07, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e,
  0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2063, 0x2066, 0x2067, 0x2068,
  0x2069, 0x206f, 0x3164, 0xd800, 0xdfff, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0x1d173, 0xe0001, 0xe0041,
]
const PLAIN = ['web.default', 'ä', 'ß', '日本', 'עברית', 'é', 'a\u0301', '😀', '\u00a0', '±']

describe('text is visible', () => {
  test.each(HIDDEN)('U+%x is an escape', (code) => {
    const text = `a${String.fromCodePoint(code)}b`
    const hex = code.toString(16)
    const escaped = code > 0xffff ? `a\\u{${hex}}b` : `a\\u${hex.padStart(4, '0')}b`
    expect(visible(text)).toBe(escaped)
    expect(visibleLines(text)).toBe(escaped)
    expect(dotted(text)).toBe(code > 0xffff ? 'a··b' : 'a·b')
    expect(JSON.parse(visibleJson(JSON.stringify(text)))).toBe(text)
    expect(visibleJson(JSON.stringify(text))).toMatch(/^[ -~]*$/)
  })

  test.each(PLAIN)('%j stays as it is', (text) => {
    expect([visible(text), visibleLines(text), visibleJson(text), dotted(text)]).toEqual([
      text,
      text,
      text,
      text,
    ])
  })

  test('line feeds and tabs are escapes in a line, and stay in text of several lines', () => {
    expect(visible('a\n\tb\r')).toBe(String.raw`a\n\tb\r`)
    expect(visibleLines('a\n\tb\r')).toBe(`a\n\tb${String.raw`\r`}`)
  })
})

test('the log shows no hidden character in either format', () => {
  for (const format of ['text', 'json'] as const) {
    const lines: string[] = []
    const log = createLog({ format, write: (line) => void lines.push(line) })
    log.warn('a\u202eb', { file: 'x\u200by' })
    expect(lines.join('')).toContain(String.raw`a\u202eb`)
    expect(lines.join('')).toMatch(/^[ -~]*\n$/)
  }
})

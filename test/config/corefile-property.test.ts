import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FileAccess, realFiles } from '../../src/config/file-access.ts'
import type { BodyLine } from '../../src/config/server-block.ts'
import { renderDiagnostic } from '../../src/report/diagnostic.ts'
import { visible } from '../../src/report/visible.ts'
import { cpuMs } from '../support/cpu-time.ts'
import { parse } from './corefile-shape.ts'

const FRAGMENTS = [
  '{',
  '}',
  '{\n',
  '}\n',
  '\n',
  ' ',
  '\t',
  '\r\n',
  '\r',
  ',',
  ', ',
  '"',
  '\\',
  '\\"',
  '#',
  '# c\n',
  '\ufeff',
  '\0',
  '.:53',
  'example.org',
  'tls://a.org:853',
  'x://y',
  '10.0.0.0/15',
  'fd00::/7',
  '::1',
  ':',
  'a,b',
  ':99999',
  '[::1]',
  '(s)',
  '(s) {\n a\n}\n',
  '(t) {\n import s\n import t\n}\n',
  '()',
  'import s\n',
  'import t\n',
  'import a\n',
  'import b/*.x\n',
  'import *\n',
  'import ',
  '{$X}',
  '{$LOOP}',
  '{%Y%}',
  '{$',
  '{%',
  '%}',
  '{$NONE}',
  '{$BRACE}',
  'errors',
  ' log . {\n class all\n }\n',
  '"quoted {"',
  '"over\nlines"',
  'ü',
  '\ud800',
  '\u2028',
]

const environment = { X: 'x y', LOOP: '{$LOOP}{$LOOP}', Y: '{$X}', BRACE: '{' }

function filesOf(contents: Readonly<Record<string, string>>): FileAccess {
  return {
    ...realFiles,
    read: (path) => {
      const text = Object.hasOwn(contents, path) ? contents[path] : undefined
      return text === undefined
        ? { problem: 'it does not exist', isMissing: true, isFolder: false }
        : { text }
    },
    list: () => Object.keys(contents),
  }
}

const corefile = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string()), {
  maxLength: 60,
})

function linesOf(lines: readonly BodyLine[]): BodyLine[] {
  return lines.flatMap((line) => [line, ...linesOf(line.body ?? [])])
}

describe('any text', () => {
  it('is read without an exception, and everything has a place in its file', () => {
    fc.assert(
      fc.property(corefile, corefile, corefile, (main, a, b) => {
        const texts: Record<string, string> = { Corefile: main.join(''), a: a.join(''), 'b.x': b.join('') }
        const { blocks, diagnostics } = parse(main.join(''), { environment, files: filesOf(texts) })
        const directives = blocks.flatMap((block) => block.directives)
        const tokens = [
          ...blocks.flatMap((block) => block.keys.map((key) => key.token)),
          ...directives.flatMap((one) => [one.name, ...one.args]),
          ...directives.flatMap((one) => linesOf(one.body ?? []).flatMap((line) => line.tokens)),
        ]
        for (const { place, sourceLine, length } of tokens) {
          const lines = (texts[place.file] ?? '').replace(/^\ufeff/, '').split('\n')
          expect(lines[place.line - 1]?.replace(/\r$/, '')).toBe(sourceLine)
          expect(place.column - 1 + length).toBeLessThanOrEqual(sourceLine.length + 1)
        }
        for (const one of diagnostics) {
          expect(one.message).not.toMatch(/\n/)
          expect(renderDiagnostic(one)).toContain(visible(one.message))
        }
      }),
      { numRuns: 500 },
    )
  })

  it.each<[what: string, text: string]>([
    ['opening braces', '{ '.repeat(200_000)],
    ['closing braces', '} '.repeat(200_000)],
    ['nested bodies', `. {\n${'a {\n'.repeat(100_000)}`],
    ['quotes', '"'.repeat(400_001)],
    ['escaped quotes', '\\"\n'.repeat(200_000)],
    ['blocks that begin before the last is closed', 'a.b {\n'.repeat(50_000)],
    ['blocks on one line', 'a.b { } '.repeat(50_000)],
    ['bodies on one line', `. { ${'a.b { } '.repeat(50_000)} }`],
    ['missing imports', '. {\nimport no\n}\n'.repeat(20_000)],
    ['different missing imports', Array.from({ length: 30_000 }, (_, i) => `import no${i}`).join('\n')],
    ['references to the environment', `. {\n a "${'{$X}'.repeat(100_000)}"\n}`],
    ['references that never end', `. {\n a ${'{$LOOP} '.repeat(20_000)}\n}`],
    ['keys', 'a.org '.repeat(100_000)],
  ])(
    // Linear work takes half a second at most, quadratic work minutes.
    'made of very many %s costs no more than its length',
    (_, text) => {
      expect(cpuMs(() => parse(text, { environment, files: filesOf({}) }))).toBeLessThan(5_000)
    },
    60_000,
  )
})

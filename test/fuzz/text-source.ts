/** Texts for fuzzing: valid ones with a few pieces dropped, doubled or replaced by others. */
import * as fc from 'fast-check'

const PIECES = { character: /./gsu, word: /\S+|\s+/g, line: /[^\n]*\n|[^\n]+$/g } as const
type Piece = keyof typeof PIECES
const OPERATIONS = ['drop', 'double', 'replace', 'insert', 'cut'] as const

/** Characters and words that break many parsers. */
const NASTY = [
  '',
  '"',
  '\\',
  '{',
  '}',
  '(',
  ')',
  '#',
  ';',
  '\n',
  '\r',
  '\0',
  '\u{feff}',
  '\u{2028}',
  '\u{d800}',
  'ß',
  '💥',
  '-1',
  '0',
  '4294967296',
  '99999999999999999999',
  '..',
  'x'.repeat(300),
  '{\n'.repeat(300),
  'x {\n'.repeat(300),
  '( '.repeat(300),
  '}\n'.repeat(50),
]

/** Inserts `words` besides those of the seeds. */
export function mutatedText(seeds: readonly string[], words: readonly string[]): fc.Arbitrary<string> {
  const known = [...new Set([...words, ...seeds.flatMap((seed) => seed.match(/\S+/g) ?? [])])]
  const edit = fc.record({
    piece: fc.constantFrom<Piece>('word', 'word', 'line', 'character'),
    operation: fc.constantFrom(...OPERATIONS),
    at: fc.nat(),
    text: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constantFrom(...seeds) },
    ),
  })
  return fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 8 })).map(([seed, edits]) => {
    let text = seed
    for (const { piece, operation, at, text: other } of edits) {
      const pieces = text.match(PIECES[piece]) ?? ['']
      const index = at % pieces.length
      const old = pieces[index] ?? ''
      const changed = { drop: '', double: old + old, replace: other, insert: `${other} ${old}`, cut: '' }[
        operation
      ]
      const rest = operation === 'cut' ? [] : pieces.slice(index + 1)
      text = [...pieces.slice(0, index), changed, ...rest].join('')
    }
    return text
  })
}

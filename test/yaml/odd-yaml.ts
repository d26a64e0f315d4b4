/**
 * Manifests as people and tools write them: trees of values, each written in one of the many ways that YAML
 * allows, and some that only kubectl's parser allows.
 */
import * as fc from 'fast-check'

/** A tree of values, each with the number that chooses how it is written. */
type Tree = Leaf | List | Mapping
interface Leaf {
  readonly kind: 'leaf'
  readonly text: string
  readonly way: number
}
interface List {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly way: number
}
interface Mapping {
  readonly kind: 'mapping'
  readonly entries: readonly (readonly [key: string, value: Tree])[]
  readonly way: number
}

const way = fc.nat({ max: 1_000_000 })
const WORDS =
  `a web name on yes no Off y N true False null ~ 0 1 -1 +1 007 08 0o17 0x1F 0b101 1_000 -0 00 1e3 1E-2 1.
  .5 +.5 1.10 -.inf .nan 1_0.5 9223372036854775808 18446744073709551616 0xFFFFFFFFFFFFFFFFF 1e400 190:20:30
  2001-12-14 2001-12-14t21:59:43.10-05:00 2001-1-1 10.96.0.1 12:30 = << ---x a:b http://x/y?z=1 a#b -a ?a :a a- a: #a
  @a %a \`a &a *a " ' \\ a"b it's {a} [a] a,b { ] | > é \u{1f600} \${A} \${A:=b} $(A) -port __proto__ constructor
  apiVersion kind ports`.split(/\s+/)
const TEXTS = [
  '',
  'a b',
  'a  b',
  '- a',
  'a, b',
  '\u2028',
  '\x85',
  'a\nb',
  'a\n\nb\n',
  '\n',
  ' a',
  'a ',
  '\ta',
  'a\tb',
]
const word = fc.constantFrom(...WORDS, ...TEXTS, 'a: b', 'a #b', '{{ .a }}', 'x'.repeat(400))

/** Keys that are not text; if two of them are equal as text only, kubectl takes either. */
const OTHER_KEYS = ['1', '2', '0x1F', 'on', 'off', 'yes']
const KEYS = `a b c kind apiVersion ports a.b/c << -port ?a :a é #a " it's {a} a#b __proto__ constructor 2001-12-14 ---x`
const key = fc.constantFrom(...KEYS.split(' '), 'a b', '', 'a: b', 'x'.repeat(400), ...OTHER_KEYS)

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), text: word, way }),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('tree'), { maxLength: 4 }), way }),
    fc.record({
      kind: fc.constant('mapping' as const),
      entries: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }),
      way,
    }),
  ),
}))

/** Chooses by the digits of a number, in a mixed base. */
class Choice {
  #left: number

  constructor(number: number) {
    this.#left = number
  }

  of<Value>(...values: readonly [Value, ...Value[]]): Value {
    const value = values[this.#left % values.length] ?? values[0]
    this.#left = Math.floor(this.#left / values.length)
    return value
  }
}

/** Writes a leaf: plain, in quotes, with a tag or an anchor, as a block; not every way keeps its text. */
function writeLeaf({ text, way: number }: Leaf, indent: string, isInFlow: boolean): string {
  const choice = new Choice(number)
  const broken = indent.slice(
    0,
    choice.of(indent.length, Math.max(0, indent.length - 2), indent.length + 2, 0),
  )
  const form = choice.of('plain', 'plain', 'double', 'single', 'folded', 'block', 'alias', 'json')
  const before = choice.of(
    '',
    '',
    '',
    '',
    '&x ',
    '!!str ',
    '!!int ',
    '! ',
    '!x ',
    '!!bool ',
    '&y !!str ',
    '!!float ',
  )
  const after = choice.of('', '', '', '', ' # c', '#c', ' ', '\t')
  switch (form as string) {
    case 'plain':
      return before + text + after
    case 'double':
      return `${before}"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"${after}`
    case 'single':
      return `${before}'${text.replaceAll("'", "''").replaceAll('\n', `\n${broken}`)}'${after}`
    case 'folded':
      return `${before}"a\n${broken}${text.replaceAll(/["\\]/g, String.raw`\$&`)}\\\n${broken}b\n\n${broken}]"${after}`
    case 'alias':
      return choice.of('*x', '*y', '*x ', '*z')
    case 'json':
      return JSON.stringify(text) + after
    default: {
      if (isInFlow) return before + text + after
      const header = choice.of('|', '>', '|-', '>+', '|2', '>-1', '|+ # c')
      return `${before}${header}\n${indent}  ${text}\n${choice.of('', '\n', `${indent}    `, `${indent} `)}${indent}  more\n`
    }
  }
}

function writeFlow(value: Tree, indent: string): string {
  if (value.kind === 'leaf') return writeLeaf(value, indent, true)
  const choice = new Choice(value.way)
  const line = choice.of(
    '',
    '',
    '\n',
    `\n${indent}`,
    `\n${indent}  `,
    `\n${indent.slice(2)}`,
    ' ',
    '\t',
    '\n\t',
    ' # c\n',
  )
  const end = choice.of(line, line, '', '\n', `,${line}`)
  const before = choice.of('', '', '', '&x ', '!!map ', '!x ')
  const colon = choice.of(': ', ': ', ':', ' : ', ':\n', '\n: ')
  const inside =
    value.kind === 'list'
      ? value.items.map((item) => writeFlow(item, indent))
      : value.entries.map(
          ([name, below]) => `${writeKey(name, choice.of(0, 1, 2, 3, 4))}${colon}${writeFlow(below, indent)}`,
        )
  const [open, close] = value.kind === 'list' ? ['[', ']'] : ['{', '}']
  return `${before}${open}${line}${inside.join(`,${line}`)}${end}${close}`
}

function writeKey(name: string, form: number): string {
  if (OTHER_KEYS.includes(name)) return form === 3 ? `? ${name}\n` : name
  if (form === 1) return JSON.stringify(name)
  if (form === 2) return `'${name.replaceAll("'", "''")}'`
  return form === 3 ? `? ${name}\n` : name
}

/** Writes a value behind its key or dash: on the same line, or on the next ones. */
function writeBlock(value: Tree, indent: string): string {
  if (value.kind === 'leaf') return ` ${writeLeaf(value, indent, false)}\n`
  const choice = new Choice(value.way)
  if (choice.of(true, false, false)) return ` ${writeFlow(value, indent)}\n`
  const step = choice.of('  ', '  ', '', ' ', '    ', '\t')
  const before = choice.of(
    '\n',
    '\n',
    ' # c\n',
    '\n\n',
    '\n# c\n',
    ' &x\n',
    ' !!map\n',
    '\r\n',
    '\n\t\n',
    '\x85',
    ' ',
  )
  const blank = choice.of(' ', ' ', '', '  ', '\t')
  const below = indent + step
  const lines =
    value.kind === 'list'
      ? value.items.map((item) => `${below}-${writeBlock(item, `${below}  `)}`)
      : value.entries.map(([name, one]) => {
          const written = writeKey(name, choice.of(0, 0, 1, 2, 3))
          const colon = written.startsWith('? ') ? `${below}:` : ':'
          return `${below}${written}${colon}${blank === '' ? writeBlock(one, below).trimStart() : writeBlock(one, below)}`
        })
  return lines.length === 0 ? ' {}\n' : before + lines.join('')
}

const separator = fc.constantFrom(
  '---\n',
  '---\n',
  '--- # c\n',
  '...\n---\n',
  '---\r\n',
  '\n---\n\n',
  '%YAML 1.1\n---\n',
  '',
)

/** A text of one or more documents. */
export const oddYaml: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '\ufeff', '---\n', '# c\n', '%YAML 1.1\n---\n', '\n\n', ' '),
    fc.array(fc.tuple(tree, fc.nat({ max: 3 })), { minLength: 1, maxLength: 3 }),
    separator,
    fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
  )
  .map(([start, trees, between, lineEnd]) => {
    const documents = trees.map(([value, form]) => {
      if (form === 0) return `${writeFlow(value, '')}\n`
      return writeBlock(value, '').replace(/^\s*\n?/, form === 1 ? '' : '\n')
    })
    // Behind a JSON object, kubectl takes a text or number for a document of its own, whatever follows it.
    const isStream = between === '' && trees.every(([{ kind }]) => kind !== 'leaf')
    const text = start + documents.join(isStream || between !== '' ? between : '---\n')
    return lineEnd === '\n' ? text : text.replaceAll(/\r?\n/g, lineEnd)
  })

/** Separated by `|`; `·` is a space. */
const PIECES =
  String.raw`a|b:·|c:|-·|-|?·|:·|:|,|[|]|{|}|"|'|\n|\n|\n··|\n·|·|\t|&a·|*a|*a·|!t·|!!str·|<<:·|>-\n|#·c\n|#|---\n|...\n|\r\n|1|on|~`
    .split('|')
    .map((piece) => piece.replaceAll('·', ' ').replaceAll(String.raw`\n`, '\n'))
    .map((piece) => piece.replaceAll(String.raw`\r`, '\r').replaceAll(String.raw`\t`, '\t'))

/** Pieces of YAML in any order. */
export const scrambledYaml: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES, '|\n'), { maxLength: 14 })
  .map((pieces) => pieces.join(''))

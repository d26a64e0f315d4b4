import { describe, expect, it } from 'vitest'
import { parse, placesOf, shapeOf } from './corefile-shape.ts'

describe('the grammar', () => {
  it.each<[what: string, text: string, shape: ReturnType<typeof shapeOf>]>([
    ['finds no blocks in an empty file', '', []],
    ['finds no blocks in comments', '# nothing\n\n', []],
    [
      'reads a single block without braces to the end of the file',
      '.:53\nwhoami\nlog . {\n class error\n}\nerrors\n',
      [{ keys: ['.:53'], directives: ['whoami', 'log . {class error}', 'errors'] }],
    ],
    ['reads keys without directives', 'example.org\n', [{ keys: ['example.org'], directives: [] }]],
    [
      'reads several blocks',
      'a.org {\n whoami\n}\nb.org c.org {\n}\n',
      [
        { keys: ['a.org'], directives: ['whoami'] },
        { keys: ['b.org', 'c.org'], directives: [] },
      ],
    ],
    [
      'reads keys with commas',
      'a.org, b.org c.org , d.org {\n}',
      [{ keys: ['a.org', 'b.org', 'c.org', 'd.org'], directives: [] }],
    ],
    [
      'reads keys on further lines after a comma',
      'a.org,\nb.org,\n# between\nc.org {\n}',
      [{ keys: ['a.org', 'b.org', 'c.org'], directives: [] }],
    ],
    [
      'takes the brace of a block from the next line',
      'a.org\n{\n whoami\n}',
      [{ keys: ['a.org'], directives: ['whoami'] }],
    ],
    ['reads a block on one line', 'a.org { whoami }', [{ keys: ['a.org'], directives: ['whoami'] }]],
    [
      'reads nested braces, on one line too',
      '. {\n acl {\n  allow net {\n   10.0.0.0/8\n  }\n }\n log { class error }\n}',
      [{ keys: ['.'], directives: ['acl {allow net {10.0.0.0/8}}', 'log {class error}'] }],
    ],
    [
      'tells empty braces from none',
      '. {\n errors {\n }\n log\n}',
      [{ keys: ['.'], directives: ['errors {}', 'log'] }],
    ],
    [
      'keeps the order of directives, repeated ones too',
      '. {\n b\n a 1\n b 2\n}',
      [{ keys: ['.'], directives: ['b', 'a 1', 'b 2'] }],
    ],
    [
      'takes quoted braces, quoted names and words with braces for text',
      '. {\n a "{" "}" {x}\n "import" y\n}',
      [{ keys: ['.'], directives: ['a { } {x}', 'import y'] }],
    ],
    [
      'ends a line where quoted text of several lines ends',
      '. {\n a "b\nc" d\n e\n}',
      [{ keys: ['.'], directives: ['a b\nc d', 'e'] }],
    ],
  ])('%s', (_, text, shape) => {
    const corefile = parse(text)
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)).toEqual(shape)
  })

  it('gives blocks, keys, directives and lines their places', () => {
    const { blocks } = parse('\n a.org {\n  log . {\n    class error\n  }\n}')
    const directive = blocks[0]?.directives[0]
    expect(blocks[0]?.place).toEqual({ file: 'Corefile', line: 2, column: 2 })
    expect(blocks[0]?.keys[0]?.place).toEqual({ file: 'Corefile', line: 2, column: 2 })
    expect(directive?.place).toEqual({ file: 'Corefile', line: 3, column: 3 })
    expect(directive?.args[0]?.place).toEqual({ file: 'Corefile', line: 3, column: 7 })
    expect(directive?.body?.[0]?.tokens[1]?.place).toEqual({ file: 'Corefile', line: 4, column: 11 })
  })

  it.each<[what: string, text: string, places: string[]]>([
    ['a closing brace without an opening one', '. {\n}\n}', ['3:1 SYNTAX']],
    ['a brace that closes a block without braces', '.\n whoami\n}\n', ['3:1 SYNTAX']],
    ['a brace that is never closed', '. {\n whoami', ['1:3 SYNTAX']],
    ['each brace that is never closed', '. {\n log {\n  class all', ['1:3 SYNTAX', '2:6 SYNTAX']],
    ['braces without a zone', '{\n whoami\n}', ['1:1 SYNTAX']],
    ['a comma without a zone after it', 'a.org, {\n}', ['1:1 SYNTAX']],
    ['the brace of a directive on a line of its own', '. {\n log\n {\n  class all\n }\n}', ['3:2 SYNTAX']],
    ['a brace in a body without an option', '. {\n log {\n  {\n  }\n }\n}', ['3:3 SYNTAX']],
    ['words behind a closing brace', '. {\n log {\n } errors\n}', ['3:4 SYNTAX']],
    ['an empty name of a directive', '. {\n "" x\n}', ['2:2 SYNTAX']],
    ['a name that no directive has', '. {\n 10.0.0.1 host\n}', ['2:2 SYNTAX']],
    ['a second block after one without braces', '.:53\n whoami\na.org {\n log\n}', ['3:1 SYNTAX']],
    ['a block that begins before the last one is closed', '. {\n whoami\na.org {\n log\n}', ['3:1 SYNTAX']],
    [
      'a block that begins before a directive is closed',
      '. {\n log {\n  class all\na.org {\n log\n}',
      ['4:1 SYNTAX'],
    ],
    [
      'braces nested without end',
      `. {\n a ${'{ b '.repeat(40)}${'}'.repeat(40).split('').join(' ')}\n}`,
      ['2:68 LIMIT'],
    ],
    ['a snippet without braces', '(a)\n errors\n. {\n}', ['1:1 SYNTAX']],
    ['a snippet that is never closed', '(a) {\n errors\n', ['1:5 SYNTAX']],
    ['a snippet without a name', '() {\n}', ['1:1 SYNTAX']],
    ['a snippet among keys', '(a) b.org {\n}', ['1:5 SYNTAX']],
  ])('reports %s', (_, text, places) => {
    expect(placesOf(parse(text).diagnostics)).toEqual(places)
  })

  it('still reads what comes after an error', () => {
    const corefile = parse('. {\n log {\n  class all\na.org {\n whoami\n}\n}\nb.org\n{\n x\n {\n  y\n }\n}')
    expect(shapeOf(corefile)).toEqual([
      { keys: ['.'], directives: ['log {class all}'] },
      { keys: ['a.org'], directives: ['whoami'] },
      { keys: ['b.org'], directives: ['x {y}'] },
    ])
    expect(placesOf(corefile.diagnostics)).toEqual(['4:1 SYNTAX', '7:1 SYNTAX', '11:2 SYNTAX'])
  })

  it('reports everything in one run, from the top of the file to its end', () => {
    const text = [
      'htp://a.org:53 b.org:99999 {',
      '  import missing',
      '  log {$UNSET}#x',
      '}',
      '}',
      '10.0.0.0/40 {',
      '  template "ANY',
      '}',
    ].join('\n')
    const { diagnostics } = parse(text)
    expect(placesOf(diagnostics)).toEqual([
      '1:1 KEY',
      '1:16 KEY',
      '2:10 IMPORT',
      '3:7 ENVIRONMENT',
      '3:15 COMMENT',
      '5:1 SYNTAX',
      '6:1 KEY',
      '7:12 SYNTAX',
    ])
    expect(diagnostics[0]).toMatchObject({ sourceLine: 'htp://a.org:53 b.org:99999 {', length: 14 })
  })

  it('keeps the directives of a block whose keys are all wrong, so that they can be checked', () => {
    expect(shapeOf(parse('a..b {\n whoami\n}'))).toEqual([{ keys: [], directives: ['whoami'] }])
  })

  it('reports at most 200 problems', () => {
    const { diagnostics } = parse('}\n'.repeat(100_000))
    expect(diagnostics).toHaveLength(201)
    expect(placesOf(diagnostics)[0]).toBe('0:0 LIMIT')
  })

  it('refuses a text that is far too long for a Corefile', () => {
    const { blocks, diagnostics } = parse(`. {\n${'whoami\n'.repeat(400_000)}}`)
    expect(blocks).toEqual([])
    expect(placesOf(diagnostics)).toEqual(['0:0 LIMIT'])
  })
})

describe('the environment', () => {
  it.each<[what: string, text: string, environment: Record<string, string>, directives: string[]]>([
    ['fills in both forms', '. {\n a {$X} {%X%}\n}', { X: 'x' }, ['a x x']],
    ['fills in parts of words, in quotes too', '. {\n a b{$X}c "d {$X}"\n}', { X: 'x' }, ['a bxc d x']],
    ['fills in names of directives', '. {\n {$X}\n}', { X: 'whoami' }, ['whoami']],
    [
      'fills in references within values',
      '. {\n a {$X}\n}',
      { X: 'b{$Y}', Y: '{%Z%}z', Z: 'y' },
      ['a b{%Z%}z'],
    ],
    ['keeps references without a name', '. {\n a {$} {%%} {$\n}', {}, ['a {$} {%%} {$']],
    [
      'takes a brace from a value',
      '. {\n log {$OPEN}\n class all\n }\n}',
      { OPEN: '{' },
      ['log {class all}'],
    ],
  ])('%s', (_, text, environment, directives) => {
    const corefile = parse(text, { environment })
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)[0]?.directives).toEqual(directives)
  })

  it('keeps a value with blanks in one word', () => {
    const { blocks } = parse('. {\n a {$X}\n}', { environment: { X: 'b c' } })
    expect(blocks[0]?.directives[0]?.args.map((token) => token.text)).toEqual(['b c'])
  })

  it('fills in keys, and skips an empty one', () => {
    expect(shapeOf(parse('{$A}\n{$Z}:53 {\n}', { environment: { Z: 'a.org', A: '' } }))[0]?.keys).toEqual([
      'a.org:53',
    ])
  })

  it('reads an unset variable as empty, and warns at its place', () => {
    const corefile = parse('. {\n  a x{$NOPE}\n}')
    expect(shapeOf(corefile)[0]?.directives).toEqual(['a x'])
    expect(corefile.diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_ENVIRONMENT', severity: 'warning', line: 2, column: 6, length: 7 },
    ])
  })

  it('takes no variable from the prototype of the environment', () => {
    expect(placesOf(parse('. {\n a {$constructor} {$__proto__}\n}').diagnostics)).toEqual([
      '2:4 ENVIRONMENT',
      '2:19 ENVIRONMENT',
    ])
  })

  it('hints at blanks where a template variable looks like an environment variable', () => {
    expect(parse('. {\n a "{{$x}}"\n}').diagnostics[0]?.hint).toContain('{{ $x }}')
  })

  it.each<[what: string, environment: Record<string, string>]>([
    ['itself', { X: '{$X}' }],
    ['itself twice', { X: '{$X}{$X}' }],
    ['itself and much more', { X: `${'x'.repeat(50_000)}{$X}` }],
    ['another that refers to it', { X: '{$Y}', Y: '{$X}' }],
  ])('stops at a value that refers to %s', (_, environment) => {
    expect(placesOf(parse('. {\n a {$X}\n}', { environment }).diagnostics)).toEqual(['2:4 LIMIT'])
  })

  it('keeps the place of a word whose text is filled in', () => {
    const { blocks } = parse('. {\n a {$LONG} b\n}', { environment: { LONG: 'x'.repeat(99) } })
    expect(blocks[0]?.directives[0]?.args[1]?.place.column).toBe(12)
  })
})

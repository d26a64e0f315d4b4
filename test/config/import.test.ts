import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Corefile, parseCorefile } from '../../src/config/corefile.ts'
import { parse, placesOf, shapeOf } from './corefile-shape.ts'

describe('snippets', () => {
  it.each<[what: string, text: string, shape: ReturnType<typeof shapeOf>]>([
    [
      'are inserted among directives',
      '(s) {\n a\n b 1\n}\n. {\n import s\n c\n}',
      [{ keys: ['.'], directives: ['a', 'b 1', 'c'] }],
    ],
    [
      'are inserted within braces',
      '(s) {\n class all\n}\n. {\n log {\n  import s\n }\n}',
      [{ keys: ['.'], directives: ['log {class all}'] }],
    ],
    [
      'are inserted at the top level',
      '(s) {\n a.org {\n  x\n }\n}\nimport s',
      [{ keys: ['a.org'], directives: ['x'] }],
    ],
    [
      'may be written on one line',
      '(s) { a }\n. {\n import s\n import s\n}',
      [{ keys: ['.'], directives: ['a', 'a'] }],
    ],
    [
      'may import other snippets',
      '(s) {\n a\n}\n(t) {\n import s\n b\n}\n. {\n import t\n}',
      [{ keys: ['.'], directives: ['a', 'b'] }],
    ],
    ['may be empty', '(s) {\n}\n. {\n import s\n a\n}', [{ keys: ['.'], directives: ['a'] }]],
    [
      'may hold the zones of a block',
      '(s) {\n b.org\n}\na.org,\nimport s\n{\n x\n}',
      [{ keys: ['a.org', 'b.org'], directives: ['x'] }],
    ],
    [
      'are not imported in the middle of a line',
      '. {\n log import s\n}',
      [{ keys: ['.'], directives: ['log import s'] }],
    ],
  ])('%s', (_, text, shape) => {
    const corefile = parse(text)
    expect(shapeOf(corefile)).toEqual(shape)
    expect(corefile.diagnostics).toEqual([])
  })

  it('keep the places where they are written', () => {
    const { blocks } = parse('(s) {\n  a\n}\n. {\n import s\n}')
    expect(blocks[0]?.directives[0]?.place).toEqual({ file: 'Corefile', line: 2, column: 3 })
  })

  it('have their errors reported once, however often they are imported', () => {
    const text = '(s) {\n a.b c\n}\n. {\n import s\n}\na.org {\n import s\n}'
    expect(placesOf(parse(text).diagnostics)).toEqual(['2:2 SYNTAX'])
  })

  it.each<[what: string, text: string, place: string, hint: string | null]>([
    ['is defined twice', '(s) {\n a\n}\n(s) {\n b\n}', '4:1 IMPORT', null],
    ['imports itself', '(s) {\n import s\n}\n. {\n import s\n}', '2:9 IMPORT', null],
    [
      'imports another that imports it',
      '(s) {\n import t\n}\n(t) {\n import s\n}\n. {\n import s\n}',
      '5:9 IMPORT',
      null,
    ],
    [
      'is misspelt',
      '(common) {\n}\n. {\n import comon\n}',
      '4:9 IMPORT',
      "did you mean the snippet 'common'?",
    ],
    ['is defined too late', '. {\n import s\n}\n(s) {\n}', '2:9 IMPORT', 'defined in line 4'],
  ])('are refused where one %s', (_, text, place, hint) => {
    const { diagnostics } = parse(text)
    expect(placesOf(diagnostics)).toEqual([place])
    if (hint !== null) expect(diagnostics[0]?.hint).toContain(hint)
  })

  it('that double at every step exceed a limit', () => {
    const steps = Array.from({ length: 40 }, (_, i) => `(s${i + 1}) {\n import s${i}\n import s${i}\n}`)
    const { diagnostics } = parse(`(s0) {\n a\n}\n${steps.join('\n')}\n. {\n import s40\n}`)
    expect(diagnostics[0]).toMatchObject({ code: 'KZ_COREFILE_LIMIT' })
    expect(diagnostics[0]?.message).toContain('10000')
  })

  it('that are nested too deeply are refused', () => {
    const steps = Array.from({ length: 60 }, (_, i) => `(s${i + 1}) {\n import s${i}\n}`)
    const { diagnostics } = parse(`(s0) {\n a\n}\n${steps.join('\n')}\n. {\n import s60\n}`)
    expect(diagnostics).toMatchObject([{ code: 'KZ_COREFILE_LIMIT' }])
    expect(diagnostics[0]?.message).toContain('50 deep')
  })
})

describe('imported files', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubezone-corefile-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }

  function parseWith(text: string, environment: Record<string, string> = {}): Corefile {
    return parseCorefile(text, join(folder, 'Corefile'), { environment })
  }

  function relative(paths: readonly string[]): string[] {
    return paths.map((path) => path.replaceAll(`${folder}/`, ''))
  }

  it('are inserted at the top level, in blocks and in braces', () => {
    write('block', 'b.org {\n y\n}')
    write('directives', 'errors\nlog')
    write('options', 'class all')
    const corefile = parseWith('import block\n. {\n import directives\n acl {\n  import options\n }\n}')
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)).toEqual([
      { keys: ['b.org'], directives: ['y'] },
      { keys: ['.'], directives: ['errors', 'log', 'acl {class all}'] },
    ])
    expect(relative(corefile.files)).toEqual(['Corefile', 'block', 'directives', 'options'])
  })

  it('may hold the zones of a block', () => {
    write('zones', 'b.org, c.org')
    expect(shapeOf(parseWith('a.org,\nimport zones\n{\n x\n}'))).toEqual([
      { keys: ['a.org', 'b.org', 'c.org'], directives: ['x'] },
    ])
  })

  it('are found from the folder of the file that imports them', () => {
    write('a/first', 'import second')
    write('a/second', 'import ../b/third')
    write('b/third', 'whoami')
    const corefile = parseWith('. {\n import a/first\n}')
    expect(shapeOf(corefile)[0]?.directives).toEqual(['whoami'])
    expect(relative(corefile.files)).toEqual(['Corefile', 'a/first', 'a/second', 'b/third'])
  })

  it('are named in the places of what they hold', () => {
    write('a.conf', '\n  log')
    const { blocks } = parseWith('. {\n import a.conf\n}')
    expect(blocks[0]?.directives[0]?.place).toEqual({ file: join(folder, 'a.conf'), line: 2, column: 3 })
  })

  it('match a glob in lexical order, hidden ones left out', () => {
    write('custom/b.override', 'b')
    write('custom/a.override', 'a')
    write('custom/.hidden.override', 'hidden')
    write('custom/c.server', 'c')
    const corefile = parseWith('. {\n import custom/*.override\n}')
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)[0]?.directives).toEqual(['a', 'b'])
  })

  it('match a glob in a mounted ConfigMap, whose files are links into a hidden folder', () => {
    write('..2024/a.server', 'a.org {\n x\n}')
    symlinkSync('..2024', join(folder, '..data'))
    symlinkSync('..data/a.server', join(folder, 'a.server'))
    const corefile = parseWith('import a.serve?')
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)).toEqual([{ keys: ['a.org'], directives: ['x'] }])
  })

  it('match a glob over folders', () => {
    write('one/conf', 'a')
    write('two/conf', 'b')
    write('three/other', 'c')
    expect(shapeOf(parseWith('. {\n import */conf\n}'))[0]?.directives).toEqual(['a', 'b'])
  })

  it('may be named by a variable', () => {
    write('a.conf', 'log')
    expect(shapeOf(parseWith('. {\n import {$NAME}.conf\n}', { NAME: 'a' }))[0]?.directives).toEqual(['log'])
  })

  it('begin and end a line', () => {
    write('a', 'log')
    expect(shapeOf(parseWith('. {\n import a\n import a\n errors\n}'))[0]?.directives).toEqual([
      'log',
      'log',
      'errors',
    ])
  })

  it('give way to snippets of the same name', () => {
    write('a', 'file')
    expect(shapeOf(parseWith('(a) {\n snippet\n}\n. {\n import a\n}'))[0]?.directives).toEqual(['snippet'])
  })

  it('may be empty', () => {
    write('a', '')
    const corefile = parseWith('import a\n. {\n import a\n}')
    expect(corefile.diagnostics).toEqual([])
    expect(shapeOf(corefile)).toEqual([{ keys: ['.'], directives: [] }])
  })

  it('warn where a glob matches nothing, and go on', () => {
    const corefile = parseWith('. {\n import custom/*.override\n whoami\n}')
    expect(corefile.diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_IMPORT_EMPTY', severity: 'warning', line: 2, column: 9 },
    ])
    expect(shapeOf(corefile)[0]?.directives).toEqual(['whoami'])
  })

  it.each<[what: string, line: string, message: string, hint: string | null]>([
    ['nothing', 'import', "'import' needs", null],
    ['an empty name', 'import ""', "'import' needs", null],
    ['two files', 'import a.conf b.conf', 'takes one snippet, file or glob, found 2', "'import b.conf'"],
    ['a file that is not there', 'import b.conf', 'nor a file', "did you mean 'a.conf'?"],
    ['a folder', 'import d', 'it is a folder', 'import d/*'],
    ['a device', 'import /dev/null', 'it is not a regular file', null],
    ['a glob with two stars', 'import */*', "at most one '*', at most one '?'", null],
    ['a glob with a class', 'import [ab].conf', "at most one '*', at most one '?'", null],
    ['itself', 'import Corefile', 'leads back to itself', null],
  ])('are refused where a line imports %s', (_, line, message, hint) => {
    write('a.conf', '')
    write('d/x', '')
    write('Corefile', '. {\n import Corefile\n}')
    const { diagnostics } = parseWith(`. {\n ${line}\n}`)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({ code: 'KZ_COREFILE_IMPORT', line: 2 })
    expect(diagnostics[0]?.message).toContain(message)
    if (hint !== null) expect(diagnostics[0]?.hint).toContain(hint)
  })

  it('are refused where they cannot be read', () => {
    write('a', 'log')
    chmodSync(join(folder, 'a'), 0)
    const { diagnostics } = asNobody(folder, () => parseWith('. {\n import a\n}'))
    expect(diagnostics[0]?.message).toContain('permission denied')
  })

  it('are listed also if they cannot be read', () => {
    expect(relative(parseWith('. {\n import later\n}').files)).toEqual(['Corefile', 'later'])
  })

  it('are refused where they import each other', () => {
    write('a', 'import b')
    write('b', 'import a')
    const { diagnostics } = parseWith('. {\n import a\n}')
    expect(relative(placesOf(diagnostics))).toEqual(['b:1:8 IMPORT'])
  })

  it('have their errors reported by their own names, after those of the Corefile', () => {
    write('a', 'x.y z\nlog "')
    const { diagnostics } = parseWith('. {\n import a\n}\n}')
    expect(relative(placesOf(diagnostics))).toEqual(['Corefile:4:1 SYNTAX', 'a:1:1 SYNTAX', 'a:2:5 SYNTAX'])
  })
})

/** Root may read everything: `run` runs as the user `nobody`, who may enter the folder. */
function asNobody<T>(folder: string, run: () => T): T {
  if (process.getuid?.() !== 0) return run()
  chmodSync(folder, 0o755)
  process.seteuid?.('nobody')
  try {
    return run()
  } finally {
    process.seteuid?.('root')
  }
}

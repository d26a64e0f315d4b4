/** kubezone.yaml: its syntax, its diagnostics, and the effect of its changes on manifests. */
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderDiagnostic } from '../../src/report/diagnostic.ts'
import { readSettings } from '../../src/source/settings.ts'
import { WatchedFolder } from './watched-folder.ts'

const settings = (...pairs: [path: string, namespace: string][]): string =>
  `paths:\n${pairs.map(([path, namespace]) => `  - { path: ${path}, namespace: ${namespace} }\n`).join('')}`

function read(text: string): ReturnType<typeof readSettings> {
  return readSettings(text, 'kubezone.yaml', (path) => path !== 'nowhere')
}

/** `LINE:COLUMN CODE MESSAGE (HINT)` of each diagnostic. */
function reports(text: string): string[] {
  return read(text).diagnostics.map(
    ({ line, column, code, message, hint }) =>
      `${line}:${column} ${code.replace('KZ_', '')} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  )
}

describe('the text', () => {
  test.each<[string, string, Record<string, string>]>([
    ['nothing', '', {}],
    ['comments', '# nothing yet\n---\n', {}],
    ['no paths', 'paths:\n', {}],
    ['JSON', '{"paths": [{"path": "a", "namespace": "b"}]}', { a: 'b' }],
    [
      'paths in any spelling',
      settings(['./a//b/', 'x'], ['.', 'y'], ['c/../d', 'z']),
      { 'a/b': 'x', '.': 'y', d: 'z' },
    ],
  ])('may be %s', (_, text, namespaces) => {
    const { content, diagnostics } = read(text)
    expect(diagnostics).toEqual([])
    expect(Object.fromEntries(content ?? [])).toEqual(namespaces)
  })

  test.each<[string, string, readonly string[]]>([
    [
      'is not YAML',
      'paths: [',
      [
        '1:8 FILE_SYNTAX this document is not valid YAML: this "[" is not closed, expected "]" before the end of the document',
      ],
    ],
    [
      'is two documents',
      'paths: []\n---\npaths: []\n',
      ['2:1 FILE_SYNTAX expected one document, found a second one'],
    ],
    [
      'is a list',
      '- path: a\n',
      ['1:1 SETTINGS_VALUE kubezone.yaml is a list, expected a mapping with the key "paths"'],
    ],
    [
      'has a key that is none',
      'path: a\npaths: []\n',
      ['1:1 SETTINGS_KEY kubezone.yaml: path is not a setting (did you mean paths)'],
    ],
    [
      'has a key that is none in a path',
      'paths:\n  - {path: a, namespace: b, zone: c}\n',
      ['2:29 SETTINGS_KEY kubezone.yaml: paths[0].zone is not a setting (the keys are path, namespace)'],
    ],
    [
      'has paths that are no list',
      'paths: {path: a, namespace: b}\n',
      ['1:8 SETTINGS_VALUE kubezone.yaml: paths is a mapping, expected a list'],
    ],
    [
      'has a path that is no mapping',
      'paths: [a]\n',
      ['1:9 SETTINGS_VALUE kubezone.yaml: paths[0] is "a", expected a path with its namespace'],
    ],
    [
      'leaves out a path',
      'paths:\n  - namespace: b\n',
      ['2:5 SETTINGS_VALUE kubezone.yaml: paths[0] has no path'],
    ],
    [
      'leaves out a namespace',
      'paths:\n  - path: b\n',
      ['2:5 SETTINGS_VALUE kubezone.yaml: paths[0] has no namespace'],
    ],
    [
      'has a number for a namespace',
      settings(['a', '7']),
      ['2:27 SETTINGS_VALUE kubezone.yaml: paths[0].namespace is 7, expected text (quote it: "7")'],
    ],
    [
      'has a namespace that cannot be',
      settings(['a', 'My_NS']),
      [
        '2:27 SETTINGS_VALUE kubezone.yaml: paths[0].namespace is "My_NS", expected the name of a namespace: at most 63 lower-case letters, digits and "-"',
      ],
    ],
    [
      'has a path twice',
      settings(['a', 'x'], ['./a/', 'y']),
      [
        '3:13 SETTINGS_VALUE kubezone.yaml: paths[1].path is "./a/", which already has a namespace (keep one of them)',
      ],
    ],
    [
      'leads out',
      settings(['a/../../b', 'x'], ['/etc', 'x'], ['..', 'x'], ['""', 'x']),
      [0, 1, 2, 3].map(
        (i) =>
          `${i + 2}:13 SETTINGS_VALUE kubezone.yaml: paths[${i}].path is ${['"a/../../b"', '"/etc"', '".."', '""'][i]}, expected a path within the folder of kubezone.yaml, such as "charts/redis"`,
      ),
    ],
  ])('that %s is an error at its place, and has no content', (_, text, expected) => {
    expect(reports(text)).toEqual(expected)
    expect(read(text).content).toBeNull()
  })

  test('whose aliases expand without end is not read further', () => {
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}: 1`).join()
    const { content, diagnostics } = read(`paths:\n  - &a {${keys}}\n${'  - *a\n'.repeat(900)}`)
    expect(content).toBeNull()
    expect(diagnostics.at(-1)?.code).toBe('KZ_FILE_MORE')
  })

  test('that names a missing path gives a warning, and takes effect', () => {
    const { content, diagnostics } = read(settings(['nowhere', 'x']))
    expect(content?.get('nowhere')).toBe('x')
    expect(diagnostics.map(renderDiagnostic).join('\n')).toBe(
      'kubezone.yaml:2:13: warning: kubezone.yaml: paths[0].path is "nowhere", which does not exist [KZ_SETTINGS_PATH]\n' +
        '  2 |   - { path: nowhere, namespace: x }\n' +
        '    |             ^^^^^^^',
    )
  })
})

async function watched(files: Record<string, string>, namespace?: string): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  await folder.watch(namespace === undefined ? {} : { namespace })
  return folder
}

describe('objects without a namespace', () => {
  test('are in the namespace of the longest path, or in the given one', async () => {
    const folder = await watched(
      {
        'kubezone.yaml': settings(
          ['charts', 'apps'],
          ['charts/redis', 'cache'],
          ['charts/redis/web.yaml', 'front'],
        ),
        'a.yaml': 'a',
        'charts/b.yaml': 'b',
        'charts/redis-2/c.yaml': 'c',
        'charts/redis/d/d.yaml': 'd',
        'charts/redis/web.yaml': 'e',
      },
      'main',
    )
    expect(folder.names()).toEqual({
      'a.yaml': ['main/a'],
      'charts/b.yaml': ['apps/b'],
      'charts/redis-2/c.yaml': ['apps/c'],
      'charts/redis/d/d.yaml': ['cache/d'],
      'charts/redis/web.yaml': ['front/e'],
    })
    expect(folder.troubles()).toEqual([])
  })

  test('move when the settings appear, change and disappear; only the affected files are read', async () => {
    const folder = await watched({ 'a/a.yaml': 'a', 'b/b.yaml': 'b' })
    folder.parsed.length = 0
    folder.write('kubezone.yaml', settings(['a', 'x']))
    await folder.settles({ 'a/a.yaml': ['x/a'], 'b/b.yaml': ['b'] })
    renameSync(folder.path('kubezone.yaml'), folder.path('off'))
    await folder.settles({ 'a/a.yaml': ['a'], 'b/b.yaml': ['b'] })
    renameSync(folder.path('off'), folder.path('kubezone.yaml'))
    await folder.settles({ 'a/a.yaml': ['x/a'], 'b/b.yaml': ['b'] })
    folder.write('.next', settings(['a', 'y']))
    renameSync(folder.path('.next'), folder.path('kubezone.yaml'))
    await folder.settles({ 'a/a.yaml': ['y/a'], 'b/b.yaml': ['b'] })
    expect(new Set(folder.parsed)).toEqual(new Set(['a/a.yaml']))
    expect([...folder.state.keys()]).not.toContain('kubezone.yaml')
  })

  test('stay in their namespace while the settings are broken, empty for a moment, or missing with the root', async () => {
    const folder = await watched({ 'kubezone.yaml': settings(['.', 'x']), 'a.yaml': 'a' })
    folder.write('kubezone.yaml', 'paths: [')
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.troubles()).toEqual(['kubezone.yaml: KZ_FILE_SYNTAX'])
    folder.write('a.yaml', 'a2')
    await folder.settles({ 'a.yaml': ['x/a2'] })
    folder.write('kubezone.yaml', settings(['.', 'y']))
    await folder.settles({ 'a.yaml': ['y/a2'] })
    expect(folder.troubles()).toEqual([])
    folder.parsed.length = 0
    writeFileSync(folder.path('kubezone.yaml'), '')
    await new Promise((resolve) => setTimeout(resolve, 40))
    folder.write('kubezone.yaml', settings(['.', 'z']))
    await folder.settles({ 'a.yaml': ['z/a2'] })
    expect(folder.parsed).toEqual(['a.yaml'])
    rmSync(folder.root, { recursive: true })
    await folder.until(() => folder.troubles().includes('.: KZ_FILE_MISSING'))
    expect(folder.names()).toEqual({ 'a.yaml': ['z/a2'] })
    folder.write('a.yaml', 'a3')
    await folder.settles({ 'a.yaml': ['a3'] })
  })

  test('of a broken file leave their old namespace if they exist in the new one', async () => {
    const folder = await watched({ 'kubezone.yaml': settings(['.', 'x']), 'a.yaml': 'a\nb' })
    folder.write('a.yaml', 'a\n!')
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.names()).toEqual({ 'a.yaml': ['x/a', 'x/b'] })
    folder.write('kubezone.yaml', settings(['.', 'y']))
    await folder.settles({ 'a.yaml': ['y/a', 'x/b'] })
  })
})

test('a missing path is a warning until it exists, and again when it is deleted', async () => {
  const folder = await watched({
    'kubezone.yaml': settings(['a.yaml', 'x'], ['b', 'y']),
    'c.yaml': 'c',
  })
  const WARNING = 'kubezone.yaml: KZ_SETTINGS_PATH'
  expect(folder.troubles()).toEqual([WARNING, WARNING])
  folder.write('a.yaml', 'a')
  await folder.settles({ 'a.yaml': ['x/a'], 'c.yaml': ['c'] })
  await folder.until(() => folder.troubles().length === 1)
  folder.write('b/b.yaml', 'b')
  await folder.settles({ 'a.yaml': ['x/a'], 'b/b.yaml': ['y/b'], 'c.yaml': ['c'] })
  expect(folder.troubles()).toEqual([])
  unlinkSync(folder.path('a.yaml'))
  await folder.until(() => folder.troubles().length === 1)
  expect(folder.troubles()).toEqual([WARNING])
})

test('settings below the root, or given as a file, are reported and have no effect', async () => {
  const folder = await watched({ 'sub/kubezone.yaml': settings(['.', 'x']), 'sub/a.yaml': 'a' })
  expect(folder.names()).toEqual({ 'sub/a.yaml': ['a'] })
  expect(folder.troubles()).toEqual(['sub/kubezone.yaml: KZ_SETTINGS_IGNORED'])
  const alone = new WatchedFolder()
  await alone.load({ paths: [folder.path('sub/kubezone.yaml')] })
  expect([...alone.state.values()].flatMap(({ diagnostics }) => diagnostics)).toMatchObject([
    { code: 'KZ_SETTINGS_IGNORED' },
  ])
})

test('each served folder has its own settings, and the nearer ones take precedence', async () => {
  const folder = new WatchedFolder()
  folder.write('kubezone.yaml', settings(['in', 'x'], ['a.yaml', 'y']))
  folder.write('a.yaml', 'a')
  folder.write('in/kubezone.yaml', settings(['.', 'z']))
  folder.write('in/b.yaml', 'b')
  await folder.load({ paths: [folder.root, folder.path('in')] })
  expect(folder.names()).toEqual({ 'a.yaml': ['y/a'], 'in/b.yaml': ['z/b'] })
})

test('settings of a ConfigMap volume follow its swap', async () => {
  const folder = new WatchedFolder()
  for (const [version, namespace] of [
    ['..1', 'x'],
    ['..2', 'y'],
  ] as const) {
    mkdirSync(folder.path(version))
    folder.write(`${version}/kubezone.yaml`, settings(['.', namespace]))
    folder.write(`${version}/a.yaml`, 'a')
  }
  symlinkSync('..1', folder.path('..data'))
  for (const name of ['kubezone.yaml', 'a.yaml']) symlinkSync(`..data/${name}`, folder.path(name))
  await folder.watch()
  expect(folder.names()).toEqual({ 'a.yaml': ['x/a'] })
  symlinkSync('..2', folder.path('..tmp'))
  renameSync(folder.path('..tmp'), folder.path('..data'))
  await folder.settles({ 'a.yaml': ['y/a'] })
})

test('settings that are not text, too large, or not a file are reported, and the last good ones stay', async () => {
  const folder = await watched({ 'kubezone.yaml': settings(['.', 'x']), 'a.yaml': 'a' })
  for (const [octets, code] of [
    [Buffer.from([0, 1]), 'KZ_FILE_BINARY'],
    ['#'.repeat(300_000), 'KZ_FILE_TOO_LARGE'],
  ] as const) {
    writeFileSync(folder.path('kubezone.yaml'), octets)
    await folder.until(() => folder.troubles().includes(`kubezone.yaml: ${code}`))
    expect(folder.troubles()).toEqual([`kubezone.yaml: ${code}`])
    expect(folder.names()).toEqual({ 'a.yaml': ['x/a'] })
  }
  unlinkSync(folder.path('kubezone.yaml'))
  mkdirSync(folder.path('kubezone.yaml'))
  await folder.until(() => folder.troubles().includes('kubezone.yaml: KZ_FILE_UNREADABLE'))
  expect(folder.troubles()).toEqual(['kubezone.yaml: KZ_FILE_UNREADABLE'])
})

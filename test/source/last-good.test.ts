import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseOctets } from '../../src/source/parser-pool.ts'
import { parseLines, WatchedFolder } from './watched-folder.ts'

async function watched(...lines: string[]): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  folder.write('a.yaml', ...lines)
  folder.write('other.yaml', 'other')
  await folder.watch({ limits: { maxOctets: 1_024 } })
  return folder
}

describe('a file that cannot be read as a whole', () => {
  test('keeps the objects of its broken documents, and replaces the others', async () => {
    const folder = await watched('web', 'api')
    folder.write('a.yaml', 'web', '!', 'shop')
    await folder.settles({ 'a.yaml': ['web', 'shop', 'api'], 'other.yaml': ['other'] })
    expect(folder.state.get('a.yaml')?.diagnostics).toMatchObject([{ line: 2, column: 1 }])
    folder.write('a.yaml', 'shop')
    await folder.settles({ 'a.yaml': ['shop'], 'other.yaml': ['other'] })
    expect(folder.troubles()).toEqual([])
  })

  test('keeps its last good objects when it becomes binary, too large, or a folder', async () => {
    const folder = await watched('web')
    const inForce = { 'a.yaml': ['web'], 'other.yaml': ['other'] }
    writeFileSync(folder.path('a.yaml'), Buffer.from([0xff, 0, 1]))
    await folder.until(() => folder.troubles().includes('a.yaml: KZ_FILE_UNREADABLE'))
    expect(folder.names()).toEqual(inForce)
    folder.write('a.yaml', 'x'.repeat(2_000))
    await folder.until(() => folder.troubles().includes('a.yaml: KZ_FILE_TOO_LARGE'))
    expect(folder.troubles()).toEqual(['a.yaml: KZ_FILE_TOO_LARGE'])
    expect(folder.names()).toEqual(inForce)
    folder.write('a.yaml', 'web')
    await folder.until(() => folder.troubles().length === 0)
    expect(folder.names()).toEqual(inForce)
    expect(folder.reported.map(({ code }) => code)).toEqual(['KZ_FILE_UNREADABLE', 'KZ_FILE_TOO_LARGE'])
  })

  test('is reported together with others that hold no object', async () => {
    const values = new TextEncoder().encode('replicas: 3\n')
    const folder = new WatchedFolder()
    for (const name of 'abcdefg') writeFileSync(folder.path(`${name}.yaml`), values)
    await folder.watch({ parse: parseOctets })
    const said = () => folder.reported.map(({ message }) => message)
    const first = '7 files hold documents that are not Kubernetes objects, and are ignored'
    expect(said()).toEqual([`${first}: a.yaml, b.yaml, c.yaml, d.yaml, e.yaml and 2 more`])
    folder.write('h.yaml', 'replicas: 4')
    await folder.until(() => folder.reported.length > 1)
    expect(said().slice(1)).toEqual(['this document is not a Kubernetes object, and is ignored'])
  })

  test('is reported together with the other templates of its folder', async () => {
    const folder = new WatchedFolder()
    const helm = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n'
    for (const name of ['a', 'b', 'c']) writeFileSync(folder.path(`${name}.yaml`), helm)
    writeFileSync(folder.path('flux.yaml'), helm.replace('{{ .Values.name }}', '${NAME}'))
    mkdirSync(folder.path('below'))
    writeFileSync(folder.path('below/d.yaml'), helm)
    await folder.watch({ parse: parseOctets })
    const said = () =>
      folder.reported.map(({ file, line, message }) => `${basename(file)}:${line} ${message}`)
    const begins = 'this is a Helm template, not a manifest: "{{" begins a template action, expected a value'
    expect(said()).toEqual([
      `a.yaml:4 ${begins}; as in 2 more files of the folder: b.yaml, c.yaml`,
      `d.yaml:4 ${begins}`,
      expect.stringMatching(/^flux\.yaml:4 .*envsubst/),
    ])
    folder.write('c.yaml', `# changed\n${helm}`)
    await folder.until(() => folder.reported.length > 3)
    expect(said().slice(3)).toEqual([`c.yaml:5 ${begins}`])
  })

  test('is reported and not read if it is a named pipe', async () => {
    const folder = new WatchedFolder()
    folder.write('a.yaml', 'a')
    execFileSync('mkfifo', [folder.path('pipe.yaml')])
    await folder.load()
    expect(folder.names()).toEqual({ 'a.yaml': ['a'] })
    expect(folder.troubles()).toEqual(['pipe.yaml: KZ_FILE_UNREADABLE'])
  })

  test('keeps its last good objects when the parser fails', async () => {
    const folder = new WatchedFolder()
    folder.write('a.yaml', 'a')
    await folder.watch({
      parse: (octets, file, context) => {
        if (octets.length > 1) throw new Error('no')
        return parseLines(octets, file, context)
      },
    })
    folder.write('a.yaml', 'bb')
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.troubles()).toEqual(['a.yaml: KZ_FILE_PARSER'])
    expect(folder.names()).toEqual({ 'a.yaml': ['a'] })
  })
})

describe('diagnostics', () => {
  test('are reported once for any number of scans', async () => {
    const folder = await watched('web', '!')
    expect(folder.reported).toHaveLength(1)
    await folder.folder.rescan()
    folder.write('other.yaml', 'other2')
    await folder.settles({ 'a.yaml': ['web'], 'other.yaml': ['other2'] })
    folder.write('a.yaml', 'web2', '!')
    await folder.settles({ 'a.yaml': ['web2', 'web'], 'other.yaml': ['other2'] })
    expect(folder.reported).toHaveLength(1)
    expect(folder.folder.diagnostics()).toHaveLength(1)
    folder.write('a.yaml', 'web2', 'api', '!')
    await folder.until(() => folder.reported.length === 2)
    expect(folder.reported.map(({ line }) => line)).toEqual([2, 3])
  })

  test('are reported again when they come back after a fix', async () => {
    const folder = await watched('!')
    folder.write('a.yaml', 'web')
    await folder.until(() => folder.troubles().length === 0)
    folder.write('a.yaml', '!')
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.reported).toHaveLength(2)
  })

  test('disappear with the file', async () => {
    const folder = await watched('!')
    unlinkSync(folder.path('a.yaml'))
    await folder.until(() => folder.troubles().length === 0)
    expect(folder.folder.diagnostics()).toEqual([])
    expect(folder.state.get('a.yaml')).toMatchObject({ objects: [], isGone: true })
  })

  test('report each chart and each kustomization once; neither is read', async () => {
    const folder = new WatchedFolder()
    for (const name of [
      'Chart.yaml',
      'values.yaml',
      'templates/a.yaml',
      'templates/b.yaml',
      'charts/sub/x.yaml',
    ]) {
      folder.write(`chart/${name}`, 'no')
    }
    folder.write('chart/crds/crd.yaml', 'crd')
    folder.write('base/kustomization.yaml', 'no')
    folder.write('base/web.yaml', 'web')
    await folder.watch()
    expect(folder.names()).toEqual({ 'base/web.yaml': ['web'], 'chart/crds/crd.yaml': ['crd'] })
    expect(folder.troubles()).toEqual([
      'base/kustomization.yaml: KZ_KUSTOMIZATION',
      'chart: KZ_CHART_UNRENDERED',
    ])
    renameSync(folder.path('chart/Chart.yaml'), folder.path('chart/gone'))
    await folder.until(() => folder.troubles().length === 1)
    expect(Object.keys(folder.names())).toContain('chart/templates/a.yaml')
  })

  test('name the limits of depth and of the number of files', async () => {
    const folder = new WatchedFolder()
    for (const name of ['a.yaml', 'b.yaml', 'x/c.yaml', 'x/y/d.yaml']) folder.write(name, 'web')
    await folder.load({ limits: { maxDepth: 1 } })
    expect(folder.troubles()).toEqual(['x/y: KZ_FOLDER_TOO_DEEP'])
    const small = new WatchedFolder()
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) small.write(name, 'web')
    await small.watch({ limits: { maxFiles: 3 } })
    expect(small.names()).toEqual({ 'a.yaml': ['web'], 'b.yaml': ['web'] })
    expect(small.troubles()).toEqual(['c.yaml: KZ_FILE_TOO_MANY'])
    unlinkSync(small.path('a.yaml'))
    await small.settles({ 'b.yaml': ['web'], 'c.yaml': ['web'] })
    expect(small.troubles()).toEqual([])
  })
})

test('a file without objects is not gone', async () => {
  const folder = await watched('web')
  folder.write('a.yaml', '')
  await folder.settles({ 'other.yaml': ['other'] })
  expect(folder.state.get('a.yaml')).toMatchObject({ objects: [], isGone: false })
})

test('an error in the callback is reported, and the next update is delivered', async () => {
  const folder = new WatchedFolder()
  folder.write('a.yaml', 'a')
  await folder.load()
  let calls = 0
  const second = new Promise<void>((resolve) => {
    void folder.folder.watch(() => {
      calls += 1
      if (calls === 1) throw new Error('not today')
      resolve()
    })
  })
  await folder.folder.rescan()
  folder.write('a.yaml', 'b')
  await waitFor(() => folder.reported.length > 0)
  folder.write('a.yaml', 'c')
  await second
  expect(folder.reported).toMatchObject([{ code: 'KZ_FOLDER_UPDATE' }])
})

test('closing during a batch ends it, and no update is delivered afterwards', async () => {
  const folder = await watched('web')
  folder.write('a.yaml', 'web2')
  mkdirSync(folder.path('new'))
  const looking = folder.folder.rescan()
  await folder.folder.close()
  await looking
  const told = folder.batches.length
  rmSync(folder.path('a.yaml'))
  await new Promise(setImmediate)
  await folder.folder.rescan()
  expect(folder.batches).toHaveLength(told)
})

async function waitFor(isDone: () => boolean): Promise<void> {
  for (const end = performance.now() + 8_000; !isDone() && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

import { appendFileSync, mkdirSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { OriginError } from '../../src/source/origin.ts'
import { WatchedFolder } from './watched-folder.ts'

async function watchedFolder(files: Record<string, string[]>): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  for (const [name, lines] of Object.entries(files)) folder.write(name, ...lines)
  await folder.watch()
  return folder
}

describe('loading', () => {
  test('reads every manifest of the tree, in byte order', async () => {
    const folder = new WatchedFolder()
    for (const name of ['b.yaml', 'a.yml', 'a-b/x.json', 'a/x.yaml', 'Z.yaml', 'é.yaml'])
      folder.write(name, 'web')
    folder.write('notes.txt', 'no')
    await folder.load()
    expect([...folder.state.keys()]).toEqual([
      'Z.yaml',
      'a-b/x.json',
      'a.yml',
      'a/x.yaml',
      'b.yaml',
      'é.yaml',
    ])
  })

  test('skips hidden names, backup files of editors, and node_modules', async () => {
    const folder = new WatchedFolder()
    for (const name of ['.web.yaml', '.git/a.yaml', '#web.yaml#', '.#web.yaml', 'web.yaml~', '4913']) {
      folder.write(name, 'no')
    }
    folder.write('web.yaml.tmp', 'no')
    folder.write('node_modules/pkg/a.yaml', 'no')
    folder.write('web.yaml', 'web')
    await folder.load()
    expect(folder.names()).toEqual({ 'web.yaml': ['web'] })
  })

  test('rejects with a diagnostic about a path that does not exist', async () => {
    const folder = new WatchedFolder()
    const missing = folder.path('nowhere')
    const error: unknown = await folder
      .load({ paths: [folder.root, missing] })
      .catch((reason: unknown) => reason)
    if (!(error instanceof OriginError)) throw new Error('expected an OriginError')
    expect(error.diagnostics).toMatchObject([{ code: 'KZ_FILE_MISSING', file: missing }])
  })

  test('reports an empty folder until it holds a manifest', async () => {
    const folder = await watchedFolder({})
    expect(folder.troubles()).toEqual(['.: KZ_FOLDER_EMPTY'])
    folder.write('web.yaml', 'web')
    await folder.until(() => folder.troubles().length === 0)
    expect(folder.troubles()).toEqual([])
    unlinkSync(folder.path('web.yaml'))
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.troubles()).toEqual(['.: KZ_FOLDER_EMPTY'])
  })

  test('reads single files', async () => {
    const folder = new WatchedFolder()
    folder.write('web.manifest', 'web')
    folder.write('other.yaml', 'other')
    await folder.watch({ paths: [folder.path('web.manifest')] })
    folder.write('web.manifest', 'api')
    await folder.settles({ 'web.manifest': ['api'] })
    unlinkSync(folder.path('web.manifest'))
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.names()).toEqual({ 'web.manifest': ['api'] })
    folder.write('web.manifest', 'shop')
    await folder.settles({ 'web.manifest': ['shop'] })
    expect(folder.troubles()).toEqual([])
  })
})

describe('changes', () => {
  test('an edit in place reads only that file', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    folder.parsed.length = 0
    folder.write('a.yaml', 'a', 'a2')
    await folder.settles({ 'a.yaml': ['a', 'a2'], 'b.yaml': ['b'] })
    expect(new Set(folder.parsed)).toEqual(new Set(['a.yaml']))
    expect(folder.batches.flat().every(({ file }) => file === folder.path('a.yaml'))).toBe(true)
  })

  test('an atomic rename replaces the file', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'] })
    for (const name of ['b', 'c', 'd']) {
      writeFileSync(folder.path('.a.yaml.swp'), name)
      renameSync(folder.path('.a.yaml.swp'), folder.path('a.yaml'))
      await folder.settles({ 'a.yaml': [name] })
    }
  })

  test('an edit that keeps size and time is noticed', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['one'] })
    const time = new Date(2020, 1, 1)
    for (const name of ['two', 'six', 'ten']) {
      folder.write('a.yaml', name)
      utimesSync(folder.path('a.yaml'), time, time)
      await folder.settles({ 'a.yaml': [name] })
    }
  })

  test('new files appear, and deleted files disappear', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'] })
    folder.write('b.yaml', 'b')
    await folder.settles({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    unlinkSync(folder.path('a.yaml'))
    await folder.settles({ 'b.yaml': ['b'] })
  })

  test('a file renamed to another extension disappears', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    renameSync(folder.path('a.yaml'), folder.path('a.yaml.off'))
    await folder.settles({ 'b.yaml': ['b'] })
    renameSync(folder.path('a.yaml.off'), folder.path('a.yaml'))
    await folder.settles({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
  })

  test('new folders are watched at any depth, and disappear when deleted', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'] })
    folder.write('x/y/z/b.yaml', 'b')
    await folder.settles({ 'a.yaml': ['a'], 'x/y/z/b.yaml': ['b'] })
    folder.write('x/y/z/b.yaml', 'b2')
    await folder.settles({ 'a.yaml': ['a'], 'x/y/z/b.yaml': ['b2'] })
    rmSync(folder.path('x'), { recursive: true })
    await folder.settles({ 'a.yaml': ['a'] })
    folder.write('x/y/z/b.yaml', 'b3')
    await folder.settles({ 'a.yaml': ['a'], 'x/y/z/b.yaml': ['b3'] })
  })

  test('a renamed folder is read and watched under its new name', async () => {
    const folder = await watchedFolder({ 'x/a.yaml': ['a'], 'b.yaml': ['b'] })
    renameSync(folder.path('x'), folder.path('y'))
    await folder.settles({ 'y/a.yaml': ['a'], 'b.yaml': ['b'] })
    folder.write('y/a.yaml', 'a2')
    await folder.settles({ 'y/a.yaml': ['a2'], 'b.yaml': ['b'] })
  })

  test('a folder that replaces another under the same name is watched', async () => {
    const folder = await watchedFolder({ 'x/a.yaml': ['a'] })
    mkdirSync(folder.path('.next'))
    writeFileSync(folder.path('.next/a.yaml'), 'b')
    renameSync(folder.path('x'), folder.path('.old'))
    renameSync(folder.path('.next'), folder.path('x'))
    await folder.settles({ 'x/a.yaml': ['b'] })
    folder.write('x/a.yaml', 'c')
    await folder.settles({ 'x/a.yaml': ['c'] })
  })

  test('a removed root keeps its names, and is read again when it is back', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'x/b.yaml': ['b'] })
    for (const name of ['c', 'd']) {
      const before = folder.names()
      rmSync(folder.root, { recursive: true })
      await folder.until(() => folder.troubles().includes('.: KZ_FILE_MISSING'))
      expect(folder.troubles()).toEqual(['.: KZ_FILE_MISSING'])
      expect(folder.names()).toEqual(before)
      folder.write('a.yaml', name)
      await folder.settles({ 'a.yaml': [name] })
      expect(folder.troubles()).toEqual([])
      folder.write('a.yaml', `${name}2`)
      await folder.settles({ 'a.yaml': [`${name}2`] })
    }
  })

  test('a root that is moved away and back is read, and watched', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'] })
    renameSync(folder.root, `${folder.root}-away`)
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.names()).toEqual({ 'a.yaml': ['a'] })
    writeFileSync(`${folder.root}-away/a.yaml`, 'b')
    renameSync(`${folder.root}-away`, folder.root)
    await folder.settles({ 'a.yaml': ['b'] })
    folder.write('a.yaml', 'c')
    await folder.settles({ 'a.yaml': ['c'] })
  })

  test('the last of fifty edits in a row is in force', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    for (let i = 0; i < 50; i++) {
      folder.write('a.yaml', `a${i}`)
      writeFileSync(folder.path('.b'), `b${i}`)
      renameSync(folder.path('.b'), folder.path('b.yaml'))
      await new Promise(setImmediate)
    }
    await folder.settles({ 'a.yaml': ['a49'], 'b.yaml': ['b49'] })
  })

  test('a file that is emptied disappears, and a file that is being saved does not', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    folder.write('b.yaml')
    await folder.settles({ 'a.yaml': ['a'] })
    folder.batches.length = 0
    // This clock measures how long a file is empty. It stands still, so the time is short on a busy machine,
    // too.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    folder.write('a.yaml')
    await new Promise((resolve) => setTimeout(resolve, 30))
    appendFileSync(folder.path('a.yaml'), 'a2')
    clock.mockRestore()
    await folder.settles({ 'a.yaml': ['a2'] })
    expect(folder.batches.flat().map(({ objects }) => objects.length)).not.toContain(0)
  })

  test('a file written again with the same content is no update', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'], 'b.yaml': ['b'] })
    folder.parsed.length = 0
    folder.write('a.yaml', 'a')
    await folder.folder.rescan()
    folder.write('b.yaml', 'b2')
    await folder.settles({ 'a.yaml': ['a'], 'b.yaml': ['b2'] })
    expect(folder.parsed).toEqual(['b.yaml'])
    expect(folder.batches.flat()).toHaveLength(1)
  })

  test('temporary files of editors are no update', async () => {
    const folder = await watchedFolder({ 'a.yaml': ['a'] })
    for (const name of ['4913', 'a.yaml~', '.a.yaml.swp', '#a.yaml#', 'a.yaml.tmp', '.#a.yaml'])
      folder.write(name, 'x')
    for (const name of ['4913', '.a.yaml.swp']) unlinkSync(folder.path(name))
    await folder.folder.rescan()
    expect(folder.batches).toEqual([])
    expect(folder.names()).toEqual({ 'a.yaml': ['a'] })
  })

  test('two folders watch the same path without disturbing each other', async () => {
    const one = await watchedFolder({ 'x/a.yaml': ['a'] })
    const two = new WatchedFolder()
    await two.watch({ paths: [one.root] })
    rmSync(one.path('x'), { recursive: true })
    one.write('x/a.yaml', 'b')
    await one.settles({ 'x/a.yaml': ['b'] })
    await two.settles({ [one.path('x/a.yaml')]: ['b'] })
    await one.folder.close()
    one.write('x/a.yaml', 'c')
    await two.settles({ [one.path('x/a.yaml')]: ['c'] })
    expect(one.names()).toEqual({ 'x/a.yaml': ['b'] })
  })

  test('a scan finds a change without an event', async () => {
    const folder = new WatchedFolder()
    folder.write('a.yaml', 'a')
    const load = folder.load.bind(folder)
    folder.load = (options) =>
      load({ ...options, limits: { rescanMs: 100, quietMs: 5_000, latestMs: 60_000 } })
    await folder.watch()
    folder.write('a.yaml', 'b')
    await folder.settles({ 'a.yaml': ['b'] })
  })
})

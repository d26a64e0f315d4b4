/**
 * Files and folders that cannot be read. A mock of the file system refuses them, because root passes all
 * permissions.
 */
import * as fs from 'node:fs'
import * as promises from 'node:fs/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import { WatchedFolder } from './watched-folder.ts'

const refused = vi.hoisted(() => new Set<string>())
/** Folders whose `stat` works, but which cannot be listed. */
const unlisted = vi.hoisted(() => new Set<string>())

function refusing<Args extends [path: fs.PathLike, ...rest: unknown[]], Result>(
  call: (...args: Args) => Result,
  also: ReadonlySet<string> = refused,
): (...args: Args) => Result {
  return (...args) => {
    if (![refused, also].some((paths) => paths.has(String(args[0])))) return call(...args)
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  }
}

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return {
    ...real,
    openSync: refusing(real.openSync),
    statSync: refusing(real.statSync),
    lstatSync: refusing(real.lstatSync),
  }
})

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>()
  const { opendir } = real
  const list = async (path: string, options: fs.OpenDirOptions): Promise<fs.Dir> =>
    refusing(() => opendir(path, options), unlisted)(path)
  return { ...real, opendir: list }
})

beforeEach(() => {
  refused.clear()
  unlisted.clear()
})

async function watched(): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  folder.write('a.yaml', 'a')
  folder.write('x/b.yaml', 'b')
  await folder.watch()
  return folder
}

const IN_FORCE = { 'a.yaml': ['a'], 'x/b.yaml': ['b'] }

test('an unreadable file keeps its objects, is reported once, and is read when it is readable', async () => {
  const folder = await watched()
  refused.add(folder.path('a.yaml'))
  await folder.folder.rescan()
  await folder.folder.rescan()
  expect(folder.troubles()).toEqual(['a.yaml: KZ_FILE_UNREADABLE'])
  expect(folder.names()).toEqual(IN_FORCE)
  expect(folder.reported.map(({ message }) => message)).toEqual([
    'cannot be read: permission denied (EACCES)',
  ])
  refused.clear()
  await folder.folder.rescan()
  expect(folder.troubles()).toEqual([])
  expect(folder.names()).toEqual(IN_FORCE)
})

test('a file whose stat fails keeps its objects', async () => {
  const folder = await watched()
  refused.add(folder.path('x'))
  await folder.folder.rescan()
  expect(folder.troubles()).toEqual(['x: KZ_FILE_UNREADABLE'])
  expect(folder.names()).toEqual(IN_FORCE)
  refused.clear()
  await folder.folder.rescan()
  expect(folder.troubles()).toEqual([])
})

test('a root that cannot be listed keeps everything below it', async () => {
  const folder = await watched()
  refused.add(folder.root)
  await folder.folder.rescan()
  expect(folder.troubles()).toEqual(['.: KZ_FILE_UNREADABLE'])
  expect(folder.names()).toEqual(IN_FORCE)
})

test.each(['.', 'x'])('a folder that cannot be listed is not reported as empty: %s', async (hidden) => {
  const folder = new WatchedFolder()
  folder.write('x/b.yaml', 'b')
  unlisted.add(hidden === '.' ? folder.root : folder.path(hidden))
  await folder.load()
  expect([...folder.state]).toMatchObject([[hidden, { objects: [], isGone: false }]])
  expect(folder.troubles()).toEqual([`${hidden}: KZ_FILE_UNREADABLE`])
})

test('an unreadable entry of any name does not stop the watches of the others', async () => {
  const folder = await watched()
  refused.add(folder.path('x/what')).add(folder.path('x/new.yaml'))
  folder.write('x/what', 'a folder, for all that is known')
  folder.write('x/new.yaml', 'new')
  folder.write('a.yaml', 'changed')
  await folder.settles({ ...IN_FORCE, 'a.yaml': ['changed'] })
  expect(folder.troubles()).toEqual(['x/new.yaml: KZ_FILE_UNREADABLE'])
})

/**
 * After random edits, renames, links, swaps and removals a watched folder has the state of a folder that is
 * loaded anew; the test compares them after each burst. KZ_SEED repeats a run; a failing run prints its seed.
 */
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ManifestFolder } from '../../src/source/folder.ts'
import { parseLines, WatchedFolder } from './watched-folder.ts'

const BURSTS = 150
const FOLDERS = ['.', 'a', 'b', 'a/c', '..v1', '..v2']
const NAMES = ['x.yaml', 'y.yaml', 'z.json', 'notes.txt', '..data', 'link.yaml', 'k']
const TARGETS = ['..data/x.yaml', 'x.yaml', '../y.yaml', 'a', '..v1', '..v2', 'b', '..']

test('a watched folder has the state of a folder that is loaded anew', async () => {
  const seed = Number(process.env['KZ_SEED'] ?? Math.floor(Math.random() * 1e6))
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    return (state >>> 8) % below
  }
  const pick = (from: readonly string[]): string => from[random(from.length)] ?? ''
  const watched = new WatchedFolder()
  const folder = (): string => watched.path(pick(FOLDERS))
  const file = (): string => join(folder(), pick(NAMES))
  const replace = (make: (path: string) => void, target: string): void => {
    make(watched.path('..next'))
    fs.renameSync(watched.path('..next'), target)
  }
  const changes: (() => unknown)[] = [
    () => fs.writeFileSync(file(), `n${random(1_000)}`),
    () => fs.writeFileSync(file(), `m${random(1_000)}`),
    () => fs.appendFileSync(file(), `\no${random(1_000)}`),
    () => fs.unlinkSync(file()),
    () => fs.renameSync(file(), file()),
    () => fs.renameSync(folder(), folder()),
    () => fs.mkdirSync(folder(), { recursive: true }),
    () => fs.rmSync(folder(), { recursive: true }),
    () => fs.symlinkSync(pick(TARGETS), file()),
    () => replace((path) => fs.writeFileSync(path, `r${random(1_000)}`), file()),
    () => replace((path) => fs.symlinkSync(pick(['..v1', '..v2']), path), watched.path('..data')),
    () => replace(() => fs.renameSync(watched.root, `${watched.root}-away`), watched.root),
    () => fs.renameSync(`${watched.root}-away`, watched.root),
    () => fs.utimesSync(file(), 1, 1),
  ]

  await watched.watch({ limits: { quietMs: 5, latestMs: 50 } })
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let left = 1 + random(8); left > 0; left--) {
      try {
        changes[random(changes.length)]?.()
      } catch {
        // Some random changes are impossible, and are skipped.
      }
      if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(8)))
    }
    fs.rmSync(`${watched.root}-away`, { recursive: true, force: true })
    if (!fs.statSync(watched.root, { throwIfNoEntry: false })?.isDirectory()) {
      fs.rmSync(watched.root, { recursive: true, force: true })
      fs.mkdirSync(watched.root)
      // A missing root keeps its objects, and an empty root has none.
      fs.writeFileSync(watched.path('back.yaml'), `back${burst}`)
    }
    const fresh = new ManifestFolder({ paths: [watched.root], parse: parseLines, report: () => {} })
    const names: Record<string, string[]> = {}
    for (const { file: path, objects } of await fresh.load()) {
      if (objects.length > 0)
        names[path.slice(dirname(watched.path('x')).length + 1)] = objects.map(({ name }) => name)
    }
    try {
      await watched.settles(names)
    } catch (error) {
      throw new Error(`KZ_SEED=${seed}, burst ${burst}`, { cause: error })
    }
  }
  expect(watched.batches).not.toEqual([])
})

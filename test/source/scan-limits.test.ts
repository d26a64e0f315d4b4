/** Walks through large trees end: at a limit, or when their result is not wanted any more. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { ManifestFolder } from '../../src/source/folder.ts'
import { type FolderLimits, folderLimits } from '../../src/source/limits.ts'
import { scan } from '../../src/source/scan.ts'
import { WatchedFolder } from './watched-folder.ts'

/** A tree of folders in folders, each with a manifest. */
function tree(depth: number): string {
  const root = mkdtempSync(join(tmpdir(), 'kz-scan-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (let folder = root, i = 0; i < depth; i++, folder = join(folder, 'x')) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${i}.yaml`), '')
  }
  return root
}

function walk(root: string, limits: Partial<FolderLimits>, isWanted = (): boolean => true) {
  return scan([root], { ...folderLimits(), ...limits }, isWanted)
}

function codes(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code }) => code)
}

test('a walk ends at the limit of entries, and says so once', async () => {
  const root = tree(20)
  const { files, unseen, diagnostics } = await walk(root, { maxEntries: 10 })
  expect(files.size).toBeGreaterThan(0)
  expect(files.size).toBeLessThan(10)
  expect(unseen).toEqual([root])
  expect(diagnostics).toMatchObject([
    {
      code: 'KZ_FOLDER_TOO_LARGE',
      severity: 'error',
      message:
        'not read to its end, nor are the folders after it: the tree has more than 10 entries, which is the limit',
      hint: 'does a symbolic link lead to a large tree, such as /?',
    },
  ])
})

test('entries without the name of a manifest count, too', async () => {
  const root = tree(1)
  for (let i = 0; i < 20; i++) writeFileSync(join(root, `${i}.txt`), '')
  expect(codes((await walk(root, { maxEntries: 20 })).diagnostics)).toEqual(['KZ_FOLDER_TOO_LARGE'])
  expect(codes((await walk(root, { maxEntries: 21 })).diagnostics)).toEqual([])
})

test('a walk ends after its time', async () => {
  const { folders, diagnostics } = await walk(tree(20), { scanMs: 0 })
  expect(folders.size).toBeLessThan(20)
  expect(diagnostics[0]).toMatchObject({
    code: 'KZ_FOLDER_TOO_LARGE',
    message: expect.stringContaining('the walk took more than 0 s'),
  })
})

test('a walk ends when it is not wanted any more, and has nothing to say', async () => {
  let asked = 0
  const { folders, diagnostics } = await walk(tree(20), {}, () => ++asked < 5)
  expect(folders.size).toBeLessThan(8)
  expect(codes(diagnostics)).toEqual([])
})

test('a walk ends at the limit of files', async () => {
  let asked = 0
  const { diagnostics } = await walk(tree(20), { maxFiles: 4 }, () => ++asked > 0)
  expect(codes(diagnostics)).toEqual(['KZ_FILE_TOO_MANY'])
  expect(asked).toBeLessThan(10)
})

test('a link to itself is silent, unless it has the name of a manifest', async () => {
  const root = tree(1)
  symlinkSync('rules', join(root, 'rules'))
  symlinkSync('b', join(root, 'a'))
  symlinkSync('a', join(root, 'b'))
  expect((await walk(root, {})).diagnostics).toEqual([])
  symlinkSync('a.yaml', join(root, 'a.yaml'))
  expect(codes((await walk(root, {})).diagnostics)).toEqual(['KZ_FILE_UNREADABLE'])
})

test('objects beyond a limit stay, because their files may still exist', async () => {
  const folder = new WatchedFolder()
  folder.write('a.yaml', 'a')
  folder.write('x/b.yaml', 'b')
  await folder.watch({ limits: { maxEntries: 100 } })
  await folder.settles({ 'a.yaml': ['a'], 'x/b.yaml': ['b'] })
  for (let i = 0; i < 120; i++) folder.write(`${i}.txt`, '')
  await folder.folder.rescan()
  expect(codes(folder.folder.diagnostics())).toEqual(['KZ_FOLDER_TOO_LARGE'])
  await folder.settles({ 'a.yaml': ['a'], 'x/b.yaml': ['b'] })
})

test('a folder closes although a parser never ends', async () => {
  const root = tree(1)
  const folder = new ManifestFolder({
    paths: [root],
    parse: () => new Promise(() => {}),
    report: () => {},
  })
  void folder.watch(() => {})
  await expect(folder.close()).resolves.toBeUndefined()
})

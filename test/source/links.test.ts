import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WatchedFolder } from './watched-folder.ts'

test('the swap of a ConfigMap volume is noticed', async () => {
  const folder = new WatchedFolder()
  const publish = (version: string, name: string): void => {
    folder.write(`..${version}/web.yaml`, name)
    symlinkSync(`..${version}`, folder.path('..data_tmp'))
    renameSync(folder.path('..data_tmp'), folder.path('..data'))
  }
  publish('2024_01', 'one')
  symlinkSync('..data/web.yaml', folder.path('web.yaml'))
  await folder.watch()
  expect(folder.names()).toEqual({ 'web.yaml': ['one'] })
  for (const [i, name] of ['two', 'three', 'four'].entries()) {
    publish(`2024_1${i}`, name)
    rmSync(folder.path(i === 0 ? '..2024_01' : `..2024_1${i - 1}`), { recursive: true })
    await folder.settles({ 'web.yaml': [name] })
  }
})

test('the swap is noticed for a single file of a ConfigMap volume, too', async () => {
  const folder = new WatchedFolder()
  folder.write('..one/web.yaml', 'one')
  folder.write('..two/web.yaml', 'two')
  symlinkSync('..one', folder.path('..data'))
  symlinkSync('..data/web.yaml', folder.path('web.yaml'))
  await folder.watch({ paths: [folder.path('web.yaml')] })
  symlinkSync('..two', folder.path('..data_tmp'))
  renameSync(folder.path('..data_tmp'), folder.path('..data'))
  await folder.settles({ 'web.yaml': ['two'] })
})

test('a linked file outside the tree is read when it is edited there', async () => {
  const folder = new WatchedFolder()
  folder.write('../elsewhere/target.txt', 'one')
  symlinkSync('../elsewhere/target.txt', folder.path('web.yaml'))
  await folder.watch()
  folder.write('../elsewhere/target.txt', 'two')
  await folder.settles({ 'web.yaml': ['two'] })
})

test('a linked folder, or root, is read again when its link changes', async () => {
  const folder = new WatchedFolder()
  folder.write('../one/a.yaml', 'one')
  folder.write('../two/a.yaml', 'two')
  rmSync(folder.root, { recursive: true })
  symlinkSync('one', folder.root)
  await folder.watch()
  expect(folder.names()).toEqual({ 'a.yaml': ['one'] })
  symlinkSync('two', `${folder.root}-next`)
  renameSync(`${folder.root}-next`, folder.root)
  await folder.settles({ 'a.yaml': ['two'] })
  folder.write('a.yaml', 'three')
  await folder.settles({ 'a.yaml': ['three'] })
})

test('a link through a file works when a folder replaces the file, and does not stop other watches', async () => {
  const folder = new WatchedFolder()
  folder.write('part', 'not a folder')
  symlinkSync('part/x.yaml', folder.path('link.yaml'))
  await folder.watch()
  rmSync(folder.path('part'))
  folder.write('part/x.yaml', 'one')
  await folder.settles({ 'link.yaml': ['one'], 'part/x.yaml': ['one'] })
  folder.write('again', 'not a folder')
  symlinkSync('again/y.yaml', folder.path('other.yaml'))
  await folder.until(() => folder.troubles().length > 0)
  rmSync(folder.root, { recursive: true })
  folder.write('a.yaml', 'two')
  await folder.settles({ 'a.yaml': ['two'] })
  folder.write('b.yaml', 'three')
  await folder.settles({ 'a.yaml': ['two'], 'b.yaml': ['three'] })
})

test('circles of links are entered once, and reported', async () => {
  const folder = new WatchedFolder()
  folder.write('x/a.yaml', 'a')
  symlinkSync('..', folder.path('x/loop'))
  symlinkSync('self.yaml', folder.path('self.yaml'))
  symlinkSync('nothing', folder.path('dangling.yaml'))
  await folder.load()
  expect(folder.names()).toEqual({ 'x/a.yaml': ['a'] })
  expect(folder.troubles()).toEqual([
    'dangling.yaml: KZ_FILE_UNREADABLE',
    'self.yaml: KZ_FILE_UNREADABLE',
    'x/loop: KZ_FOLDER_REPEATED',
  ])
})

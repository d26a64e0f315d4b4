/** A system without watches left; a mock of chokidar emits the error. */
import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import { WatchedFolder } from './watched-folder.ts'

const refusal = vi.hoisted(() => ({ code: '' }))
beforeEach(() => {
  refusal.code = 'ENOSPC'
})

vi.mock('chokidar', () => ({
  FSWatcher: class extends EventEmitter {
    readonly options = { usePolling: false }

    add(): void {
      setImmediate(() => {
        this.emit('error', Object.assign(new Error(refusal.code), { code: refusal.code }))
        this.emit('ready')
      })
    }

    close(): void {
      this.removeAllListeners()
    }
  },
}))

test('a folder that cannot be watched is polled, and reported once', async () => {
  const folder = new WatchedFolder()
  folder.write('a.yaml', 'a')
  folder.write('x/b.yaml', 'b')
  await folder.watch({ limits: { pollMs: 100 } })
  await folder.folder.rescan()
  expect(folder.reported.map(({ code }) => code)).toEqual(['KZ_FOLDER_UNWATCHED'])
  folder.write('x/b.yaml', 'c')
  await folder.settles({ 'a.yaml': ['a'], 'x/b.yaml': ['c'] })
  expect(folder.reported).toHaveLength(1)
})

test.each([
  ['ENOSPC', /max_user_watches/],
  ['EMFILE', /max_user_instances/],
  ['EACCES', /^let kubezone read this folder$/],
])('the hint after %s is a remedy', async (code, hint) => {
  refusal.code = code
  const folder = new WatchedFolder()
  folder.write('a.yaml', 'a')
  await folder.watch()
  expect(folder.reported.map((one) => one.hint)).toEqual([expect.stringMatching(hint)])
})

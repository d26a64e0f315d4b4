/** A system that has no watches left, by a chokidar that says so. */
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { WatchedFolder } from './watched-folder.ts'

vi.mock('chokidar', () => ({
  FSWatcher: class extends EventEmitter {
    readonly options = { usePolling: false }

    add(): void {
      setImmediate(() => {
        this.emit('error', Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
        this.emit('ready')
      })
    }

    close(): void {
      this.removeAllListeners()
    }
  },
}))

test('where changes are not announced kubezone looks often, and says so once', async () => {
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

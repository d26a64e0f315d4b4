/**
 * Hears of changes in folders: the only import of chokidar. What it reports are hints, a folder and perhaps a name in it;
 * whoever listens looks for themselves. Folders are watched one by one, never files: the system reports an edit of a file
 * to the watch of its folder, by name, and a watch of its own for each of 10,000 files costs 40 MB. Watches are shared in
 * the process, as chokidar shares them by path: one that has outlived its folder must be replaced for all at once.
 */
import { basename, resolve } from 'node:path'
import { FSWatcher } from 'chokidar'

/** `name` is null where the system did not say what changed in the folder. */
export type OnHint = (folder: string, name: string | null) => void
export type OnFailure = (folder: string, error: unknown) => void

interface Observer {
  readonly hint: OnHint
  readonly failure: OnFailure
}

/**
 * chokidar lists a folder, with an lstat of every file, at each event in it; with 10,000 files that is 150 to 400 ms of
 * work for one edit. The scan of the folder is ours (it has to be: events are hints), so that listing is always put off.
 * Where a path vanishes it watches the parent instead; that would keep alive, and hand to the next watcher, a system watch
 * of the parent that may be about a folder long gone. Where to wait for what vanished is for the scan to decide.
 */
class FolderEvents extends FSWatcher {
  /** The paths that are really watched: one that vanishes at the wrong moment is left out without a word. */
  readonly held = new Set<string>()

  // chokidar's own names; should they change, `override` does not compile.
  /* oxlint-disable no-underscore-dangle */
  override _throttle(
    ...[action, path, timeout]: Parameters<FSWatcher['_throttle']>
  ): ReturnType<FSWatcher['_throttle']> {
    return action === 'readdir' ? false : super._throttle(action, path, timeout)
  }

  override _addPathCloser(path: string, closer: () => void): void {
    this.held.add(resolve(path))
    super._addPathCloser(path, closer)
  }

  override add(...[paths, vanished]: Parameters<FSWatcher['add']>): this {
    if (vanished === undefined) super.add(paths)
    return this
  }
  /* oxlint-enable no-underscore-dangle */
}

class WatchedFolder {
  readonly identity: string
  readonly observers: Set<Observer>
  readonly armed: Promise<void>
  failure: unknown
  /**
   * The folder said that it was deleted or moved, so what has its name now is another one, perhaps with its inode; or it
   * was away for the moment in which it should have been put under watch.
   */
  isStale = false
  readonly #events = new FolderEvents({ ignoreInitial: true, atomic: false })
  #disarm: () => void = () => {}

  constructor(folder: string, identity: string, observers: Set<Observer>) {
    this.identity = identity
    this.observers = observers
    this.armed = new Promise((done) => {
      this.#disarm = done
      this.#events.once('ready', () => {
        // A refusal is no reason to try again at every look: it has been said, and there is polling instead.
        if (!this.#events.held.has(folder) && this.failure === undefined) this.isStale = true
        done()
      })
    })
    this.#events.on('error', (error) => {
      this.failure = error
      for (const observer of this.observers) observer.failure(folder, error)
    })
    this.#events.on('raw', (event, name, details) => {
      const about = watchedPathOf(details)
      const isHere = about !== null && resolve(about) === folder
      const hinted = isHere && typeof name === 'string' && name !== '' ? name : null
      if (event === 'rename' && hinted === basename(folder)) this.isStale = true
      for (const observer of this.observers) observer.hint(folder, hinted)
    })
    this.#events.add(folder)
  }

  serves(identity: string): boolean {
    return this.identity === identity && !this.isStale
  }

  close(): void {
    void this.#events.close()
    // close() takes every listener away, and an emitter without one throws: a watch that fails late must not.
    this.#events.on('error', () => {})
    // Nor may somebody wait for ever for a watch that was closed before it was ready.
    this.#disarm()
  }
}

/** Which path an event of chokidar is about; polling says it in another way, which is as good as not at all. */
function watchedPathOf(details: unknown): string | null {
  const isObject = typeof details === 'object' && details !== null && 'watchedPath' in details
  return isObject && typeof details.watchedPath === 'string' ? details.watchedPath : null
}

const watched = new Map<string, WatchedFolder>()

export class FolderWatches {
  readonly #observer: Observer
  readonly #covered = new Map<string, WatchedFolder>()
  #isClosed = false

  constructor(hint: OnHint, failure: OnFailure) {
    this.#observer = { hint, failure }
  }

  /** Polling was asked for, as chokidar understands it (network mounts, some containers): edits give no events. */
  static isPolling(): boolean {
    return new FSWatcher({ ignoreInitial: true }).options.usePolling
  }

  /**
   * Watches exactly these folders: absolute path → identity, since a folder put back under its old
   * name is another one. `true`: some watch is new and now in place, so what happened meanwhile needs another look.
   */
  async cover(wanted: ReadonlyMap<string, string>): Promise<boolean> {
    if (this.#isClosed) return false
    for (const folder of this.#covered.keys()) if (!wanted.has(folder)) this.#leave(folder)
    const arming: Promise<void>[] = []
    for (const [folder, identity] of wanted) {
      const armed = this.arm(folder, identity)
      if (armed !== null) arming.push(armed)
    }
    await Promise.all(arming)
    return arming.length > 0
  }

  /** Watches this folder too; `null` where it is watched already. */
  arm(folder: string, identity: string): Promise<void> | null {
    const before = this.#covered.get(folder)
    if (this.#isClosed || (before?.serves(identity) === true && watched.get(folder) === before)) return null
    const now = this.#join(folder, identity)
    this.#covered.set(folder, now)
    if (now.failure !== undefined) this.#observer.failure(folder, now.failure)
    return now.armed
  }

  close(): void {
    this.#isClosed = true
    for (const folder of this.#covered.keys()) this.#leave(folder)
  }

  #join(folder: string, identity: string): WatchedFolder {
    const shared = watched.get(folder)
    if (shared?.serves(identity) === true) {
      shared.observers.add(this.#observer)
      return shared
    }
    // Closed first: chokidar would give a new watcher of this path the old system watch.
    shared?.close()
    const fresh = new WatchedFolder(folder, identity, new Set([...(shared?.observers ?? []), this.#observer]))
    watched.set(folder, fresh)
    return fresh
  }

  #leave(folder: string): void {
    this.#covered.delete(folder)
    const shared = watched.get(folder)
    shared?.observers.delete(this.#observer)
    if (shared?.observers.size !== 0) return
    shared.close()
    watched.delete(folder)
  }
}

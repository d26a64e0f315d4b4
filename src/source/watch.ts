/**
 * Watches folders: the only import of chokidar. An event is a hint: a folder, and perhaps a name in it;
 * observers look at the folder themselves. Each folder has a watch of its own, and files have none: the
 * system reports an edit of a file to the watch of its folder, by name, and a watch for each of 10,000 files
 * costs 40 MB. All observers of the process share the watch of a folder, because chokidar shares watches by
 * path: a watch that has outlived its folder must be replaced for all of them at once.
 */
import { basename, resolve } from 'node:path'
import { FSWatcher } from 'chokidar'

/** `name`: the entry that changed; `null` if the event has no name. */
export type OnHint = (folder: string, name: string | null) => void
export type OnFailure = (folder: string, error: unknown) => void

interface Observer {
  readonly hint: OnHint
  readonly failure: OnFailure
}

/**
 * At each event in a folder chokidar lists it, with an lstat of every file; with 10,000 files one edit costs
 * 150 to 400 ms. `scan` lists the folder itself (events are only hints), so this class suppresses that
 * listing. When a path vanishes, chokidar watches the parent instead. That would keep a system watch of the
 * parent alive, and give it to the next watcher, although it may belong to a deleted folder. `scan` decides
 * which folder to watch for a vanished path.
 */
class FolderEvents extends FSWatcher {
  /** The paths with a watch. chokidar silently skips a path that vanishes while its watch is set up. */
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
   * The folder was deleted or moved, so its path is that of another folder, which may have the same inode; or
   * the folder was absent when its watch was set up.
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
        // A refused watch is not set up again at every scan: it has been reported, and the folder is polled.
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
    // close() removes all listeners, and an 'error' event without a listener throws: a late failure must not.
    this.#events.on('error', () => {})
    // A caller may wait for a watch that is closed before it is ready.
    this.#disarm()
  }
}

/** The path of a chokidar event; `null` for events of polling, which have another shape. */
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

  /**
   * Whether the environment sets chokidar to polling (network mounts, some containers): edits give no events
   * then.
   */
  static isPolling(): boolean {
    return new FSWatcher({ ignoreInitial: true }).options.usePolling
  }

  /**
   * Watches exactly these folders. `wanted`: absolute path → identity, because a new folder may have an old
   * path. `true`: a new watch is in place, and changes before it may have been missed, so the caller must
   * scan again.
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

  /** Watches this folder, too; `null`: it is watched already. */
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
    // The old watch is closed first: chokidar would give a new watcher of this path the old system watch.
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

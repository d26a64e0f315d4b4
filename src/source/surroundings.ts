/**
 * What stands beside manifests and says how they are to be read: `kubezone.yaml` in the folders that are served. Each such
 * file keeps its last good content. What it says of a path holds for everything below; the longest path wins.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileContext } from '../kube/file-context.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import { type FoundEntry, isUnseen, type Listing } from './listing.ts'
import { type FolderSettings, readSettings } from './settings.ts'
import { SideFile } from './side-file.ts'

const NO_SETTINGS: FolderSettings = new Map()

export class Surroundings {
  readonly #namespace: string
  readonly #settings = new Map<string, SideFile<FolderSettings>>()
  /** By absolute path. */
  readonly #namespaces = new Map<string, string>()

  /** `namespace` is that of objects for which nothing else says one. */
  constructor(namespace: string) {
    this.#namespace = namespace
  }

  /** Takes over what a look at the tree has found. `false`: one of the files is being written; look again shortly. */
  async read(listing: Listing): Promise<boolean> {
    keepListed(this.#settings, listing.settings, listing, openSettings)
    let isSettled = true
    for (const file of this.#settings.values()) {
      if (!isUnseen(file.path, listing) && !(await file.read())) isSettled = false
    }
    this.#namespaces.clear()
    // The nearer file has the last word on a path that two of them name.
    const byDepth = [...this.#settings.values()].sort((a, b) => a.path.length - b.path.length)
    for (const { path, content } of byDepth) {
      for (const [below, namespace] of content) this.#namespaces.set(join(dirname(path), below), namespace)
    }
    return isSettled
  }

  contextOf(path: string): FileContext {
    for (const above of pathsAbove(path)) {
      const namespace = this.#namespaces.get(above)
      if (namespace !== undefined) return { namespace }
    }
    return { namespace: this.#namespace }
  }

  /** Whether settings speak of exactly this path, so that it matters to them whether it is there. */
  names(path: string): boolean {
    return this.#namespaces.has(path)
  }

  diagnostics(): Diagnostic[] {
    return [...this.#settings.values()].flatMap((file) => file.diagnostics)
  }
}

/** Opens what is new, and lets go of what is gone; what could not be looked at is not gone. */
function keepListed<Content>(
  files: Map<string, SideFile<Content>>,
  found: readonly FoundEntry[],
  listing: Listing,
  open: (entry: FoundEntry) => SideFile<Content>,
): void {
  const listed = new Set(found.map(({ path }) => path))
  for (const path of files.keys()) if (!listed.has(path) && !isUnseen(path, listing)) files.delete(path)
  for (const entry of found) if (!files.has(entry.path)) files.set(entry.path, open(entry))
}

function openSettings({ path, shown }: FoundEntry): SideFile<FolderSettings> {
  const exists = (below: string): boolean => existsSync(join(dirname(path), below))
  return new SideFile(path, shown, NO_SETTINGS, (text) => readSettings(text, shown, exists))
}

/** The path itself, then the folders that it is in. */
function* pathsAbove(path: string): Generator<string> {
  for (let here = path; ; here = dirname(here)) {
    yield here
    if (dirname(here) === here) return
  }
}

/**
 * The side files of a tree, which affect how manifests are read: `kubezone.yaml` in each served folder, and
 * kustomizations. Each keeps its last good content. A setting for a path holds for everything below it, and
 * the longest path wins. A kustomization affects its folder and those below.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileContext } from '../kube/manifest/file-context.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { readPatches } from './kustomization.ts'
import { type FoundEntry, isUnseen, type Listing } from './listing.ts'
import { TimeSlice } from './time-slice.ts'
import { type FolderSettings, readSettings } from './settings.ts'
import { SideFile } from './side-file.ts'

const NO_SETTINGS: FolderSettings = new Map()

export class Surroundings {
  readonly #namespace: string
  readonly #settings = new Map<string, SideFile<FolderSettings>>()
  readonly #kustomizations = new Map<string, SideFile<readonly string[]>>()
  /** The namespaces of settings, by absolute path. */
  readonly #namespaces = new Map<string, string>()
  /** Folders with a kustomization. */
  readonly #kustomized = new Set<string>()
  /** The kustomization that names a patch, by the absolute path of the patch. */
  readonly #patches = new Map<string, string>()
  /** One instance of each context, because thousands of files share it. */
  readonly #contexts = new Map<string, FileContext>()

  /** `namespace`: that of objects that state none and that no settings cover. */
  constructor(namespace: string) {
    this.#namespace = namespace
  }

  /**
   * Reads the side files of a scan. `false`: one of them is being written, so the caller must scan again
   * soon.
   */
  async read(listing: Listing): Promise<boolean> {
    keepListed(this.#settings, listing.settings, listing, openSettings)
    keepListed(this.#kustomizations, listing.kustomizations, listing, openKustomization)
    let isSettled = true
    const slice = new TimeSlice()
    for (const file of [...this.#settings.values(), ...this.#kustomizations.values()]) {
      if (slice.isOver()) await slice.pause()
      if (!isUnseen(file.path, listing) && !(await file.read())) isSettled = false
    }
    this.#takeSettings()
    this.#takeKustomizations()
    return isSettled
  }

  /** Reads one `kubezone.yaml`, which is new, changed or deleted. `false`: it is being written. */
  async readSettings(found: FoundEntry): Promise<boolean> {
    const file = this.#settings.get(found.path) ?? openSettings(found)
    this.#settings.set(found.path, file)
    const isSettled = await file.read()
    this.#takeSettings()
    return isSettled
  }

  #takeSettings(): void {
    this.#namespaces.clear()
    // If two files have a setting for one path, the nearer file takes precedence.
    const byDepth = [...this.#settings.values()].sort((a, b) => a.path.length - b.path.length)
    for (const { path, content } of byDepth) {
      for (const [below, namespace] of content) this.#namespaces.set(join(dirname(path), below), namespace)
    }
  }

  #takeKustomizations(): void {
    this.#kustomized.clear()
    this.#patches.clear()
    for (const { path, shown, content } of this.#kustomizations.values()) {
      const folder = dirname(path)
      this.#kustomized.add(folder)
      for (const below of content) this.#patches.set(join(folder, below), shown)
    }
  }

  contextOf(path: string): FileContext {
    let namespace: string | undefined
    let isKustomized = false
    for (const above of pathsAbove(path)) {
      namespace ??= this.#namespaces.get(above)
      isKustomized ||= this.#kustomized.has(above)
    }
    return this.#context(namespace ?? this.#namespace, isKustomized)
  }

  /** The diagnostic about a file that a kustomization names as a patch; `null`: the file is not a patch. */
  patchOf({ path, shown }: FoundEntry): Diagnostic | null {
    const kustomization = this.#patches.get(path)
    if (kustomization === undefined) return null
    return diagnostic(
      'KZ_KUSTOMIZE_PATCH',
      shown,
      `is a patch of ${kustomization}, and is not read as a manifest`,
    )
  }

  #context(namespace: string, isKustomized: boolean): FileContext {
    const key = `${namespace} ${isKustomized}`
    const known = this.#contexts.get(key)
    if (known !== undefined) return known
    const context = { namespace, isKustomized }
    this.#contexts.set(key, context)
    return context
  }

  /** Whether settings name exactly this path, so that its existence changes their diagnostics. */
  names(path: string): boolean {
    return this.#namespaces.has(path)
  }

  diagnostics(): Diagnostic[] {
    return [...this.#settings.values()].flatMap((file) => file.diagnostics)
  }
}

/** Adds new files, and removes deleted ones. A file that could not be read is not deleted. */
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
  const interpret = (text: string) => readSettings(text, shown, exists)
  return new SideFile(path, shown, { nothing: NO_SETTINGS, interpret, dependsOnTree: true })
}

function openKustomization({ path, shown }: FoundEntry): SideFile<readonly string[]> {
  return new SideFile<readonly string[]>(path, shown, {
    nothing: [],
    interpret: readPatches,
    dependsOnTree: false,
  })
}

/** The path itself, then the folders above it. */
function* pathsAbove(path: string): Generator<string> {
  for (let here = path; ; here = dirname(here)) {
    yield here
    if (dirname(here) === here) return
  }
}

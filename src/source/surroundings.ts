/**
 * The side files of a tree, which affect how manifests are read: `kubezone.yaml` in each served folder,
 * kustomizations, and the `Chart.yaml` of charts. Each keeps its last good content. A setting for a path
 * holds for everything below it, and the longest path wins. A kustomization affects the files that it lists,
 * and as patches the others in its folder and below.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileContext } from '../kube/manifest/file-context.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { type Chart, readChart, UNKNOWN_CHART } from './chart.ts'
import { type Kustomization, NO_KUSTOMIZATION, readKustomization } from './kustomization.ts'
import { KustomizeTree } from './kustomize-tree.ts'
import { type FoundChart, type FoundEntry, isUnseen, type Listing } from './listing.ts'
import { TimeSlice } from './time-slice.ts'
import { type FolderSettings, readSettings } from './settings.ts'
import { SideFile } from './side-file.ts'
import { unrenderedChart } from './unrendered.ts'

const NO_SETTINGS: FolderSettings = new Map()

export class Surroundings {
  readonly #namespace: string
  readonly #settings = new Map<string, SideFile<FolderSettings>>()
  readonly #kustomizations = new Map<string, SideFile<Kustomization>>()
  readonly #charts = new Map<string, SideFile<Chart>>()
  /** The namespaces of settings, by absolute path. */
  readonly #namespaces = new Map<string, string>()
  #tree = new KustomizeTree([], () => false)
  #chartDiagnostics: readonly Diagnostic[] = []
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
    keepListed(this.#charts, listing.charts, listing, openChart)
    let isSettled = true
    const slice = new TimeSlice()
    for (const file of [this.#settings, this.#kustomizations, this.#charts].flatMap((files) => [
      ...files.values(),
    ])) {
      if (slice.isOver()) await slice.pause()
      if (!isUnseen(file.path, listing) && !(await file.read())) isSettled = false
    }
    this.#takeSettings()
    this.#takeKustomizations(listing)
    this.#chartDiagnostics = listing.charts.flatMap((found) => this.#remarkChart(found) ?? [])
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

  #takeKustomizations({ files }: Listing): void {
    this.#patches.clear()
    for (const { path, shown, content } of this.#kustomizations.values()) {
      for (const below of content.patches) this.#patches.set(join(dirname(path), below), shown)
    }
    this.#tree = new KustomizeTree(this.#kustomizations.values(), (path) => files.has(path))
  }

  #remarkChart({ path, shown, hasTemplates, hasRequirements }: FoundChart): Diagnostic | null {
    const { hasDependencies, isLibrary } = this.#charts.get(path)?.content ?? UNKNOWN_CHART
    const needsOthers = hasDependencies || hasRequirements
    if (isLibrary || (!hasTemplates && !needsOthers)) return null
    return unrenderedChart(dirname(shown), { hasTemplates, hasDependencies: needsOthers })
  }

  contextOf(path: string): FileContext {
    let namespace: string | undefined
    let isKustomized = false
    for (const above of pathsAbove(path)) {
      namespace ??= this.#namespaces.get(above)
      isKustomized ||= this.#tree.isKustomized(above)
    }
    const listed = this.#tree.fileAt(path)
    return this.#context({
      namespace: namespace ?? this.#namespace,
      isKustomized: isKustomized && listed === undefined,
      renamesNamespaces: listed?.renamesNamespaces ?? false,
      overlay: listed?.overlay ?? null,
    })
  }

  /** Whether a kustomization that renames the objects of a file keeps it from being read. */
  isLeftOut({ path }: FoundEntry): boolean {
    return this.#tree.fileAt(path)?.isLeftOut === true
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

  #context(context: FileContext): FileContext {
    const key = JSON.stringify(context)
    const known = this.#contexts.get(key)
    if (known !== undefined) return known
    this.#contexts.set(key, context)
    return context
  }

  /** Whether a side file names exactly this path, so that its existence changes what the side file does. */
  names(path: string): boolean {
    return this.#namespaces.has(path) || this.#tree.names(path)
  }

  diagnostics(): Diagnostic[] {
    const settings = [...this.#settings.values()].flatMap((file) => file.diagnostics)
    return [...settings, ...this.#chartDiagnostics, ...this.#tree.diagnostics()]
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

function openKustomization({ path, shown }: FoundEntry): SideFile<Kustomization> {
  return new SideFile<Kustomization>(path, shown, {
    nothing: NO_KUSTOMIZATION,
    interpret: readKustomization,
    dependsOnTree: false,
  })
}

function openChart({ path, shown }: FoundEntry): SideFile<Chart> {
  return new SideFile<Chart>(path, shown, {
    nothing: UNKNOWN_CHART,
    interpret: readChart,
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

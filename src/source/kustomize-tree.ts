/**
 * The kustomizations of a tree together: which includes which, and what they make of each file. A file that
 * all of them treat alike is read as they make it. A root, which no other kustomization includes, has one
 * diagnostic if a part of it, or of what it includes, is not applied. One that cannot be read has its own.
 */
import { dirname, resolve } from 'node:path'
import { composeOverlays, isRenaming, keyOfOverlay, NO_OVERLAY, type Overlay } from '../kube/model/overlay.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Kustomization } from './kustomization.ts'
import { sortByOctets } from './names.ts'
import { unbuiltKustomization } from './unrendered.ts'

/** A kustomization as it was found. */
export interface FoundKustomization {
  readonly path: string
  readonly shown: string
  readonly content: Kustomization
  /** The file as it is now cannot be read; `content` was read before, if it ever was. */
  readonly isFaulty: boolean
}

/** What kustomizations make of a file that they list. */
export interface ListedFile {
  /** `null`: they do not agree, or none of them changes a name. */
  readonly overlay: Overlay | null
  /** At least one of them sets a namespace. */
  readonly renamesNamespaces: boolean
  /** All rename its objects, each in another way: no cluster has the objects as the file states them. */
  readonly isLeftOut: boolean
}

interface Node extends FoundKustomization {
  /** The absolute path of its folder. */
  readonly folder: string
  readonly children: Node[]
  readonly files: string[]
  /** What it includes that the tree does not have, as written. */
  readonly absent: string[]
  /** What the roots above it make of its files, by key. */
  readonly overlays: Map<string, Overlay>
  isIncluded: boolean
}

/** With more than this, the roots above a kustomization do not agree on it. */
const MAX_OVERLAYS = 16
/** The kustomizations below a root that its diagnostic takes into account. */
const MAX_BELOW = 1000
/** The number of what has no effect that a diagnostic names. */
const MAX_NAMED = 5

export class KustomizeTree {
  readonly #nodes = new Map<string, Node>()
  readonly #files = new Map<string, ListedFile>()
  readonly #leftOut = new Set<Node>()
  /** The absolute paths that kustomizations name, of the tree or not. */
  readonly #named = new Set<string>()

  /** `isFile`: whether the tree has a file of that absolute path. */
  constructor(found: Iterable<FoundKustomization>, isFile: (path: string) => boolean) {
    for (const { path, shown, content, isFaulty } of found) {
      const folder = dirname(path)
      this.#nodes.set(folder, {
        path,
        shown,
        content,
        isFaulty,
        folder,
        children: [],
        files: [],
        absent: [],
        overlays: new Map(),
        isIncluded: false,
      })
    }
    for (const node of this.#nodes.values()) this.#connect(node, isFile)
    for (const root of this.#roots()) this.#spread(root, NO_OVERLAY)
    this.#decide()
  }

  /** `undefined`: no kustomization lists the file. */
  fileAt(path: string): ListedFile | undefined {
    return this.#files.get(path)
  }

  /** Whether a kustomization names this path, so that its existence changes what is read. */
  names(path: string): boolean {
    return this.#named.has(path)
  }

  isKustomized(folder: string): boolean {
    return this.#nodes.has(folder)
  }

  diagnostics(): Diagnostic[] {
    return [
      ...[...this.#nodes.values()].flatMap((node) => remarkFault(node) ?? []),
      ...this.#roots().flatMap((root) => this.#remark(root) ?? []),
      ...[...this.#leftOut].map((base) => remarkBase(base)),
    ]
  }

  #roots(): Node[] {
    return [...this.#nodes.values()].filter(({ isIncluded }) => !isIncluded)
  }

  #connect(node: Node, isFile: (path: string) => boolean): void {
    for (const written of node.content.resources) {
      const path = resolve(node.folder, written)
      this.#named.add(path)
      const child = this.#nodes.get(path)
      if (child !== undefined && child !== node) {
        child.isIncluded = true
        node.children.push(child)
      } else if (isFile(path)) node.files.push(path)
      else node.absent.push(written)
    }
  }

  /** Adds what `outer` and the node's own overlay make of its files, and goes on below it. */
  #spread(root: Node, outer: Overlay): void {
    const pending = [{ node: root, outer }]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node } = next
      const overlay = composeOverlays(next.outer, node.content.overlay)
      const key = keyOfOverlay(overlay)
      // Also ends where kustomizations include each other.
      if (node.overlays.has(key) || node.overlays.size >= MAX_OVERLAYS) continue
      node.overlays.set(key, overlay)
      for (const child of node.children) pending.push({ node: child, outer: overlay })
    }
  }

  #decide(): void {
    const byFile = new Map<string, Node[]>()
    for (const node of this.#nodes.values()) {
      for (const file of node.files) byFile.set(file, [...(byFile.get(file) ?? []), node])
    }
    for (const [file, nodes] of byFile) {
      const overlays = new Map(nodes.flatMap((node) => [...node.overlays]))
      const listed = listedFile([...overlays.values()])
      this.#files.set(file, listed)
      if (listed.isLeftOut) for (const node of nodes) this.#leftOut.add(node)
    }
  }

  /** Each kustomization that a root includes, itself the first, with what the root makes of its files. */
  #below(root: Node): Map<string, { readonly node: Node; readonly overlay: Overlay }> {
    const found = new Map<string, { readonly node: Node; readonly overlay: Overlay }>()
    const pending = [{ node: root, outer: NO_OVERLAY }]
    for (let next = pending.pop(); next !== undefined && found.size < MAX_BELOW; next = pending.pop()) {
      const { node } = next
      const overlay = composeOverlays(next.outer, node.content.overlay)
      const key = `${keyOfOverlay(overlay)} ${node.path}`
      if (found.has(key)) continue
      found.set(key, { node, overlay })
      for (const child of node.children) pending.push({ node: child, outer: overlay })
    }
    return found
  }

  #remark(root: Node): Diagnostic | null {
    const folder = dirname(root.shown)
    if (root.content.isComponent || root.isFaulty) return null
    if (!root.content.isRead) return unbuiltKustomization(root.shown, folder, 'it has no fields')
    const below = [...this.#below(root).values()]
    const fields = new Set(below.flatMap(({ node }) => node.content.unapplied))
    const absent = new Set(below.flatMap(({ node }) => node.absent))
    const facts: string[] = []
    if (fields.size > 0)
      facts.push(`${listText([...fields])} ${fields.size === 1 ? 'has' : 'have'} no effect`)
    if (absent.size > 0) facts.push(`${listText([...absent])} ${absent.size === 1 ? 'is' : 'are'} not here`)
    const own = ownFields(root.content.overlay)
    if (
      own !== '' &&
      below.some(({ node, overlay }) => node.files.some((file) => !this.#has(file, overlay)))
    ) {
      facts.push(`${own} is not applied to what other kustomizations include, too`)
    }
    if (facts.length === 0) return null
    const needsHelm = below.some(({ node }) => node.content.needsHelm)
    return unbuiltKustomization(root.shown, folder, facts.join(', and '), needsHelm)
  }

  /** Whether the objects of a file are read as this overlay makes them. */
  #has(file: string, overlay: Overlay): boolean {
    const listed = this.#files.get(file)
    return listed?.isLeftOut === false && keyOfOverlay(listed.overlay ?? NO_OVERLAY) === keyOfOverlay(overlay)
  }
}

function ownFields({ namespace, prefix, suffix }: Overlay): string {
  const fields = [
    ['namespace', namespace ?? ''],
    ['namePrefix', prefix],
    ['nameSuffix', suffix],
  ] as const
  return fields
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${field}: ${value}`)
    .join(', ')
}

function listedFile(overlays: readonly Overlay[]): ListedFile {
  // Where one root keeps the names, the objects exist under them; other roots would add more.
  const plain = overlays.filter((one) => !isRenaming(one))
  const [overlay, another] = plain.length > 0 ? plain : overlays
  const isSame = overlay !== undefined && another === undefined
  return {
    overlay: isSame && keyOfOverlay(overlay) !== keyOfOverlay(NO_OVERLAY) ? overlay : null,
    renamesNamespaces: overlays.some(({ namespace }) => namespace !== null),
    isLeftOut: another !== undefined && plain.length === 0,
  }
}

/** Also for one that others include: what it lists is not read as they make it. */
function remarkFault({ isFaulty, content, shown }: Node): Diagnostic | null {
  if (!isFaulty) return null
  const outcome = content.isRead ? ', and its last good content stays' : ''
  return unbuiltKustomization(shown, dirname(shown), `it cannot be read${outcome}`)
}

function remarkBase({ shown, overlays }: Node): Diagnostic {
  const names = [...overlays.values()].map(({ prefix, suffix }) => `${prefix}…${suffix}`)
  const message = `${overlays.size} kustomizations rename the objects of this base, each in another way (${listText(names)}), so the files that it lists are not read`
  const hint = 'build one of them, and serve its output'
  return diagnostic('KZ_KUSTOMIZE_BASE', shown, message, { hint })
}

function listText(items: readonly string[]): string {
  const named = sortByOctets(items.slice(0, MAX_NAMED), (item) => item)
  return items.length > named.length
    ? `${named.join(', ')} and more`
    : named.length < 2
      ? named.join()
      : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
}

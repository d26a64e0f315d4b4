/**
 * Reads the ConfigMaps of a manifest file whose data hold text of a Corefile, with the places of that text in
 * the file. DNS reads no other ConfigMap. What is wrong with the file itself is not reported here:
 * `parseManifest` does that.
 */
import type { Place } from '../../report/diagnostic.ts'
import type { WrittenText } from '../../report/written-text.ts'
import { NODE, type NodeList } from '../../yaml/nodes.ts'
import { originsOf } from '../../yaml/origins.ts'
import { parseDocuments } from '../../yaml/parser.ts'
import { YamlSyntaxError } from '../../yaml/syntax-error.ts'
import { ManifestText } from './text.ts'

export interface ConfigMapText {
  /** `null`: the manifest states none. */
  readonly namespace: string | null
  readonly name: string
  readonly place: Place
  /** By key, in the order of the file. */
  readonly data: ReadonlyMap<string, WrittenText>
}

/** The key of a whole Corefile. */
export const COREFILE_KEY = 'Corefile'

/** Lists of dumps can be in a list. */
const MAX_LIST_DEPTH = 4

/** Whether a key holds a Corefile or a part of one: K3s and AKS import `*.server` and `*.override`. */
export function isCorefileKey(key: string): boolean {
  return key === COREFILE_KEY || /\.(?:server|override)$/.test(key)
}

/** The ConfigMaps with a wanted key, in the order of the file; of a broken document none. */
export function readConfigMaps(
  text: string,
  file: string,
  isWanted: (key: string) => boolean = isCorefileKey,
): ConfigMapText[] {
  if (!text.includes('ConfigMap')) return []
  const manifest = new ManifestText(text, file)
  const found: ConfigMapText[] = []
  for (const { start, end } of manifest.documents()) {
    const source = text.slice(start, end)
    if (!source.includes('ConfigMap')) continue
    try {
      for (const { nodes, root } of parseDocuments(source)) {
        if (root !== null) collect(new Reader(manifest, nodes, start), root, '', 0, isWanted, found)
      }
    } catch (error) {
      if (!(error instanceof YamlSyntaxError)) throw error
    }
  }
  return found
}

function collect(
  reader: Reader,
  node: number,
  inherited: string,
  depth: number,
  isWanted: (key: string) => boolean,
  found: ConfigMapText[],
): void {
  const kind = reader.textAt(node, 'kind') ?? inherited
  const items = kind.endsWith('List') ? reader.child(node, 'items') : null
  if (items !== null && depth < MAX_LIST_DEPTH) {
    for (const item of reader.items(items)) {
      collect(reader, item, kind.slice(0, -4), depth + 1, isWanted, found)
    }
    return
  }
  const version = reader.textAt(node, 'apiVersion') ?? 'v1'
  if (kind !== 'ConfigMap' || version !== 'v1') return
  const data = reader.texts(node, 'data')
  const metadata = reader.child(node, 'metadata')
  const name = metadata === null ? null : reader.textAt(metadata, 'name')
  if (metadata === null || name === null || ![...data.keys()].some(isWanted)) return
  found.push({ namespace: reader.textAt(metadata, 'namespace'), name, place: reader.place(node), data })
}

/** The nodes of one document. */
class Reader {
  readonly #manifest: ManifestText
  readonly #nodes: NodeList
  /** The offset of the document in its file. */
  readonly #base: number

  constructor(manifest: ManifestText, nodes: NodeList, base: number) {
    this.#manifest = manifest
    this.#nodes = nodes
    this.#base = base
  }

  place(node: number): Place {
    return this.#manifest.place(this.#base + this.#nodes.start(node))
  }

  child(node: number, key: string): number | null {
    let found: number | null = null
    for (const [at, value] of this.#entries(node)) if (this.#nodes.content(at) === key) found = value
    return found
  }

  textAt(node: number, key: string): string | null {
    const at = this.child(node, key)
    return at === null ? null : this.#contentOf(at)
  }

  *items(node: number): Generator<number> {
    if (this.#nodes.kind(node) === NODE.sequence) yield* this.#nodes.children(node)
  }

  /** The texts of a mapping, by their keys; values of other types are left out. */
  texts(node: number, key: string): Map<string, WrittenText> {
    const mapping = this.child(node, key)
    const texts = new Map<string, WrittenText>()
    if (mapping === null) return texts
    for (const [at, value] of this.#entries(mapping)) {
      const target = this.#target(value)
      if (this.#nodes.kind(target) === NODE.scalar) {
        texts.set(this.#nodes.content(at), this.#written(target))
      }
    }
    return texts
  }

  #contentOf(node: number): string | null {
    const target = this.#target(node)
    return this.#nodes.kind(target) === NODE.scalar ? this.#nodes.content(target) : null
  }

  /** What an alias stands for. */
  #target(node: number): number {
    return this.#nodes.kind(node) === NODE.alias ? this.#nodes.target(node) : node
  }

  #written(value: number): WrittenText {
    // Its key is the node before it, also where an alias refers to it.
    const origins = originsOf(this.#nodes, value - 1, value)
    const at = (offset: number): number => this.#base + origins.find(offset)
    return {
      text: this.#nodes.content(value),
      placeOf: (offset) => this.#manifest.place(at(offset)),
      lineOf: (offset) => this.#manifest.lineText(at(offset)) ?? '',
    }
  }

  /** The keys that are text, and their values. */
  *#entries(node: number): Generator<[key: number, value: number]> {
    const nodes = this.#nodes
    if (nodes.kind(node) !== NODE.mapping) return
    const end = nodes.after(node)
    for (let key = node + 1; key < end; ) {
      const value = nodes.after(key)
      if (nodes.kind(key) === NODE.scalar) yield [key, value]
      key = nodes.after(value)
    }
  }
}

/**
 * Reads the ConfigMaps with Corefiles from folders and files, or from standard input. A further read reads
 * the files that have changed. It watches nothing, and keeps the text of such ConfigMaps only.
 */
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import {
  type ConfigMapText,
  COREFILE_KEY,
  isCorefileKey,
  readConfigMaps,
} from '../kube/manifest/config-map.ts'
import { decodeManifest } from '../kube/manifest/manifest.ts'
import { folderLimits } from './limits.ts'
import type { FoundFile } from './listing.ts'
import { readManifestFile } from './read-file.ts'
import { scan } from './scan.ts'
import { StandardInput } from './standard-input.ts'
import { Surroundings } from './surroundings.ts'
import { TimeSlice } from './time-slice.ts'

/** A ConfigMap with the namespace that it has when it is applied. */
export interface ConfigMap extends ConfigMapText {
  readonly namespace: string
}

interface KnownFile {
  readonly sign: string
  readonly found: readonly ConfigMapText[]
}

/** A file without one of these has no such ConfigMap; dashboards in ConfigMaps have megabytes. */
const KEYS = ['Corefile', '.server', '.override'].map((text) => Buffer.from(text))
const KIND = Buffer.from('ConfigMap')

export class ConfigMaps {
  readonly #places: readonly string[] | StandardInput
  readonly #namespace: string
  readonly #isWanted: (key: string) => boolean
  readonly #keys: readonly Buffer[]
  readonly #limits = folderLimits()
  readonly #surroundings: Surroundings
  /** By absolute path. */
  #known: ReadonlyMap<string, KnownFile> = new Map()

  /** `namespace`: that of objects that state none. `key`: ConfigMaps with this key are read, too. */
  constructor(places: readonly string[] | StandardInput, namespace = DEFAULT_NAMESPACE, key = COREFILE_KEY) {
    this.#places = places
    this.#namespace = namespace
    this.#isWanted = (one) => isCorefileKey(one) || one === key
    this.#keys = [...KEYS, Buffer.from(key)]
    this.#surroundings = new Surroundings(namespace)
  }

  /** In the order of the files. What cannot be read has none; the reader of manifests reports why. */
  async read(): Promise<readonly ConfigMap[]> {
    if (this.#places instanceof StandardInput) return this.#readInput(this.#places)
    const listing = await scan(this.#places, this.#limits, () => true)
    await this.#surroundings.read(listing)
    const known = new Map<string, KnownFile>()
    const slice = new TimeSlice()
    for (const file of listing.files.values()) {
      if (slice.isOver()) await slice.pause()
      if (this.#surroundings.isLeftOut(file) || this.#surroundings.patchOf(file) !== null) continue
      const before = this.#known.get(file.path)
      const isCurrent = before !== undefined && !file.sign.isFresh && before.sign === file.sign.text
      known.set(file.path, isCurrent ? before : await this.#readFile(file))
    }
    this.#known = known
    return [...known].flatMap(([path, { found }]) => {
      if (found.length === 0) return []
      const { namespace, overlay } = this.#surroundings.contextOf(path)
      return found.map((one) => ({
        ...one,
        namespace: overlay?.namespace ?? one.namespace ?? namespace,
      }))
    })
  }

  async #readFile({ path, shown, sign }: FoundFile): Promise<KnownFile> {
    const reading = await readManifestFile(path, shown, this.#limits.maxOctets)
    const found = reading.kind === 'read' ? this.#configMapsIn(reading.octets, shown) : []
    return { sign: sign.text, found }
  }

  async #readInput(input: StandardInput): Promise<readonly ConfigMap[]> {
    const octets = await input.read()
    const found = octets instanceof Uint8Array ? this.#configMapsIn(octets, StandardInput.shown) : []
    return found.map((one) => ({ ...one, namespace: one.namespace ?? this.#namespace }))
  }

  #configMapsIn(octets: Uint8Array, file: string): ConfigMapText[] {
    const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length)
    if (!buffer.includes(KIND) || !this.#keys.some((key) => buffer.includes(key))) return []
    const text = decodeManifest(octets, file)
    return typeof text === 'string' ? readConfigMaps(text, file, this.#isWanted) : []
  }
}

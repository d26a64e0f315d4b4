/**
 * The manifests that `kubernetes` blocks read. Blocks that want the same ones share one source: a folder is read, watched
 * and parsed once, also across a reload of the configuration. A source tells its zones of every change, and the log.
 */
import { ClusterZones } from '../../kube/cluster-zones.ts'
import type { ClusterOptions } from '../../kube/cluster-options.ts'
import { Inspector } from '../../kube/inspect.ts'
import { Inventory, type InventoryChange } from '../../kube/inventory.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import { visible } from '../../report/visible.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import type { ManifestOrigin } from '../../source/origin.ts'
import { runPaced } from '../../source/pace.ts'
import { StandardInput } from '../../source/standard-input.ts'
import { nameText } from '../../wire/name.ts'
import { complete } from '../../zone/steps.ts'
import { Serials } from '../../zone/serials.ts'
import type { Zone } from '../../zone/zone.ts'

/** Files and folders, or standard input. */
export type ManifestPlaces = readonly string[] | StandardInput

/** Which manifests are read, and how. Blocks that want the same share one source. */
export interface ManifestChoice {
  readonly places: ManifestPlaces
  /** Of objects that name none. */
  readonly namespace: string
}

/** Makes the reader of some manifests; the composition root decides how files are parsed. */
export type OpenOrigin = (choice: ManifestChoice, report: (one: Diagnostic) => void) => ManifestOrigin

export interface LibrarySummary {
  readonly files: number
  readonly objects: number
  readonly names: number
}

export class ManifestLibrary {
  readonly #open: OpenOrigin
  readonly #log: Log
  readonly #serials: Serials
  readonly #sources = new Map<string, ManifestSource>()

  /** `clock` gives Unix seconds. */
  constructor(open: OpenOrigin, log: Log, clock: () => number) {
    this.#open = open
    this.#log = log
    this.#serials = new Serials(clock)
  }

  /** Zones kept in step with these manifests. They are ready when the promise is. */
  async subscribe(
    choice: ManifestChoice,
    options: ClusterOptions,
    serverAddresses: readonly string[],
  ): Promise<Subscription> {
    const key = keyOf(choice)
    const source = this.#sources.get(key) ?? new ManifestSource(this.#open, choice, this.#log)
    this.#sources.set(key, source)
    const zones = new ClusterZones(options, source.inventory, this.#serials)
    zones.setServerAddresses(serverAddresses)
    source.hold(zones)
    const close = async (): Promise<void> => {
      if (source.release(zones)) return
      if (this.#sources.get(key) === source) this.#sources.delete(key)
      await source.close()
    }
    try {
      await source.load()
    } catch (problem) {
      await close()
      throw problem
    }
    complete(zones.update(null))
    return { zones, refresh: async () => source.refresh(), close }
  }

  summary(): LibrarySummary {
    const sources = [...this.#sources.values()]
    return {
      files: sum(sources.map((source) => source.files)),
      objects: sum(sources.map((source) => source.inventory.size)),
      names: sum(sources.map((source) => source.names)),
    }
  }
}

export interface Subscription {
  readonly zones: ClusterZones
  readonly refresh: () => Promise<void>
  readonly close: () => Promise<void>
}

/** No path is empty, so standard input is none of them. */
function keyOf({ places, namespace }: ManifestChoice): string {
  return [namespace, ...(places instanceof StandardInput ? [''] : places)].join('\0')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

class ManifestSource {
  readonly inventory = new Inventory()
  readonly #inspector = new Inspector(this.inventory)
  readonly #origin: ManifestOrigin
  readonly #log: Log
  readonly #zones = new Set<ClusterZones>()
  /** Those with objects. */
  readonly #files = new Set<string>()
  /** Those with anything that can be seen in answers. */
  readonly #telling = new Set<string>()
  #loading: Promise<void> | null = null
  /** The changes so far, one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(open: OpenOrigin, choice: ManifestChoice, log: Log) {
    this.#log = log
    this.#origin = open(choice, (one) => {
      log.diagnostic(one)
    })
  }

  get files(): number {
    return this.#files.size
  }

  get names(): number {
    return sum([...this.#zones].flatMap((cluster) => cluster.zones.map((zone) => zone.nodes.size)))
  }

  hold(zones: ClusterZones): void {
    this.#zones.add(zones)
  }

  /** Whether somebody else still holds the source. */
  release(zones: ClusterZones): boolean {
    this.#zones.delete(zones)
    return this.#zones.size > 0
  }

  /** Reads everything and begins to watch; at once if that has been done. Changes that are on their way are waited for. */
  async load(): Promise<void> {
    this.#loading ??= this.#load()
    await this.#loading
    await this.#work
  }

  async refresh(): Promise<void> {
    await this.#origin.rescan()
    await this.#work
  }

  async close(): Promise<void> {
    await this.#origin.close()
  }

  async #load(): Promise<void> {
    const updates = await this.#origin.load()
    this.#remark(updates, complete(this.inventory.apply(updates)))
    await this.#origin.watch((changes) => {
      this.#work = this.#work.then(async () => this.#follow(changes))
    })
  }

  /** Queries pass between the steps of a large change, and see it when all of it is done. */
  async #follow(updates: readonly FileUpdate[]): Promise<void> {
    const began = performance.now()
    const change = await runPaced(this.inventory.apply(updates))
    const changed: Zone[] = []
    for (const cluster of this.#zones) changed.push(...(await runPaced(cluster.update(change))))
    const milliseconds = performance.now() - began
    const told = updates.filter((update) => isTelling(update) || this.#telling.has(update.file))
    if (changed.length > 0) this.#log.info(describeChange(told, changed, milliseconds))
    this.#remark(updates, change)
  }

  /** Keeps count of the files, and says what is odd about what has changed. */
  #remark(updates: readonly FileUpdate[], change: InventoryChange): void {
    for (const update of updates) {
      keep(this.#files, update.file, update.objects.length > 0)
      keep(this.#telling, update.file, isTelling(update))
    }
    for (const one of this.#inspector.inspect(change)) this.#log.diagnostic(one)
  }
}

function keep(files: Set<string>, file: string, isIn: boolean): void {
  if (isIn) files.add(file)
  else files.delete(file)
}

/** Objects that DNS does not read tell which namespaces there are. */
function isTelling({ objects, namespaces }: FileUpdate): boolean {
  return objects.length > 0 || namespaces.length > 0
}

/** Names a few files at the most; the zones with their new serials. */
function describeChange(
  updates: readonly FileUpdate[],
  zones: readonly Zone[],
  milliseconds: number,
): string {
  const files = updates.slice(0, 3).map(({ file, isGone }) => `${visible(file)}${isGone ? ' (gone)' : ''}`)
  const more = updates.length > files.length ? ` and ${updates.length - files.length} more` : ''
  const described = zones.map(
    (zone) => `${nameText(zone.origin)} serial ${zone.serial}, ${zone.nodes.size} names`,
  )
  return `changed: ${files.join(', ')}${more}: ${described.join('; ')} (${milliseconds.toFixed(1)} ms)`
}

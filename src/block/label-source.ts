/** The labels of a query: text such as `kubernetes/service` that the plugins of a block provide about it. */
import type { Plugin } from '../chain/plugin.ts'
import type { Query, QueryLabels } from '../chain/query.ts'
import type { NameKey } from '../wire/name.ts'
import { blockKey } from './block-key.ts'
import { SuffixTable } from '../zone/suffix-table.ts'

/** The labels of the block's queries. */
export const LABEL_SOURCE = blockKey<LabelSource>('metadata')

export class LabelSource {
  readonly #zones: SuffixTable<NameKey>
  readonly #plugins: () => readonly Plugin[]

  constructor(zones: readonly NameKey[], plugins: () => readonly Plugin[]) {
    this.#zones = SuffixTable.ofZones(zones)
    this.#plugins = plugins
  }

  /** `null`: `metadata` is not enabled for the query's name. */
  labelsOf(query: Query): QueryLabels | null {
    return this.#zones.find(query.hashedName) !== undefined ? new Labels(this, query) : null
  }

  ask(label: string, query: Query): string {
    const slash = label.indexOf('/')
    const plugin = this.#plugins().find(({ name }) => name === label.slice(0, slash))
    return plugin?.label?.(label.slice(slash + 1), query) ?? ''
  }
}

class Labels implements QueryLabels {
  readonly #source: LabelSource
  readonly #query: Query
  #said: Map<string, string> | null = null

  constructor(source: LabelSource, query: Query) {
    this.#source = source
    this.#query = query
  }

  get(label: string): string {
    return this.#said?.get(label) ?? this.#source.ask(label, this.#query)
  }

  set(label: string, value: string): void {
    this.#said ??= new Map()
    this.#said.set(label, value)
  }
}

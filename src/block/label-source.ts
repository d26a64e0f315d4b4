/** The labels of a query: values under names such as `kubernetes/service`, from the plugins of its block. */
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

  /** The label `PLUGIN/NAME` of a query, from the plugin; empty if it has none. */
  labelOf(label: string, query: Query): string {
    const slash = label.indexOf('/')
    const plugin = this.#plugins().find(({ name }) => name === label.slice(0, slash))
    return plugin?.label?.(label.slice(slash + 1), query) ?? ''
  }
}

class Labels implements QueryLabels {
  readonly #source: LabelSource
  readonly #query: Query
  #values: Map<string, string> | null = null

  constructor(source: LabelSource, query: Query) {
    this.#source = source
    this.#query = query
  }

  get(label: string): string {
    return this.#values?.get(label) ?? this.#source.labelOf(label, this.#query)
  }

  set(label: string, value: string): void {
    this.#values ??= new Map()
    this.#values.set(label, value)
  }
}

/**
 * The hosts of one directive: those of its file, then those of the Corefile. Changes of the file are
 * followed; a file that disappears or becomes unreadable keeps its names.
 */
import type { Diagnostic } from '../../../report/diagnostic.ts'
import type { Block } from '../../../block/definition.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { SuffixTable } from '../../../zone/suffix-table.ts'
import { PolledFile } from '../../../block/polled-file.ts'
import { type HostTable, HostTableBuilder, type HostTableOptions } from './host-table.ts'
import { readHosts } from './hosts-text.ts'

/** Enough for a block list of a million names. */
const MAX_FILE_OCTETS = 32 * 1024 * 1024

export interface HostEntry {
  /** Octets. */
  readonly address: string
  /** Wire form, in the spelling of the Corefile. */
  readonly name: string
}

export interface HostSourceOptions extends HostTableOptions {
  readonly path: string
  /** 0: the file is not followed. */
  readonly reloadMs: number
  /** The entries of the Corefile. */
  readonly entries: readonly HostEntry[]
  /** Zones whose missing names pass to the next plugin. */
  readonly fallthrough: SuffixTable<NameKey>
  /** `fallthrough_unsupported`: queries for types that hosts never have pass to the next plugin, too. */
  readonly passesUnsupported: boolean
}

export class HostSource {
  readonly options: HostSourceOptions
  /** The table of the file's and the Corefile's entries. */
  readonly file: PolledFile<HostTable>
  #readAt = 0

  constructor(options: HostSourceOptions, { files, log }: Pick<Block, 'files' | 'log'>) {
    this.options = options
    const { path, reloadMs } = options
    this.file = new PolledFile<HostTable>(
      {
        path,
        periodMs: reloadMs,
        maxOctets: MAX_FILE_OCTETS,
        files,
        parse: (text) => {
          this.#readAt = Date.now() / 1000
          return this.#build(text)
        },
        contents: 'the hosts',
        code: 'KZ_COREFILE_HOSTS_FILE',
        changed: ({ entries }) => `plugin/hosts: ${path} has changed: ${entries} entries`,
      },
      this.#build('').value,
      log,
    )
  }

  get table(): HostTable {
    return this.file.value
  }

  /** Seconds since 1970; 0: the file has never been read. */
  get readAt(): number {
    return this.#readAt
  }

  #build(text: string): { value: HostTable; diagnostics: readonly Diagnostic[] } {
    const { path, entries } = this.options
    const builder = new HostTableBuilder(this.options)
    const diagnostics = readHosts(text, path, (address, name) => {
      builder.add(address, name)
    })
    for (const { address, name } of entries) builder.add(address, name)
    return { value: builder.build(), diagnostics }
  }
}

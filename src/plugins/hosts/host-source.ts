/**
 * The hosts of one directive: those of its file, kept in step with it, and behind them those that stand in the Corefile.
 * A file that is gone or cannot be read any more takes no names away.
 */
import type { Log } from '../../report/log.ts'
import type { SuffixTable } from '../../zone/suffix-table.ts'
import { PolledFile } from '../polled-file.ts'
import { type HostTable, HostTableBuilder, type HostTableOptions } from './host-table.ts'
import { readHosts } from './hosts-text.ts'
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'

/** A block list of a million names. */
const MAX_FILE_OCTETS = 32 * 1024 * 1024

export interface HostEntry {
  /** Octets. */
  readonly address: string
  /** On the wire, in its own spelling. */
  readonly name: string
}

export interface HostSourceOptions extends HostTableOptions {
  readonly path: string
  /** 0: never look at the file again. */
  readonly reloadMs: number
  /** Those of the Corefile. */
  readonly entries: readonly HostEntry[]
  /** Where names that are not here are the next directive's. */
  readonly fallthrough: SuffixTable<true>
  /** Of names that are here, types that hosts never have are left to the next directive, too. */
  readonly passesUnsupported: boolean
}

export class HostSource {
  readonly options: HostSourceOptions
  readonly #file: PolledFile
  readonly #log: Log
  #table: HostTable
  #readAt = 0

  constructor(options: HostSourceOptions, log: Log) {
    this.options = options
    this.#log = log
    this.#file = new PolledFile(options.path, options.reloadMs, MAX_FILE_OCTETS)
    this.#table = this.#build('').table
  }

  get table(): HostTable {
    return this.#table
  }

  /** Seconds since 1970; 0: the file has never been read. */
  get readAt(): number {
    return this.#readAt
  }

  /** What is wrong with the file, if it is another than last time. */
  read(): readonly Diagnostic[] {
    const content = this.#file.read()
    if (content === null) return []
    const { path } = this.#file
    if ('problem' in content) {
      return [diagnostic('KZ_COREFILE_HOSTS_FILE', path, `the hosts cannot be read: ${content.problem}`)]
    }
    const { table, diagnostics } = this.#build(content.text)
    this.#table = table
    this.#readAt = Date.now() / 1000
    return diagnostics
  }

  start(): void {
    this.#file.start(() => {
      this.refresh()
    })
  }

  stop(): void {
    this.#file.stop()
  }

  /** Reads the file again if it has changed. */
  refresh(): void {
    const before = this.#table
    for (const one of this.read()) this.#log.diagnostic(one)
    if (this.#table === before) return
    this.#log.info(`plugin/hosts: ${this.#file.path} has changed: ${this.#table.entries} entries`)
  }

  #build(text: string): { table: HostTable; diagnostics: readonly Diagnostic[] } {
    const builder = new HostTableBuilder(this.options)
    const diagnostics = readHosts(text, this.#file.path, (address, name) => {
      builder.add(address, name)
    })
    for (const { address, name } of this.options.entries) builder.add(address, name)
    return { table: builder.build(), diagnostics }
  }
}

/**
 * A real folder in the system's temporary folder, watched by a `ManifestFolder`, with a parser for one object
 * a line: a line is the name of a service, and `!` is an error. `settles` waits for the given names in force
 * without sleeping: each batch of updates wakes it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { FileContext } from '../../src/kube/manifest/file-context.ts'
import { type ParsedFile, unreadFile } from '../../src/kube/manifest/manifest.ts'
import { NO_MENTIONS } from '../../src/kube/model/asked-name.ts'
import type { KubeObject, Service } from '../../src/kube/model/objects.ts'
import { type Diagnostic, diagnostic } from '../../src/report/diagnostic.ts'
import { type FolderOptions, ManifestFolder } from '../../src/source/folder.ts'
import type { FileUpdate } from '../../src/source/last-good.ts'

export function service(name: string, file: string, line = 1, namespace = 'default'): Service {
  return {
    kind: 'Service',
    namespace,
    name,
    labels: null,
    location: { place: { file, line, column: 1 } },
    type: 'ClusterIP',
    clusterIPs: [],
    ipFamilies: [],
    families: [],
    isAllocated: false,
    ipFamilyPolicy: null,
    needsExternalAddress: false,
    overrides: [],
    isReady: true,
    addressProblem: '',
    externalProblem: '',
    headless: false,
    externalName: '',
    ports: [],
    selector: null,
    publishNotReadyAddresses: false,
    externalAddresses: [],
  }
}

export function parseLines(octets: Uint8Array, file: string, { namespace }: FileContext): ParsedFile {
  if (octets.includes(0)) {
    const found = diagnostic('KZ_FILE_UNREADABLE', file, 'not text')
    return unreadFile(found)
  }
  const objects: Service[] = []
  const diagnostics: Diagnostic[] = []
  for (const [i, line] of Buffer.from(octets).toString().split('\n').entries()) {
    if (line === '!') {
      diagnostics.push(diagnostic('KZ_FILE_UNREADABLE', { file, line: i + 1, column: 1 }, 'expected a name'))
    } else if (line !== '') objects.push(service(line, file, i + 1, namespace))
  }
  return {
    objects,
    ignored: 0,
    foreign: 0,
    namespaces: [],
    mentions: NO_MENTIONS,
    diagnostics,
    refused: [],
    intact: diagnostics.length === 0,
  }
}

/** Long enough for a machine that is busy with other tests; only a failing test waits this long. */
const PATIENCE_MS = 8_000

export class WatchedFolder {
  readonly root: string
  readonly reported: Diagnostic[] = []
  readonly parsed: string[] = []
  readonly batches: (readonly FileUpdate[])[] = []
  /** The state that a client gets by following the updates. */
  readonly state = new Map<string, FileUpdate>()
  #folder: ManifestFolder | null = null
  #wake: () => void = () => {}

  constructor() {
    this.root = join(mkdtempSync(join(tmpdir(), 'kz-source-')), 'zones')
    mkdirSync(this.root)
    onTestFinished(async () => {
      await this.#folder?.close()
      rmSync(dirname(this.root), { recursive: true, force: true })
    })
  }

  path(name: string): string {
    return join(this.root, name)
  }

  write(name: string, ...lines: string[]): void {
    mkdirSync(dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), lines.join('\n'))
  }

  get folder(): ManifestFolder {
    if (this.#folder === null) throw new Error('not loaded')
    return this.#folder
  }

  async load(options: Partial<FolderOptions> = {}): Promise<void> {
    this.#folder = new ManifestFolder({
      paths: [this.root],
      parse: (octets, file, context) => {
        this.parsed.push(this.#short(file))
        return parseLines(octets, file, context)
      },
      report: (found) => this.reported.push(found),
      ...options,
      limits: { quietMs: 10, latestMs: 100, ...options.limits },
    })
    this.#take(await this.#folder.load())
  }

  async watch(options: Partial<FolderOptions> = {}): Promise<void> {
    await this.load(options)
    await this.folder.watch((updates) => {
      this.batches.push(updates)
      this.#take(updates)
      this.#wake()
    })
  }

  /** The names in force, by file; with the namespace if it is not `default`. */
  names(): Record<string, string[]> {
    const names: Record<string, string[]> = {}
    for (const [file, { objects }] of this.state) {
      if (objects.length > 0) names[file] = objects.map(titleOf)
    }
    return names
  }

  /** The current diagnostics, `file: CODE`. */
  troubles(): string[] {
    return [...this.state].flatMap(([file, { diagnostics }]) =>
      diagnostics.map(({ code }) => `${file}: ${code}`),
    )
  }

  /** Waits until these are the names in force. */
  async settles(names: Record<string, string[]>): Promise<void> {
    await this.until(() => JSON.stringify(sorted(this.names())) === JSON.stringify(sorted(names)))
    expect(this.names()).toEqual(names)
  }

  /** Waits for a batch after which the condition holds; returns, without failing, after `PATIENCE_MS`. */
  async until(isDone: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    while (!isDone() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - performance.now())
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  #take(updates: readonly FileUpdate[]): void {
    for (const update of updates) this.state.set(this.#short(update.file), update)
  }

  #short(file: string): string {
    return file === this.root ? '.' : file.startsWith(this.root) ? file.slice(this.root.length + 1) : file
  }
}

function titleOf({ namespace, name }: KubeObject): string {
  return namespace === 'default' ? name : `${namespace}/${name}`
}

function sorted(names: Record<string, string[]>): [string, string[]][] {
  return Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1))
}

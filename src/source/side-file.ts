/**
 * A side file: `kubezone.yaml` or a kustomization, which stands beside manifests and affects how they are
 * read. `SideFile` keeps its last good content. Every scan reads the file again; an error in it affects only
 * its own content.
 */
import { decodeManifest } from '../kube/manifest/manifest.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import { readManifestFile } from './read-file.ts'

/** The parsed text of a side file. */
export interface Interpretation<Content> {
  /** `null`: the text has errors, and the last good content stays in force. */
  readonly content: Content | null
  readonly diagnostics: readonly Diagnostic[]
}

export interface SideFileOptions<Content> {
  readonly nothing: Content
  readonly interpret: (text: string) => Interpretation<Content>
  /**
   * The interpretation depends on the tree, so the same text is interpreted again after a change of the tree.
   */
  readonly dependsOnTree: boolean
}

/** People write such files by hand. They are parsed synchronously, so the limit is small. */
const MAX_OCTETS = 256 * 1024
/** As in `LastGood`: many programs truncate a file before they write it. */
const EMPTY_MS = 100

export class SideFile<Content> {
  readonly path: string
  readonly shown: string
  readonly #options: SideFileOptions<Content>
  #content: Content
  #diagnostics: readonly Diagnostic[] = []
  /** The octets that were interpreted last. */
  #octets: Uint8Array = new Uint8Array()
  #emptySince: number | null = null
  #isFaulty = false

  constructor(path: string, shown: string, options: SideFileOptions<Content>) {
    this.path = path
    this.shown = shown
    this.#content = options.nothing
    this.#options = options
  }

  get content(): Content {
    return this.#content
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics
  }

  /** The file as it is now cannot be read; what was last read stays in force. */
  get isFaulty(): boolean {
    return this.#isFaulty
  }

  /** Reads the file. `false`: it is being written, so the caller must read it again soon. */
  async read(): Promise<boolean> {
    const reading = await readManifestFile(this.path, this.shown, MAX_OCTETS)
    if (reading.kind !== 'read') {
      this.#octets = new Uint8Array()
      this.#isFaulty = reading.kind !== 'gone'
      this.#diagnostics = reading.kind === 'gone' ? [] : [reading.diagnostic]
      if (reading.kind === 'gone') this.#content = this.#options.nothing
      return true
    }
    const { octets, isSettled } = reading
    if (this.#isBeingWritten(octets)) return false
    const isSame = Buffer.compare(octets, this.#octets) === 0
    this.#octets = octets
    if (!isSame || this.#options.dependsOnTree) this.#takeOver(octets)
    return isSettled
  }

  #isBeingWritten(octets: Uint8Array): boolean {
    if (octets.length > 0 || this.#octets.length === 0) {
      this.#emptySince = null
      return false
    }
    this.#emptySince ??= performance.now()
    return performance.now() - this.#emptySince < EMPTY_MS
  }

  #takeOver(octets: Uint8Array): void {
    const text = decodeManifest(octets, this.shown)
    if (typeof text !== 'string') {
      this.#isFaulty = true
      this.#diagnostics = [text]
      return
    }
    const { content, diagnostics } = this.#options.interpret(text)
    this.#isFaulty = content === null
    if (content !== null) this.#content = content
    this.#diagnostics = diagnostics
  }
}

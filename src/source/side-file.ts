/**
 * A small file beside manifests that says how they are to be read, `kubezone.yaml` or a kustomization: its last good
 * content. It is read at every look at the tree, and whatever becomes of it, nothing but its own content is lost.
 */
import { decodeManifest } from '../kube/manifest/manifest.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import { readManifestFile } from './read-file.ts'

/** What a text means. */
export interface Interpretation<Content> {
  /** `null`: what is wrong with it leaves the last good content in force. */
  readonly content: Content | null
  readonly diagnostics: readonly Diagnostic[]
}

export interface SideFileOptions<Content> {
  readonly nothing: Content
  readonly interpret: (text: string) => Interpretation<Content>
  /** The same text can mean something else when the tree has changed. */
  readonly dependsOnTree: boolean
}

/** People write such files by hand, and they are parsed between two answers. */
const MAX_OCTETS = 256 * 1024
/** As with manifests: a save is often a truncation first. */
const EMPTY_MS = 100

export class SideFile<Content> {
  readonly path: string
  readonly shown: string
  readonly #options: SideFileOptions<Content>
  #content: Content
  #diagnostics: readonly Diagnostic[] = []
  /** What was interpreted last. */
  #octets: Uint8Array = new Uint8Array()
  #emptySince: number | null = null

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

  /** `false`: it is being written; look again shortly. */
  async read(): Promise<boolean> {
    const reading = await readManifestFile(this.path, this.shown, MAX_OCTETS)
    if (reading.kind !== 'read') {
      this.#octets = new Uint8Array()
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
      this.#diagnostics = [text]
      return
    }
    const { content, diagnostics } = this.#options.interpret(text)
    if (content !== null) this.#content = content
    this.#diagnostics = diagnostics
  }
}

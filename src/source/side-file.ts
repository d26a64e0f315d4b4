/**
 * A small file beside manifests that says how they are to be read, `kubezone.yaml` or a kustomization: its last good
 * content. It is read at every look at the tree, and whatever becomes of it, nothing but its own content is lost.
 */
import { decodeManifest } from '../kube/manifest.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import { readManifestFile } from './read-file.ts'

/** What a text means. */
export interface Interpretation<Content> {
  /** `null`: what is wrong with it leaves the last good content in force. */
  readonly content: Content | null
  readonly diagnostics: readonly Diagnostic[]
}

/** People write such files by hand, and they are parsed between two answers. */
const MAX_OCTETS = 256 * 1024
/** As with manifests: a save is often a truncation first. */
const EMPTY_MS = 100

export class SideFile<Content> {
  readonly path: string
  readonly shown: string
  readonly #interpret: (text: string) => Interpretation<Content>
  readonly #nothing: Content
  #content: Content
  #diagnostics: readonly Diagnostic[] = []
  #isEmpty = true
  #emptySince: number | null = null

  constructor(
    path: string,
    shown: string,
    nothing: Content,
    interpret: (text: string) => Interpretation<Content>,
  ) {
    this.path = path
    this.shown = shown
    this.#nothing = nothing
    this.#content = nothing
    this.#interpret = interpret
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
    if (reading.kind === 'gone') {
      this.#content = this.#nothing
      this.#diagnostics = []
      return true
    }
    if (reading.kind === 'refused') {
      this.#diagnostics = [reading.diagnostic]
      return true
    }
    if (reading.octets.length > 0 || this.#isEmpty) this.#emptySince = null
    else {
      this.#emptySince ??= performance.now()
      if (performance.now() - this.#emptySince < EMPTY_MS) return false
    }
    this.#isEmpty = reading.octets.length === 0
    const text = decodeManifest(reading.octets, this.shown)
    if (typeof text !== 'string') {
      this.#diagnostics = [text]
      return true
    }
    const { content, diagnostics } = this.#interpret(text)
    if (content !== null) this.#content = content
    this.#diagnostics = diagnostics
    return reading.isSettled
  }
}

/**
 * Manifests of standard input, as `helm template` and `kustomize build` write them. The input is read once,
 * to its end, and kept for reloads. It cannot change, so it is not watched.
 */
import { PLAIN_CONTEXT } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import { refusalsOf } from '../kube/manifest/refused.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { reasonOf } from '../report/system-error.ts'
import type { FileUpdate, Parse } from './last-good.ts'
import { folderLimits } from './limits.ts'
import { type ManifestOrigin, OriginError } from './origin.ts'
import { sizeText } from './read-file.ts'

/** The input itself. It can be read once, so a process has one instance. */
export class StandardInput {
  /** The name in diagnostics. */
  static readonly shown = 'standard input'
  readonly #open: () => AsyncIterable<Uint8Array>
  readonly #maxOctets: number
  #reading: Promise<Uint8Array | Diagnostic> | null = null

  constructor(open: () => AsyncIterable<Uint8Array>, maxOctets = folderLimits().maxOctets) {
    this.#open = open
    this.#maxOctets = maxOctets
  }

  /** Whether `read` has been called. */
  get isRead(): boolean {
    return this.#reading !== null
  }

  /** The whole input, the same at every call; a diagnostic if it cannot be read. */
  read(): Promise<Uint8Array | Diagnostic> {
    this.#reading ??= this.#read()
    return this.#reading
  }

  async #read(): Promise<Uint8Array | Diagnostic> {
    const chunks: Uint8Array[] = []
    let octets = 0
    try {
      for await (const chunk of this.#open()) {
        octets += chunk.length
        if (octets > this.#maxOctets) return tooLarge(this.#maxOctets)
        chunks.push(chunk)
      }
    } catch (error) {
      return diagnostic('KZ_FILE_UNREADABLE', StandardInput.shown, `cannot be read: ${reasonOf(error)}`)
    }
    return Buffer.concat(chunks)
  }
}

export interface InputOptions {
  readonly input: StandardInput
  /** The namespace of objects that state none. */
  readonly namespace: string
  readonly parse: Parse
  readonly report: (found: Diagnostic) => void
}

/** The manifests of standard input, read as one file. */
export class InputManifests implements ManifestOrigin {
  readonly #options: InputOptions

  constructor(options: InputOptions) {
    this.#options = options
  }

  async load(): Promise<readonly FileUpdate[]> {
    const { input, namespace, parse, report } = this.#options
    const octets = await input.read()
    if (!(octets instanceof Uint8Array)) throw new OriginError([octets])
    // A copy, because the buffer is transferred to the parser's worker.
    const parsed = await parse(new Uint8Array(octets), StandardInput.shown, { ...PLAIN_CONTEXT, namespace })
    const { objects, ignored, foreign, namespaces, mentions } = parsed
    // The input cannot be fixed while the server runs, so an unreadable one stops the start.
    if (!parsed.intact && objects.length === 0 && ignored === 0) throw new OriginError(parsed.diagnostics)
    const diagnostics = isEmpty(parsed) ? [noManifests()] : parsed.diagnostics
    for (const one of diagnostics) report(one)
    return [
      {
        file: StandardInput.shown,
        objects,
        isGone: false,
        diagnostics,
        ignored: ignored - foreign,
        namespaces,
        mentions,
        refusals: refusalsOf(parsed.refused, diagnostics),
      },
    ]
  }

  async watch(): Promise<void> {
    // The input does not change.
  }

  async rescan(): Promise<void> {
    // It cannot be read again.
  }

  async close(): Promise<void> {
    // The input is read to its end, or the process ends.
  }
}

function isEmpty({ objects, ignored, diagnostics }: ParsedFile): boolean {
  return objects.length === 0 && ignored === 0 && diagnostics.length === 0
}

function noManifests(): Diagnostic {
  const message = 'holds no manifests, so kubezone serves only the names that every cluster has'
  return diagnostic('KZ_INPUT_EMPTY', StandardInput.shown, message, {
    hint: 'did the command before the pipe fail?',
  })
}

function tooLarge(maxOctets: number): Diagnostic {
  const message = `not read: more than ${sizeText(maxOctets)}, which is the limit`
  const hint = 'write it to several files, and serve their folder'
  return diagnostic('KZ_FILE_TOO_LARGE', StandardInput.shown, message, { hint })
}

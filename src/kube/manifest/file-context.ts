/** What a manifest's surroundings say of how it is to be read. Plain data: it goes to the parser's thread with the file. */
export interface FileContext {
  /** Of the objects that name none. */
  readonly namespace: string
  /** It belongs to a kustomization, so that its documents may be patches. */
  readonly isKustomized: boolean
}

export const DEFAULT_NAMESPACE = 'default'

/** Of a file that stands by itself. */
export const PLAIN_CONTEXT: FileContext = { namespace: DEFAULT_NAMESPACE, isKustomized: false }

export function sameContext(a: FileContext, b: FileContext): boolean {
  return a.namespace === b.namespace && a.isKustomized === b.isKustomized
}

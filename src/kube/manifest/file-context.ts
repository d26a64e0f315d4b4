/** Settings for a manifest file from its folder. Plain data: sent to the parser's thread with the file. */
export interface FileContext {
  /** The namespace of objects without `metadata.namespace`. */
  readonly namespace: string
  /** The file belongs to a kustomization, so its documents can be patches. */
  readonly isKustomized: boolean
}

export const DEFAULT_NAMESPACE = 'default'

/** The context of a file without such settings. */
export const PLAIN_CONTEXT: FileContext = { namespace: DEFAULT_NAMESPACE, isKustomized: false }

export function sameContext(a: FileContext, b: FileContext): boolean {
  return a.namespace === b.namespace && a.isKustomized === b.isKustomized
}

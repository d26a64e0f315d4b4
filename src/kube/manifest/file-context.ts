/** Settings for a manifest file from its folder. Plain data: sent to the parser's thread with the file. */
import { type Overlay, sameOverlay } from '../model/overlay.ts'

export interface FileContext {
  /** The namespace of objects without `metadata.namespace`. */
  readonly namespace: string
  /** The file belongs to a kustomization that does not list it, so its documents can be patches. */
  readonly isKustomized: boolean
  /** A kustomization gives its namespace to the Namespaces of the file, whatever their names are. */
  readonly renamesNamespaces: boolean
  /** Applied to the objects when they are read; `null`: they are as the file states them. */
  readonly overlay: Overlay | null
}

export const DEFAULT_NAMESPACE = 'default'

/** The context of a file without such settings. */
export const PLAIN_CONTEXT: FileContext = {
  namespace: DEFAULT_NAMESPACE,
  isKustomized: false,
  renamesNamespaces: false,
  overlay: null,
}

export function sameContext(a: FileContext, b: FileContext): boolean {
  return (
    a.namespace === b.namespace &&
    a.isKustomized === b.isKustomized &&
    a.renamesNamespaces === b.renamesNamespaces &&
    sameOverlay(a.overlay, b.overlay)
  )
}

/** Reads of a Helm chart what tells how it is rendered. Errors are not reported: Helm itself does that. */
import { isMapping } from '../kube/manifest/fields.ts'
import { ManifestText } from '../kube/manifest/text.ts'
import { readYaml } from '../kube/manifest/yaml-document.ts'
import type { Interpretation } from './side-file.ts'

export interface Chart {
  readonly hasDependencies: boolean
  /** A library has no objects of its own; other charts include its templates. */
  readonly isLibrary: boolean
}

export const UNKNOWN_CHART: Chart = { hasDependencies: false, isLibrary: false }

export function readChart(text: string): Interpretation<Chart> {
  const [document] = new ManifestText(text, '').documents()
  try {
    const [yaml] = document === undefined ? [] : readYaml(text.slice(document.start, document.end), 0)
    return { content: chartOf(yaml?.value), diagnostics: [] }
  } catch {
    return { content: null, diagnostics: [] }
  }
}

function chartOf(root: unknown): Chart {
  if (!isMapping(root)) return UNKNOWN_CHART
  const { dependencies } = root
  return {
    hasDependencies: Array.isArray(dependencies) && dependencies.length > 0,
    isLibrary: root['type'] === 'library',
  }
}

/**
 * Reads which files a kustomization names as patches, because patches are not whole objects. Other fields are
 * not read, and errors in a kustomization are not reported: kustomize itself does that.
 */
import { isMapping } from '../kube/manifest/fields.ts'
import { ManifestText } from '../kube/manifest/text.ts'
import { readYaml } from '../kube/manifest/yaml-document.ts'
import { innerPath } from './inner-path.ts'
import type { Interpretation } from './side-file.ts'

/** Normalized paths, relative to the folder of the kustomization. */
export function readPatches(text: string): Interpretation<readonly string[]> {
  const [document] = new ManifestText(text, '').documents()
  try {
    const [yaml] = document === undefined ? [] : readYaml(text.slice(document.start, document.end), 0)
    return { content: patchesOf(yaml?.value), diagnostics: [] }
  } catch {
    return { content: null, diagnostics: [] }
  }
}

function patchesOf(root: unknown): readonly string[] {
  if (!isMapping(root)) return []
  return [
    ...listOf(root['patches']).map(pathOf),
    ...listOf(root['patchesJson6902']).map(pathOf),
    ...listOf(root['patchesStrategicMerge']),
  ].flatMap((path) => {
    // A text of several lines is an inline patch, not a path.
    const normal = typeof path === 'string' && !path.includes('\n') ? innerPath(path) : null
    return normal === null || normal === '.' ? [] : [normal]
  })
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function pathOf(patch: unknown): unknown {
  return isMapping(patch) ? patch['path'] : null
}

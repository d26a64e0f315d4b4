/**
 * Diagnostics about Helm charts and kustomizations: a command must render them to manifests. The hint has the
 * command.
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'

export function unrenderedChart(folder: string): Diagnostic {
  const message = 'unrendered Helm chart; its templates are not read'
  return diagnostic('KZ_CHART_UNRENDERED', folder, message, { hint: hintFor('helm template', folder) })
}

export function unbuiltKustomization(file: string, folder: string): Diagnostic {
  const hint = hintFor('kustomize build', folder)
  return diagnostic('KZ_KUSTOMIZATION', file, 'kustomizations are not built', { hint })
}

function hintFor(command: string, folder: string): string {
  return `run \`${command} ${shellWord(folder)} | kubezone serve -\`, or put its output here`
}

/** The text quoted for a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

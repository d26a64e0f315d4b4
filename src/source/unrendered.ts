/** What must be rendered before it is manifests: Helm charts and kustomizations. Said once for each, with the command. */
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

/** As it can be pasted after a prompt. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

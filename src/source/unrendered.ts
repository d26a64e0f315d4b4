/**
 * Diagnostics about Helm charts, kustomizations and Helmfile: a command must render them to manifests. The
 * hint has the command.
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'

/** `dependencies`: the chart depends on others, which a command must fetch first. */
export function unrenderedChart(
  folder: string,
  chart: { readonly hasTemplates: boolean; readonly hasDependencies: boolean },
): Diagnostic {
  const { hasTemplates, hasDependencies } = chart
  const parts = hasTemplates ? 'its templates' : 'the charts that it depends on'
  const message = `unrendered Helm chart; ${parts} are not read`
  const word = shellWord(folder)
  const render = `helm template ${word}`
  const command = hasDependencies ? `helm dependency build ${word} && ${render}` : render
  return diagnostic('KZ_CHART_UNRENDERED', folder, message, { hint: hintFor(command) })
}

/** `fact`: what is not applied. */
export function unbuiltKustomization(
  file: string,
  folder: string,
  fact: string,
  needsHelm = false,
): Diagnostic {
  const command = `kustomize build ${needsHelm ? '--enable-helm ' : ''}${shellWord(folder)}`
  const message = `kustomizations are not built: ${fact}`
  return diagnostic('KZ_KUSTOMIZATION', file, message, { hint: hintFor(command) })
}

export function unrenderedHelmfile(path: string): Diagnostic {
  const message = 'the releases of Helmfile are not rendered'
  return diagnostic('KZ_HELMFILE', path, message, {
    hint: hintFor(`helmfile -f ${shellWord(path)} template`),
  })
}

function hintFor(command: string): string {
  return `run \`${command} | kubezone serve -\`, or put its output here`
}

/** The text quoted for a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Writes metric families in Prometheus' text format 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats).
 */
import type { Family, Labels } from '../../../block/metric-family.ts'

/** An empty line separates families; samples keep their order. */
export function expositionText(families: readonly Family[]): string {
  return `${families.map(familyText).join('\n\n')}\n`
}

function familyText({ name, help, type, samples }: Family): string {
  return [
    `# HELP ${name} ${escaped(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(
      ({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${valueText(value)}`,
    ),
  ].join('\n')
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** Infinities have Go's spelling; `NaN` has the same spelling in Go and JavaScript. */
function valueText(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

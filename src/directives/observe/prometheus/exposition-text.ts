/** Families in Prometheus's text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
import type { Family, Labels } from '../../../block/metric-family.ts'

/** Families are apart from each other by an empty line; samples are in the order that they have. */
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

/** A number that is none is `NaN`, in Go's spelling as in JavaScript's. */
function valueText(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

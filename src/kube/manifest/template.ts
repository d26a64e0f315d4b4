/**
 * Templates: documents that another tool makes into manifests first. Their actions and placeholders are no
 * values: kubezone reports the tool, once a file, and reads the other documents.
 */

/** What stands in the place of a value, by its first characters. */
export type Placeholder = '{{' | '${' | '$('

const PLACEHOLDER = /\{\{|\$\{\{?\w|\$\(\w+\)/

/** The placeholder in a text, or in another value, which has none; `null`: there is none. */
export function findPlaceholder(value: unknown): Placeholder | null {
  const found = typeof value === 'string' ? PLACEHOLDER.exec(value)?.[0] : undefined
  if (found === undefined) return null
  return found.startsWith('{{') ? '{{' : found.startsWith('${') ? '${' : '$('
}

/** The placeholder at a fault of the syntax; `null`: there is none. */
export function placeholderAt(
  text: string,
  position: number,
): { start: number; placeholder: Placeholder } | null {
  // The fault is at one of its characters.
  const starts = [position - 2, position - 1, position].filter((start) => start >= 0)
  for (const start of starts) {
    if (/^\$\{\{?\w/.test(text.slice(start, start + 4))) return { start, placeholder: '${' }
  }
  const start = starts.find((one) => one >= position - 1 && text.startsWith('{{', one))
  return start === undefined ? null : { start, placeholder: '{{' }
}

const MESSAGES: Readonly<Record<Placeholder, readonly [message: string, hint: string]>> = {
  '{{': [
    'this is a Helm template, not a manifest: "{{" begins a template action, expected a value',
    'run helm template and put its output into the folder',
  ],
  '${': [
    'this is a template, not a manifest: "${" begins a placeholder of envsubst or Flux, expected a value',
    'substitute the placeholders first, for example with envsubst, and put the output into the folder',
  ],
  '$(': [
    'this is a template, not a manifest: "$(" begins a variable of kustomize, expected a value',
    'run kustomize build and put its output into the folder',
  ],
}

export function explainTemplate(placeholder: Placeholder): readonly [message: string, hint: string] {
  return MESSAGES[placeholder]
}

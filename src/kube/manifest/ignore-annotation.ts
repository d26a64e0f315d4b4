/** The annotation `kubezone.dev/ignore` of objects: where it silences which codes. */
import type { Place } from '../../report/diagnostic.ts'
import { IGNORE_ANNOTATION, isDiagnosticCode, listedCodes, unknownCode } from '../../report/ignoring.ts'
import { YamlSyntaxError } from '../../yaml/syntax-error.ts'
import { DeferredList } from '../../yaml/values.ts'
import { type Field, isMapping } from './fields.ts'
import { ManifestText, type Span } from './text.ts'
import { readYaml } from './yaml-document.ts'

/** A part of a file, and the words of the annotation that is in force there. */
export interface IgnoringRange {
  readonly start: Place
  /** The place behind the last character. */
  readonly end: Place
  readonly codes: readonly string[]
}

/** Reports words of the annotation that are no codes. */
export function judgeIgnoreAnnotation(annotations: Field): void {
  const field = annotations.get(IGNORE_ANNOTATION)
  if (typeof field.value !== 'string') return
  for (const { word } of listedCodes(field.value)) {
    if (isDiagnosticCode(word)) continue
    const { fact, hint } = unknownCode(word)
    field.report('KZ_IGNORE_CODE', `has a word without effect: ${fact}`, hint ?? undefined)
  }
}

/** The ranges of a file: documents, and items of lists. Documents that do not parse have none. */
export function ignoringRanges(text: string, file: string): IgnoringRange[] {
  if (!text.includes(IGNORE_ANNOTATION)) return []
  const manifest = new ManifestText(text, file)
  return [...manifest.documents()].flatMap((span) => {
    if (!text.slice(span.start, span.end).includes(IGNORE_ANNOTATION)) return []
    return rangesOf(manifest, span)
  })
}

function rangesOf(manifest: ManifestText, span: Span): IgnoringRange[] {
  const found: IgnoringRange[] = []
  const add = (value: unknown, start: number, end: number): void => {
    const codes = annotatedCodes(value)
    if (codes !== null) found.push({ start: manifest.place(start), end: manifest.place(end), codes })
  }
  try {
    const documents = [...readYaml(manifest.text.slice(span.start, span.end), span.start)]
    const starts = documents.map(({ node, positions }) => positions.find(node, []).start)
    documents.forEach(({ value, node, positions }, i) => {
      // A diagnostic of a document can be at its marker. JSON objects may follow one another in a span.
      const start = documents.length === 1 ? span.start : (starts[i] ?? span.start)
      const end = starts[i + 1] ?? span.end
      add(value, start, end)
      const items = positions.items(node, ['items']).map((item) => positions.find(item, []).start)
      let at = 0
      for (const item of itemsOf(value)) {
        add(item, items[at] ?? end, items[at + 1] ?? end)
        at++
      }
    })
  } catch (error) {
    // What does not parse says nothing of what to ignore.
    if (!(error instanceof YamlSyntaxError)) throw error
  }
  return found
}

/** The items of a list of objects. Lists within lists have no annotations of their own. */
function itemsOf(value: unknown): Iterable<unknown> {
  const items = isMapping(value) ? value['items'] : null
  if (items instanceof DeferredList) return items.items()
  return Array.isArray(items) ? items : []
}

/** `null`: the object has no such annotation. */
function annotatedCodes(value: unknown): string[] | null {
  const metadata = isMapping(value) ? value['metadata'] : null
  const annotations = isMapping(metadata) ? metadata['annotations'] : null
  const codes = isMapping(annotations) ? annotations[IGNORE_ANNOTATION] : null
  return typeof codes === 'string' ? listedCodes(codes).map(({ word }) => word) : null
}

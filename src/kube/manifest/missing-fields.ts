/**
 * Reports what an object lacks: fields without which an API server refuses it. It is served all the same, as
 * fragments as books print them are common.
 */
import type { ObjectContext } from './fields.ts'

/** How many fields a diagnostic names. */
const MAX_NAMED = 3

/** One warning for all missing fields of an object, at the place of the first. */
export function reportMissing({ document, subject, missing }: ObjectContext): void {
  const [first] = missing
  if (first === undefined) return
  const { findings } = document
  const paths = missing.map(({ path }) => path)
  const rest = paths.length - MAX_NAMED
  const named = rest > 0 ? [...paths.slice(0, MAX_NAMED), `${rest} more`] : paths
  const last = named.length > 1 ? ` and ${named.pop()}` : ''
  const message = `${subject} lacks ${named.join(', ')}${last}: kubezone serves the object, and kubectl refuses it`
  const hint = `kubectl apply answers: ${first.path}: ${first.answer}`
  const span = findings.accepts('KZ_OBJECT_MISSING') ? first.find() : { start: 0, end: 0 }
  findings.add('KZ_OBJECT_MISSING', span, message, hint)
}

/** Files that hold other documents than Kubernetes objects, such as the values of a chart. */
import { basename } from 'node:path'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'

/** How many files their common diagnostic names. */
const MAX_NAMED = 5

/** Joins the diagnostics of several such files to one, as a folder can have hundreds of them. */
export function joinForeign(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first] = all
  if (first === undefined || all.length === 1) return all
  const named = all.slice(0, MAX_NAMED).map(({ file }) => basename(file))
  const rest = all.length - named.length
  const list = rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ')
  const message = `${all.length} files hold documents that are not Kubernetes objects, and are ignored: ${list}`
  return [diagnostic('KZ_FILE_FOREIGN', first.file, message)]
}

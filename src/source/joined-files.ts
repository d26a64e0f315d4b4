/** Diagnostics that many files share, such as the values of charts, or a folder of templates. */
import { basename, dirname } from 'node:path'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'

/** How many files their common diagnostic names. */
const MAX_NAMED = 5

/** Joins the diagnostics about files without Kubernetes objects to one, as a folder can have hundreds. */
export function joinForeign(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first] = all
  if (first === undefined || all.length === 1) return all
  const message = `${all.length} files hold documents that are not Kubernetes objects, and are ignored: ${namesOf(all)}`
  return [diagnostic('KZ_FILE_FOREIGN', first.file, message)]
}

/**
 * Joins the diagnostics about the templates of one folder and one tool to the first of them: the tool renders
 * them all.
 */
export function joinTemplates(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>()
  for (const one of all) {
    const key = `${dirname(one.file)}\0${one.hint ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? []
    const count = others.length === 1 ? '1 more file' : `${others.length} more files`
    return [{ ...first, message: `${first.message}; as in ${count} of the folder: ${namesOf(others)}` }]
  })
}

function namesOf(all: readonly Diagnostic[]): string {
  const named = all.slice(0, MAX_NAMED).map(({ file }) => basename(file))
  const rest = all.length - named.length
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ')
}

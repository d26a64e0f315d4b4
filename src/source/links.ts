/**
 * Follows the symbolic links of a path, and lists every entry whose change can make the path lead elsewhere.
 * A ConfigMap volume is updated by renaming the link `..data`; `web.yaml -> ..data/web.yaml` itself never
 * changes, so the events of `..data` matter. The list of a broken path ends with the missing name, because an
 * entry of that name can repair it.
 */
import { readlinkSync } from 'node:fs'
import { basename, dirname, join, parse, resolve, sep } from 'node:path'
import { errorCode } from '../report/system-error.ts'

/** An entry that a path passes through: a name in a folder whose own path has no links. */
export interface PathEntry {
  readonly folder: string
  readonly name: string
}

/**
 * The entry at a path: a link, no link (`plain`), absent (`missing`), or in a parent that is not a folder
 * (`astray`).
 */
type Step = { readonly target: string } | 'plain' | 'missing' | 'astray'

/** Linux follows 40 links, and fails with ELOOP at the next. */
const MAX_LINKS = 40

export class LinkReader {
  /** The entries that this scan has read: files in one folder share all but the last component. */
  readonly #links = new Map<string, Step>()

  /** The links of a path in the order in which they are followed, then the entry that they lead to. */
  entriesOf(path: string): PathEntry[] {
    const entries: PathEntry[] = []
    let folder = parse(path).root
    let names = namesOf(path)
    let links = 0
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const here = join(folder, name)
      const link = this.#read(here)
      if (link === 'astray') return [...entries, { folder: dirname(folder), name: basename(folder) }]
      if (link === 'missing' || links > MAX_LINKS) return [...entries, { folder, name }]
      if (link === 'plain') {
        if (names.length === 0) entries.push({ folder, name })
        folder = here
        continue
      }
      links += 1
      entries.push({ folder, name })
      const target = resolve(folder, link.target)
      names = [...namesOf(target), ...names]
      folder = parse(target).root
    }
    return entries
  }

  #read(path: string): Step {
    let link = this.#links.get(path)
    if (link === undefined) {
      try {
        link = { target: readlinkSync(path) }
      } catch (error) {
        // EINVAL: not a link. Other errors (EACCES …) count as plain, too: reading the file reports them.
        const code = errorCode(error)
        link = code === 'ENOENT' ? 'missing' : code === 'ENOTDIR' ? 'astray' : 'plain'
      }
      this.#links.set(path, link)
    }
    return link
  }
}

function namesOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((name) => name !== '')
}

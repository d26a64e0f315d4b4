/**
 * Where a path really leads, and every place on the way where somebody could make it lead elsewhere. A ConfigMap volume
 * is updated by renaming the link `..data`; `web.yaml -> ..data/web.yaml` itself never changes, so the events to wait for
 * are those of `..data`. A path that breaks off ends with the name that is missing, which is where it can come back.
 */
import { readlinkSync } from 'node:fs'
import { basename, dirname, join, parse, resolve, sep } from 'node:path'
import { errorCode } from '../report/system-error.ts'

/** A name in a real folder (no links in its path). */
export interface PathEntry {
  readonly folder: string
  readonly name: string
}

/** What is at a path: a link to somewhere, something else, nothing, or not even a folder that could hold it. */
type Step = { readonly target: string } | 'plain' | 'missing' | 'astray'

/** As many as Linux follows before it says ELOOP. */
const MAX_LINKS = 40

export class LinkReader {
  /** Answers of this scan: files beside each other share all but the last component. */
  readonly #links = new Map<string, Step>()

  /** The links of a path in the order in which they are followed, then the place of what they lead to. */
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
        // EINVAL: not a link. Anything else (EACCES …) counts as plain too: what lies behind will say so itself.
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

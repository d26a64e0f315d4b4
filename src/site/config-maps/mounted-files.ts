/**
 * The files of CoreDNS's container that come from ConfigMaps, at the paths of distributions: the ConfigMap of
 * the Corefile at /etc/coredns, and `coredns-custom` (K3s, AKS and others) in a folder below.
 */
import { dirname, join } from 'node:path'
import { type FileAccess, type FileContent, realFiles } from '../../config/file-access.ts'
import type { Diagnostic, Place } from '../../report/diagnostic.ts'
import type { WrittenText } from '../../report/written-text.ts'
import type { ConfigMap } from '../../source/config-maps.ts'
import { withPillars } from './placeholders.ts'

export const MOUNT = '/etc/coredns'
const CUSTOM = 'custom'
const CUSTOM_NAME = 'coredns-custom'

/** Whether a ConfigMap holds parts that the Corefile of a distribution imports. */
export function isCustom({ name }: ConfigMap): boolean {
  return name === CUSTOM_NAME
}

/**
 * The ConfigMap whose parts the Corefile of `main` can import: of several, as overlays have them, the one
 * whose file is nearest, and the last of equally near ones; `null`: there is none.
 */
export function partsFor(main: ConfigMap, maps: readonly ConfigMap[]): ConfigMap | null {
  const found = maps.filter((one) => one.namespace === main.namespace && one !== main && isCustom(one))
  const nearness = ({ place }: ConfigMap): number => {
    const [a, b] = [place.file.split('/'), main.place.file.split('/')]
    const apart = a.findIndex((name, i) => name !== b[i])
    return apart < 0 ? Number.POSITIVE_INFINITY : apart
  }
  return found.toSorted((a, b) => nearness(a) - nearness(b)).at(-1) ?? null
}

export class MountedFiles implements FileAccess {
  /** `disk`: other files are those of this machine; `none`: they are those of the container. */
  readonly #others: 'disk' | 'none'
  #files = new Map<string, WrittenText>()
  #hasCustom = false

  constructor(others: 'disk' | 'none') {
    this.#others = others
  }

  /** Mounts the ConfigMap of the Corefile, and the one that it imports; `null`: there is none. */
  mount(main: ConfigMap | null, custom: ConfigMap | null): void {
    this.#files = new Map()
    this.#hasCustom = custom !== null
    this.#add(MOUNT, main)
    this.#add(join(MOUNT, CUSTOM), custom)
  }

  #add(folder: string, map: ConfigMap | null): void {
    for (const [key, written] of map?.data ?? []) this.#files.set(join(folder, key), withPillars(written))
  }

  get(path: string): WrittenText | undefined {
    return this.#files.get(path)
  }

  readonly read = (path: string, maximum: number): FileContent => {
    const written = this.#files.get(path)
    if (written !== undefined) return { text: written.text, written }
    if (this.#others === 'disk') return realFiles.read(path, maximum)
    return { problem: 'it is a file of the container', isMissing: true, isFolder: false }
  }

  readonly list = (folder: string): readonly string[] => {
    const names = [...this.#files.keys()].filter((path) => dirname(path) === folder)
    if (names.length > 0) return names.map((path) => path.slice(folder.length + 1))
    return this.#others === 'disk' ? realFiles.list(folder) : []
  }

  readonly isAbsent = (path: string): boolean =>
    !this.#files.has(path) && this.#others === 'disk' && realFiles.isAbsent(path)

  readonly sign = (path: string): string => {
    const written = this.#files.get(path)
    if (written !== undefined) return `in a ConfigMap: ${written.text}`
    return this.#others === 'disk' ? realFiles.sign(path) : ''
  }

  readonly isElsewhere = (path: string): boolean => {
    if (this.#files.has(path)) return false
    if (path === MOUNT) return true
    const isOfCustom = dirname(path) === join(MOUNT, CUSTOM) && !this.#hasCustom
    return this.#others === 'none' || isOfCustom
  }

  readonly folderOf = (place: Place): string => {
    for (const [path, written] of this.#files) {
      if (written.placeOf(0).file !== place.file) continue
      const [first, last] = [written.placeOf(0), written.placeOf(written.text.length)]
      if (isBetween(first, place, last)) return dirname(path)
    }
    return MOUNT
  }

  readonly relocated = (one: Diagnostic): Diagnostic => {
    const written = this.#files.get(one.file)
    if (written === undefined) return one
    const at = one.line === 0 ? 0 : offsetOf(written.text, one.line, one.column)
    const { file, line, column } = written.placeOf(at)
    return { ...one, file, line, column, sourceLine: written.lineOf(at) }
  }
}

function isBetween(first: Place, place: Place, last: Place): boolean {
  const isAfter = place.line > first.line || (place.line === first.line && place.column >= first.column)
  return isAfter && (place.line < last.line || (place.line === last.line && place.column <= last.column))
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let left = line - 1; left > 0; left--) start = text.indexOf('\n', start) + 1
  return Math.min(start + Math.max(0, column - 1), Math.max(0, text.length - 1))
}

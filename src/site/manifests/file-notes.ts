/** The state of a source's files between two changes, which tells which files a change concerns. */
import { isNameless } from '../../kube/model/objects.ts'
import type { Refusal } from '../../kube/manifest/refused.ts'
import { type Diagnostic, isError } from '../../report/diagnostic.ts'
import type { FileUpdate } from '../../source/last-good.ts'

export class FileNotes {
  readonly #withObjects = new Set<string>()
  /** Files with an effect on answers. */
  readonly #visible = new Set<string>()
  readonly #faulty = new Set<string>()
  readonly #known = new Set<string>()
  readonly #withManifests = new Set<string>()
  /** The refused objects of files that have some. */
  readonly #refusals = new Map<string, readonly Refusal[]>()
  /** The errors of files that are about no object. */
  readonly #unread = new Map<string, readonly Diagnostic[]>()

  /** The number of files with objects. */
  get count(): number {
    return this.#withObjects.size
  }

  /** Whether a file has an object of Kubernetes of any kind, or an error where one is meant. */
  get hasManifests(): boolean {
    return this.#withManifests.size > 0
  }

  /** The refused objects of all files. */
  refusals(): readonly Refusal[] {
    return [...this.#refusals.values()].flat()
  }

  /** The errors for which files, or parts of them, are not read. */
  unread(): readonly Diagnostic[] {
    return [...this.#unread.values()].flat()
  }

  /** Whether a file of a folder, or below it, was read; the path is relative to a folder above it. */
  hasFilesIn(path: string): boolean {
    for (const file of this.#known) if (`/${file}`.includes(`/${path}/`)) return true
    return false
  }

  /** The updates of files that have, or had, an effect on answers. */
  visible(updates: readonly FileUpdate[]): FileUpdate[] {
    return updates.filter((update) => isVisible(update) || this.#visible.has(update.file))
  }

  /** The updates of files whose errors are fixed. */
  mended(updates: readonly FileUpdate[]): FileUpdate[] {
    return updates.filter((update) => this.#faulty.has(update.file) && !update.isGone && !isFaulty(update))
  }

  take(updates: readonly FileUpdate[]): void {
    for (const update of updates) {
      const { objects } = update
      keep(
        this.#withObjects,
        update.file,
        objects.some((object) => !isNameless(object)),
      )
      keep(this.#known, update.file, !update.isGone)
      keep(this.#withManifests, update.file, isManifest(update))
      keep(this.#visible, update.file, isVisible(update))
      keep(this.#faulty, update.file, isFaulty(update))
      const { refusals = [] } = update
      keepList(this.#refusals, update.file, refusals)
      const ofObjects = new Set(refusals.flatMap(({ errors }) => errors))
      const unread = update.diagnostics.filter((one) => isError(one) && !ofObjects.has(one))
      keepList(this.#unread, update.file, unread)
    }
  }
}

function keep(files: Set<string>, file: string, isIn: boolean): void {
  if (isIn) files.add(file)
  else files.delete(file)
}

function keepList<One>(lists: Map<string, readonly One[]>, file: string, list: readonly One[]): void {
  if (list.length > 0) lists.set(file, list)
  else lists.delete(file)
}

/** Objects of kinds that DNS does not read count, too: their namespaces exist in DNS. */
function isVisible({ objects, namespaces }: FileUpdate): boolean {
  return objects.length > 0 || namespaces.length > 0
}

function isManifest({ objects, ignored, diagnostics }: FileUpdate): boolean {
  return objects.length > 0 || ignored > 0 || diagnostics.some(isError)
}

function isFaulty({ diagnostics }: FileUpdate): boolean {
  return diagnostics.some(isError)
}

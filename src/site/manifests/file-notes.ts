/** What is remembered of a source's files between two changes: enough to tell which of them a change concerns. */
import { isError } from '../../report/diagnostic.ts'
import type { FileUpdate } from '../../source/last-good.ts'

export class FileNotes {
  readonly #withObjects = new Set<string>()
  /** Those with anything that can be seen in answers. */
  readonly #telling = new Set<string>()
  readonly #faulty = new Set<string>()

  /** How many have objects. */
  get count(): number {
    return this.#withObjects.size
  }

  /** Of these, the ones that answers come from, or came from. */
  telling(updates: readonly FileUpdate[]): FileUpdate[] {
    return updates.filter((update) => isTelling(update) || this.#telling.has(update.file))
  }

  /** Of these, the ones that had errors, and have none any more. */
  mended(updates: readonly FileUpdate[]): FileUpdate[] {
    return updates.filter((update) => this.#faulty.has(update.file) && !update.isGone && !isFaulty(update))
  }

  take(updates: readonly FileUpdate[]): void {
    for (const update of updates) {
      keep(this.#withObjects, update.file, update.objects.length > 0)
      keep(this.#telling, update.file, isTelling(update))
      keep(this.#faulty, update.file, isFaulty(update))
    }
  }
}

function keep(files: Set<string>, file: string, isIn: boolean): void {
  if (isIn) files.add(file)
  else files.delete(file)
}

/** Objects that DNS does not read tell which namespaces there are. */
function isTelling({ objects, namespaces }: FileUpdate): boolean {
  return objects.length > 0 || namespaces.length > 0
}

function isFaulty({ diagnostics }: FileUpdate): boolean {
  return diagnostics.some(isError)
}

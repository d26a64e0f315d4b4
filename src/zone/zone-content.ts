/** The records of a zone file or a transfer, before they are compiled, and the places that state them. */
import type { Diagnostic, Place } from '../report/diagnostic.ts'
import type { ResourceRecord } from '../wire/section.ts'

export interface ZoneContent {
  /** The zone file, or the primary. */
  readonly source: string
  readonly records: readonly ResourceRecord[]
  readonly places: PlacesOfRecords
  /** With an error among them, the records are not those that the file states. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface PlacesOfRecords {
  /** The place of the record with this index; a file name for a file as a whole. */
  at(index: number): Place | string
}

/** A place takes eight octets or less. */
const COLUMNS = 2 ** 16

/** The places of records in zone files: of the word that states the type. */
export class RecordPlaces implements PlacesOfRecords {
  /** Line and column in one number. */
  readonly #places: number[] = []
  /** Where the records of another file begin, ascending. */
  readonly #files: { readonly from: number; readonly file: string }[] = []

  push(file: string, line: number, column: number): void {
    if (this.#files.at(-1)?.file !== file) this.#files.push({ from: this.#places.length, file })
    this.#places.push(line * COLUMNS + Math.min(column, COLUMNS - 1))
  }

  at(index: number): Place {
    const place = this.#places[index] ?? 0
    const file = this.#files.findLast(({ from }) => from <= index)?.file ?? ''
    return { file, line: Math.floor(place / COLUMNS), column: place % COLUMNS }
  }
}

/** All records of a transfer are at the primary. */
export function transferred(records: readonly ResourceRecord[], primary: string): ZoneContent {
  return { source: primary, records, places: { at: () => primary }, diagnostics: [] }
}

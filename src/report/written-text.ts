/**
 * A text that is written within a file, such as a Corefile in the data of a ConfigMap: diagnostics about it
 * name the lines of that file.
 */
import type { Place } from './diagnostic.ts'

export interface WrittenText {
  readonly text: string
  /** The place in the file of the character at an offset of the text. */
  placeOf(offset: number): Place
  /** The line of the file that holds it, as written; empty if it is too long to show. */
  lineOf(offset: number): string
}

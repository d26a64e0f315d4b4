/**
 * The template of a rendered document. Helm writes `# Source: chart/templates/service.yaml` before each
 * document. In the output of a hundred templates it helps more than a line number.
 */
import type { Span } from './text.ts'
import { sharedText } from './shared-text.ts'

const SOURCE = /^# Source: *(.*)$/
/** Comments, such as a licence, can precede it; content cannot. */
const MAX_LINES = 40
const MAX_LINE = 1000
const MAX_SHOWN = 100
/**
 * All characters except letters, digits, punctuation, symbols and the space: a terminal could interpret them.
 */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** The source in the comment before a document's content; `null` if there is no such comment. */
export function sourceOf(text: string, document: Span): string | null {
  let start = document.start
  for (let lines = 0; lines < MAX_LINES && start < document.end; lines++) {
    const end = Math.min(endOfLine(text, start), document.end)
    const line = text.slice(start, Math.min(end, start + MAX_LINE)).trimEnd()
    const source = SOURCE.exec(line)?.[1]
    if (source !== undefined) return shown(source)
    if (line !== '' && !line.startsWith('#') && !(start === document.start && /^---(?: *#|$)/.test(line)))
      return null
    start = end + 1
  }
  return null
}

function shown(source: string): string | null {
  const printable = source.replace(UNPRINTABLE, '')
  const short = printable.length > MAX_SHOWN ? `…${printable.slice(1 - MAX_SHOWN)}` : printable
  return short === '' ? null : sharedText(short)
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}

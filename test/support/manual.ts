/** The manual: README and the pages of docs/, and the fenced blocks in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface Page {
  /** Relative to the root of the repository. */
  readonly path: string
  readonly text: string
}

/** A fenced block: ```` ```LANGUAGE FILE ````. */
export interface Block {
  readonly language: string
  /** Empty: the block names no file. */
  readonly file: string
  readonly text: string
}

export interface Transcript {
  readonly command: string
  readonly output: string
}

export const PAGES: readonly Page[] = [
  page('README.md'),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => page(`docs/${file}`)),
]

function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/** The text of a page of `docs/`, or of README. */
export function textOf(path: string): string {
  const found = PAGES.find((one) => one.path === path)
  if (found === undefined) throw new Error(`the manual has no page ${path}`)
  return found.text
}

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\S*) ?(.*)\n([^]*?)^```$/gm)].map(
    ([, language = '', file = '', content = '']) => ({ language, file, text: content }),
  )
}

/** The text of the block with this file name; throws if the page has no such block. */
export function fileIn(path: string, file: string): string {
  const block = blocksOf(textOf(path)).find((one) => one.file === file)
  if (block === undefined) throw new Error(`${path} has no block ${file}`)
  return block.text
}

/**
 * The text below a heading, up to the next heading of the same or a higher level; `null`: the page has no
 * such heading.
 */
export function sectionOf(text: string, heading: string): string | null {
  const level = /^#+/.exec(heading)?.[0].length ?? 0
  const lines = text.split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) return null
  const isEnd = (line: string): boolean => (/^#+ /.exec(line)?.[0].length ?? Infinity) <= level + 1
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(isEnd)
  return (end === -1 ? rest : rest.slice(0, end)).join('\n')
}

/**
 * The code spans of the first cell of each row of the tables in `text`, row by row; headings of tables have
 * none.
 */
export function firstCells(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  return rows.map((row) => {
    const cell = row.split(/(?<!\\)\|/)[1] ?? ''
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'))
  })
}

/** Commands (`$ command`) with the output lines after each; a backslash continues a command. */
export function transcriptsOf(block: string): Transcript[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = /(?<!\\)\n/.exec(part)?.index ?? part.length
      return { command: part.slice(0, end), output: part.slice(end + 1) }
    })
}

/** Replaces numbers that differ from run to run by names, and several blanks by one. */
export function normalize(text: string): string {
  return text
    .replace(/(hostmaster\.\S+ )\d+/g, '$1SERIAL')
    .replace(/\d+\.\d ms/g, 'MS')
    .replace(/(_udp\.\S*\s+0\s+IN\s+SRV\s+0\s+0\s+)\d+/g, '$1PORT')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

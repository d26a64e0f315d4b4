/** Finds where the characters of a scalar are written, by scanning it once more. */
import { isBreak } from './characters.ts'
import { scanBlock } from './block-scalar.ts'
import { Cursor } from './cursor.ts'
import { Marks } from './marks.ts'
import type { NodeList } from './nodes.ts'
import { scanQuoted } from './scalars.ts'

/**
 * The origins of the content of `value`, a scalar, whose key in a mapping is `key`. A scalar without quotes
 * has no line breaks, so its content begins where it is written.
 */
export function originsOf(nodes: NodeList, key: number, value: number): Marks {
  const { text } = nodes
  const start = nodes.start(value)
  const marks = new Marks()
  const cursor = new Cursor(text, start)
  const first = text.charAt(start)
  if (nodes.isPlain(value)) marks.add(0, start)
  else if (first === '"' || first === "'") scanQuoted(cursor, marks)
  else {
    cursor.indent = columnOf(text, nodes.start(key))
    scanBlock(cursor, marks)
  }
  return marks
}

function columnOf(text: string, offset: number): number {
  let start = offset
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--
  return offset - start
}

/** Tables of questions with their expected answers, in the short form of the caller. */
import { expect } from 'vitest'

/** One line, or the lines of an answer; the order within an RRset does not matter. */
export type Lines = string | readonly string[]

/** The expected answers by question. */
export type Answers = Readonly<Record<string, Lines>>

/** Asks all questions of the table at once, and compares all answers. */
export async function expectAnswers(
  table: Answers,
  look: (question: string) => Promise<Lines>,
): Promise<void> {
  const asked = Object.keys(table).map(async (question) => [question, inOrder(await look(question))] as const)
  const expected = Object.entries(table).map(([question, lines]) => [question, inOrder(lines)] as const)
  expect(Object.fromEntries(await Promise.all(asked))).toEqual(Object.fromEntries(expected))
}

/** The records of an RRset have no order, so they are sorted; the links of an alias chain have one. */
export function inOrder(lines: Lines): readonly string[] {
  if (typeof lines === 'string') return [lines]
  return lines.some((line) => /(?:^| )CNAME /.test(line)) ? lines : lines.toSorted()
}

/** Explains a name over files in a folder of their own, as `kubezone explain` does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Explanation } from '../../../src/site/explanation/explanation.ts'
import { run } from '../../cli/run-command.ts'

export interface Explained {
  readonly explanation: Explanation
  /** The text that the command prints, without the folder's name. */
  readonly text: string
  /** `verdict` and the facts behind it: `CODE sentence [FILE:LINE:COLUMN] (hint)`. */
  readonly verdict: string
  readonly facts: readonly string[]
  readonly pitfalls: readonly string[]
  readonly code: number
}

/** `words`: what stands before and behind the paths on the command line. */
export async function explained(
  files: Readonly<Record<string, string>>,
  name: string,
  ...words: readonly string[]
): Promise<Explained> {
  const folder = folderOf(files)
  const line = ['explain', name, ...words, folder]
  const json = await run(...line, '--json')
  const { out, code } = await run(...line)
  const shorten = (text: string): string => text.replaceAll(`${folder}/`, '')
  const explanation = JSON.parse(shorten(json.out)) as Explanation
  return {
    explanation,
    text: shorten(out),
    verdict: tell(explanation.verdict),
    facts: explanation.facts.map(tell),
    pitfalls: explanation.pitfalls.map(tell),
    code,
  }
}

function tell({ code, sentence, place, hint }: Explanation['verdict']): string {
  const where = place === undefined ? '' : ` [${place.file}:${place.line}:${place.column}]`
  return `${code} ${sentence}${where}${hint === undefined ? '' : ` (${hint})`}`
}

/** What the command says of a question that it cannot explain. */
export async function mistaken(
  files: Readonly<Record<string, string>>,
  name: string,
  ...words: readonly string[]
): Promise<{ errors: string; code: number }> {
  return run('explain', name, ...words, folderOf(files))
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-explain-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

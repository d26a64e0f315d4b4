/** Runs subcommands in this process, as main.ts would, and keeps their output. */
import { Command, CommanderError } from 'commander'
import { addCheckCommand } from '../../src/cli/check.ts'
import { addDiffCommand } from '../../src/cli/diff.ts'
import { addEnvCommand } from '../../src/cli/env.ts'
import { addExplainCommand } from '../../src/cli/explain.ts'
import { addLookupCommand } from '../../src/cli/lookup.ts'
import { addNamesCommand } from '../../src/cli/names.ts'
import { addResolvConfCommand } from '../../src/cli/resolv-conf.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly errors: string
}

export async function run(...words: readonly string[]): Promise<Ran> {
  let out = ''
  let errors = ''
  let code = -1
  const write = (text: string): void => {
    out += text
  }
  const complain = (text: string): void => {
    errors += text
  }
  const finish = (finished: number): void => {
    code = finished
  }
  const program = new Command('kubezone')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: complain })
  addCheckCommand(program, { write, complain, finish })
  addExplainCommand(program, { write, complain, finish })
  addLookupCommand(program, { write, complain, finish })
  addNamesCommand(program, { write, complain, finish })
  addDiffCommand(program, { write, complain, finish })
  addEnvCommand(program, { write, complain, finish })
  addResolvConfCommand(program, { write, complain, finish })
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (problem) {
    if (!(problem instanceof CommanderError)) throw problem
    code = problem.exitCode === 0 ? 0 : 2
  }
  return { code, out, errors }
}

/** Replaces times, which differ from run to run. */
export function withoutTimes(text: string): string {
  return text.replace(/ +\d+\.\d ms/g, ' T ms')
}

/**
 * The command line: subcommands, errors in their arguments, exit codes. 0: done; 1: failed; 2: wrong usage.
 */
import { Command, CommanderError } from 'commander'
import { mistypedCommand, normalizeArguments } from './cli/arguments.ts'
import { addCheckCommand } from './cli/check.ts'
import type { CommandIo } from './cli/command-io.ts'
import { addDiffCommand } from './cli/diff.ts'
import { addEnvCommand } from './cli/env.ts'
import { addExplainCommand } from './cli/explain.ts'
import { addLookupCommand } from './cli/lookup.ts'
import { addNamesCommand } from './cli/names.ts'
import { addResolvConfCommand } from './cli/resolv-conf.ts'
import { addServeCommand } from './cli/serve.ts'
import { renderDiagnostic } from './report/diagnostic.ts'
import { StartError } from './report/start-error.ts'
import { errorCode, reasonOf } from './report/system-error.ts'
import { VERSION } from './report/version.ts'
import { visibleLines } from './report/visible.ts'

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const

/** Runs one command line and sets `process.exitCode`. The server of `serve` runs on after this returns. */
export async function runProgram(words: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`kubezone check | head`) is not an error.
  process.stdout.on('error', () => undefined)
  process.on('uncaughtException', (problem) => {
    fail(problem)
    process.exit(EXIT.FAILED)
  })
  const program = createProgram()
  try {
    const commands = [...program.commands.map((command) => command.name()), 'help']
    const complaint = mistypedCommand(words, commands)
    if (complaint !== null) program.error(complaint)
    await program.parseAsync(normalizeArguments(words), { from: 'user' })
  } catch (problem) {
    if (problem instanceof CommanderError) process.exitCode = problem.exitCode === 0 ? EXIT.DONE : EXIT.USAGE
    else fail(problem)
  }
}

function createProgram(): Command {
  const program = new Command('kubezone')
    .description("Your cluster's DNS, without the cluster.")
    .version(VERSION, '-V, --version', 'print the version')
    .showSuggestionAfterError()
    .exitOverride()
  const io: CommandIo = {
    write: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    finish: (code) => {
      process.exitCode = code
    },
  }
  addServeCommand(program, async (paths, options) => {
    const { serve } = await import('./serving.ts')
    await serve(paths, options)
  })
  addCheckCommand(program, io)
  addExplainCommand(program, io)
  addLookupCommand(program, io)
  addNamesCommand(program, io)
  addDiffCommand(program, io)
  addEnvCommand(program, io)
  addResolvConfCommand(program, io)
  return program
}

/** Prints the error on standard error, without a stack, and sets the exit code. */
function fail(problem: unknown): void {
  const { diagnostics, message } =
    problem instanceof StartError ? problem : new StartError(messageOf(problem))
  const text =
    diagnostics.length > 0
      ? diagnostics.map(renderDiagnostic).join('\n')
      : `kubezone: ${visibleLines(message)}`
  process.stderr.write(`${text}\n`)
  process.exitCode = EXIT.FAILED
}

function messageOf(problem: unknown): string {
  // Node.js names the file of the program that it could not open.
  if (errorCode(problem) === 'EMFILE') return reasonOf(problem)
  return problem instanceof Error ? problem.message : String(problem)
}

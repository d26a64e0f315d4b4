/** What a subcommand that runs to its end needs of the process: somewhere to write, and a way to say how it went. */
import type { Command } from 'commander'

/** 0: found, done; 1: not found, or the server cannot be reached; 2: the command line is wrong. */
export const EXIT_CODE = { FOUND: 0, NOT_FOUND: 1, USAGE: 2 } as const
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE]

export interface CommandIo {
  /** Standard output. */
  write(text: string): void
  /** Standard error. */
  complain(text: string): void
  /** Called once, when the command has done its work. Wrong usage is a `CommanderError` instead. */
  finish(code: ExitCode): void
}

/** Ends the command for an argument that commander alone cannot tell to be wrong. */
export function failUsage(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: EXIT_CODE.USAGE })
}

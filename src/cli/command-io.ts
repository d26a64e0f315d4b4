/** What a subcommand that runs to its end uses of the process: the output streams and the exit code. */
import type { Command } from 'commander'

/** 0: found, done; 1: not found, or the server cannot be reached; 2: the command line is wrong. */
export const EXIT_CODE = { FOUND: 0, NOT_FOUND: 1, USAGE: 2 } as const
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE]

export interface CommandIo {
  /** Standard output. */
  write(text: string): void
  /** Standard error. */
  complain(text: string): void
  /**
   * Sets the exit code; called once, at the end of the command. Wrong usage throws a `CommanderError`
   * instead.
   */
  finish(code: ExitCode): void
}

/** Ends the command with a usage error that commander does not detect itself. */
export function failUsage(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: EXIT_CODE.USAGE })
}

/** Runs a client to its end, with an empty standard input. Does not throw if the client fails. */
import { type ExecFileException, execFile } from 'node:child_process'

export function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: 15_000 }
    const child = execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      resolve(stdout + stderr + (error?.message ?? ''))
    })
    child.stdin?.end()
  })
}

/** kubezone as a process of its own, from dist/, as users run it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const READY_MS = 20_000

export interface Kubezone {
  readonly child: ChildProcess
  /** Of the first address that it listens on. */
  readonly port: number
  /** Everything it has written so far. */
  output(): string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** Starts it and waits for the ready line; rejects with its output if it ends before that. */
export async function startKubezone(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Kubezone> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js'), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output}`)), READY_MS)
    const hear = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = / on (?:\S*:)(\d+)[, ].*names from/.exec(output)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(Number(found))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void exited.then((code) => reject(new Error(`ended with code ${code}:\n${output}`)))
  })
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    return exited
  }
  return { child, port, output: () => output, stop }
}

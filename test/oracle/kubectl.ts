/**
 * Asks kubectl's own decoder what it reads of a text. It is a program in Go, which is built here, once a run.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { findProgram, whyMissing } from '../support/needs.ts'

/** What kubectl reads of a text. */
export interface Reading {
  /** The documents up to the first error. */
  readonly documents: readonly unknown[]
  /** Empty: there is none. */
  readonly error: string
}

/** The longest time that a build with an empty cache takes. */
const BUILD_MS = 300_000

/** The built program of a folder; a reason if it cannot be built here. */
export function buildOracle(
  folder = import.meta.dirname,
): { readonly program: string } | { readonly obstacle: string } {
  const go = findProgram('go')
  if (go === null) return { obstacle: whyMissing('go') ?? 'go is not installed' }
  const program = join(mkdtempSync(join(tmpdir(), 'kz-oracle-')), 'oracle')
  const { status, stderr, error } = spawnSync(go, ['build', '-o', program, '.'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: BUILD_MS,
  })
  if (status === 0) return { program }
  const [reason = ''] = (error?.message ?? stderr).trim().split('\n')
  return { obstacle: `the oracle in ${relative(process.cwd(), folder)} cannot be built: ${reason}` }
}

export class Oracle {
  readonly #program: string
  readonly #process
  readonly #lines: Interface
  readonly #waiting: ((line: string) => void)[] = []

  constructor(program: string) {
    this.#program = program
    this.#process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#process.stdout })
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line))
  }

  async read(text: string): Promise<Reading> {
    const line = new Promise<string>((resolve) => void this.#waiting.push(resolve))
    this.#process.stdin.write(`${JSON.stringify(Buffer.from(text).toString('base64'))}\n`)
    return JSON.parse(await line) as Reading
  }

  close(): void {
    this.#process.stdin.end()
    this.#lines.close()
    rmSync(join(this.#program, '..'), { recursive: true })
  }
}

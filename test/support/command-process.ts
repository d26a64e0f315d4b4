/**
 * Runs the whole command line in this process, as main.ts does. The output, the exits and the exit code are
 * kept, and all that the command line has set on `process` is undone at the end of the test.
 */
import { createReadStream, openSync } from 'node:fs'
import { onTestFinished, vi } from 'vitest'
import { runProgram } from '../../src/program.ts'
import { present } from '../../src/report/assert.ts'

const EVENTS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'uncaughtException', 'exit'] as const
type ProcessEvent = (typeof EVENTS)[number]

/** Ends a listener that has called `process.exit`, which does not return. */
class Exited extends Error {}

export class CommandProcess {
  stdout = ''
  stderr = ''
  /** The codes of the calls of `process.exit`, which does not end this process. */
  readonly exits: (number | undefined)[] = []
  readonly #before = new Map(EVENTS.map((event) => [event, process.rawListeners(event)] as const))
  readonly #streamErrors = process.stdout.listeners('error')
  readonly #exitCode = process.exitCode
  #isEmitting = false

  constructor() {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      this.stdout += String(text)
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      this.stderr += String(text)
      return true
    })
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      this.exits.push(code === undefined || code === null ? undefined : Number(code))
      if (this.#isEmitting) throw new Exited()
      return undefined as never
    })
    onTestFinished(() => {
      this.#restore()
    })
  }

  /** Runs a command line, and returns its exit code; `undefined`: a server runs. */
  async run(...words: readonly string[]): Promise<typeof process.exitCode> {
    process.exitCode = undefined
    await runProgram(words)
    return process.exitCode
  }

  /** Calls the listeners that the command line has added, as the event would, and returns their number. */
  emit(event: ProcessEvent, ...values: readonly unknown[]): number {
    const listeners = this.#added(event)
    this.#isEmitting = true
    try {
      for (const listener of listeners) Reflect.apply(listener, process, values)
    } catch (problem) {
      if (!(problem instanceof Exited)) throw problem
    } finally {
      this.#isEmitting = false
    }
    return listeners.length
  }

  #added(event: ProcessEvent): ReturnType<typeof process.rawListeners> {
    const before = present(this.#before.get(event), 'EVENTS has each event')
    return process.rawListeners(event).filter((one) => !before.includes(one))
  }

  #restore(): void {
    for (const event of EVENTS) {
      for (const listener of this.#added(event)) process.off(event, listener as () => void)
    }
    for (const listener of process.stdout.listeners('error')) {
      if (!this.#streamErrors.includes(listener)) process.stdout.off('error', listener as () => void)
    }
    process.exitCode = this.#exitCode
    vi.restoreAllMocks()
  }
}

/** Makes the file or folder at `path` the standard input until the end of the test. */
export function standardInputFrom(path: string): void {
  const descriptor = present(Object.getOwnPropertyDescriptor(process, 'stdin'), 'process has standard input')
  const fd = openSync(path, 'r')
  const stdin = createReadStream(path, { fd })
  Object.defineProperty(process, 'stdin', { configurable: true, value: stdin })
  onTestFinished(() => {
    Object.defineProperty(process, 'stdin', descriptor)
    stdin.destroy()
  })
}

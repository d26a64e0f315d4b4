/** A name server in a namespace that replies as it is told and records the questions. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Namespace } from './namespace.ts'

const PROGRAM = fileURLToPath(new URL('recorder.mjs', import.meta.url))

/** By `NAME TYPE`, such as `web.a. AAAA`; NXDOMAIN for what is left out. */
export type Replies = Readonly<Record<string, number | 'data'>>

export class Recorder {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(namespace: Namespace) {
    const [command = '', ...words] = namespace.prefix
    const child = spawn(command, [...words, process.execPath, PROGRAM], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child = child
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  static async start(namespace: Namespace): Promise<Recorder> {
    const recorder = new Recorder(namespace)
    await recorder.reply({})
    return recorder
  }

  /** Sets the replies from now on. Returns the questions since the last call, in their order. */
  async reply(replies: Replies): Promise<readonly string[]> {
    this.#child.stdin?.write(`${JSON.stringify(replies)}\n`)
    const { value } = await this.#lines.next()
    return JSON.parse(String(value)) as readonly string[]
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit')
    this.#child.stdin?.end()
    await exit
  }
}

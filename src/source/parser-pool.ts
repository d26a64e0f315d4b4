/**
 * Parses manifests: small files synchronously, large files and those of many documents in a worker thread, so
 * that answers go on meanwhile. The worker is bounded in time and memory; a file that exceeds a bound costs a
 * diagnostic and a new worker. A worker without work ends, and with it its memory. The results come in
 * portions that this thread fetches one by one, because deserializing a message takes time of this thread.
 */
import { Worker } from 'node:worker_threads'
import { type FileContext, PLAIN_CONTEXT } from '../kube/manifest/file-context.ts'
import { MAX_FINDINGS } from '../kube/manifest/findings.ts'
import { decodeManifest, type ParsedFile, parseManifest, unreadFile } from '../kube/manifest/manifest.ts'
import type { KubeObject } from '../kube/model/objects.ts'
import { diagnostic } from '../report/diagnostic.ts'
import { errorCode } from '../report/system-error.ts'
import { CpuClock } from './cpu-clock.ts'
import { parseCost } from './parse-cost.ts'
import type { ParserRequest, ParserResponse } from './parser-protocol.ts'

export interface ParserLimits {
  /** Files that cost as much as a usual one of this size, or more, go to the worker. */
  readonly threadOctets: number
  /** The most CPU time that the worker may take for a file. */
  readonly parseMs: number
  /** The longest time that it may take, however busy the machine is. */
  readonly longestMs: number
  /** How long a worker without work stays. */
  readonly idleMs: number
  /** The most memory that the objects of the worker may take. */
  readonly memoryMib: number
  /** How many errors of a file are kept, and how many other diagnostics. */
  readonly maxFindings: number
}

const DEFAULT_LIMITS: ParserLimits = {
  // A quarter of a mebibyte takes about 20 ms to parse, and an answer may not wait longer.
  threadOctets: 256 * 1024,
  // Three times the parsing time of the largest allowed file: 20 MB of YAML, 100,000 services, take 7 s.
  parseMs: 30_000,
  longestMs: 600_000,
  // The files of a folder follow one another within milliseconds; a new worker takes 40 ms to start.
  idleMs: 300,
  // The costliest file measured, 26 MB of JSON, takes 1.3 GB.
  memoryMib: 2_048,
  maxFindings: MAX_FINDINGS,
}

/**
 * A worker cannot load TypeScript: `null` when run from the sources, as in tests, so that this thread parses
 * all files.
 */
const WORKER = import.meta.url.endsWith('.ts') ? null : new URL('./parser-worker.js', import.meta.url)

/** How often the CPU time is looked at, in the course of `parseMs`. */
const CHECKS = 10

interface Job {
  readonly request: ParserRequest
  /** The buffer of the octets; it is transferred to the worker. */
  readonly memory: ArrayBuffer
  readonly finish: (parsed: ParsedFile) => void
  readonly objects: KubeObject[]
}

export class ParserPool {
  readonly #limits: ParserLimits
  readonly #script: URL | null
  readonly #queue: Job[] = []
  #worker: Worker | null = null
  #job: Job | null = null
  /** Looks at the time of the current file, or ends the worker that has none. */
  #timer: NodeJS.Timeout | null = null

  constructor(limits: Partial<ParserLimits> = {}, script: URL | null = WORKER) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#script = script
  }

  /**
   * Never throws or rejects: errors in the file, and failures of the worker, are diagnostics of the result.
   */
  readonly parse = (
    octets: Uint8Array,
    file: string,
    context: FileContext = PLAIN_CONTEXT,
  ): ParsedFile | Promise<ParsedFile> => {
    const { threadOctets, maxFindings } = this.#limits
    if (this.#script === null || parseCost(octets, threadOctets) < threadOctets) {
      return parseOctets(octets, file, context, maxFindings)
    }
    // The buffer is transferred without a copy if it holds only these octets.
    const isWhole = octets.byteLength === octets.buffer.byteLength
    const memory =
      isWhole && octets.buffer instanceof ArrayBuffer ? octets.buffer : new Uint8Array(octets).buffer
    return new Promise((finish) => {
      const request = { file, octets: new Uint8Array(memory), context, maxFindings }
      this.#queue.push({ request, memory, finish, objects: [] })
      this.#next()
    })
  }

  /** Ends the worker; the current file and the waiting ones count as not parsed. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    for (const job of [this.#job, ...this.#queue.splice(0)]) {
      if (job !== null) job.finish(failed(job, 'parsing was stopped'))
    }
    this.#job = null
    this.#stopTimer()
    await worker?.terminate()
  }

  #next(): void {
    if (this.#job !== null) return
    const job = this.#queue.shift()
    if (job === undefined) {
      // An idle worker must not keep the process running.
      this.#worker?.unref()
      this.#timer = setTimeout(() => this.#retire(), this.#limits.idleMs)
      this.#timer.unref()
      return
    }
    this.#stopTimer()
    this.#job = job
    this.#worker ??= this.#start()
    this.#worker?.ref()
    if (this.#worker === null) return
    this.#watchTime()
    this.#worker.postMessage(job.request, [job.memory])
  }

  #watchTime(): void {
    const { parseMs, longestMs } = this.#limits
    const cpu = new CpuClock()
    const began = performance.now()
    const check = (): void => {
      if (cpu.elapsedMs() > parseMs) this.#abandon(`it took more than ${parseMs / 1_000} s of CPU time`)
      else if (performance.now() - began > longestMs)
        this.#abandon(`it took more than ${longestMs / 1_000} s`)
    }
    this.#timer = setInterval(check, parseMs / CHECKS)
  }

  /** Ends the idle worker. */
  #retire(): void {
    const worker = this.#worker
    this.#worker = null
    void worker?.terminate()
  }

  #start(): Worker | null {
    if (this.#script === null) return null
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMib },
    })
    worker.on('message', (response: ParserResponse) => {
      if (worker === this.#worker) this.#receive(worker, response)
    })
    worker.on('error', (error: Error) => {
      const isMemory = errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY'
      const reason = isMemory ? `it took more than ${this.#limits.memoryMib} MiB of memory` : error.message
      if (worker === this.#worker) this.#abandon(reason)
    })
    worker.on('exit', (code) => {
      if (worker === this.#worker) this.#abandon(`the parser's thread ended with code ${code}`)
    })
    return worker
  }

  #receive(worker: Worker, { objects, end }: ParserResponse): void {
    const job = this.#job
    if (job === null) return
    for (const object of objects) job.objects.push(object)
    if (end !== null) return this.#finish(job, { ...end, objects: job.objects })
    // The worker takes a moment for the next portion, in which the event loop handles sockets.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage('more')
  }

  /** Gives up the current file, and terminates the worker, which may hang. */
  #abandon(reason: string): void {
    const worker = this.#worker
    this.#worker = null
    void worker?.terminate()
    if (this.#job !== null) this.#finish(this.#job, failed(this.#job, reason))
  }

  #finish(job: Job, parsed: ParsedFile): void {
    this.#stopTimer()
    this.#job = null
    job.finish(parsed)
    this.#next()
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

export function parseOctets(
  octets: Uint8Array,
  file: string,
  context: FileContext = PLAIN_CONTEXT,
  maxFindings = MAX_FINDINGS,
): ParsedFile {
  const text = decodeManifest(octets, file)
  if (typeof text === 'string') return parseManifest(text, file, context, maxFindings)
  return unreadFile(text)
}

function failed({ request: { file } }: Job, reason: string): ParsedFile {
  return unreadFile(diagnostic('KZ_FILE_PARSER', file, `could not be parsed: ${reason}`))
}

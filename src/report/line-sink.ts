/**
 * Standard output as the log of a server: lines leave in their order, and nobody waits for who reads them. Lines of one turn
 * of the event loop are written together. What the system does not take waits, up to a bound; what comes then is dropped
 * and counted, and the number said where it is missing. A file takes everything at once.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { errorCode } from './system-error.ts'

/** Half a minute of the log of a busy server. */
const MAX_WAITING_OCTETS = 4 * 1024 * 1024
/** Gathered in one turn: more than this is written without waiting for its end. */
const BATCH_OCTETS = 16 * 1024
/** A reader that is only slow is soon asked again, one that has stalled less and less often. */
const FIRST_RETRY_MS = 1
const LAST_RETRY_MS = 100
/** At the exit: how long a reader may take nothing, and how long it may take at all. */
const EXIT_STALL_MS = 200
const EXIT_LIMIT_MS = 1000
/** Not now, but perhaps later: the reader is behind, or the disk is full. */
const LATER: ReadonlySet<string | null> = new Set(['EAGAIN', 'EBUSY', 'ENOSPC'])

const NOTHING: Buffer = Buffer.alloc(0)

export class LineSink {
  readonly #fd: number
  readonly #reportDropped: (lines: number) => void
  readonly #maxOctets: number
  /** Of which nothing has been written. */
  #gathered = ''
  /** The rest of what has been begun. */
  #begun = NOTHING
  /** Of both. */
  #octets = 0
  #dropped = 0
  #isScheduled = false
  #timer: NodeJS.Timeout | null = null
  #retryMs = FIRST_RETRY_MS

  /** `reportDropped` hears of dropped lines once there is room again; it may write. */
  constructor(fd: number, reportDropped: (lines: number) => void, maxOctets = MAX_WAITING_OCTETS) {
    this.#fd = fd
    this.#reportDropped = reportDropped
    this.#maxOctets = maxOctets
  }

  write(line: string): void {
    const octets = Buffer.byteLength(line)
    // Once something is missing, all is, until what waits has been read: so there is one gap, in one place.
    if (this.#dropped > 0 || this.#octets + octets > this.#maxOctets) {
      this.#dropped++
      return
    }
    this.#gathered += line
    this.#octets += octets
    if (this.#timer !== null) return
    if (this.#octets >= BATCH_OCTETS) this.#pass()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(() => {
        this.#isScheduled = false
        if (this.#timer === null) this.#pass()
      })
    }
  }

  /** At the exit: what waits is written, if somebody reads it. */
  finish(): void {
    const began = performance.now()
    let progressed = began
    for (let before = this.#octets; !this.#push(); before = this.#octets) {
      const now = performance.now()
      if (this.#octets < before) progressed = now
      if (now - progressed > EXIT_STALL_MS || now - began > EXIT_LIMIT_MS) return
      // A process that exits has no event loop to wait in.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
    this.#flushDropped()
    this.#push()
  }

  #pass(): void {
    const before = this.#octets
    if (this.#push()) {
      this.#retryMs = FIRST_RETRY_MS
      this.#flushDropped()
      return
    }
    const isMoving = this.#octets < before
    this.#retryMs = isMoving ? FIRST_RETRY_MS : Math.min(this.#retryMs * 2, LAST_RETRY_MS)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#pass()
    }, this.#retryMs)
    this.#timer.unref()
  }

  /** Writes as much as the system takes. `false`: the rest waits. */
  #push(): boolean {
    while (this.#octets > 0) {
      if (this.#begun.length === 0) {
        this.#begun = Buffer.from(this.#gathered)
        this.#gathered = ''
      }
      try {
        const written = writeSync(this.#fd, this.#begun)
        this.#begun = this.#begun.subarray(written)
        this.#octets -= written
      } catch (error) {
        if (LATER.has(errorCode(error))) return false
        // Nobody reads the log any more: that is no reason to stop answering.
        this.#gathered = ''
        this.#begun = NOTHING
        this.#octets = 0
        this.#dropped = 0
      }
    }
    return true
  }

  #flushDropped(): void {
    const lines = this.#dropped
    if (lines === 0) return
    this.#dropped = 0
    this.#reportDropped(lines)
  }
}

/**
 * A descriptor for standard output that never blocks. Whether one blocks is shared with everybody who has it open, and
 * Node wants terminals to; so pipes and terminals are opened once more. A socket cannot be, and Node makes it not block.
 */
export function openStandardOutput(): number {
  void process.stdout
  const stats = fstatSync(1)
  if (!stats.isFIFO() && !stats.isCharacterDevice()) return 1
  try {
    return openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch {
    return 1
  }
}

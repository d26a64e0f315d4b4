/**
 * Writes the log of a server to standard output: lines keep their order, and a slow reader never delays the
 * server. Lines of one turn of the event loop are written together. Octets that the system does not accept
 * wait, up to a bound. Beyond it lines are dropped and counted, and a line in their place states the number.
 * A regular file accepts everything at once.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { errorCode } from './system-error.ts'

/** Half a minute of the log of a busy server. */
const MAX_WAITING_OCTETS = 4 * 1024 * 1024
/** More octets than this are written before the turn of the event loop ends. */
const BATCH_OCTETS = 16 * 1024
/**
 * The delays between two writes: short for a slow reader, and longer with each failed write for a stalled
 * one.
 */
const FIRST_RETRY_MS = 1
const LAST_RETRY_MS = 100
/** At the exit: how long the sink waits for a stalled reader, and for a slow one. */
const EXIT_STALL_MS = 200
const EXIT_LIMIT_MS = 1000
/** Temporary errors: the reader is slow, or the disk is full. */
const LATER: ReadonlySet<string | null> = new Set(['EAGAIN', 'EBUSY', 'ENOSPC'])

const NOTHING: Buffer = Buffer.alloc(0)

export class LineSink {
  readonly #fd: number
  readonly #reportDropped: (lines: number) => void
  readonly #maxOctets: number
  /** Lines of which no octet is written yet. */
  #gathered = ''
  /** The rest of a batch that is partly written. */
  #begun = NOTHING
  /** The octets of `#gathered` and `#begun`. */
  #octets = 0
  #dropped = 0
  #isScheduled = false
  #timer: NodeJS.Timeout | null = null
  #retryMs = FIRST_RETRY_MS

  /**
   * `reportDropped` is called with the number of dropped lines when there is room again; it may call `write`.
   */
  constructor(fd: number, reportDropped: (lines: number) => void, maxOctets = MAX_WAITING_OCTETS) {
    this.#fd = fd
    this.#reportDropped = reportDropped
    this.#maxOctets = maxOctets
  }

  write(line: string): void {
    const octets = Buffer.byteLength(line)
    // After a dropped line all lines are dropped until the waiting octets are written, so that the log has
    // one gap.
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

  /** At the exit: writes the waiting lines, if the reader accepts them in time. */
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

  /** Writes as much as the system accepts. `false`: the rest waits. */
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
        // The reader has closed the log. The server goes on without it.
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
 * A descriptor for standard output that never blocks. All processes with the same open file share its
 * blocking mode, and Node.js makes terminals block; so pipes and terminals are opened once more. A socket
 * cannot be opened again, but Node.js makes it non-blocking.
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

/**
 * Sends an upstream queries that must not come back, if the block has `loop`: at the start, and during a
 * loop.
 */
import type { Cancel, Done } from '../../../client/datagram-exchange.ts'
import type { UpstreamQuestion } from '../../../client/upstream-query.ts'
import { FLAG, TYPE } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { LoopWatch } from '../loop/loop-watch.ts'

/** Plugins start before the sockets are open. */
const FIRST_MS = 250
/** A server on the path may not be up yet, or may lose the datagram. */
const PROBES = 3
const PAUSE_MS = 1000
const TIMEOUT_MS = 2000
/** How long after the upstream's answer a query may still come back. */
const GRACE_MS = 200
/** The pause between probes during a loop. */
const RECHECK_MS = 5000

/** Sends a query to the upstream by the path of a client's query. */
export type Inquire = (question: UpstreamQuestion, timeoutMs: number, done: Done) => Cancel

export class LoopProbe {
  readonly #inquire: Inquire
  readonly #zone: NameKey
  readonly #watch: LoopWatch
  readonly #onChange: (loops: boolean) => void
  #loops = false
  #left = PROBES
  #stop: Cancel

  constructor(inquire: Inquire, zone: NameKey, watch: LoopWatch, onChange: (loops: boolean) => void) {
    this.#inquire = inquire
    this.#zone = zone
    this.#watch = watch
    this.#onChange = onChange
    this.#stop = this.#later(FIRST_MS)
  }

  /** Whether the last probe came back. */
  get loops(): boolean {
    return this.#loops
  }

  stop(): void {
    this.#stop()
  }

  #later(ms: number): Cancel {
    const timer = setTimeout(() => {
      this.#probe()
    }, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  }

  #probe(): void {
    let isSeen = false
    const name = this.#watch.expect(this.#zone, () => {
      isSeen = true
    })
    if (name === null) return
    const question = { name, type: TYPE.HINFO, flags: FLAG.RD, dnssecOk: false }
    const cancel = this.#inquire(question, TIMEOUT_MS, () => {
      // An upstream that races several servers may answer before the probe comes back.
      const timer = setTimeout(() => {
        // On a busy machine the timer may fire before received datagrams are read; they are read first.
        const immediate = setImmediate(() => {
          this.#watch.forget(name)
          this.#conclude(isSeen)
        })
        this.#stop = () => {
          clearImmediate(immediate)
        }
      }, GRACE_MS)
      timer.unref()
      this.#stop = () => {
        clearTimeout(timer)
      }
    })
    this.#stop = () => {
      this.#watch.forget(name)
      cancel()
    }
  }

  #conclude(isSeen: boolean): void {
    const didLoop = this.#loops
    this.#loops = isSeen
    if (isSeen !== didLoop) this.#onChange(isSeen)
    if (isSeen) this.#stop = this.#later(RECHECK_MS)
    else if (--this.#left > 0) this.#stop = this.#later(PAUSE_MS)
  }
}

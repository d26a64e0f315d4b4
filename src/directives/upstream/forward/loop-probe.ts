/** Asks an upstream, where the block has `loop`, for a name that must not come back: at the start, and as long as it does. */
import type { Cancel, Done } from '../../../client/datagram-exchange.ts'
import type { UpstreamQuestion } from '../../../client/upstream-query.ts'
import { FLAG, TYPE } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { LoopWatch } from '../loop/loop-watch.ts'

/** Plugins start before the sockets are open. */
const FIRST_MS = 250
/** Another server on the way may not be up yet, or lose the datagram. */
const PROBES = 3
const PAUSE_MS = 1000
const TIMEOUT_MS = 2000
const GRACE_MS = 200
/** While there is a loop. */
const RECHECK_MS = 5000

/** Puts a question to the upstream, as a client's would be. */
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

  /** Whether the last question has come back. */
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
      // An upstream that asks several at once may answer before the question has come back.
      const timer = setTimeout(() => {
        // What has come in meanwhile is read first: on a busy machine the time may have been up before anybody looked.
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

/**
 * Sends notices of a zone's new serials to secondaries (RFC 1996). Changes within a short time share one
 * notice, and a new notice replaces one that is not acknowledged yet. The outcome is logged when it differs
 * from the last one.
 */
import { randomInt } from 'node:crypto'
import type { SocketAddress } from '../../../chain/query.ts'
import { sendNotice } from '../../../client/notice.ts'
import type { Log } from '../../../report/log.ts'
import { formatSocketAddress } from '../../../server/open-port.ts'
import { Debounce } from '../../../source/debounce.ts'
import { CLASS, FLAG, OPCODE, RCODE, rcodeName, TYPE } from '../../../wire/constants.ts'
import { nameText } from '../../../wire/name.ts'
import { rdataOctets } from '../../../wire/rdata.ts'
import type { ZoneHistory, ZoneState } from '../../../zone/zone-history.ts'
import { signQuery, unixTime } from '../tsig/signature.ts'
import type { TransferRule } from './options.ts'
import type { NoticeLimiter } from './notice-limiter.ts'

/** Editors and deployments change files in bursts. */
const QUIET_MS = 100
const LATEST_MS = 1000

export class Notifier {
  readonly #history: ZoneHistory
  readonly #rule: TransferRule
  readonly #limiter: NoticeLimiter
  readonly #log: Log
  readonly #unwatch: () => void
  /** Functions that cancel the notice in flight, by secondary. */
  readonly #underWay = new Map<SocketAddress, () => void>()
  readonly #outcomes = new Map<SocketAddress, string>()
  readonly #changes = new Debounce(QUIET_MS, LATEST_MS, () => {
    for (const target of this.#rule.targets) this.#notify(target)
  })

  /** Sends a first notice at once: a secondary may have missed changes while this server was down. */
  constructor(history: ZoneHistory, rule: TransferRule, limiter: NoticeLimiter, log: Log) {
    this.#history = history
    this.#rule = rule
    this.#limiter = limiter
    this.#log = log
    this.#unwatch = history.watch(() => {
      this.#changes.touch()
    })
    this.#changes.touch()
  }

  stop(): void {
    this.#unwatch()
    this.#changes.stop()
    for (const cancel of this.#underWay.values()) cancel()
    this.#underWay.clear()
  }

  #notify(target: SocketAddress): void {
    this.#underWay.get(target)?.()
    let cancel: (() => void) | null = null
    const release = this.#limiter.enqueue(target, () => {
      cancel = this.#send(target, (problem) => {
        this.#underWay.delete(target)
        release()
        this.#logOutcome(target, problem)
      })
    })
    this.#underWay.set(target, () => {
      cancel?.()
      release()
    })
  }

  /** Calls `done` with the problem; empty if the notice is acknowledged. Returns a function that cancels. */
  #send(target: SocketAddress, done: (problem: string) => void): () => void {
    const { key, source } = this.#rule
    const bare = encodeNotice(this.#history.current)
    const notice = key === null ? bare : signQuery(bare, key, unixTime()).packet
    return sendNotice(target, source, notice, (outcome) => {
      if (outcome.kind === 'failed') done(outcome.reason)
      else done(outcome.rcode === RCODE.NOERROR ? '' : rcodeName(outcome.rcode))
    })
  }

  #logOutcome(target: SocketAddress, problem: string): void {
    const before = this.#outcomes.get(target) ?? ''
    this.#outcomes.set(target, problem)
    if (problem === before) return
    const notice = `plugin/transfer: NOTIFY for ${nameText(this.#history.origin)}`
    const secondary = formatSocketAddress(target)
    if (problem === '') this.#log.info(`${notice} was acknowledged by ${secondary} again`)
    else this.#log.warn(`${notice} was not acknowledged by ${secondary}: ${problem}`)
  }
}

/** RFC 1996 §3: a question of type SOA, and the SOA record as a hint. */
function encodeNotice({ soa }: ZoneState): Buffer {
  const data = Buffer.from(rdataOctets(soa.rdata), 'latin1')
  const owner = Buffer.from(soa.name, 'latin1')
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(TYPE.SOA, 0)
  fixed.writeUInt16BE(CLASS.IN, 2)
  fixed.writeUInt32BE(soa.ttl, 4)
  fixed.writeUInt16BE(data.length, 8)
  const header = Buffer.alloc(12)
  header.writeUInt16BE(randomInt(0x10000), 0)
  header.writeUInt16BE((OPCODE.NOTIFY << 11) | FLAG.AA, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(1, 6)
  return Buffer.concat([header, owner, fixed.subarray(0, 4), owner, fixed, data])
}

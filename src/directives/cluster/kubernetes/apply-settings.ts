/** The options of the `kubernetes` directive that say which cluster its manifests are served as if applied to. */
import type { OptionTable } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import { readChoice } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import {
  type ApplySettings,
  isSmall,
  NODE_BOUNDS,
  PROFILE_NAMES,
  type Ranges,
  rangeText,
  readClusterIPs,
  readRanges,
} from '../../../kube/applied/apply-options.ts'
import type { ServiceKey } from '../../../kube/model/keys.ts'
import { canonicalAddress } from '../../../wire/address.ts'

export class ApplySettingsReader {
  readonly #report: Report
  readonly #folder: () => string
  readonly #clusterIPs = new Map<ServiceKey, readonly string[]>()
  #settings: ApplySettings = {}
  #lock: string | null = null

  /** `folder`: where a relative lock file is. */
  constructor(report: Report, folder: () => string) {
    this.#report = report
    this.#folder = folder
  }

  get settings(): ApplySettings {
    return this.#clusterIPs.size === 0 ? this.#settings : { ...this.#settings, clusterIPs: this.#clusterIPs }
  }

  /** `null`: none is named. */
  get lock(): string | null {
    return this.#lock
  }

  table(): OptionTable {
    const flag = (setting: ApplySettings) => ({ args: 0, read: () => this.#set(setting) })
    const ranges = (set: (ranges: Ranges, word: Token | undefined) => ApplySettings) => ({
      args: [1, 2] as const,
      once: true,
      read: (words: readonly Token[]) => {
        const found = this.#ranges(words)
        if (found !== null) this.#set(set(found, words[0]))
      },
    })
    return {
      profile: {
        args: 1,
        once: true,
        read: ([word]) => {
          const profile = word === undefined ? null : readChoice(word, PROFILE_NAMES, this.#report)
          if (profile !== null) this.#set({ profile })
        },
      },
      service_cidr: ranges((services, word) => {
        if (word !== undefined) remarkSmall(services, word, this.#report)
        return { services }
      }),
      pod_cidr: ranges((pods) => ({ pods })),
      lb_cidr: ranges((loadBalancers) => ({ loadBalancers })),
      nodes: { args: 1, once: true, read: ([word]) => this.#setNodes(word) },
      node_ip: { args: 1, once: true, read: ([word]) => this.#setNodeAddress(word) },
      cluster_ip: { args: [2, Infinity], read: ([service, ...words]) => this.#addClusterIP(service, words) },
      lock: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) this.#lock = pathFrom(this.#folder(), word.text)
        },
      },
      no_synthesize: flag({ synthesizesPods: false }),
      no_builtin_services: flag({ hasBuiltInServices: false }),
      include_hooks: flag({ includesHooks: true }),
    }
  }

  #set(settings: ApplySettings): void {
    this.#settings = { ...this.#settings, ...settings }
  }

  #ranges(words: readonly Token[]): Ranges | null {
    const ranges = readRanges(words.map(({ text }) => text))
    if (typeof ranges !== 'string') return ranges
    this.#reportIn(words, ranges)
    return null
  }

  #setNodes(word: Token | undefined): void {
    if (word === undefined) return
    const { minimum, maximum } = NODE_BOUNDS
    const nodes = /^\d{1,5}$/.test(word.text) ? Number(word.text) : 0
    if (nodes >= minimum && nodes <= maximum) this.#set({ nodes })
    else this.#reject(word, `a number of nodes from ${minimum} to ${maximum}`)
  }

  #setNodeAddress(word: Token | undefined): void {
    if (word === undefined) return
    const nodeAddress = canonicalAddress(word.text)
    if (nodeAddress === null) this.#reject(word, 'an IP address')
    else this.#set({ nodeAddress })
  }

  #addClusterIP(service: Token | undefined, words: readonly Token[]): void {
    if (service === undefined) return
    const tokens = [service, ...words]
    const read = readClusterIPs(
      service.text,
      words.map(({ text }) => text),
    )
    if (typeof read === 'string') this.#reportIn(tokens, read)
    else this.#clusterIPs.set(...read)
  }

  /** At the word that the problem begins with. */
  #reportIn(words: readonly Token[], problem: string): void {
    const wrong = words.find(({ text }) => problem.startsWith(text)) ?? words[0]
    if (wrong !== undefined) this.#report(atToken('KZ_COREFILE_VALUE', wrong, problem))
  }

  #reject(token: Token, expected: string): void {
    this.#report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected ${expected}`))
  }
}

/** Services in so small a range are likely to move each other. */
export function remarkSmall(services: Ranges, at: Token, report: Report): void {
  const small = services.find(isSmall)
  if (small === undefined) return
  const message = `${rangeText(small)} is small: a service that is added may change the address of another at the next start`
  report(atToken('KZ_COREFILE_RANGE', at, message, 'choose /16 or larger, or keep addresses with lock'))
}

/**
 * The upstreams of one `forward` directive. Follows the files that name upstreams, once a second, and the
 * addresses of hosts. Upstreams that stay keep their state. A file that no longer names any upstream changes
 * nothing.
 */
import { present } from '../../../report/assert.ts'
import { setTimeout } from 'node:timers/promises'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { formatPlace } from '../../../report/diagnostic.ts'
import { isWithin } from '../../../wire/name.ts'
import type { Block } from '../../../block/definition.ts'
import { HostLookup } from './host-lookup.ts'
import { LoopProbe } from './loop-probe.ts'
import { LOOP_WATCH, type LoopWatch } from '../loop/loop-watch.ts'
import {
  MAX_UPSTREAMS,
  type NamedUpstream,
  readNameservers,
  type UpstreamAddress,
  upstreamName,
} from '../../../block/nameservers.ts'
import type { ForwardOptions } from './options.ts'
import type { Target } from './targets.ts'
import { Upstream } from './upstream.ts'

const FILE_PERIOD_MS = 1000
/** How long a start waits for host names: this very server may be the one to resolve them. */
const HOST_WAIT_MS = 2000

export class UpstreamSet {
  readonly #options: ForwardOptions
  readonly #block: Block
  /** The last name servers of each file. */
  readonly #files = new Map<string, readonly UpstreamAddress[]>()
  /** By the text of the target. */
  readonly #hosts: ReadonlyMap<string, HostLookup>
  #upstreams: readonly Upstream[] = []
  #timer: NodeJS.Timeout | undefined
  #isStarted = false

  constructor(options: ForwardOptions, block: Block) {
    this.#options = options
    this.#block = block
    this.#hosts = new Map(
      options.targets.flatMap((target) => {
        return 'named' in target ? [[target.token.text, this.#lookup(target)] as const] : []
      }),
    )
  }

  get all(): readonly Upstream[] {
    return this.#upstreams
  }

  /** Waits for the addresses of hosts, at most `HOST_WAIT_MS`. */
  async start(): Promise<void> {
    this.#readFiles()
    const hosts = this.#block.contacts.hosts ? [...this.#hosts.values()] : []
    const lookups = hosts.map(async (host) => host.resolve())
    if (lookups.length > 0)
      await Promise.race([Promise.all(lookups), setTimeout(HOST_WAIT_MS, null, { ref: false })])
    this.#isStarted = true
    this.#update()
    if (!this.#options.targets.some((target) => 'path' in target)) return
    this.#timer = setInterval(() => {
      this.refresh()
    }, FILE_PERIOD_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const host of this.#hosts.values()) host.stop()
    for (const upstream of this.#upstreams) upstream.stop()
  }

  refresh(): void {
    if (this.#readFiles()) this.#replace()
  }

  #replace(): void {
    this.#update()
    const names = this.#upstreams.map((one) => one.name).join(' ')
    const place = formatPlace(this.#options.directive.place)
    this.#block.log.info(`plugin/forward: the upstreams of ${place} are now ${names}`)
  }

  /** Whether the name servers of a file have changed. */
  #readFiles(): boolean {
    let hasChanged = false
    for (const target of this.#options.targets) {
      if (!('path' in target)) continue
      const found = readNameservers(target.path, this.#block.files)
      if (typeof found === 'string' || found === null) continue
      const before = this.#files.get(target.path) ?? []
      if (found.map(upstreamName).join() === before.map(upstreamName).join()) continue
      this.#files.set(target.path, found)
      hasChanged = true
    }
    return hasChanged
  }

  #update(): void {
    const old = new Map(this.#upstreams.map((one) => [one.name, one]))
    const now = new Map<string, Upstream>()
    for (const target of this.#options.targets) {
      for (const server of this.#serversOf(target)) {
        const name = upstreamName(server)
        if (now.has(name) || now.size >= MAX_UPSTREAMS) continue
        now.set(name, old.get(name) ?? this.#open(server, target.token))
      }
    }
    this.#upstreams = [...now.values()]
    for (const [name, upstream] of old) if (!now.has(name)) upstream.stop()
  }

  #serversOf(target: Target): readonly UpstreamAddress[] {
    if ('server' in target) return [target.server]
    if ('path' in target) return this.#files.get(target.path) ?? []
    const { scheme, port, path, host } = target.named
    // The certificate must be for the host, unless the Corefile names another server.
    const isNamed = scheme === 'dns' || this.#options.upstream.tls.serverName !== null
    const serverName = target.named.serverName ?? (isNamed ? null : host.replace(/\.$/, ''))
    const addresses = this.#hosts.get(target.token.text)?.addresses ?? []
    return addresses.map((address) => ({ scheme, address, port, path, serverName }))
  }

  #lookup({ token, named }: Extract<Target, { named: NamedUpstream }>): HostLookup {
    return new HostLookup(named.host, this.#options.resolvers, {
      changed: () => {
        if (this.#isStarted) this.#replace()
      },
      failed: (reason) => {
        const known = this.#hosts.get(token.text)?.addresses ?? []
        const effect =
          known.length === 0 ? 'it is not asked until it can be' : 'its last addresses stay in use'
        const message = `the host ${quote(named.host)} cannot be resolved: ${reason}; ${effect}`
        this.#block.log.diagnostic(atToken('KZ_FORWARD_HOST', token, message))
      },
    })
  }

  #open(server: UpstreamAddress, token: Token): Upstream {
    const { log } = this.#block
    const name = upstreamName(server)
    const isOwn = this.#block.isOwnAddress(server)
    if (isOwn) {
      const message = `${quote(token.text)} leads back to this block, which listens on ${name}; it is not asked`
      log.diagnostic(atToken('KZ_FORWARD_LOOP', token, message, 'name another server as the upstream'))
    }
    const where = `upstream ${name} (${formatPlace(token.place)})`
    const upstream = new Upstream(server, isOwn, this.#options.upstream, {
      changed: (isDown) => {
        if (isDown) log.warn(`plugin/forward: ${where} does not answer; it is asked last until it does`)
        else log.info(`plugin/forward: ${where} answers again`)
      },
      distrusted: (reason) => {
        log.error(`plugin/forward: ${where} is not trusted: ${reason}`)
      },
    })
    const loopWatch = this.#block.contacts.servers ? this.#block.get(LOOP_WATCH) : undefined
    if (loopWatch !== undefined && !isOwn) upstream.probe = this.#probe(upstream, token, loopWatch)
    return upstream
  }

  #probe({ inquire, name }: Upstream, token: Token, watch: LoopWatch): LoopProbe {
    const { log } = this.#block
    const { from } = this.#options
    // A zone within both the block and FROM: other queries could not come back to this block.
    const shared = from.find((one) => this.#block.zones.some((own) => isWithin(one, own)))
    const zone = present(shared ?? this.#block.zones[0], 'a block that runs has a zone')
    return new LoopProbe(inquire, zone, watch, (loops) => {
      if (loops) {
        const message = `queries to ${quote(name)} come back to this server; it is not asked until they stop`
        log.diagnostic(atToken('KZ_FORWARD_LOOP', token, message))
      } else {
        log.info(
          `plugin/loop: queries to ${name} (${formatPlace(token.place)}) no longer come back to this server`,
        )
      }
    })
  }
}

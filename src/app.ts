/**
 * The server's life: read the configuration, start the plugins, open the sockets, follow reloads, stop. The composition
 * root: everything else is told what it works with.
 */
import { setTimeout } from 'node:timers/promises'
import type { Plugin } from './chain/plugin.ts'
import type { SocketAddress } from './chain/query.ts'
import { formatDuration } from './config/duration.ts'
import {
  configurationDigest,
  type LoadedSite,
  loadSite,
  openLibrary,
  type SiteOptions,
} from './site/configuration.ts'
import type { ManifestLibrary } from './site/manifests/manifest-library.ts'
import type { ListenerPlan } from './site/listener-table.ts'
import { dnsListeners, PAGE_LISTENERS } from './site/listener-kinds.ts'
import { type Carried, ReloadStore } from './block/carry.ts'
import { countDiagnostics, ServerStatus } from './block/server-status.ts'
import { type Diagnostic, isError, summarizeDiagnostic } from './report/diagnostic.ts'
import type { Log } from './report/log.ts'
import { asStartError, StartError } from './report/start-error.ts'
import { within } from './server/drain.ts'
import { FaultLog } from './server/fault-log.ts'
import { ListenerSet, type Prepared } from './server/listener-set.ts'
import type { Listener } from './server/listener.ts'
import { formatSocketAddress } from './server/open-port.ts'
import { type NameKey, nameText } from './wire/name.ts'

/**
 * Clients get this long for the answers that are due when the server stops, or another configuration takes over: longer than
 * any question is forwarded.
 */
const GRACE_MS = 6000

/** A configuration that has started, and what it is to be reached by. */
interface PreparedSite {
  readonly site: LoadedSite
  readonly pages: Prepared
  readonly listeners: Prepared
}

export class App {
  readonly #options: SiteOptions
  readonly #log: Log
  readonly #manifests: ManifestLibrary
  readonly #closeLibrary: () => Promise<void>
  readonly #listeners: ListenerSet<ListenerPlan, Listener>
  readonly #pages = new ListenerSet(PAGE_LISTENERS, 0)
  readonly #status = new ServerStatus()
  readonly #store = new ReloadStore()
  #lameduckMs = 0
  /** Of the configuration that was tried last, in force or not. */
  #triedDigest = ''
  #zones: readonly NameKey[] = []
  /** Reloads and the stop, one after the other. */
  #work: Promise<void> = Promise.resolve()

  private constructor(options: SiteOptions, log: Log) {
    this.#options = options
    this.#log = countDiagnostics(log, this.#status)
    this.#listeners = new ListenerSet(dnsListeners(new FaultLog(log).report), GRACE_MS)
    this.#status.version = options.version ?? ''
    this.#status.followCorefile = () => void this.#followCorefile()
    const { manifests, close } = openLibrary(this.#log)
    this.#manifests = manifests
    this.#closeLibrary = close
  }

  /** Serves, or throws a `StartError` having left nothing open. */
  static async start(options: SiteOptions, log: Log): Promise<App> {
    const app = new App(options, log)
    try {
      await app.#enqueue(async () => app.#apply())
    } catch (problem) {
      await app.stop()
      throw asStartError(problem)
    }
    return app
  }

  /** Where it listens, ports chosen by the system included. */
  get addresses(): readonly SocketAddress[] {
    return this.#listeners.all.map((listener) => listener.address)
  }

  /** Where it is watched. */
  get pages(): readonly string[] {
    return this.#pages.all.flatMap(({ address, paths }) =>
      paths.map((path) => `http://${formatSocketAddress(address)}${path}`),
    )
  }

  /** One line for people: where, what, how much. */
  describe(): string {
    const zones = this.#zones.map((zone) => nameText(zone)).join(' ')
    const at = (scheme: Listener['scheme']): string[] =>
      this.#listeners.all
        .filter((one) => one.scheme === scheme)
        .map(({ address }) => `${scheme === 'dns' ? '' : `${scheme}://`}${formatSocketAddress(address)}`)
    const plain = at('dns').join(', ')
    const addresses = [...(plain === '' ? [] : [`${plain} (UDP and TCP)`]), ...at('tls'), ...at('https')]
    const { files, objects, names } = this.#manifests.summary()
    const pages = this.pages.length === 0 ? '' : `; ${this.pages.join(' ')}`
    return `serving ${zones} on ${addresses.join(', ')}: ${names} names from ${objects} objects in ${files} files${pages}`
  }

  /** Reads configuration and manifests anew. Whatever is wrong with them is logged, and what is served stays. */
  reload(): Promise<void> {
    return this.#enqueue(async () => this.#reload())
  }

  /**
   * Whoever asks is told at once to send queries elsewhere; those that come all the same are answered for the lameduck
   * time. Then what has been asked is answered, and everything is closed.
   */
  stop(): Promise<void> {
    this.#status.phase = 'stopping'
    return this.#enqueue(async () => {
      if (this.#lameduckMs > 0) {
        this.#log.info(`queries are answered for another ${formatDuration(this.#lameduckMs)} (lameduck)`)
        await setTimeout(this.#lameduckMs)
      }
      await this.#listeners.close()
      await stopAll(this.#status.plugins)
      await this.#pages.close()
      this.#status.plugins = []
      await this.#store.close()
      await this.#closeLibrary()
    })
  }

  async #reload(): Promise<void> {
    const status = this.#status
    if (status.phase === 'stopping') return
    try {
      await this.#apply()
      for (const plugin of status.plugins) await plugin.refresh?.()
      status.reloads++
      status.reloadFailure = null
      this.#log.info(`reloaded: ${this.describe()}`)
    } catch (problem) {
      const { message, diagnostics } = asStartError(problem)
      for (const one of diagnostics) this.#log.diagnostic(one)
      status.failedReloads++
      const [first] = diagnostics.filter(isError)
      status.reloadFailure = {
        message: first === undefined ? message : summarizeDiagnostic(first),
        at: new Date(),
      }
      this.#log.error(`reload failed, the old configuration stays in force: ${message}`)
    }
  }

  /** A configuration that failed is not tried again as long as it is the same. */
  #followCorefile(): Promise<void> {
    return this.#enqueue(async () => {
      if (configurationDigest(this.#options) !== this.#triedDigest) await this.#reload()
    })
  }

  /** One that fails is no reason not to do the next. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#work.then(task)
    this.#work = done.catch(() => undefined)
    return done
  }

  /** Builds the new configuration beside the old one, and replaces it only when all of it stands. */
  async #apply(): Promise<void> {
    const status = this.#status
    const old = status.plugins
    const carried = this.#store.begin()
    const { site, pages, listeners } = await this.#prepare(carried)
    const lastAnswers = listeners.commit()
    void pages.commit()
    const past = carried.commit()
    this.#lameduckMs = site.lameduckMs
    this.#zones = site.zones
    status.plugins = site.plugins
    status.digest = site.digest
    status.loadedAt = new Date()
    if (status.phase === 'starting') status.phase = 'serving'
    // The old plugins may have been asked just before.
    await within(GRACE_MS, lastAnswers)
    await stopAll(old)
    await past?.end()
  }

  /** Reads and starts a configuration, or throws having left nothing of it. */
  async #prepare(carried: Carried): Promise<PreparedSite> {
    const isFirst = this.#status.phase === 'starting'
    const started: Plugin[] = []
    let pages: Prepared | null = null
    try {
      const site = this.#readSite(carried)
      // Probes are answered while manifests are read, and a port that is taken is said before that.
      pages = await this.#preparePages(site)
      if (isFirst) this.#status.plugins = site.plugins
      for (const plugin of site.plugins) {
        started.push(plugin)
        await plugin.start?.()
      }
      return { site, pages, listeners: await this.#listeners.prepare(site.listeners) }
    } catch (problem) {
      if (isFirst) this.#status.plugins = []
      await stopAll(started)
      await pages?.abandon()
      await carried.end()
      throw problem
    }
  }

  /** Where pages cannot be had, it is said as well which ports of the DNS cannot. */
  async #preparePages(site: LoadedSite): Promise<Prepared> {
    try {
      return await this.#pages.prepare(site.pages)
    } catch (problem) {
      const problems = [problem]
      try {
        await (await this.#listeners.prepare(site.listeners)).abandon()
      } catch (more) {
        problems.push(more)
      }
      throw new AggregateError(problems, '', { cause: problem })
    }
  }

  /** Throws a `StartError` with every diagnostic if any is an error, logs the others. */
  #readSite({ carry }: Carried): LoadedSite {
    const diagnostics: Diagnostic[] = []
    const report = (one: Diagnostic): void => void diagnostics.push(one)
    const site = loadSite(this.#options, this.#log, this.#manifests, carry, report, this.#status)
    this.#triedDigest = site.digest
    if (diagnostics.some(isError)) throw new StartError('the Corefile has errors', diagnostics)
    for (const one of diagnostics) this.#log.diagnostic(one)
    return site
  }
}

/** In the reverse order of their start. */
async function stopAll(plugins: readonly Plugin[]): Promise<void> {
  for (const plugin of plugins.toReversed()) await plugin.stop?.()
}

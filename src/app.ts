/**
 * The lifecycle of a server: `App` reads the configuration, starts the plugins, opens the sockets, follows
 * reloads and stops. It is the composition root: all other modules get what they work with as arguments.
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
  renewed,
  type SiteOptions,
} from './site/configuration.ts'
import type { ManifestLibrary } from './site/manifests/manifest-library.ts'
import type { ListenerPlan } from './site/listener-table.ts'
import { EXPLAIN_PATH } from './directives/observe/explain.ts'
import { explainer } from './site/explanation/page.ts'
import { dnsListeners, PAGE_LISTENERS } from './site/listener-kinds.ts'
import { type Carried, ReloadStore } from './block/carry.ts'
import { countDiagnostics, ServerStatus } from './block/server-status.ts'
import { type Diagnostic, isError, summarizeDiagnostic } from './report/diagnostic.ts'
import { type HeldLog, holdInfo } from './report/held-log.ts'
import type { Log } from './report/log.ts'
import { asStartError, StartError } from './report/start-error.ts'
import { within } from './server/drain.ts'
import { FaultLog } from './server/fault-log.ts'
import { ListenerSet, type Prepared } from './server/listener-set.ts'
import type { Listener } from './server/listener.ts'
import { formatSocketAddress } from './server/open-port.ts'
import { type NameKey, nameText } from './wire/name.ts'

/**
 * How long the server still sends pending answers when it stops, or when another configuration takes over.
 * This is longer than the time limit of any forwarded query.
 */
const GRACE_MS = 6000
/** How long a stop waits for a reload, which may be reading a large folder, or one on a disk that hangs. */
const UNFINISHED_MS = 1000

/** A configuration whose plugins have started, and its listeners, which are open and not in use yet. */
interface PreparedSite {
  readonly site: LoadedSite
  readonly pages: Prepared
  readonly listeners: Prepared
}

export class App {
  #options: SiteOptions
  readonly #log: Log
  /** Edits while the server starts are logged behind the line that says what it serves. */
  readonly #edits: HeldLog
  readonly #manifests: ManifestLibrary
  readonly #closeLibrary: () => Promise<void>
  readonly #listeners: ListenerSet<ListenerPlan, Listener>
  readonly #pages = new ListenerSet(PAGE_LISTENERS, 0)
  readonly #status = new ServerStatus()
  readonly #store = new ReloadStore()
  #lameduckMs = 0
  /** The digest of the configuration that was loaded last, in force or not. */
  #triedDigest = ''
  #zones: readonly NameKey[] = []
  /** Settles when all reloads so far, and the stop, are done; they run one after the other. */
  #work: Promise<void> = Promise.resolve()

  private constructor(options: SiteOptions, log: Log) {
    this.#options = options
    this.#log = countDiagnostics(log, this.#status)
    this.#listeners = new ListenerSet(dnsListeners(new FaultLog(log).report), GRACE_MS)
    this.#status.version = options.version ?? ''
    this.#status.pages = () => this.pages
    this.#status.followCorefile = () => void this.#followCorefile()
    this.#edits = holdInfo(this.#log)
    const { manifests, close } = openLibrary(this.#edits.log)
    this.#manifests = manifests
    this.#closeLibrary = close
  }

  /**
   * Starts a server. Throws a `StartError` on failure, after it has closed everything. What the caller logs
   * in the same turn comes before the first edit.
   */
  static async start(options: SiteOptions, log: Log): Promise<App> {
    const app = new App(options, log)
    try {
      await app.#enqueue(async () => app.#apply())
    } catch (problem) {
      await app.stop()
      throw asStartError(problem)
    }
    setImmediate(app.#edits.release)
    return app
  }

  /** The addresses that the server listens on, with the ports that the system chose. */
  get addresses(): readonly SocketAddress[] {
    return this.#listeners.all.map((listener) => listener.address)
  }

  /** The URLs of the pages: health, ready and metrics. */
  get pages(): readonly string[] {
    return this.#pages.all.flatMap(({ address, paths }) =>
      paths.map((path) => `http://${formatSocketAddress(address)}${path}`),
    )
  }

  /** One line for people: the zones, the addresses, the number of names, and the pages that people open. */
  describe(): string {
    const zones = this.#zones.map((zone) => nameText(zone)).join(' ')
    const at = (scheme: Listener['scheme']): string[] =>
      this.#listeners.all
        .filter((one) => one.scheme === scheme)
        .map(({ address }) => `${scheme === 'dns' ? '' : `${scheme}://`}${formatSocketAddress(address)}`)
    const plain = at('dns').join(', ')
    const addresses = [...(plain === '' ? [] : [`${plain} (UDP and TCP)`]), ...at('tls'), ...at('https')]
    const { files, objects, names } = this.#manifests.summary()
    const named = this.pages.filter((url) => !url.endsWith(EXPLAIN_PATH))
    const pages = named.length === 0 ? '' : `; ${named.join(' ')}`
    return `serving ${zones} on ${addresses.join(', ')}: ${names} names from ${objects} objects in ${files} files${pages}`
  }

  /** The diagnostics about custom resources that stand for services which are not here. */
  get standIns(): readonly Diagnostic[] {
    return this.#manifests.standIns()
  }

  /** Reads the configuration and the manifests again. On errors it logs them and serves on as before. */
  reload(): Promise<void> {
    return this.#enqueue(async () => this.#reload())
  }

  /**
   * `/ready` fails at once, so that clients send their queries elsewhere. The server answers for the lameduck
   * time, then sends the pending answers, and closes everything.
   */
  stop(): Promise<void> {
    this.#status.phase = 'stopping'
    this.#work = within(UNFINISHED_MS, this.#work)
    return this.#enqueue(async () => {
      if (this.#lameduckMs > 0) {
        this.#log.info(`queries are answered for another ${formatDuration(this.#lameduckMs)} (lameduck)`)
        await setTimeout(this.#lameduckMs)
      }
      await this.#listeners.close()
      await this.#stopAll(this.#status.plugins)
      await this.#pages.close()
      this.#status.plugins = []
      await this.#store.close()
      await this.#closeLibrary()
    })
  }

  get #isStopping(): boolean {
    return this.#status.phase === 'stopping'
  }

  async #reload(): Promise<void> {
    const status = this.#status
    if (this.#isStopping) return
    try {
      this.#options = await renewed(this.#options)
      await this.#apply()
      if (!this.#isStopping) for (const plugin of status.plugins) await plugin.refresh?.()
      if (this.#isStopping) return
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

  /**
   * Reloads if the Corefile has changed. A configuration that failed is not loaded again until it changes.
   */
  #followCorefile(): Promise<void> {
    return this.#enqueue(async () => {
      this.#options = await renewed(this.#options)
      if (configurationDigest(this.#options) !== this.#triedDigest) await this.#reload()
    })
  }

  /** Runs `task` after all tasks before it, even if one of them has failed. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#work.then(task)
    this.#work = done.catch(() => undefined)
    return done
  }

  /**
   * Starts the new configuration beside the old one, and replaces the old one when all of the new one has
   * started.
   */
  async #apply(): Promise<void> {
    const status = this.#status
    const old = status.plugins
    const carried = this.#store.begin()
    const { site, pages, listeners } = await this.#prepare(carried)
    if (this.#isStopping) {
      await this.#stopAll(site.plugins)
      await Promise.all([listeners.abandon(), pages.abandon()])
      await carried.end()
      return
    }
    const lastAnswers = listeners.commit()
    void pages.commit()
    const past = carried.commit()
    this.#lameduckMs = site.lameduckMs
    this.#zones = site.zones
    status.explain = explainer(site, this.#manifests)
    status.plugins = site.plugins
    status.digest = site.digest
    status.loadedAt = new Date()
    if (status.phase === 'starting') status.phase = 'serving'
    // The old plugins may still work on queries that came before the swap.
    await within(GRACE_MS, lastAnswers)
    await this.#stopAll(old)
    await past?.end()
  }

  /** Reads and starts a configuration. On failure it stops what has started, and throws. */
  async #prepare(carried: Carried): Promise<PreparedSite> {
    const isFirst = this.#status.phase === 'starting'
    const started: Plugin[] = []
    let pages: Prepared | null = null
    try {
      const site = this.#readSite(carried)
      // Pages open first: probes get answers while manifests are read, and a port in use is reported before
      // that.
      pages = await this.#preparePages(site)
      if (isFirst) this.#status.plugins = site.plugins
      for (const plugin of site.plugins) {
        started.push(plugin)
        await plugin.start?.()
      }
      return { site, pages, listeners: await this.#listeners.prepare(site.listeners) }
    } catch (problem) {
      if (isFirst) this.#status.plugins = []
      await this.#stopAll(started)
      await pages?.abandon()
      await carried.end()
      throw problem
    }
  }

  /**
   * Opens the pages. If a page cannot be opened, the error also names the DNS ports that cannot be opened.
   */
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

  /**
   * Stops plugins in the reverse order of their start. A plugin that throws keeps no other from stopping:
   * what it leaves open would be missing at the next start.
   */
  async #stopAll(plugins: readonly Plugin[]): Promise<void> {
    for (const plugin of plugins.toReversed()) {
      try {
        await plugin.stop?.()
      } catch (problem) {
        this.#log.error(`plugin/${plugin.name}: a fault while it stopped: ${asStartError(problem).message}`)
      }
    }
  }

  /** Throws a `StartError` with all diagnostics if one of them is an error; logs them otherwise. */
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

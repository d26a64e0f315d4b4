/**
 * The server's life: read the configuration, start the plugins, open the sockets, follow reloads, stop. The composition
 * root: everything else is told what it works with.
 */
import type { Plugin } from './chain/plugin.ts'
import type { SocketAddress } from './chain/query.ts'
import { loadSite, openLibrary, type SiteOptions } from './plugins/configuration.ts'
import type { ManifestLibrary } from './plugins/kubernetes/manifest-library.ts'
import type { ListenerPlan, Site } from './plugins/site.ts'
import { type Diagnostic, isError } from './report/diagnostic.ts'
import type { Log } from './report/log.ts'
import { formatSocketAddress, Listener, ListenError } from './server/listener.ts'
import { type NameKey, nameText } from './wire/name.ts'

/** The configuration cannot be used, or an address cannot be had. Everything to be said is in the diagnostics or the message. */
export class StartError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message)
    this.name = 'StartError'
    this.diagnostics = diagnostics
  }
}

/** TCP clients get this long for the answers that are due when the server stops. */
const STOP_GRACE_MS = 2000

export class App {
  readonly #options: SiteOptions
  readonly #log: Log
  readonly #manifests: ManifestLibrary
  readonly #closeLibrary: () => Promise<void>
  readonly #listeners = new Map<string, Listener>()
  #plugins: readonly Plugin[] = []
  #zones: readonly NameKey[] = []
  /** Reloads and the stop, one after the other. */
  #work: Promise<void> = Promise.resolve()

  private constructor(options: SiteOptions, log: Log) {
    this.#options = options
    this.#log = log
    const { manifests, close } = openLibrary(log)
    this.#manifests = manifests
    this.#closeLibrary = close
  }

  /** Serves, or throws a `StartError` having left nothing open. */
  static async start(options: SiteOptions, log: Log): Promise<App> {
    const app = new App(options, log)
    try {
      await app.#apply()
    } catch (problem) {
      await app.stop()
      throw asStartError(problem)
    }
    return app
  }

  /** Where it listens, ports chosen by the system included. */
  get addresses(): readonly SocketAddress[] {
    return [...this.#listeners.values()].map((listener) => listener.address)
  }

  /** One line for people: where, what, how much. */
  describe(): string {
    const zones = this.#zones.map((zone) => nameText(zone)).join(' ')
    const addresses = this.addresses.map(formatSocketAddress).join(', ')
    const { files, objects, names } = this.#manifests.summary()
    return `serving ${zones} on ${addresses} (UDP and TCP): ${names} names from ${objects} objects in ${files} files`
  }

  /** Reads configuration and manifests anew. Whatever is wrong with them is logged, and what is served stays. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      try {
        await this.#apply()
        for (const plugin of this.#plugins) await plugin.refresh?.()
        this.#log.info(`reloaded: ${this.describe()}`)
      } catch (problem) {
        const { message, diagnostics } = asStartError(problem)
        for (const one of diagnostics) this.#log.diagnostic(one)
        this.#log.error(`reload failed, the old configuration stays in force: ${message}`)
      }
    })
  }

  /** Answers what has been asked, closes everything. */
  stop(): Promise<void> {
    return this.#enqueue(async () => {
      await Promise.all([...this.#listeners.values()].map(async (listener) => listener.close(STOP_GRACE_MS)))
      this.#listeners.clear()
      await stopAll(this.#plugins)
      this.#plugins = []
      await this.#closeLibrary()
    })
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task)
    return this.#work
  }

  /** Builds the new configuration beside the old one, and replaces it only when all of it stands. */
  async #apply(): Promise<void> {
    const site = readSite(this.#options, this.#log, this.#manifests)
    const started: Plugin[] = []
    try {
      for (const plugin of site.plugins) {
        started.push(plugin)
        await plugin.start?.()
      }
      await this.#listen(site.listeners)
    } catch (problem) {
      await stopAll(started)
      throw problem
    }
    const old = this.#plugins
    this.#plugins = site.plugins
    this.#zones = site.zones
    await stopAll(old)
  }

  /** Opens what is new, and only if all of it can be had hands the rest over and closes what is no longer wanted. */
  async #listen(plans: readonly ListenerPlan[]): Promise<void> {
    const opened = new Map<string, Listener>()
    try {
      for (const plan of plans) {
        const id = listenerId(plan)
        if (this.#listeners.has(id)) continue
        const listener = await openOptional(plan)
        if (listener !== null) opened.set(id, listener)
      }
    } catch (problem) {
      await Promise.all([...opened.values()].map(async (listener) => listener.close(0)))
      throw problem
    }
    const wanted = new Map(plans.map((plan) => [listenerId(plan), plan]))
    for (const [id, listener] of this.#listeners) {
      const plan = wanted.get(id)
      if (plan !== undefined) {
        listener.serve(plan.routes, plan.tcpLimits)
      } else {
        this.#listeners.delete(id)
        void listener.close(STOP_GRACE_MS)
      }
    }
    for (const [id, listener] of opened) this.#listeners.set(id, listener)
  }
}

/** Reads the configuration; throws a `StartError` with every diagnostic if any is an error, logs the others. */
function readSite(options: SiteOptions, log: Log, manifests: ManifestLibrary): Site {
  const diagnostics: Diagnostic[] = []
  const site = loadSite(options, log, manifests, (one) => void diagnostics.push(one))
  if (diagnostics.some(isError)) throw new StartError('the Corefile has errors', diagnostics)
  for (const one of diagnostics) log.diagnostic(one)
  return site
}

function listenerId(plan: ListenerPlan): string {
  return `${plan.address}#${plan.port}`
}

/** `null` where the machine does not have an address that does not matter. */
async function openOptional(plan: ListenerPlan): Promise<Listener | null> {
  try {
    return await Listener.open(plan, plan.routes, plan.tcpLimits)
  } catch (problem) {
    if (plan.isOptional && problem instanceof ListenError && problem.isUnavailable) return null
    throw problem
  }
}

/** In the reverse order of their start. */
async function stopAll(plugins: readonly Plugin[]): Promise<void> {
  for (const plugin of plugins.toReversed()) await plugin.stop?.()
}

function asStartError(problem: unknown): StartError {
  if (problem instanceof StartError) return problem
  if (!(problem instanceof Error)) return new StartError(String(problem))
  const diagnostics =
    'diagnostics' in problem && Array.isArray(problem.diagnostics) ? problem.diagnostics : []
  return new StartError(problem.message, diagnostics)
}

/**
 * The process of `kubezone serve`: turns its options into a site, handles signals, and logs when the server
 * is ready.
 */
import { App } from './app.ts'
import { clusterSettings } from './cli/cluster-options.ts'
import { corefileOf } from './cli/corefile-option.ts'
import { dashSite } from './cli/dash-site.ts'
import { fileLimitProblem } from './cli/file-limit.ts'
import { Pidfile } from './cli/pidfile.ts'
import type { ServedPaths } from './cli/given-paths.ts'
import type { ServeOptions } from './cli/serve.ts'
import { createLog, type Log } from './report/log.ts'
import { VERSION } from './report/version.ts'
import type { SiteOptions } from './site/configuration.ts'
import { DIRECTIVES } from './site/registry.ts'

const RUNS_AS_ROOT =
  'kubezone runs as root, but a port below 1024 needs only the capability CAP_NET_BIND_SERVICE ' +
  '(AmbientCapabilities in a systemd unit), or the sysctl net.ipv4.ip_unprivileged_port_start'

/**
 * Starts the server, and resolves when it answers queries. Throws if the server cannot start. `paths`: `null`
 * is standard input.
 */
export async function serve(paths: ServedPaths | null, options: ServeOptions): Promise<void> {
  if (options.plugins === true) {
    process.stdout.write(`${DIRECTIVES.join('\n')}\n`)
    return
  }
  const format = options.logFormat ?? (process.stdout.isTTY ? 'text' : 'json')
  const log = createLog({ format, quiet: options.quiet ?? false })
  const signals = handleSignals(log)
  const pidfile = options.pidfile === undefined ? null : new Pidfile(options.pidfile)
  const input = paths === null ? dashSite(options.conf, (text) => void process.stderr.write(text)) : null
  const { namespace } = options
  const places = input?.manifests ?? paths?.manifests ?? ['.']
  const siteOptions: SiteOptions = {
    folder: '.',
    ...paths,
    ...input,
    namespace,
    corefile: (await corefileOf(options.conf, { places, namespace })) ?? paths?.corefile ?? null,
    port: options.port ?? null,
    defaultPort: options['dns.port'] ?? null,
    addresses: options.bind ?? null,
    environment: process.env,
    pagePorts: { health: options.healthPort, ready: options.readyPort, metrics: options.metricsPort },
    version: VERSION,
    ...clusterSettings(options),
  }
  const app = await App.start(siteOptions, log)
  signals.app = app
  try {
    pidfile?.appear()
  } catch (problem) {
    await app.stop()
    throw problem
  }
  if (input?.manifests.isRead === false) {
    log.warn('standard input is not read: every kubernetes block of the Corefile names its manifests')
  }
  log.info(`kubezone ${VERSION} ${app.describe()}`)
  for (const one of app.standIns) log.diagnostic(one)
  if (process.getuid?.() === 0 && app.addresses.some(({ port }) => port > 0 && port < 1024))
    log.warn(RUNS_AS_ROOT)
  const problem = fileLimitProblem()
  if (problem !== null) log.warn(problem)
  if (signals.isReloadDue) void app.reload()
}

/**
 * SIGTERM and SIGINT drain and stop the server; a second signal, or the first one during the start, ends the
 * process at once. SIGHUP and SIGUSR1 reload. The caller sets `app` when the server has started, and reloads
 * it if `isReloadDue`: the signal came while the files were read.
 */
function handleSignals(log: Log): { app: App | null; readonly isReloadDue: boolean } {
  const running: { app: App | null; isReloadDue: boolean } = { app: null, isReloadDue: false }
  let isStopping = false
  const stop = (signal: string): void => {
    if (isStopping || running.app === null) process.exit(0)
    isStopping = true
    log.info(`${signal} received, stopping`)
    void running.app.stop().then(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  const reload = (): void => {
    if (running.app === null) running.isReloadDue = true
    else void running.app.reload()
  }
  for (const signal of ['SIGHUP', 'SIGUSR1']) process.on(signal, reload)
  return running
}

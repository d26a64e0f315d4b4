#!/usr/bin/env node
/** Arguments, signals, exit codes. 0: stopped as asked; 1: configuration or start-up error; 2: usage. */
import { Command, CommanderError } from 'commander'
import { App } from './app.ts'
import { addCheckCommand } from './cli/check.ts'
import { clusterSettings } from './cli/cluster-options.ts'
import type { CommandIo } from './cli/command-io.ts'
import { mistypedCommand, normalizeArguments } from './cli/arguments.ts'
import { addEnvCommand } from './cli/env.ts'
import { corefileOf } from './cli/corefile-option.ts'
import { addLookupCommand } from './cli/lookup.ts'
import { Pidfile } from './cli/pidfile.ts'
import { addResolvConfCommand } from './cli/resolv-conf.ts'
import { addServeCommand, type ServeOptions } from './cli/serve.ts'
import { dashSite, isDash } from './cli/standard-input.ts'
import type { SiteOptions } from './site/configuration.ts'
import { DIRECTIVES } from './site/registry.ts'
import { renderDiagnostic } from './report/diagnostic.ts'
import { createLog, type Log } from './report/log.ts'
import { StartError } from './report/start-error.ts'
import { VERSION } from './report/version.ts'

const EXIT = { STOPPED: 0, FAILED: 1, USAGE: 2 } as const

const RUNS_AS_ROOT =
  'this is root, which a port below 1024 does not need: the capability CAP_NET_BIND_SERVICE is enough ' +
  '(AmbientCapabilities in a systemd unit), or the sysctl net.ipv4.ip_unprivileged_port_start'

async function serve(folder: string, options: ServeOptions): Promise<void> {
  if (options.plugins === true) {
    process.stdout.write(`${DIRECTIVES.join('\n')}\n`)
    return
  }
  const format = options.logFormat ?? (process.stdout.isTTY ? 'text' : 'json')
  const log = createLog({ format, quiet: options.quiet ?? false })
  const signals = handleSignals(log)
  try {
    const pidfile = options.pidfile === undefined ? null : new Pidfile(options.pidfile)
    const input = isDash(folder) ? dashSite(options.conf, (text) => void process.stderr.write(text)) : null
    const siteOptions: SiteOptions = {
      folder,
      ...input,
      namespace: options.namespace,
      corefile: await corefileOf(options.conf),
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
    if (process.getuid?.() === 0 && app.addresses.some(({ port }) => port > 0 && port < 1024))
      log.warn(RUNS_AS_ROOT)
  } catch (problem) {
    fail(problem)
  }
}

/**
 * TERM and INT drain and stop, a second one stops at once, and so does the first one during the start; HUP and USR1 reload.
 * The app is filled in when it has started.
 */
function handleSignals(log: Log): { app: App | null } {
  const running: { app: App | null } = { app: null }
  let isStopping = false
  const stop = (signal: string): void => {
    if (isStopping || running.app === null) process.exit(EXIT.STOPPED)
    isStopping = true
    log.info(`${signal} received, stopping`)
    void running.app.stop().then(() => process.exit(EXIT.STOPPED))
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  for (const signal of ['SIGHUP', 'SIGUSR1']) process.on(signal, () => void running.app?.reload())
  return running
}

/** One message on standard error, no stack. */
function fail(problem: unknown): void {
  const { diagnostics, message } =
    problem instanceof StartError ? problem : new StartError(messageOf(problem))
  const text = diagnostics.length > 0 ? diagnostics.map(renderDiagnostic).join('\n') : `kubezone: ${message}`
  process.stderr.write(`${text}\n`)
  process.exitCode = EXIT.FAILED
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}

// A reader that has seen enough (`kubezone check | head`) is no fault of anybody's.
process.stdout.on('error', () => undefined)
process.on('uncaughtException', (problem) => {
  fail(problem)
  process.exit(EXIT.FAILED)
})

const program = new Command('kubezone')
  .description("Your cluster's DNS, without the cluster.")
  .version(VERSION, '-V, --version', 'print the version')
  .showSuggestionAfterError()
  .exitOverride()

const io: CommandIo = {
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  finish: (code) => {
    process.exitCode = code
  },
}

addServeCommand(program, serve)
addCheckCommand(program, io)
addLookupCommand(program, io)
addEnvCommand(program, io)
addResolvConfCommand(program, io)

try {
  const words = process.argv.slice(2)
  const commands = [...program.commands.map((command) => command.name()), 'help']
  const complaint = mistypedCommand(words, commands)
  if (complaint !== null) program.error(complaint)
  await program.parseAsync(normalizeArguments(words), { from: 'user' })
} catch (problem) {
  if (problem instanceof CommanderError) process.exitCode = problem.exitCode === 0 ? EXIT.STOPPED : EXIT.USAGE
  else fail(problem)
}

#!/usr/bin/env node
/** Arguments, signals, exit codes. 0: stopped as asked; 1: configuration or start-up error; 2: usage. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { App, type AppOptions, StartError } from './app.ts'
import { coreDnsArguments } from './cli/coredns-flags.ts'
import { addServeCommand, type ServeOptions } from './cli/serve.ts'
import { renderDiagnostic } from './report/diagnostic.ts'
import { createLog, type Log } from './report/log.ts'

const EXIT = { STOPPED: 0, FAILED: 1, USAGE: 2 } as const

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

async function serve(folder: string, options: ServeOptions): Promise<void> {
  const format = options.logFormat ?? (process.stdout.isTTY ? 'text' : 'json')
  const log = createLog({ format, quiet: options.quiet ?? false })
  const appOptions: AppOptions = {
    folder,
    corefile: options.conf ?? null,
    port: options.port ?? null,
    defaultPort: options['dns.port'] ?? null,
    addresses: options.bind ?? null,
    environment: process.env,
  }
  try {
    const app = await App.start(appOptions, log)
    if (options.pidfile !== undefined) writeFileSync(options.pidfile, `${process.pid}\n`)
    log.info(`kubezone ${version} ${app.describe()}`)
    handleSignals(app, log, options.pidfile)
  } catch (problem) {
    fail(problem)
  }
}

/** TERM and INT drain and stop, a second one stops at once; HUP and USR1 reload. */
function handleSignals(app: App, log: Log, pidfile: string | undefined): void {
  let isStopping = false
  const stop = (signal: string): void => {
    if (isStopping) process.exit(EXIT.STOPPED)
    isStopping = true
    log.info(`${signal} received, stopping`)
    void app.stop().then(() => {
      if (pidfile !== undefined) rmSync(pidfile, { force: true })
      process.exit(EXIT.STOPPED)
    })
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  for (const signal of ['SIGHUP', 'SIGUSR1']) process.on(signal, () => void app.reload())
}

/** One message on standard error, no stack. */
function fail(problem: unknown): void {
  const { diagnostics, message } = problem instanceof StartError ? problem : new StartError(String(problem))
  const text = diagnostics.length > 0 ? diagnostics.map(renderDiagnostic).join('\n') : `kubezone: ${message}`
  process.stderr.write(`${text}\n`)
  process.exitCode = EXIT.FAILED
}

const program = new Command('kubezone')
  .description("Your cluster's DNS, without the cluster.")
  .version(version, '-V, --version', 'print the version')
  .showSuggestionAfterError()
  .exitOverride()
addServeCommand(program, serve)

try {
  await program.parseAsync(coreDnsArguments(process.argv.slice(2)), { from: 'user' })
} catch (problem) {
  if (!(problem instanceof CommanderError)) throw problem
  process.exitCode = problem.exitCode === 0 ? EXIT.STOPPED : EXIT.USAGE
}

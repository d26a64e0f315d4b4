/** Starts the servers under comparison, all on the same core. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareAnswers } from './compare.mjs'
import { writeNsd } from './nsd.mjs'
import { freePort, start, until } from './processes.mjs'

const SERVER_CORE = 0
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url))

/** `options`: further arguments of the command line. */
export async function startKubezone(folder, name = 'kubezone', options = []) {
  const port = await freePort()
  const args = [
    ...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []),
    MAIN,
    'serve',
    folder,
    '--port',
    String(port),
    ...options,
  ]
  const child = start(SERVER_CORE, process.execPath, args)
  await until(() => child.output.includes('serving'), 'starting kubezone', 60, child)
  return { name, port, child }
}

export async function startNsd(scratch, zones) {
  const port = await freePort()
  const { config } = writeNsd(join(scratch, 'nsd'), zones, port)
  const child = start(SERVER_CORE, 'nsd', ['-d', '-c', config])
  const probe = [{ name: 'dns-version.cluster.local', type: 'A' }]
  const isUp = async () => (await compareAnswers(probe, port, port)).differences.length === 0
  await until(isUp, 'starting NSD', 60, child)
  return { name: 'NSD', port, child }
}

export async function startFloor() {
  const port = await freePort()
  const child = start(SERVER_CORE, process.execPath, [FLOOR, String(port)])
  await until(() => child.output.includes('serving'), 'starting the bare socket', 10, child)
  return { name: 'bare Node socket', port, child }
}

/** dnsmasq as a cache in front of an upstream. */
export async function startDnsmasq(upstreamPort) {
  const port = await freePort()
  const child = start(SERVER_CORE, 'dnsmasq', [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--bind-interfaces',
    '--listen-address=127.0.0.1',
    '--cache-size=10000',
    '--user=',
    '--pid-file=',
    `--server=127.0.0.1#${upstreamPort}`,
    `--port=${port}`,
  ])
  const isUp = async () =>
    (await compareAnswers([{ name: 'www-0.example.net', type: 'A' }], port, port)).differences.length === 0
  await until(isUp, 'starting dnsmasq', 20, child)
  return { name: 'dnsmasq', port, child }
}

/**
 * Measures for `npm run bench`: the speed of kubezone beside NSD, the cost of a query inside the process, the
 * loading of ten thousand services, as a cluster prints them and as never applied, and the cost of
 * directives.
 *
 *   --quick         fewer and shorter runs: a look, not a measurement
 *   --rounds K      rounds of the race (default 5)
 *   --seconds T     seconds of load on each server in a round (default 3)
 *   --services N    number of services (default 10000)
 *   --seed S        seed of the mix of questions (default 1)
 *   --only PART     race, in-process, loading, applied or directives; may be repeated
 *   --json FILE     also writes all figures to FILE
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeNeverApplied } from './applied.mjs'
import { OPTIONS, openCluster } from './cluster.mjs'
import { measureDirectives } from './directives.mjs'
import { measureLoading } from './loading.mjs'
import { addressEdit, makeServices, writeManifests } from './manifests.mjs'
import { missingPackages, run } from './processes.mjs'
import { race } from './race.mjs'
import { table } from './report.mjs'

const IN_PROCESS = fileURLToPath(new URL('in-process.mjs', import.meta.url))
const TARGETS = {
  ratio: 1.6,
  loading: { seconds: 5, mib: 300 },
  applied: { seconds: 6, mib: 450 },
  explainPercent: 5,
  kubeadmPercent: 3,
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    services: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: {
      type: 'string',
      multiple: true,
      default: ['race', 'in-process', 'loading', 'applied', 'directives'],
    },
    json: { type: 'string' },
  },
})
const rounds = Number(options.rounds ?? (options.quick ? 2 : 5))
const seconds = Number(options.seconds ?? (options.quick ? 1 : 3))
const seed = Number(options.seed)

const isLoaded = options.only.includes('race') || options.only.includes('directives')
const missing = missingPackages({
  taskset: 'util-linux',
  dnsperf: 'dnsperf',
  nsd: 'nsd',
  dnsmasq: 'dnsmasq-base',
})
if (isLoaded && missing.length > 0) {
  fail(`these programs are not here: apt-get install ${missing.join(' ')}`)
}
if (isLoaded && cpus().length < 2) fail('it takes two cores, one for the load')

const scratch = mkdtempSync(join(tmpdir(), 'kubezone-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

try {
  await main()
} catch (problem) {
  fail(problem instanceof Error ? problem.message : String(problem))
}

async function main() {
  const folder = join(scratch, 'manifests')
  mkdirSync(folder)
  const services = makeServices(Number(options.services))
  const octets = writeManifests(folder, services)
  print(
    `${services.length} services with three endpoints each in ${services.length} files, ${(octets / 1e6).toFixed(1)} MB`,
  )

  const results = {}
  if (options.only.includes('loading')) {
    title('Loading')
    const edit = addressEdit(folder, services)
    results.loading = await measureLoading({ folder, edit, starts: options.quick ? 1 : 3, say: note })
    printLoading(results.loading)
  }
  if (options.only.includes('applied')) {
    title('Loading what was never applied')
    const applied = join(scratch, 'applied')
    const { workloads, pods, files, octets: size, edit } = writeNeverApplied(applied, services.length)
    print(
      `${services.length} services, ${workloads} workloads, ${pods} pods in ${files} files, ${(size / 1e6).toFixed(1)} MB`,
    )
    results.applied = await measureLoading({
      folder: applied,
      edit,
      starts: options.quick ? 1 : 3,
      say: note,
    })
    printLoading(results.applied)
  }
  if (options.only.includes('in-process')) {
    title('In the process: parse, find, write')
    const args = [
      '--expose-gc',
      '--max-semi-space-size=64',
      IN_PROCESS,
      folder,
      String(services.length),
      String(seed),
    ]
    results.inProcess = JSON.parse(await run(0, process.execPath, args, 300))
    printInProcess(results.inProcess)
  }
  if (options.only.includes('race')) {
    title('CPU time a query, over UDP')
    const { zones, close } = await openCluster(folder)
    results.race = await race({
      folder,
      scratch,
      services,
      zones: OPTIONS.zones.map((zone) => zones.current.cluster.table.find(zone)),
      rounds,
      seconds,
      seed,
      say: note,
    })
    await close()
    printRace(results.race)
  }
  if (options.only.includes('directives')) {
    title('What directives cost')
    results.directives = await measureDirectives({
      folder,
      scratch,
      services,
      rounds,
      seconds,
      seed,
      say: note,
    })
    for (const part of Object.values(results.directives)) printTurns(part)
  }
  title('Summary')
  printSummary(results)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
}

// --- Output ---

function print(text) {
  process.stdout.write(`${text}\n`)
}

function title(text) {
  print(`\n${text}\n${'-'.repeat(text.length)}`)
}

/** Progress, on standard error; not part of the result. */
function note(text) {
  process.stderr.write(`  ${text}\n`)
}

function printLoading({ loads, editMs, editCpuMs }) {
  const rows = loads.map((load, i) => [
    `start ${i + 1}`,
    `${load.seconds.toFixed(2)} s`,
    `${load.cpuSeconds.toFixed(2)} s`,
    ...[load.ready, load.settled, load.peak].map((mib) => `${mib.toFixed(0)} MiB`),
  ])
  print(table([['', 'ready after', 'CPU time', 'resident then', '5 s later', 'at its peak'], ...rows]))
  print(`an edit can be seen after ${editMs.toFixed(0)} ms, and costs ${editCpuMs.toFixed(1)} ms of CPU`)
}

function printInProcess({ mix, kinds }) {
  const rows = [{ kind: 'the mix', ...mix }, ...kinds].map(({ kind, nanoseconds, heapOctets, keyOctets }) => [
    kind,
    `${nanoseconds.toFixed(0)} ns`,
    heapOctets.toFixed(0),
    keyOctets.toFixed(0),
  ])
  print(table([['', 'a query', 'octets of heap', 'of them the key'], ...rows]))
}

function printRace({ servers }) {
  printTurns(servers)
  for (const { name, rcodes } of servers) {
    const shares = Object.entries(rcodes).map(([rcode, share]) => `${rcode} ${share.toFixed(1)} %`)
    print(`${name}: ${shares.join(', ')}`)
  }
}

function printTurns(servers) {
  const rows = servers.map((server) => [
    server.name,
    ...server.microseconds.map((one) => one.toFixed(2)),
    server.median.toFixed(2),
    server.queriesPerSecond.toFixed(0),
    server.lost,
    server.replyOctets.join('/'),
  ])
  const heads = servers[0].microseconds.map((_, i) => `round ${i + 1}`)
  print(table([['µs of CPU a query', ...heads, 'median', 'queries/s', 'lost', 'octets (EDNS)'], ...rows]))
}

function printSummary({ race: raced, inProcess, loading, applied, directives }) {
  const verdict = (value, limit) => (value <= limit ? 'reached' : 'MISSED')
  if (raced !== undefined) {
    const [kubezone, nsd] = raced.servers
    print(
      `kubezone ${kubezone.median.toFixed(2)} µs, NSD ${nsd.median.toFixed(2)} µs: ratio ${raced.ratio.toFixed(2)}` +
        ` (at most ${TARGETS.ratio}: ${verdict(raced.ratio, TARGETS.ratio)}); a bare Node socket ${raced.floorRatio.toFixed(2)}`,
    )
    if (raced.differences.length > 0) {
      process.exitCode = 1
      print(`${raced.differences.length} of ${raced.asked} questions were answered differently, such as:`)
      for (const { name, type, one, other } of raced.differences.slice(0, 5)) {
        print(`  ${name} ${type}: kubezone ${one}; NSD ${other}`)
      }
    }
  }
  if (inProcess !== undefined) {
    const { nanoseconds, heapOctets, keyOctets } = inProcess.mix
    print(
      `parse, find and write: ${nanoseconds.toFixed(0)} ns and ${heapOctets.toFixed(0)} octets of heap` +
        ` (${keyOctets.toFixed(0)} of them the name's key)`,
    )
  }
  for (const [part, loaded] of Object.entries({ loading, applied })) {
    if (loaded === undefined) continue
    const { seconds: ready, settledMib, readyMib } = loaded
    const target = TARGETS[part]
    print(
      `${part}: ${ready.toFixed(2)} s (under ${target.seconds}: ${verdict(ready, target.seconds)}),` +
        ` ${readyMib.toFixed(0)} MiB resident when ready, ${settledMib.toFixed(0)} MiB after 5 s` +
        ` (under ${target.mib}: ${verdict(Math.max(readyMib, settledMib), target.mib)})`,
    )
  }
  if (directives !== undefined) printDirectives(directives, verdict)
}

function printDirectives(
  { kubeadm: [explaining, silent, kubeadm], forwarded: [ours, dnsmasq], path: [auto, walk] },
  verdict,
) {
  const reasons = (explaining.median / silent.median - 1) * 100
  print(
    `reasons of denials on the wire cost ${reasons.toFixed(1)} % more than none` +
      ` (at most ${TARGETS.explainPercent}: ${verdict(reasons, TARGETS.explainPercent)})`,
  )
  const percent = (kubeadm.median / silent.median - 1) * 100
  print(
    `kubeadm's Corefile costs ${percent.toFixed(1)} % more than the built-in one without explain` +
      ` (at most ${TARGETS.kubeadmPercent}: ${verdict(percent, TARGETS.kubeadmPercent)})`,
  )
  print(
    `a name that was forwarded before: ${ours.median.toFixed(2)} µs, dnsmasq ${dnsmasq.median.toFixed(2)}: ratio ${(ours.median / dnsmasq.median).toFixed(2)}`,
  )
  print(
    `a lookup along a search path: ${auto.lookup.toFixed(1)} µs with autopath, ${walk.lookup.toFixed(1)} where the client walks`,
  )
}

function fail(message) {
  process.stderr.write(`bench: ${message}\n`)
  process.exit(1)
}

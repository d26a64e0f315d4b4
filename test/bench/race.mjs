/**
 * kubezone, NSD and the floor under dnsperf, in turns: the server on one core, the load on the other. Says what a query
 * costs each of them in CPU time, user and system together, as the kernel counts it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareAnswers } from './compare.mjs'
import { writeNsd } from './nsd.mjs'
import { cpuNanoseconds, freePort, run, start, stop, until } from './processes.mjs'
import { dnsperfText, drawQuestions } from './questions.mjs'
import { median } from './report.mjs'

const SERVER_CORE = 0
const LOAD_CORE = 1
const QUESTIONS = 20_000
/** Enough for V8 to compile what is hot. */
const WARM_UP_ROUNDS = 5
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url))

export async function race({ folder, scratch, services, zones, rounds, seconds, seed, say }) {
  mkdirSync(scratch, { recursive: true })
  const questions = drawQuestions(services, QUESTIONS, seed)
  const file = join(scratch, 'questions')
  writeFileSync(file, dnsperfText(questions))

  const servers = [await startKubezone(folder), await startNsd(scratch, zones), await startFloor()]
  let answers
  try {
    const [kubezone, nsd] = servers
    answers = await compareAnswers(questions, kubezone.port, nsd.port)
    say(`${answers.asked} questions asked of both, ${answers.differences.length} answered differently`)
    for (const server of servers) {
      await load(server, file, ['-n', String(WARM_UP_ROUNDS)], 60)
      server.runs = []
    }
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) server.runs.push(await measure(server, file, seconds))
      say(`round ${round + 1} of ${rounds}`)
    }
  } finally {
    for (const server of servers) await stop(server.child)
  }
  return { ...summarize(servers), ...answers }
}

function summarize(servers) {
  const results = servers.map(({ name, runs, replyOctets }) => ({
    name,
    microseconds: runs.map((one) => one.microseconds),
    median: median(runs.map((one) => one.microseconds)),
    queriesPerSecond: median(runs.map((one) => one.queriesPerSecond)),
    busy: median(runs.map((one) => one.busy)),
    lost: sum(runs.map((one) => one.lost)),
    replyOctets,
    rcodes: runs.at(-1).rcodes,
  }))
  const [kubezone, nsd, floor] = results
  return { servers: results, ratio: kubezone.median / nsd.median, floorRatio: floor.median / nsd.median }
}

// --- The servers ---

async function startKubezone(folder) {
  const port = await freePort()
  const args = [
    ...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []),
    MAIN,
    'serve',
    folder,
    '--port',
    String(port),
  ]
  const child = start(SERVER_CORE, process.execPath, args)
  await until(() => child.output.includes('serving'), 'starting kubezone', 60, child)
  return { name: 'kubezone', port, child }
}

async function startNsd(scratch, zones) {
  const port = await freePort()
  const { config } = writeNsd(join(scratch, 'nsd'), zones, port)
  const child = start(SERVER_CORE, 'nsd', ['-d', '-c', config])
  const probe = [{ name: 'dns-version.cluster.local', type: 'A' }]
  const isUp = async () => (await compareAnswers(probe, port, port)).differences.length === 0
  await until(isUp, 'starting NSD', 60, child)
  return { name: 'NSD', port, child }
}

async function startFloor() {
  const port = await freePort()
  const child = start(SERVER_CORE, process.execPath, [FLOOR, String(port)])
  await until(() => child.output.includes('serving'), 'starting the bare socket', 10, child)
  return { name: 'bare Node socket', port, child }
}

// --- The load ---

/** Half of the time with EDNS, half without. */
async function measure(server, file, seconds) {
  const before = cpuNanoseconds(server.child.pid)
  const began = performance.now()
  const halves = []
  for (const edns of [[], ['-e']]) {
    halves.push(await load(server, file, ['-l', String(seconds / 2), ...edns], seconds + 20))
  }
  const elapsed = performance.now() - began
  const nanoseconds = cpuNanoseconds(server.child.pid) - before
  const completed = sum(halves.map((half) => half.completed))
  const rcodes = {}
  for (const half of halves) {
    for (const [rcode, count] of Object.entries(half.rcodes)) {
      rcodes[rcode] = (rcodes[rcode] ?? 0) + (count * 100) / completed
    }
  }
  server.replyOctets = halves.map((half) => half.replyOctets)
  return {
    microseconds: nanoseconds / 1000 / completed,
    queriesPerSecond: sum(halves.map((half) => half.perSecond)) / 2,
    busy: nanoseconds / 1e6 / elapsed,
    lost: sum(halves.map((half) => half.lost)),
    rcodes,
  }
}

async function load(server, file, args, limit) {
  const common = [
    '-s',
    '127.0.0.1',
    '-p',
    String(server.port),
    '-d',
    file,
    '-t',
    '3',
    '-O',
    'suppress=timeout',
  ]
  const text = await run(LOAD_CORE, 'dnsperf', [...common, ...args], limit)
  const number = (pattern) => Number(pattern.exec(text)?.[1] ?? Number.NaN)
  const codes = /Response codes:\s+(.*)/.exec(text)?.[1] ?? ''
  return {
    completed: number(/Queries completed:\s+(\d+)/),
    lost: number(/Queries lost:\s+(\d+)/),
    perSecond: number(/Queries per second:\s+([\d.]+)/),
    replyOctets: number(/Average packet size:\s+request \d+, response (\d+)/),
    rcodes: Object.fromEntries(
      [...codes.matchAll(/(\w+) (\d+) \(/g)].map(([, code, count]) => [code, Number(count)]),
    ),
  }
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0)
}

/**
 * Runs dnsperf against one server after the other, and measures CPU time for each query and queries a second.
 */
import { cpuNanoseconds, run } from './processes.mjs'
import { median, sum } from './report.mjs'

const LOAD_CORE = 1
/** Enough rounds for V8 to compile the hot functions. */
const WARM_UP_ROUNDS = 5

/**
 * Loads the servers in turns, so that a disturbance of the machine meets all of them. Returns the figures of
 * each.
 */
export async function takeTurns(servers, { rounds, seconds, say }) {
  for (const server of servers) {
    await load(server, server.file, ['-n', String(WARM_UP_ROUNDS)], 60)
    server.runs = []
  }
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) server.runs.push(await measure(server, server.file, seconds))
    say(`round ${round + 1} of ${rounds}`)
  }
  return servers.map(summarize)
}

function summarize({ name, runs, replyOctets }) {
  return {
    name,
    microseconds: runs.map((one) => one.microseconds),
    median: median(runs.map((one) => one.microseconds)),
    queriesPerSecond: median(runs.map((one) => one.queriesPerSecond)),
    busy: median(runs.map((one) => one.busy)),
    lost: sum(runs.map((one) => one.lost)),
    replyOctets,
    rcodes: runs.at(-1).rcodes,
  }
}

/** Half of the time is with EDNS, half without. */
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

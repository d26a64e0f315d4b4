/**
 * The cost of a query without the socket: parsing, finding and writing, in nanoseconds and octets of heap.
 * Runs as a process of its own with --expose-gc on a folder of manifests; writes JSON.
 *
 *   node --expose-gc --max-semi-space-size=64 in-process.mjs FOLDER SERVICES SEED
 */
import { Query } from '../../build/src/chain/query.js'
import { compose } from '../../build/src/chain/plugin.js'
import { ClusterResolver } from '../../build/src/directives/cluster/kubernetes/resolver.js'
import { Responder } from '../../build/src/server/respond.js'
import { ReplyWriter } from '../../build/src/wire/reply.js'
import { SuffixTable } from '../../build/src/zone/suffix-table.js'
import { OPTIONS, openCluster } from './cluster.mjs'
import { makeServices } from './manifests.mjs'
import { drawKind, drawQuestions, KINDS, packetOf } from './questions.mjs'
import { median } from './report.mjs'

const [folder, count, seed] = process.argv.slice(2)
const PACKETS = 10_000
const REPEATS = 15
const CLIENT = { address: '127.0.0.1', port: 5353 }

const services = makeServices(Number(count))
const { zones, close } = await openCluster(folder)
const responder = new Responder(routesOf(zones))
const query = new Query()
const writer = new ReplyWriter()

const mix = measure(drawQuestions(services, PACKETS, Number(seed)))
const kinds = Object.keys(KINDS).map((kind) => ({
  kind,
  ...measure(drawKind(kind, services, PACKETS, Number(seed))),
}))
process.stdout.write(JSON.stringify({ mix, kinds }))
await close()

/** The chain of the kubernetes directive, without sockets. */
function routesOf(block) {
  const resolver = new ClusterResolver(OPTIONS)
  const answer = (one) => {
    const zone = block.current.cluster.table.find(one.hashedName)
    return resolver.find(zone, one.hashedName, one.type)
  }
  const handler = compose([{ name: 'kubernetes', attach: () => answer }])
  return new SuffixTable(OPTIONS.zones.map((zone) => [zone, { zone, handler }]))
}

function measure(questions) {
  const packets = questions.map((question, i) => packetOf(question, i, i % 2 === 1))
  const all = () => {
    for (const packet of packets) responder.respond(query, packet, CLIENT, writer)
  }
  for (let i = 0; i < REPEATS; i++) all()
  const nanoseconds = repeat(() => {
    const before = process.hrtime.bigint()
    all()
    return Number(process.hrtime.bigint() - before) / packets.length
  })
  // No garbage collection runs between the two readings: the young generation is larger than the allocations.
  const heapOctets = repeat(() => {
    globalThis.gc()
    const before = process.memoryUsage().heapUsed
    all()
    return (process.memoryUsage().heapUsed - before) / packets.length
  })
  const keys = packets.map(keyOctets)
  return {
    nanoseconds,
    heapOctets,
    keyOctets: keys.reduce((sum, one) => sum + one, 0) / keys.length,
  }
}

function repeat(task) {
  return median(Array.from({ length: REPEATS }, task))
}

/** Octets of a one-byte string on the heap of V8: a header of 16 octets, and the characters in words of 8. */
function keyOctets(packet) {
  let end = 12
  while (packet[end] !== 0) end += packet[end] + 1
  return 16 + Math.ceil((end + 1 - 12) / 8) * 8
}

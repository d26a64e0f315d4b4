import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { cache } from '../../src/directives/upstream/cache/cache.ts'
import { errors } from '../../src/directives/observe/errors.ts'
import { forward } from '../../src/directives/upstream/forward/forward.ts'
import { HEADER_OCTETS } from '../../src/wire/constants.ts'
import { frameMessage } from '../../src/wire/framing.ts'
import { until } from '../e2e/until.ts'
import { address, type Asked, misbehaving } from '../directives/upstream/misbehaving.ts'
import { setUp } from '../support/block.ts'
import { answerOf, askHandler, before } from '../support/chain.ts'
import { decodeReply, type Reply } from '../support/decode.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'
import { damaged, honest, type Script, scripts } from './reply-source.ts'

/** The address that only a forged reply holds. */
const FORGED = '10.0.0.66'

/** The scripts by the first label of a name. */
const playing = new Map<string, Script>()
/** All replies that the upstream's own address has sent, by the same label. */
const sent = new Map<string, { readonly query: Buffer; readonly reply: Buffer }[]>()
const turns = new Map<string, number>()
const forger = createSocket('udp4')
/**
 * Connections on which the upstream has left the boundaries of messages. What it wrote there later would be
 * part of the broken message, so that a reply would come of two that it sent. It writes nothing more.
 */
const misaligned = new WeakSet<Socket>()
const MISALIGNING: ReadonlySet<Script['ending']> = new Set(['half', 'prefix', 'noise'])

/** A late reply belongs to an earlier case. */
const SILENT: Script = {
  kind: 'nothing',
  transport: 'udp',
  payload: undefined,
  datagrams: [],
  messages: [],
  ending: 'end',
  isForged: false,
}

function scriptOf({ query }: Asked): { label: string; script: Script } {
  const label = query.toString('latin1', 13, 13 + (query[12] ?? 0)).toLowerCase()
  return { label, script: playing.get(label) ?? SILENT }
}

function send(label: string, query: Buffer, reply: Buffer): Buffer {
  sent.get(label)?.push({ query, reply })
  return reply
}

function answerDatagram(asked: Asked): Buffer[] {
  const { label, script } = scriptOf(asked)
  const turn = turns.get(label) ?? 0
  turns.set(label, turn + 1)
  if (script.isForged) forger.send(address(asked.query, 66), asked.port, '127.0.0.1')
  const truth = honest(asked.query, 'udp')
  return (script.datagrams[turn] ?? []).map((damage) => send(label, asked.query, damaged(truth, damage)))
}

function answerStream(asked: Asked, socket: Socket): void {
  const { label, script } = scriptOf(asked)
  // The upstream has closed the connection on an earlier question.
  if (!socket.writable || misaligned.has(socket)) return
  const truth = honest(asked.query, 'tcp')
  const stray = damaged(truth, [{ kind: 'id', at: 0, value: 1 }])
  for (const damage of script.messages) {
    socket.write(frameMessage(send(label, asked.query, damaged(truth, damage))))
  }
  if (MISALIGNING.has(script.ending)) misaligned.add(socket)
  const half = frameMessage(truth).subarray(0, 1 + truth.length / 2)
  switch (script.ending) {
    case 'open':
      break
    case 'end':
      socket.end()
      break
    case 'reset':
      socket.resetAndDestroy()
      break
    case 'half':
      socket.write(half)
      break
    case 'halfAndEnd':
      socket.end(half)
      break
    case 'prefix':
      socket.write(Buffer.from([0xff]))
      break
    case 'empty':
      socket.write(Buffer.alloc(4000))
      break
    case 'strays':
      for (let i = 0; i < 100; i++) socket.write(frameMessage(stray))
      break
    case 'noise':
      socket.write(Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(70_000, 0xc0)]))
      break
  }
}

/** Whether a reply may derive from one that the upstream has sent. */
function mayComeOf(
  reply: Reply | string,
  { query, reply: octets }: { query: Buffer; reply: Buffer },
): boolean {
  if (octets.length < HEADER_OCTETS || octets.readUInt16BE(0) !== query.readUInt16BE(0)) return false
  const told = read(octets)
  // A decoder stricter than ours refuses it: then an equal question is enough.
  if (typeof told === 'string') return questionOf(octets, query) === questionOf(query, query)
  if (typeof reply === 'string') return false
  if (told.question !== null && told.question.toLowerCase() !== reply.question?.toLowerCase()) return false
  if (told.question === null && ['NOERROR', 'NXDOMAIN'].includes(told.rcode)) return false
  return told.rcode === reply.rcode && isBeginning(reply.answer.map(withoutTtl), told.answer.map(withoutTtl))
}

function questionOf(message: Buffer, query: Buffer): string {
  const end = query.indexOf(0, HEADER_OCTETS) + 5
  return message.toString('latin1', HEADER_OCTETS, end).toLowerCase()
}

/** The decoded message, or its problem. A resolver may ignore octets behind it. */
function read(octets: Buffer): Reply | string {
  try {
    return decodeReply(octets)
  } catch (problem) {
    const message = messageOf(problem)
    const more = /^(\d+) octets are left over$/.exec(message)?.[1]
    return more === undefined ? message : read(octets.subarray(0, -Number(more)))
  }
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}

function isBeginning(some: readonly string[], all: readonly string[]): boolean {
  return some.every((line, i) => line === all[i])
}

/** The text in lower case, because an owner name has the spelling of the question. */
function withoutTtl(line: string): string {
  return line.replace(/^(\S+) \d+ /, '$1 ').toLowerCase()
}

const nowhere = answerOf({ question: 'x', rcode: 3 })
let count = 0

test(
  'any upstream: the client gets the reply to its own question or SERVFAIL, and no socket stays open',
  async () => {
    forger.bind(0, '127.0.0.1')
    onTestFinished(() => void forger.close())
    const upstream = await misbehaving(answerDatagram, answerStream)
    const { plugin, diagnostics } = setUp(
      forward,
      `forward . ${upstream.name} {\n read_timeout 40ms\n max_connect_attempts 2\n max_fails 0\n expire 50ms\n}`,
    )
    const cached = setUp(cache, 'cache 30').plugin
    expect(diagnostics).toEqual([])
    await plugin?.start?.()
    const handler = before(
      setUp(errors, 'errors').plugin,
      before(
        cached,
        before(plugin, () => nowhere),
      ),
    )
    const resources = openSockets()
    await fuzz(fc.array(scripts, { minLength: 1, maxLength: 24 }), async (cases) => {
      await Promise.all(
        cases.map(async (script) => {
          const label = `q${count++}`
          playing.set(label, script)
          sent.set(label, [])
          const { transport, payload } = script
          const type = script.kind === 'services' ? 'SRV' : script.kind === 'text' ? 'TXT' : 'A'
          const question = {
            name: `${label}.${script.kind}.EU`,
            type,
            ...(payload !== undefined && { payload }),
          }
          // The cache may answer the second question.
          for (const round of [1, 2]) {
            const asked = askHandler(handler, { ...question, id: round }, { transport })
            const reply = await asked.catch(messageOf)
            if (typeof reply !== 'string') {
              expect([reply.id, reply.question]).toEqual([round, `${question.name}. IN ${type}`])
              expect(reply.answer.join()).not.toContain(FORGED)
              if (reply.rcode === 'SERVFAIL' && reply.answer.length === 0) continue
            }
            const sources = sent.get(label) ?? []
            expect([reply, sources.some((one) => mayComeOf(reply, one))]).toEqual([reply, true])
          }
        }),
      )
      playing.clear()
      sent.clear()
      turns.clear()
    })
    await plugin?.stop?.()
    await until(
      'all sockets are closed',
      () => upstream.connections.size === 0 && openSockets() <= resources,
      5000,
      () => `${upstream.connections.size} connections, ${openSockets() - resources} sockets`,
    )
  },
  TIMEOUT_MS,
)

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => /^(?:UDP|TCPSocket)/.test(kind)).length
}

/**
 * The pool against workers that work, hang, crash and fill their memory. They are JavaScript written here,
 * because a worker cannot load the sources: the tests are about the handling of a worker, not about the
 * parser.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type ParserLimits, ParserPool } from '../../src/source/parser-pool.ts'

/** The first line of a file makes the worker hang, crash, or fill its memory. */
const SCRIPT = `
import { parentPort, threadId } from 'node:worker_threads'
let left = 0
parentPort.on('message', (message) => {
  const text = message === 'more' ? '' : Buffer.from(message.octets).toString().trim()
  if (text === 'hang') for (;;) ;
  if (text === 'sleep') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
    return parentPort.postMessage({ objects: [], end: { ignored: 7, diagnostics: [], intact: true } })
  }
  if (text === 'thread') {
    return parentPort.postMessage({ objects: [{ name: String(threadId) }], end: { ignored: 7, diagnostics: [], intact: true } })
  }
  if (text === 'crash') throw new Error('boom')
  if (text === 'exit') process.exit(3)
  if (text === 'eat') { const all = []; for (;;) all.push(new Array(1000).fill({})) }
  if (message !== 'more') left = Number(text)
  left -= 1
  const end = left > 0 ? null : { ignored: 7, diagnostics: [], intact: true }
  parentPort.postMessage({ objects: [{ name: String(left) }], end })
})
`

function pool(limits: Partial<ParserLimits> = {}): ParserPool {
  const folder = mkdtempSync(join(tmpdir(), 'kz-pool-'))
  const script = join(folder, 'worker.mjs')
  writeFileSync(script, SCRIPT)
  const made = new ParserPool({ threadOctets: 1, ...limits }, pathToFileURL(script))
  onTestFinished(async () => {
    await made.close()
    rmSync(folder, { recursive: true })
  })
  return made
}

async function outcome(made: ParserPool, text: string): Promise<string> {
  const parsed = await made.parse(Buffer.from(text), 'a.yaml')
  const [found] = parsed.diagnostics
  return found === undefined ? parsed.objects.map(({ name }) => name).join() : found.message
}

test('objects come in portions, in order, one file after the other', async () => {
  const made = pool()
  const both = await Promise.all([outcome(made, '3'), outcome(made, '1')])
  expect(both).toEqual(['2,1,0', '0'])
})

test('the given octets stay unchanged, also in a shared buffer', async () => {
  const made = pool()
  const shared = Buffer.from('x2 y')
  await made.parse(shared.subarray(1, 3), 'a.yaml')
  expect(shared.toString()).toBe('x2 y')
})

test('a file that takes too long, fills the memory, or ends the worker, costs a diagnostic and no other file', async () => {
  const made = pool({ parseMs: 5_000, memoryMib: 32 })
  const texts = ['crash', '2', 'exit', '2', 'eat', '2']
  expect(await Promise.all(texts.map((text) => outcome(made, text)))).toEqual([
    'could not be parsed: boom',
    '1,0',
    "could not be parsed: the parser's thread ended with code 3",
    '1,0',
    'could not be parsed: it took more than 32 MiB of memory',
    '1,0',
  ])
  const hasty = pool({ parseMs: 200 })
  expect(await Promise.all([outcome(hasty, 'hang'), outcome(hasty, 'hang')])).toEqual([
    'could not be parsed: it took more than 0.2 s of CPU time',
    'could not be parsed: it took more than 0.2 s of CPU time',
  ])
})

test('time in which the worker does not run does not count, up to a limit', async () => {
  expect(await outcome(pool({ parseMs: 400 }), 'sleep')).toBe('')
  expect(await outcome(pool({ parseMs: 400, longestMs: 300 }), 'sleep')).toBe(
    'could not be parsed: it took more than 0.3 s',
  )
})

test('a worker ends soon after its last file', async () => {
  const made = pool({ idleMs: 300 })
  const [first, second] = [await outcome(made, 'thread'), await outcome(made, 'thread')]
  expect(second).toBe(first)
  await delay(1_000)
  expect(await outcome(made, 'thread')).not.toBe(first)
})

test.each([
  ['a large document', 'x'.repeat(1_000), true],
  ['many documents', '---\n'.repeat(5), true],
  ['many JSON objects', '{}\n'.repeat(5), true],
  ['a few documents', '---\n'.repeat(4), false],
  ['many lines', 'a\n- b\n'.repeat(100), false],
])('%s: whether the worker parses it', async (_, text, isThreaded) => {
  const parsed = pool({ threadOctets: 1_000 }).parse(Buffer.from(text), 'a.yaml')
  expect(parsed instanceof Promise).toBe(isThreaded)
})

test('closing settles the current file and the waiting ones', async () => {
  const made = pool()
  const both = Promise.all([outcome(made, 'hang'), outcome(made, '1')])
  await made.close()
  expect(await both).toEqual(Array(2).fill('could not be parsed: parsing was stopped'))
})

test('small files are parsed synchronously, and binary files are reported', async () => {
  const made = pool({ threadOctets: 1_000 })
  const parsed = made.parse(
    Buffer.from('kind: Namespace\napiVersion: v1\nmetadata: {name: shop}\n'),
    'a.yaml',
  )
  expect(parsed).toMatchObject({ intact: true, objects: [{ kind: 'Namespace', name: 'shop' }] })
  expect(await made.parse(Buffer.from([0, 0xff, 0, 1]), 'a.yaml')).toMatchObject({
    intact: false,
    objects: [],
  })
})

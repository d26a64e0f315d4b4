/**
 * Starts the Corefiles of distributions unchanged, each in a container with its files, on port 53 (or the
 * port of the file), with its ports for probes and the manifests of the command line. Asks each server over
 * UDP and TCP, and stops it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Namespace } from '../clients/namespace.ts'
import type { Kubezone } from '../e2e/kubezone.ts'
import { unless, whyMissing } from '../support/needs.ts'
import { Outside, whyNoContainer } from './container.ts'
import { COREFILE, COREFILES } from './corefiles.ts'
import { COMMON, DISTRIBUTIONS, type Expected } from './expected.ts'

const obstacle = whyNoContainer() ?? whyMissing('dig', 'busybox')

describe('the Corefile of', unless(obstacle), () => {
  let outside: Outside

  beforeAll(async () => {
    outside = await Outside.open()
  })
  afterAll(() => outside.close())

  test('every folder is expected to start', () => {
    expect(DISTRIBUTIONS.map(({ name }) => name).sort()).toEqual(COREFILES.map(({ name }) => name))
  })

  for (const expected of DISTRIBUTIONS) {
    const { name } = expected
    test.concurrent(`${name} starts, answers, and stops`, async ({ onTestFinished }) => {
      const node = outside.connect(expected.addresses ?? [])
      onTestFinished(() => node.close())
      const kubezone = await outside.run(name, node)
      onTestFinished(() => kubezone.kill())
      expect(diagnosticsOf(kubezone)).toEqual(expected.diagnostics ?? [])
      await checkAnswers(node, expected)
      await checkPages(node, expected)
      // The queries have caused no further diagnostic.
      expect(diagnosticsOf(kubezone)).toEqual(expected.diagnostics ?? [])
      await stop(kubezone)
      expect(kubezone.stderr).toBe('')
    })
  }
})

/** All warnings, errors and diagnostics of the log. */
function diagnosticsOf(kubezone: Kubezone): string[] {
  return kubezone.stdout.split('\n').flatMap((line) => {
    if (line === '') return []
    const { level, msg, code, file, line: at } = JSON.parse(line) as Record<string, string | number>
    // Containers need root here, so every log has this warning.
    if (String(msg).startsWith('kubezone runs as root, ')) return []
    if (code === undefined) return level === 'info' ? [] : [`${level} ${msg}`]
    const where = file === COREFILE ? '' : `${file}:`
    return [`${where}${at} ${code} ${/'[^']*'/.exec(String(msg))?.[0] ?? msg}`]
  })
}

async function checkAnswers(node: Namespace, expected: Expected): Promise<void> {
  const answers = { ...COMMON, ...expected.answers }
  const { at = '127.0.0.1', port = 53 } = expected
  // One dig asks all questions, one after the other.
  const words = Object.keys(answers).flatMap((question) => question.split(' '))
  const options = ['+noall', '+comments', '+answer', '+time=3', '+tries=1']
  const common = [`@${at}`, '-p', String(port), ...options]
  const replies = await Promise.all(
    [['+notcp'], ['+tcp']].map((transport) => node.run('dig', ...common, ...transport, ...words)),
  )
  const { ttl = 5 } = expected
  for (const { output } of replies) {
    const read = output.split(';; Got answer:').slice(1).map(readReply)
    expect(Object.fromEntries(Object.keys(answers).map((question, i) => [question, read[i]?.text]))).toEqual(
      answers,
    )
    if (ttl !== null) expect(read[0]?.ttl).toBe(ttl)
  }
}

interface DigReply {
  readonly text: string
  /** The TTL of the first record. */
  readonly ttl: number
}

function readReply(output: string): DigReply {
  const records = [...output.matchAll(/^[^;\s]\S*\s+(\d+)\s+(?:IN|CH)\s+(\S+)\s+(.+)$/gm)]
  const rcode = /status: (\w+)/.exec(output)?.[1] ?? output
  const texts = records.map(([, , type, data]) => `${type} ${data}`).sort()
  return { text: texts.length === 0 ? rcode : texts.join(', '), ttl: Number(records[0]?.[1]) }
}

async function checkPages(node: Namespace, expected: Expected): Promise<void> {
  const {
    health = 'http://127.0.0.1:8080/health',
    ready = 'http://127.0.0.1:8181/ready',
    metrics = 'http://127.0.0.1:9153/metrics',
  } = expected
  const fetch = async (url: string): Promise<string> =>
    (await node.run('busybox', 'wget', '-q', '-O', '-', url)).output
  if (health !== null) expect(await fetch(health)).toBe('OK')
  if (ready !== null) expect(await fetch(ready)).toBe('OK')
  expect(await fetch(metrics)).toMatch(/^coredns_dns_requests_total\{/m)
}

/** A second signal ends the lameduck time, which is 20 s in some files. */
async function stop(kubezone: Kubezone): Promise<void> {
  kubezone.signal('SIGTERM')
  await kubezone.says(/SIGTERM received/)
  kubezone.signal('SIGTERM')
  expect(await kubezone.exited()).toBe(0)
}

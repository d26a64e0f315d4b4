/** Standard output is a pipe without a reader: the server goes on answering, and stops on a signal. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Target } from '../support/ask.ts'
import { ANY_PORT, workplace } from './during-test.ts'
import { MAIN } from './kubezone.ts'
import { until } from './until.ts'
import { nameOf, service } from './workplace.ts'

const COREFILE = 'cluster.local {\n    log\n    kubernetes\n}\n'

async function askMany(target: Target, count: number): Promise<number> {
  let answered = 0
  for (let i = 0; i < count; i += 50) {
    const replies = Array.from({ length: 50 }, () => ask(target, { name: nameOf('web'), type: 'A' }))
    answered += (await Promise.all(replies)).filter(({ answer }) => answer.length === 1).length
  }
  return answered
}

test.each(['a pipe', 'a socket'])('%s that is full blocks neither answers nor the stop', async (what) => {
  const place = workplace({ Corefile: COREFILE, 'web.yaml': service('web', '10.96.0.20') })
  const path = place.path('stdout')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(reader))
  const writer = openSync(path, constants.O_WRONLY)
  const child = spawn(process.execPath, [MAIN, 'serve', place.folder, ...ANY_PORT], {
    stdio: ['ignore', what === 'a pipe' ? writer : 'pipe', 'inherit'],
  })
  closeSync(writer)
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  let said = ''
  const read = (): string => {
    const chunk = Buffer.alloc(4096)
    try {
      said += chunk.toString('utf8', 0, readSync(reader, chunk))
    } catch {
      // The pipe is empty.
    }
    return said
  }
  const hear = (chunk: Buffer): void => void (said += chunk.toString())
  child.stdout?.on('data', hear)
  await until('it is ready', () => (child.stdout === null ? read() : said).includes('serving'), 20_000)
  child.stdout?.pause()
  const port = Number(/ on 127\.0\.0\.1:(\d+) /.exec(said)?.[1])
  expect(await askMany({ address: '127.0.0.1', port }, 2000)).toBe(2000)
  const began = performance.now()
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(performance.now() - began).toBeLessThan(2000)
})

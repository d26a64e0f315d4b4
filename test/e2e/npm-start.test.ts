/**
 * `npm start` in a copy of the files it needs: it builds before it serves, and other tests run from dist/
 * meanwhile.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../support/ask.ts'
import { workplace } from './during-test.ts'
import { until } from './until.ts'
import { freePort, isFree, nameOf } from './workplace.ts'

const ROOT = join(import.meta.dirname, '../..')
const NEEDED = ['package.json', 'package-lock.json', 'rolldown.config.ts', 'tsconfig.json', 'src', 'zones']
const START_MS = 60_000

test('npm start answers, and SIGTERM to npm stops the server', { timeout: 90_000 }, async () => {
  const { folder } = workplace()
  for (const path of NEEDED) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const port = await freePort()
  // A process group of its own, which the end of the test kills.
  const npm = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: folder,
    detached: true,
    stdio: 'pipe',
  })
  onTestFinished(() => {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL')
    } catch {
      // All processes of the group have ended.
    }
  })
  const exited = once(npm, 'exit')
  let output = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  await until(
    'the server is ready',
    () => output.includes('serving'),
    START_MS,
    () => output,
  )
  const target = { address: '127.0.0.1', port }
  expect((await ask(target, { name: nameOf('kubernetes'), type: 'A' })).answer).toHaveLength(1)

  npm.kill('SIGTERM')
  await exited
  await until('the port is free', async () => isFree(port))
  expect(output).toContain('SIGTERM received, stopping')
  expect(() => process.kill(-(npm.pid ?? 0), 0), 'what npm started').toThrow('ESRCH')
})

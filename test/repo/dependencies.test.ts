/**
 * What the code relies on inside its dependencies, beyond what they document: a release that changes it fails
 * here, by name.
 */
import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type ServerHttp2Session } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Packet } from 'dns2'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { FolderWatches } from '../../src/source/watch.ts'
import { until } from '../e2e/until.ts'

/** How long a system watch may take to report what it should not. */
const SETTLED_MS = 300

test("dns2 exports its packet.js as Packet, and that loads no server: the bundle has it in the main module's place", async () => {
  const file = new URL('packet.js', import.meta.resolve('dns2'))
  const { default: packets } = await import(file.href)
  expect(Packet).toBe(packets)
  expect(readFileSync(file, 'utf8').match(/require\('[^']+'\)/g)).toEqual([
    "require('node:util')",
    "require('node:crypto')",
    "require('./lib/reader')",
    "require('./lib/writer')",
  ])
})

describe('chokidar', () => {
  interface Watched {
    readonly parent: string
    readonly folder: string
    readonly watches: FolderWatches
    readonly hints: (string | null)[]
  }

  async function watch(files: number): Promise<Watched> {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'kz-chokidar-')))
    const folder = join(parent, 'watched')
    mkdirSync(folder)
    for (let i = 0; i < files; i++) writeFileSync(join(folder, `${i}.yaml`), '')
    const hints: (string | null)[] = []
    const watches = new FolderWatches(
      (_, name) => void hints.push(name),
      (_, problem) => expect.fail(String(problem)),
    )
    onTestFinished(() => {
      watches.close()
      rmSync(parent, { recursive: true })
    })
    await watches.cover(new Map([[folder, '1']]))
    return { parent, folder, watches, hints }
  }

  test("asks _throttle('readdir') before it lists a folder: an edit causes no look at the other files", async () => {
    const { folder, hints } = await watch(500)
    let requests = 0
    const hook = createHook({
      init: (_, type) => {
        if (type.startsWith('FSREQ')) requests++
      },
    }).enable()
    onTestFinished(() => void hook.disable())
    writeFileSync(join(folder, '7.yaml'), 'edited')
    await until('the edit is reported', () => hints.includes('7.yaml'))
    await delay(SETTLED_MS)
    expect(requests, 'requests to the file system after one edit').toBeLessThan(50)
  })

  test('tells _addPathCloser of every folder that it watches', async () => {
    const { folder, watches } = await watch(0)
    expect(watches.arm(folder, '1'), 'a second watch of a folder that is watched').toBe(null)
  })

  test('passes a second argument to add() when it would watch the parent of a folder that is missing', async () => {
    const { parent, watches, hints } = await watch(0)
    await watches.cover(new Map([[join(parent, 'missing'), '1']]))
    await delay(SETTLED_MS)
    writeFileSync(join(parent, 'beside.yaml'), '')
    await delay(SETTLED_MS)
    expect(hints, 'hints of the parent').toEqual([])
  })
})

test('node:http2 calls the close method of a session when its client announces the end with GOAWAY', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = connect(`http://127.0.0.1:${address.port}`)
  onTestFinished(() => client.destroy())
  const [session] = (await once(server, 'session')) as [ServerHttp2Session]
  const close = vi.spyOn(session, 'close').mockImplementation(() => undefined)
  client.goaway(0)
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce(), 10_000)
  session.destroy()
})

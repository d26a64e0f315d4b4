/**
 * Measures how long kubezone takes to load a folder, how much memory it then holds, and how soon it answers
 * by an edit. An edit has the path of a file, its text for each of several edits, a name, and a function that
 * tells whether a reply for the name follows from the edit.
 */
import { createSocket } from 'node:dgram'
import { renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cpuNanoseconds, freePort, residentMib, start, stop, until } from './processes.mjs'
import { packetOf } from './questions.mjs'
import { median } from './report.mjs'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const SETTLE_MS = 5000
const EDITS = 10

export async function measureLoading({ folder, edit, starts, say }) {
  const loads = []
  let edits = []
  for (let i = 0; i < starts; i++) {
    const port = await freePort()
    const began = performance.now()
    const child = start(null, process.execPath, [MAIN, 'serve', folder, '--port', String(port)])
    try {
      await until(() => child.output.includes('serving'), 'loading', 120, child)
      const seconds = (performance.now() - began) / 1000
      const cpuSeconds = cpuNanoseconds(child.pid) / 1e9
      const ready = residentMib(child.pid)
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const settled = residentMib(child.pid)
      loads.push({ seconds, cpuSeconds, ready: ready.now, settled: settled.now, peak: settled.peak })
      say(`start ${i + 1} of ${starts}`)
      if (i === starts - 1) edits = await measureEdits(edit, port, child)
    } finally {
      await stop(child)
    }
  }
  const pick = (key) => median(loads.map((load) => load[key]))
  return {
    loads,
    seconds: pick('seconds'),
    cpuSeconds: pick('cpuSeconds'),
    readyMib: pick('ready'),
    settledMib: pick('settled'),
    peakMib: pick('peak'),
    editMs: median(edits.map((edit) => edit.ms)),
    editCpuMs: median(edits.map((edit) => edit.cpuMs)),
  }
}

/** Writes the file repeatedly, and asks after each write until the reply follows from it. */
async function measureEdits({ path, original, textOf, name, isSeen }, port, child) {
  const edits = []
  const ask = asker(port, name)
  try {
    for (let i = 0; i < EDITS; i++) {
      const cpu = cpuNanoseconds(child.pid)
      const began = performance.now()
      writeFileSync(`${path}.new`, textOf(i))
      renameSync(`${path}.new`, path)
      await until(async () => isSeen(await ask.next(), i), 'an edit', 10, child)
      edits.push({ ms: performance.now() - began, cpuMs: (cpuNanoseconds(child.pid) - cpu) / 1e6 })
    }
  } finally {
    ask.close()
    writeFileSync(path, original)
  }
  return edits
}

/** Asks for the addresses of one name; each `next` resolves to a reply. */
function asker(port, name) {
  const socket = createSocket('udp4')
  const packet = packetOf({ name, type: 'A' }, 1, false)
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer within a second')), 1000)
        socket.once('message', (reply) => {
          clearTimeout(timer)
          resolve(reply)
        })
        socket.send(packet, port, '127.0.0.1')
      }),
    close: () => socket.close(),
  }
}

/**
 * Child processes that never outlive the benchmark, and their CPU time and memory as the kernel counts them.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

const running = new Set()

process.on('exit', () => {
  for (const child of running) killTree(child.pid)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** The Debian packages of the missing programs. */
export function missingPackages(packageOf) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const isThere = (program) =>
    folders.some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK)
        return true
      } catch {
        return false
      }
    })
  return Object.entries(packageOf).flatMap(([program, name]) => (isThere(program) ? [] : [name]))
}

/** Starts a program on one core; `null`: on any. */
export function start(core, program, args) {
  const pinned = core === null ? [program, ...args] : ['taskset', '-c', String(core), program, ...args]
  const path = `${process.env.PATH}${delimiter}/usr/sbin${delimiter}/sbin`
  const child = spawn(pinned[0], pinned.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  })
  running.add(child)
  child.output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      child.output += text
    })
  }
  child.ended = new Promise((resolve) => {
    child.on('error', (error) => {
      child.output += String(error)
      resolve(1)
    })
    child.on('close', (code) => {
      running.delete(child)
      resolve(code ?? 1)
    })
  })
  return child
}

/** Runs a program to its end and returns its output; fails if it takes longer than `seconds`. */
export async function run(core, program, args, seconds) {
  const child = start(core, program, args)
  const timer = setTimeout(() => killTree(child.pid), seconds * 1000)
  const code = await child.ended
  clearTimeout(timer)
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${child.output.slice(-2000)}`)
  return child.output
}

/** Waits until `isReady` holds. */
export async function until(isReady, what, seconds, child = null) {
  const end = performance.now() + seconds * 1000
  while (!(await isReady())) {
    if (performance.now() > end)
      throw new Error(`${what} took more than ${seconds} s\n${child?.output ?? ''}`)
    if (child !== null && child.exitCode !== null) throw new Error(`${what} ended:\n${child.output}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export async function stop(child) {
  killTree(child.pid)
  await child.ended
}

function killTree(pid) {
  for (const one of processTree(pid).toReversed()) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // The process has already ended.
    }
  }
}

/** A process and all its descendants. */
function processTree(pid) {
  const found = [pid]
  for (let i = 0; i < found.length; i++) {
    for (const task of tasksOf(found[i])) {
      found.push(...read(`/proc/${found[i]}/task/${task}/children`).split(' ').filter(Boolean).map(Number))
    }
  }
  return found
}

function tasksOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** CPU time (user and system) of all threads of a process and its descendants, from the scheduler, in ns. */
export function cpuNanoseconds(pid) {
  let total = 0
  for (const one of processTree(pid)) {
    for (const task of tasksOf(one)) {
      total += Number(read(`/proc/${one}/task/${task}/schedstat`).split(' ')[0])
    }
  }
  return total
}

/** Resident memory now and at its peak, in MiB. */
export function residentMib(pid) {
  const status = read(`/proc/${pid}/status`)
  const mib = (field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  return { now: mib('VmRSS'), peak: mib('VmHWM') }
}

/** A free port of 127.0.0.1, both over UDP and over TCP. */
export async function freePort() {
  for (;;) {
    const socket = createSocket('udp4')
    await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const { port } = socket.address()
    const server = createServer()
    const isFree = await new Promise((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => socket.close(resolve))
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LineSink } from '../../src/report/line-sink.ts'
import { until } from '../e2e/until.ts'

/** A pipe, as one between two processes is: 64 KB, and then the writer has to wait. */
class Pipe {
  readonly writer: number
  readonly #reader: number
  #isOpen = true
  text = ''

  constructor() {
    const path = join(folder(), 'pipe')
    execFileSync('mkfifo', [path])
    this.#reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    this.writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    onTestFinished(() => {
      closeSync(this.writer)
      this.closeReader()
    })
  }

  /** What is there now. */
  read(): string {
    const chunk = Buffer.alloc(1 << 20)
    try {
      this.text += chunk.toString('utf8', 0, readSync(this.#reader, chunk))
    } catch {
      // Nothing is.
    }
    return this.text
  }

  closeReader(): void {
    if (this.#isOpen) closeSync(this.#reader)
    this.#isOpen = false
  }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kz-sink-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

function toPipe(maxOctets?: number): { pipe: Pipe; sink: LineSink } {
  const pipe = new Pipe()
  const sink: LineSink = new LineSink(pipe.writer, (lines) => sink.write(`${lines} are missing\n`), maxOctets)
  return { pipe, sink }
}

/** 100 octets each. */
function line(i: number): string {
  return `${String(i).padStart(6)} ${'x'.repeat(92)}\n`
}

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => line(from + i)).join('')
}

describe('the log of a server', () => {
  test('leaves in its order', async () => {
    const { pipe, sink } = toPipe()
    for (let i = 0; i < 400; i++) sink.write(line(i))
    await until('all is there', () => pipe.read().length >= 40_000)
    expect(pipe.text).toBe(lines(0, 400))
  })

  test('waits while nobody reads it, and then nothing is missing', async () => {
    const { pipe, sink } = toPipe()
    const began = performance.now()
    for (let i = 0; i < 3000; i++) {
      sink.write(line(i))
      if (i % 100 === 0) await delay(0)
    }
    expect(performance.now() - began).toBeLessThan(2000)
    await until('all is there', () => pipe.read().length >= 300_000)
    expect(pipe.text).toBe(lines(0, 3000))
  })

  test('is dropped where too much waits, and the gap says how much is missing', async () => {
    const { pipe, sink } = toPipe(10_050)
    for (let i = 0; i < 3000; i++) {
      sink.write(line(i))
      if (i % 10 === 0) await delay(0)
    }
    // There is room for this line, but it would make two gaps of one.
    sink.write('short\n')
    await until('the gap is told', () => pipe.read().includes('missing'))
    sink.write('later\n')
    await until('it goes on', () => pipe.read().endsWith('later\n'))
    const kept = pipe.text.indexOf(' are missing')
    const missing = Number(/^(\d+) are missing$/m.exec(pipe.text)?.[1])
    const count = Math.floor(kept / 100)
    expect(count + missing).toBe(3001)
    expect(count).toBeLessThan(800)
    expect(pipe.text).toBe(`${lines(0, count)}${missing} are missing\nlater\n`)
  })

  test('is nothing to anybody once its reader is gone', async () => {
    const { pipe, sink } = toPipe(1000)
    pipe.closeReader()
    for (let i = 0; i < 50; i++) {
      sink.write(line(i))
      await delay(0)
    }
    expect(() => sink.finish()).not.toThrow()
  })
})

describe('at the exit', () => {
  test('the last lines are written at once', () => {
    const { pipe, sink } = toPipe()
    sink.write('one\n')
    sink.write('two\n')
    sink.finish()
    expect(pipe.read()).toBe('one\ntwo\n')
  })

  test('a reader that has stalled is not waited for', () => {
    const { sink } = toPipe()
    for (let i = 0; i < 3000; i++) sink.write(line(i))
    const began = performance.now()
    sink.finish()
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

test('a file takes everything, however much comes at once', () => {
  const path = join(folder(), 'log')
  const file = openSync(path, 'a')
  onTestFinished(() => closeSync(file))
  const sink = new LineSink(file, () => expect.unreachable(), 50_000)
  for (let i = 0; i < 10_000; i++) sink.write(line(i))
  sink.finish()
  expect(readFileSync(path, 'utf8')).toBe(lines(0, 10_000))
})

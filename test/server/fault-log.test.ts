/** The lines that the log has of faults, and how often it has them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Query } from '../../src/chain/query.ts'
import { FaultLog } from '../../src/server/fault-log.ts'
import { encodeQuery } from '../support/ask.ts'
import { collectingLog } from '../support/block.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function queryOf(name: string, type = 'A'): Query {
  const query = new Query()
  query.request.parse(encodeQuery({ name, type, class: 3 }))
  query.begin({ address: '2001:db8::1', port: 4321 })
  return query
}

function faultLog() {
  const log = collectingLog()
  const { report } = new FaultLog(log)
  const query = queryOf('Web.example.org', 'AAAA')
  return {
    lines: log.lines,
    fault: (problem: unknown, showsStack = false) =>
      report({ problem, query, outcome: 'SERVFAIL', showsStack }),
  }
}

/** Two different places. */
const here = (): Error => new Error('it broke')
const there = (): Error => new Error('it broke')

test('a line has the place, the message and the whole question; the stack follows at debug level', () => {
  const { fault, lines } = faultLog()
  fault(here())
  expect(lines[0]).toMatch(
    /^error fault in kubezone at here \(\S*fault-log\.test\.ts:\d+:\d+\): it broke; \[2001:db8::1\]:4321 asked for web\.example\.org\. CH AAAA over UDP and got SERVFAIL$/,
  )
  expect(lines[1]).toMatch(/^debug Error: it broke\n +at here /)
  expect(lines).toHaveLength(2)
})

test('a place has one line a minute, with the number of faults that had none before it', () => {
  const { fault, lines } = faultLog()
  const errors = (): string[] => lines.filter((line) => line.startsWith('error'))
  fault(here())
  for (let i = 0; i < 3; i++) fault(here())
  vi.advanceTimersByTime(59_999)
  fault(here())
  expect(errors()).toHaveLength(1)
  fault(there())
  expect(errors()).toHaveLength(2)
  vi.advanceTimersByTime(1)
  fault(here())
  expect(errors()[2]).toMatch(/ and got SERVFAIL; 4 earlier faults at this place were not logged$/)
  vi.advanceTimersByTime(60_000)
  fault(here())
  expect(errors()[3]).toMatch(/ and got SERVFAIL$/)
  expect(lines).toHaveLength(8)
})

test('the stack is part of the line if `showsStack` is set, and is logged once', () => {
  const { fault, lines } = faultLog()
  fault(here(), true)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/ and got SERVFAIL\nError: it broke\n +at here /)
})

test.each([
  ['text', 'text'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [Object.create(null), 'a value of type object'],
  [
    () => {
      throw new Error('asked')
    },
    'a value of type function',
  ],
])('a thrown value of any type has a line: %o', (problem, text) => {
  const { fault, lines } = faultLog()
  fault(problem)
  expect(lines[0]).toContain(`fault in kubezone at an unknown place: ${text}; `)
})

test('a message stays on its line', () => {
  const { fault, lines } = faultLog()
  fault(new Error('one\ntwo\u001b[31m'))
  expect(lines[0]).toContain(': one\\ntwo\\u001b[31m; ')
})

test('the place is a frame of the stack, whatever the message looks like', () => {
  const { fault, lines } = faultLog()
  const errors = (): string[] => lines.filter((line) => line.startsWith('error'))
  for (const port of [1, 2]) {
    const problem = new Error(`no answer\n    at elsewhere (upstream:${port}:1)`)
    fault(problem)
  }
  expect(errors()).toHaveLength(1)
  expect(errors()[0]).toMatch(/^error fault in kubezone at \S*fault-log\.test\.ts:\d+:\d+: no answer/)
})

test('a fault without a frame has no place', () => {
  const { fault, lines } = faultLog()
  fault(Object.assign(new Error('no frames'), { stack: 'Error: no frames' }))
  expect(lines[0]).toContain(' at an unknown place: no frames; ')
})

import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/report/log.ts'
import { textLine, wantsColour } from '../../src/report/text-line.ts'

/** A moment of the local time zone, whichever that is. */
const TIME = new Date(2026, 0, 2, 3, 4, 5, 67).toISOString()

describe('a line of the log as text', () => {
  test.each([
    [20, 'DEBUG'],
    [30, 'INFO'],
    [40, 'WARN'],
    [50, 'ERROR'],
  ])('of level %i has the local time, %s, and the message', (level, name) => {
    expect(textLine({ level, time: TIME, msg: 'a message' }, false)).toBe(
      `[03:04:05.067] ${name}: a message\n`,
    )
  })

  test.each([
    [20, '34mDEBUG'],
    [30, '32mINFO'],
    [40, '33mWARN'],
    [50, '31mERROR'],
  ])('of level %i has a colour of its own on a terminal', (level, name) => {
    expect(textLine({ level, time: TIME, msg: 'a message' }, true)).toBe(
      `[03:04:05.067] \u001b[${name}\u001b[39m: \u001b[36ma message\u001b[39m\n`,
    )
  })

  test('colours no message that is empty', () => {
    expect(textLine({ level: 30, time: TIME, msg: '' }, true)).toBe(
      '[03:04:05.067] \u001b[32mINFO\u001b[39m: \n',
    )
  })

  test('shows hidden characters as escapes, but for tab and line feed', () => {
    const msg = 'a\tb\nc\u001b[31md\r\u0000\u009b\u202ee'
    expect(textLine({ level: 30, time: TIME, msg }, false)).toBe(
      String.raw`[03:04:05.067] INFO: a${'\t'}b${'\n'}c\u001b[31md\r\u0000\u009b\u202ee` + '\n',
    )
  })

  test('is what the log writes, at every level and without its fields', () => {
    const lines: string[] = []
    const log = createLog({ format: 'text', write: (line) => void lines.push(line) })
    log.setDebug(true)
    log.debug('one', { a: 1 })
    log.info('two')
    log.warn('three')
    log.error('four', { err: new Error('five') })
    const clock = String.raw`\[\d\d:\d\d:\d\d\.\d\d\d\]`
    expect(lines.join('')).toMatch(
      new RegExp(`^${clock} DEBUG: one\n${clock} INFO: two\n${clock} WARN: three\n${clock} ERROR: four\n$`),
    )
  })
})

test('colour is for a terminal, unless NO_COLOR is set to something', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour({}, {})).toBe(false)
})

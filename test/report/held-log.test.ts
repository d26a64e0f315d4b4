import { expect, test } from 'vitest'
import { holdInfo } from '../../src/report/held-log.ts'
import { createLog } from '../../src/report/log.ts'

test('information waits until it is released, warnings do not', () => {
  const lines: string[] = []
  const log = createLog({
    format: 'json',
    write: (line) => void lines.push(`${JSON.parse(line).msg} ${JSON.parse(line).at ?? ''}`.trim()),
  })
  const { log: held, release } = holdInfo(log)
  held.info('first', { at: 1 })
  held.warn('warning')
  held.info('second')
  log.info('ready')
  expect(lines).toEqual(['warning', 'ready'])
  release()
  held.info('third')
  expect(lines).toEqual(['warning', 'ready', 'first 1', 'second', 'third'])
})

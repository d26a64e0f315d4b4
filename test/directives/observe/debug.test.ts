import { describe, expect, it } from 'vitest'
import { ReloadStore } from '../../../src/block/carry.ts'
import { debug } from '../../../src/directives/observe/debug.ts'
import { collectingLog, setUp } from '../../support/block.ts'

describe('debug', () => {
  it('shows debug lines while it runs, not while it is only checked', async () => {
    const carried = new ReloadStore().begin()
    const { plugin, block, diagnostics } = setUp(debug, 'debug\ndebug', { carried })
    expect(diagnostics).toEqual([])
    expect(block.log.isDebug).toBe(false)
    await plugin?.start?.()
    expect(block.log.isDebug).toBe(true)
    await carried.end()
    expect(block.log.isDebug).toBe(false)
  })

  it('survives a reload, in which the new configuration starts before the old one stops', async () => {
    const log = collectingLog()
    const store = new ReloadStore()
    for (let i = 0; i < 2; i++) {
      const carried = store.begin()
      await setUp(debug, 'debug', { log, carried }).plugin?.start?.()
      await carried.commit()?.end()
      expect(log.isDebug).toBe(true)
    }
    await store.begin().commit()?.end()
    expect(log.isDebug).toBe(false)
  })

  it('ends if its configuration fails to start', async () => {
    const log = collectingLog()
    const store = new ReloadStore()
    store.begin().commit()
    const failing = store.begin()
    await setUp(debug, 'debug', { log, carried: failing }).plugin?.start?.()
    await failing.end()
    expect(log.isDebug).toBe(false)
  })

  it('takes no arguments', () => {
    expect(setUp(debug, 'debug on').places).toEqual(['1:7 ARGUMENTS'])
  })
})

import { describe, expect, it } from 'vitest'
import { debug } from '../../../src/directives/observe/debug.ts'
import { collectingLog, setUp } from '../../support/block.ts'

describe('debug', () => {
  it('shows detailed lines while it runs, not while it is only checked', async () => {
    const { plugin, block, diagnostics } = setUp(debug, 'debug\ndebug')
    expect(diagnostics).toEqual([])
    expect(block.log.isDebug).toBe(false)
    await plugin?.start?.()
    expect(block.log.isDebug).toBe(true)
    await plugin?.stop?.()
    expect(block.log.isDebug).toBe(false)
  })

  it('survives a reload, in which the new configuration starts before the old one stops', async () => {
    const log = collectingLog()
    const [old, fresh] = [setUp(debug, 'debug', { log }), setUp(debug, 'debug', { log })]
    await old.plugin?.start?.()
    await fresh.plugin?.start?.()
    await old.plugin?.stop?.()
    expect(log.isDebug).toBe(true)
    await fresh.plugin?.stop?.()
    expect(log.isDebug).toBe(false)
  })

  it('takes no arguments', () => {
    expect(setUp(debug, 'debug on').places).toEqual(['1:7 ARGUMENTS'])
  })
})

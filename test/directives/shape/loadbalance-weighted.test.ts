import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { loadbalance } from '../../../src/directives/shape/loadbalance/loadbalance.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import { addresses, balanced, dataOf, firstOf, folder, useFolder, writeWeights } from './balanced.ts'

useFolder()

describe('loadbalance weighted', () => {
  it('puts an address first in proportion to its weight, by default 1, and moves no other', async () => {
    writeWeights(
      'weights',
      '# comment\nWEB.example.org.\n10.0.0.1 6 # more\n\n10.0.0.2 3\nother.org\n10.0.0.3 9\n',
    )
    const handler = balanced('loadbalance weighted weights', answerOf({ answer: addresses(3) }))
    const counts = await firstOf(handler, 4000)
    for (const [address, weight] of [
      ['10.0.0.1', 6],
      ['10.0.0.2', 3],
      ['10.0.0.3', 1],
    ] as const) {
      expect(Math.abs((counts.get(address) ?? 0) - 400 * weight)).toBeLessThan(160)
    }
    for (let i = 0; i < 50; i++) {
      const { answer } = await askHandler(handler, { name: 'web.example.org', type: 'A' })
      expect([
        '10.0.0.1,10.0.0.2,10.0.0.3',
        '10.0.0.2,10.0.0.1,10.0.0.3',
        '10.0.0.3,10.0.0.2,10.0.0.1',
      ]).toContain(dataOf(answer).join())
    }
  })

  it('uses the weights of the owner of an address, also after an alias, and does not move other types', async () => {
    writeWeights('alias', 'b.example.org\n10.0.0.2 255\n')
    const answer = answerOf({
      answer: ['web.example.org CNAME b.example.org', ...addresses(2, 'b.example.org')],
    })
    const handler = balanced('loadbalance weighted alias', answer)
    let second = 0
    for (let i = 0; i < 200; i++) {
      const reply = await askHandler(handler, { name: 'web.example.org', type: 'A' })
      expect(reply.answer[0]).toContain('CNAME')
      if (reply.answer[1]?.endsWith('10.0.0.2') === true) second++
    }
    expect(second).toBeGreaterThan(180)
    const text = await askHandler(handler, { name: 'web.example.org', type: 'TXT' })
    expect(dataOf(text.answer)).toEqual(['b.example.org.', '10.0.0.1', '10.0.0.2'])
  })

  it('reports every wrong line of its file as an error of the start', () => {
    const text = [
      '10.0.0.9 5',
      'web.example.org',
      '10.0.0.1 0',
      '  10.0.0.2 256',
      '10.0.0.3',
      '10.0.0.300 4',
      '10.0.0.4 4 4',
      'a..b',
      'web.example.org',
      '10.0.0.5 1',
      '10.0.0.5 2',
    ]
    writeWeights('wrong', text.join('\r\n'))
    const { diagnostics, plugin } = setUp(loadbalance, 'loadbalance weighted wrong', { folder })
    expect(plugin).toBeNull()
    expect(new Set(diagnostics.map(({ file, code }) => `${file} ${code}`))).toEqual(
      new Set([`${join(folder, 'wrong')} KZ_COREFILE_WEIGHT_FILE`]),
    )
    expect(diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "1:1 the address '10.0.0.9' has no name, expected a name in a line before it",
      "3:10 found '0', expected a weight from 1 to 255",
      "4:12 found '256', expected a weight from 1 to 255",
      "5:1 the address '10.0.0.3' has no weight, expected one from 1 to 255 after it",
      "6:1 found '10.0.0.300', expected an IP address",
      "7:12 found '4', expected the end of the line after a weight",
      "8:1 found 'a..b', expected a name or an address with its weight",
      "11:1 the address '10.0.0.5' already has a weight under this name",
    ])
    expect(diagnostics[2]).toMatchObject({ sourceLine: '  10.0.0.2 256', length: 3 })
  })

  it('reports a missing file at its word', () => {
    const { places: at, diagnostics } = setUp(loadbalance, 'loadbalance weighted none {\n reload 5\n}', {
      folder,
    })
    expect(at).toEqual(['2:9 VALUE', '1:22 WEIGHT_FILE'])
    expect(diagnostics[1]?.message).toBe("'none': the weights cannot be read: it does not exist")
  })

  it('follows its file, and keeps the last good weights while the file is faulty', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      writeWeights('live', 'web.example.org\n10.0.0.1 255\n')
      const { plugin, log } = setUp(loadbalance, 'loadbalance weighted live {\n reload 5s\n}', { folder })
      const handler = before(plugin, () => answerOf({ answer: addresses(2) }))
      const usual = async (): Promise<string | undefined> =>
        [...(await firstOf(handler, 60))].toSorted(([, a], [, b]) => b - a)[0]?.[0]
      await plugin?.start?.()
      expect(await usual()).toBe('10.0.0.1')

      writeWeights('live', 'web.example.org\n10.0.0.2 255\n')
      vi.advanceTimersByTime(4_999)
      expect(await usual()).toBe('10.0.0.1')
      vi.advanceTimersByTime(1)
      expect(await usual()).toBe('10.0.0.2')
      expect(log).toEqual([`info plugin/loadbalance: new weights of ${join(folder, 'live')} are in use`])

      writeWeights('live', 'web.example.org\n10.0.0.1 2555\n')
      vi.advanceTimersByTime(15_000)
      expect(await usual()).toBe('10.0.0.2')
      rmSync(join(folder, 'live'))
      vi.advanceTimersByTime(15_000)
      expect(await usual()).toBe('10.0.0.2')
      expect(log.slice(1)).toEqual([
        expect.stringContaining("live:2:10: error: found '2555', expected a weight from 1 to 255"),
        expect.stringContaining('the weights cannot be read: it does not exist'),
      ])

      writeWeights('live', 'web.example.org\n10.0.0.1 255\n')
      await plugin?.refresh?.()
      expect(await usual()).toBe('10.0.0.1')
      await plugin?.stop?.()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('does not poll its file with a period of 0', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      writeWeights('still', 'web.example.org\n')
      const { plugin } = setUp(loadbalance, 'loadbalance weighted still {\n reload 0\n}', { folder })
      await plugin?.start?.()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

import { describe, expect, it } from 'vitest'
import { multisocket } from '../../../src/directives/listen/multisocket.ts'
import { STATED_LIMITS, timeouts } from '../../../src/directives/listen/timeouts.ts'
import { setUp } from '../../support/block.ts'
import { siteOf } from '../../site/site-of.ts'

describe('timeouts', () => {
  it('sets how long the server waits for clients, and the number of queries on a connection', () => {
    const { block, places } = setUp(timeouts, 'timeouts {\n read 15s\n idle 60\n maxtcpqueries 128\n}')
    expect(places).toEqual([])
    expect(block.get(STATED_LIMITS)).toEqual({ messageMs: 15_000, idleMs: 60_000, queries: 128 })
  })

  it('reports that a limit on writing has no effect', () => {
    const { block, places } = setUp(timeouts, 'timeouts {\n write 1m\n maxtcpqueries -1\n}')
    expect(places).toEqual(['2:8 IGNORED'])
    expect(block.get(STATED_LIMITS)).toEqual({ queries: Infinity })
  })

  it('applies to all blocks of an address; the last block that sets a limit determines it', () => {
    const { site, diagnostics } = siteOf(
      'a.test:5301 {\n timeouts {\n  read 3s\n  idle 20s\n }\n}\nb.test:5301 {\n timeouts {\n  idle 30s\n }\n}\nc.test:5302 {\n whoami\n}\n',
    )
    expect(diagnostics).toEqual([])
    const limits = new Map(site.listeners.map(({ port, tcpLimits }) => [port, tcpLimits]))
    expect(limits.get(5301)).toMatchObject({
      messageMs: 3000,
      idleMs: 30_000,
      queries: Infinity,
      connections: 1000,
    })
    expect(limits.get(5302)).toMatchObject({ messageMs: 5000, idleMs: 10_000 })
  })

  it('reports all its errors in one run', () => {
    expect(setUp(timeouts, 'timeouts').places).toEqual(['1:1 ARGUMENTS'])
    const lines = ' read 500ms\n idle 25h\n idle soon\n write\n maxtcpqueries 0\n raed 1s'
    expect(setUp(timeouts, `timeouts 5s {\n${lines}\n}\ntimeouts {\n read 1s\n}`).places).toEqual([
      '9:1 OPTION',
      '1:10 ARGUMENTS',
      '2:7 VALUE',
      '3:7 VALUE',
      '4:2 OPTION',
      '4:7 VALUE',
      '5:2 ARGUMENTS',
      '6:16 VALUE',
      '7:2 OPTION',
    ])
  })
})

describe('multisocket', () => {
  it('is checked, and reported to have no effect', () => {
    expect(setUp(multisocket, 'multisocket').places).toEqual(['1:1 IGNORED'])
    expect(setUp(multisocket, 'multisocket 4').diagnostics).toMatchObject([{ severity: 'info' }])
    expect(setUp(multisocket, 'multisocket 0\nmultisocket 1 2 {\n x\n}').places).toEqual([
      '2:1 OPTION',
      '1:13 VALUE',
      '3:2 OPTION',
      '2:15 ARGUMENTS',
    ])
  })
})

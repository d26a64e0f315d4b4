import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import {
  bind,
  type Interfaces,
  LISTEN_ADDRESSES,
  listenAddresses,
} from '../../../src/directives/listen/bind.ts'
import type { PluginDefinition } from '../../../src/block/definition.ts'
import { setUp } from '../../support/block.ts'

const INTERFACES: Interfaces = {
  lo: [{ address: '127.0.0.1' }, { address: '::1', scopeid: 0 }],
  eth0: [{ address: '10.0.0.5' }, { address: 'fe80::1', scopeid: 2 }, { address: 'fd00:0::5', scopeid: 0 }],
  tunnel: [{ address: 'fe80::7', scopeid: 4 }],
}

/** `bind` on a machine with the interfaces above. */
const bindHere: PluginDefinition = {
  name: 'bind',
  options: {},
  setup: (occurrences, block) => {
    block.provide(LISTEN_ADDRESSES, listenAddresses(occurrences, INTERFACES, block.report))
    return null
  },
}

function addressesOf(text: string): readonly string[] {
  const { block, diagnostics } = setUp(bindHere, text)
  expect(diagnostics).toEqual([])
  return block.get(LISTEN_ADDRESSES) ?? []
}

describe('bind', () => {
  it('takes addresses in their canonical form, without repetitions', () => {
    expect(addressesOf('bind 127.0.0.1 0:0::1 ::1')).toEqual(['127.0.0.1', '::1'])
  })

  it('adds up the addresses of its lines', () => {
    expect(addressesOf('bind 127.0.0.1\nbind 127.0.0.2 127.0.0.1')).toEqual(['127.0.0.1', '127.0.0.2'])
  })

  it('takes an interface for all its addresses except those with a zone', () => {
    expect(addressesOf('bind lo eth0')).toEqual(['127.0.0.1', '::1', '10.0.0.5', 'fd00::5'])
  })

  it('excludes the addresses after except of the same line', () => {
    expect(addressesOf('bind eth0 lo {\n except ::1 10.0.0.5\n}')).toEqual(['fd00::5', '127.0.0.1'])
    expect(addressesOf('bind lo eth0 {\n except lo\n}\nbind ::1')).toEqual(['10.0.0.5', 'fd00::5', '::1'])
  })

  it('reports an except that leaves no address', () => {
    const { places, block } = setUp(bindHere, 'bind lo {\n except 127.0.0.1 ::1\n}')
    expect(places).toEqual(['2:9 VALUE'])
    expect(block.get(LISTEN_ADDRESSES)).toEqual([])
    expect(setUp(bindHere, 'bind tunnel').places).toEqual(['1:6 VALUE'])
  })

  it('reports a word that is neither address nor interface, with the nearest interface', () => {
    const { diagnostics, places } = setUp(bindHere, 'bind eht0 10.0.0.256')
    expect(places).toEqual(['1:6 VALUE', '1:11 VALUE'])
    expect(diagnostics[0]).toMatchObject({
      message: "'eht0' is neither an IP address nor a network interface of this machine",
      hint: "did you mean 'eth0'? interfaces: lo, eth0, tunnel",
    })
  })

  it('requires an argument, and has no other option', () => {
    expect(setUp(bindHere, 'bind').places).toEqual(['1:1 ARGUMENTS'])
    expect(setUp(bindHere, 'bind {\n except x\n}').places).toEqual(['1:1 ARGUMENTS', '2:9 VALUE'])
    expect(setUp(bindHere, 'bind lo {\n except\n}').places).toEqual(['2:2 ARGUMENTS'])
    expect(setUp(bindHere, 'bind lo {\n expect lo\n}').diagnostics[0]?.hint).toContain(
      "did you mean 'except'",
    )
  })

  it("reads the machine's interfaces", () => {
    const [first] = Object.entries(networkInterfaces())
    if (first === undefined) return
    const [name, addresses = []] = first
    const { block } = setUp(bind, `bind ${name}`)
    expect(block.get(LISTEN_ADDRESSES)).toContain(addresses[0]?.address)
  })
})

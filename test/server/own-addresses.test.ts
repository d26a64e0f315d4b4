import { describe, expect, it } from 'vitest'
import { isListenedOn } from '../../src/server/own-addresses.ts'

const at = (address: string, port = 53) => ({ address, port })

describe('our own addresses', () => {
  it('are the addresses of the listeners, at their ports', () => {
    expect(isListenedOn(at('10.0.0.1'), [at('10.0.0.1')])).toBe(true)
    expect(isListenedOn(at('0:0::1'), [at('::1')])).toBe(true)
    expect(isListenedOn(at('10.0.0.1', 54), [at('10.0.0.1')])).toBe(false)
    expect(isListenedOn(at('10.0.0.2'), [at('10.0.0.1')])).toBe(false)
  })

  it('are all addresses of the family where a listener has the unspecified address', () => {
    expect(isListenedOn(at('127.0.0.53'), [at('0.0.0.0')])).toBe(true)
    expect(isListenedOn(at('::1'), [at('::')])).toBe(true)
    expect(isListenedOn(at('::1'), [at('0.0.0.0')])).toBe(false)
    expect(isListenedOn(at('192.0.2.1'), [at('0.0.0.0'), at('::')])).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { BlockValues, blockKey } from '../../src/block/block-key.ts'

const COLOUR = blockKey<string>('paint')

describe('a value of a block', () => {
  it('can be read after the setup of its owner has provided it', () => {
    const values = new BlockValues()
    values.begin('paint')
    expect(values.get(COLOUR)).toBeUndefined()
    values.provide(COLOUR, 'red')
    expect(values.get(COLOUR)).toBe('red')
  })

  it('is independent of other keys of the same owner', () => {
    const values = new BlockValues()
    values.begin('paint')
    values.provide(COLOUR, 'red')
    expect(values.get(blockKey<string>('paint'))).toBeUndefined()
  })

  it('cannot be read or provided before the setup of its owner', () => {
    const values = new BlockValues()
    values.begin('brush')
    expect(() => values.get(COLOUR)).toThrow("a value of 'paint' is read after its setup has begun")
    expect(() => values.provide(COLOUR, 'red')).toThrow("a value of 'paint' is provided by its own setup")
  })
})

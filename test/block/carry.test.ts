import { describe, expect, it } from 'vitest'
import { type Carried, carryKey, ReloadStore } from '../../src/block/carry.ts'

class Well {
  readonly name: string
  closed = 0

  constructor(name: string) {
    this.name = name
  }
}

const events: string[] = []
const WELL = carryKey<Well>('garden', async (well) => {
  await Promise.resolve()
  well.closed++
  events.push(`${well.name} closed`)
})
const NOTE = carryKey<{ text: string }>('garden')

const wellOf = ({ carry }: Carried, name = 'well'): Well => carry(WELL, [name], () => new Well(name))

function failToMake(): Well {
  throw new Error('no water')
}

/** A configuration in force. */
function inForce(store: ReloadStore): Carried {
  const carried = store.begin()
  carried.commit()
  return carried
}

describe('a carried thing', () => {
  it('is one for all blocks that carry the same identity', () => {
    const carried = new ReloadStore().begin()
    expect(wellOf(carried)).toBe(wellOf(carried))
    expect(wellOf(carried, 'other')).not.toBe(wellOf(carried))
  })

  it('is distinguished by its key and each part of its identity', () => {
    const { carry } = new ReloadStore().begin()
    const note = (...id: (string | readonly string[])[]) => carry(NOTE, id, () => ({ text: '' }))
    const all = [note(), note('a b'), note('a', 'b'), note(['a', 'b']), note(['a'], 'b')]
    expect(new Set(all).size).toBe(all.length)
    expect(carry(carryKey<{ text: string }>('garden'), [], () => ({ text: '' }))).not.toBe(note())
  })

  it('survives into the next configuration, which makes only missing things', () => {
    const store = new ReloadStore()
    const kept = wellOf(inForce(store))
    const next = store.begin()
    expect(wellOf(next)).toBe(kept)
    expect(wellOf(next, 'new').closed).toBe(0)
  })

  it('is made again after the store has closed', async () => {
    const store = new ReloadStore()
    const closed = wellOf(inForce(store))
    await store.close()
    expect(wellOf(store.begin())).not.toBe(closed)
  })

  it('is closed once, after its configuration, unless the next one carries it', async () => {
    const store = new ReloadStore()
    const old = store.begin()
    const [kept, dropped] = [wellOf(old, 'kept'), wellOf(old, 'dropped')]
    old.commit()
    const next = store.begin()
    wellOf(next, 'kept')
    const past = next.commit()
    expect(past).toBe(old)
    expect([kept.closed, dropped.closed]).toEqual([0, 0])
    await past?.end()
    await past?.end()
    expect([kept.closed, dropped.closed]).toEqual([0, 1])
    await store.close()
    await store.close()
    expect([kept.closed, dropped.closed]).toEqual([1, 1])
  })

  it('is kept if the next configuration fails, which closes only its own new things', async () => {
    const store = new ReloadStore()
    const old = inForce(store)
    const kept = wellOf(old, 'kept')
    const failing = store.begin()
    wellOf(failing, 'kept')
    const made = wellOf(failing, 'made')
    await failing.end()
    expect([kept.closed, made.closed]).toEqual([0, 1])
    expect(wellOf(old, 'kept')).toBe(kept)
    expect(wellOf(store.begin(), 'made')).not.toBe(made)
  })

  it('is not carried by others before its configuration is in force', () => {
    const store = new ReloadStore()
    const [one, other] = [store.begin(), store.begin()]
    expect(wellOf(one)).not.toBe(wellOf(other))
    const note = one.carry(NOTE, [], () => ({ text: 'one' }))
    one.commit()
    expect(other.carry(NOTE, [], () => ({ text: 'other' }))).toBe(note)
  })

  it('is carried from the configuration in force by one that gives its last answers', () => {
    const store = new ReloadStore()
    const past = inForce(store)
    const next = inForce(store)
    const late = wellOf(next)
    expect(wellOf(past)).toBe(late)
  })

  it('is closed in reverse order of making', async () => {
    const carried = new ReloadStore().begin()
    events.length = 0
    for (const name of ['lock', 'source']) wellOf(carried, name)
    await carried.end()
    expect(events).toEqual(['source closed', 'lock closed'])
  })

  it('does not exist if making it failed', () => {
    const carried = new ReloadStore().begin()
    expect(() => carried.carry(WELL, ['dry'], failToMake)).toThrow('no water')
    expect(wellOf(carried, 'dry').closed).toBe(0)
  })

  it('is not shared by two servers', () => {
    expect(wellOf(inForce(new ReloadStore()))).not.toBe(wellOf(inForce(new ReloadStore())))
  })

  it('cannot be carried by a configuration that has ended', async () => {
    const carried = inForce(new ReloadStore())
    await carried.end()
    expect(() => wellOf(carried)).toThrow("carries things before it ends, also those of 'garden'")
  })
})

/** The addresses of hosts, from a resolver that answers late, differently, or not at all. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HostAddressBook } from '../../../src/site/manifests/host-addresses.ts'

/** A resolver that answers when the test calls `answer`. */
class System {
  readonly asked: string[] = []
  readonly #waiting = new Map<string, (addresses: readonly string[]) => void>()

  readonly lookUp = async (hostname: string): Promise<{ address: string }[]> => {
    this.asked.push(hostname)
    const addresses = await new Promise<readonly string[]>((resolve) => this.#waiting.set(hostname, resolve))
    if (addresses.length === 0) throw new Error('ENOTFOUND')
    return addresses.map((address) => ({ address }))
  }

  async answer(hostname: string, ...addresses: readonly string[]): Promise<void> {
    this.#waiting.get(hostname)?.(addresses)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function open(): { system: System; book: HostAddressBook; late: string[] } {
  const system = new System()
  const late: string[] = []
  const book = new HostAddressBook((hostnames) => void late.push(...hostnames), system.lookUp)
  return { system, book, late }
}

test('an answer in time is there when resolve returns', async () => {
  const { system, book, late } = open()
  const asking = book.resolve(['db.test'], 1000)
  await system.answer('db.test', '10.0.0.1', 'FD00::1', '10.0.0.1')
  expect([...(await asking)]).toEqual(['db.test'])
  expect(book.get('db.test')).toEqual(['10.0.0.1', 'fd00::1'])
  expect(late).toEqual([])
})

test('a late answer calls onLate once', async () => {
  const { system, book, late } = open()
  expect([...(await book.resolve(['db.test'], 1))]).toEqual([])
  expect(book.get('db.test')).toEqual([])
  await system.answer('db.test', '10.0.0.1')
  expect([late, book.get('db.test')]).toEqual([['db.test'], ['10.0.0.1']])
})

test('each call resolves the name again, and returns it only if its addresses have changed', async () => {
  const { system, book } = open()
  for (const [addresses, renewed] of [
    [['10.0.0.1'], ['db.test']],
    [['10.0.0.1'], []],
    [['10.0.0.2'], ['db.test']],
    [[], []],
  ] as const) {
    const asking = book.resolve(['db.test'], 1000)
    await system.answer('db.test', ...addresses)
    expect([...(await asking)]).toEqual(renewed)
  }
  // A failed lookup keeps the last addresses.
  expect(book.get('db.test')).toEqual(['10.0.0.2'])
  expect([...book.hostnames]).toEqual(['db.test'])
})

test('two lookups run at a time, one for each name, and a slow one does not block the others', async () => {
  const { system, book, late } = open()
  const asking = book.resolve(['a', 'b', 'c', 'a'], 1)
  await asking
  expect(system.asked).toEqual(['a', 'b'])
  await system.answer('b')
  expect(system.asked).toEqual(['a', 'b', 'c'])
  await system.answer('c', '10.0.0.3')
  expect(late).toEqual(['c'])
  expect(await book.resolve([], 1000)).toEqual(new Set())
})

/**
 * A book whose lookups answer at once with what `hosts` has, and the seconds at which each host was asked.
 */
function polled(hosts: ReadonlyMap<string, readonly string[]>) {
  const began = Date.now()
  const asked: string[] = []
  const late: string[] = []
  const lookUp = async (hostname: string): Promise<{ address: string }[]> => {
    asked.push(`${hostname} ${(Date.now() - began) / 1000}`)
    const found = hosts.get(hostname) ?? []
    if (found.length === 0) throw new Error('ENOTFOUND')
    return found.map((address) => ({ address }))
  }
  const book = new HostAddressBook((hostnames) => void late.push(...hostnames), lookUp)
  return { book, asked, late }
}

const nothing = (): void => undefined

describe('in intervals', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('a host without an address is asked for every two seconds, one with an address every thirty', async () => {
    const hosts = new Map([['known', ['10.0.0.1']]])
    const { book, asked, late } = polled(hosts)
    await book.resolve(['known', 'unknown'], 1000)
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked).toEqual(['known 0', 'unknown 0', 'unknown 2', 'unknown 4'])
    expect(late).toEqual([])
    // The container starts.
    hosts.set('unknown', ['10.0.0.2'])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked.slice(4)).toEqual(['unknown 6', 'known 30'])
    expect([late, book.get('unknown')]).toEqual([['unknown'], ['10.0.0.2']])
    // It starts again, with another address; the other one is gone, and keeps its last address.
    hosts.set('unknown', ['10.0.0.3'])
    hosts.set('known', [])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked.slice(6)).toEqual(['unknown 36', 'known 60'])
    expect(late).toEqual(['unknown', 'unknown'])
    expect([book.get('unknown'), book.get('known')]).toEqual([['10.0.0.3'], ['10.0.0.1']])
  })

  test('a host that no service names any more is forgotten', async () => {
    const { book, asked } = polled(
      new Map([
        ['kept', ['10.0.0.1']],
        ['dropped', ['10.0.0.2']],
      ]),
    )
    await book.resolve(['kept', 'dropped', 'never'], 1000)
    book.retain(new Set(['kept']))
    expect([...book.hostnames]).toEqual(['kept'])
    expect(book.get('dropped')).toEqual([])
    await vi.advanceTimersByTimeAsync(31_000)
    expect(asked).toEqual(['kept 0', 'dropped 0', 'never 0', 'kept 30'])
    book.retain(new Set())
    expect(vi.getTimerCount()).toBe(0)
  })

  test('an answer about a forgotten host has no effect', async () => {
    let answer: (addresses: { address: string }[]) => void = nothing
    const late: string[] = []
    const book = new HostAddressBook(
      (hostnames) => void late.push(...hostnames),
      async () => new Promise((resolve) => (answer = resolve)),
    )
    const asking = book.resolve(['gone'], 1000)
    await vi.advanceTimersByTimeAsync(0)
    book.retain(new Set())
    answer([{ address: '10.0.0.1' }])
    expect([...(await asking)]).toEqual([])
    expect([book.get('gone'), late, vi.getTimerCount()]).toEqual([[], [], 0])
  })

  test('an explicit lookup starts the interval anew', async () => {
    const { book, asked } = polled(new Map([['known', ['10.0.0.1']]]))
    await book.resolve(['known'], 1000)
    await vi.advanceTimersByTimeAsync(20_000)
    await book.resolve(['known'], 1000)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(asked).toEqual(['known 0', 'known 20', 'known 50'])
  })
})

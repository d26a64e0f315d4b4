/** The addresses of hosts, from a resolver that answers late, differently, or not at all. */
import { expect, test } from 'vitest'
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

/** The addresses of hosts, asked of a system that takes its time, changes its mind, or does not know. */
import { expect, test } from 'vitest'
import { HostAddressBook } from '../../../src/site/manifests/host-addresses.ts'

/** A system that answers when it is told to. */
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

test('an answer in time is there when asking is over', async () => {
  const { system, book, late } = open()
  const asking = book.ask(['db.test'], 1000)
  await system.answer('db.test', '10.0.0.1', 'FD00::1', '10.0.0.1')
  expect([...(await asking)]).toEqual(['db.test'])
  expect(book.get('db.test')).toEqual(['10.0.0.1', 'fd00::1'])
  expect(late).toEqual([])
})

test('one that comes later is told of, once', async () => {
  const { system, book, late } = open()
  expect([...(await book.ask(['db.test'], 1))]).toEqual([])
  expect(book.get('db.test')).toEqual([])
  await system.answer('db.test', '10.0.0.1')
  expect([late, book.get('db.test')]).toEqual([['db.test'], ['10.0.0.1']])
})

test('a name is asked for again each time, and only what is different is told', async () => {
  const { system, book } = open()
  for (const [addresses, renewed] of [
    [['10.0.0.1'], ['db.test']],
    [['10.0.0.1'], []],
    [['10.0.0.2'], ['db.test']],
    [[], []],
  ] as const) {
    const asking = book.ask(['db.test'], 1000)
    await system.answer('db.test', ...addresses)
    expect([...(await asking)]).toEqual(renewed)
  }
  // What has been known is kept while nobody knows better.
  expect(book.get('db.test')).toEqual(['10.0.0.2'])
  expect([...book.hostnames]).toEqual(['db.test'])
})

test('two are asked for at once, each only once, and none holds up the others for ever', async () => {
  const { system, book, late } = open()
  const asking = book.ask(['a', 'b', 'c', 'a'], 1)
  await asking
  expect(system.asked).toEqual(['a', 'b'])
  await system.answer('b')
  expect(system.asked).toEqual(['a', 'b', 'c'])
  await system.answer('c', '10.0.0.3')
  expect(late).toEqual(['c'])
  expect(await book.ask([], 1000)).toEqual(new Set())
})

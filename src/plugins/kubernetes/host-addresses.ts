/**
 * The addresses of the host names that services are to have instead of their own (`kubezone.dev/cluster-ip`), asked of the
 * system once, when the service is read.
 */
import { lookup } from 'node:dns/promises'
import type { Transition } from '../../kube/manifest-set.ts'
import { canonicalAddress, parseAddress } from '../../wire/address.ts'

/** The system may be asking this very server, which has no answer before it has read everything. */
const TIMEOUT_MS = 2000

export class HostAddressBook {
  readonly #addresses = new Map<string, readonly string[]>()

  /** As `HostAddresses`: none for a name that is unknown, or was never asked for. */
  readonly get = (hostname: string): readonly string[] => this.#addresses.get(hostname) ?? []

  /** Asks for all names that these changes, or these settings, bring up. */
  async learn(transitions: readonly Transition[], others: Iterable<readonly string[]>): Promise<void> {
    const wanted = new Set<string>()
    const want = (names: readonly string[]): void => {
      for (const name of names)
        if (parseAddress(name) === null && this.get(name).length === 0) wanted.add(name)
    }
    for (const { after } of transitions) if (after?.kind === 'Service') want(after.overrides)
    for (const names of others) want(names)
    await Promise.all([...wanted].map(async (name) => this.#addresses.set(name, await addressesOf(name))))
  }
}

async function addressesOf(hostname: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), TIMEOUT_MS)
  })
  const answer = lookup(hostname, { all: true }).then(
    (found) => found.flatMap(({ address }) => canonicalAddress(address) ?? []),
    () => [],
  )
  const addresses = await Promise.race([answer, timeout])
  clearTimeout(timer)
  return [...new Set(addresses)]
}

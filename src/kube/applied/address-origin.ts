/** Where the cluster IP of a service comes from. */
import { parseAddress } from '../../wire/address.ts'
import type { Service } from '../model/objects.ts'
import type { AddressPool } from './address-pool.ts'
import { isBuiltIn } from './built-in.ts'

export type AddressOrigin =
  /** The manifest states it. */
  | { readonly kind: 'stated' }
  /** The annotation `kubezone.dev/cluster-ip`, or the option `cluster_ip`, by an address or a host name. */
  | { readonly kind: 'annotation'; readonly value: string }
  | { readonly kind: 'option'; readonly value: string }
  /** Every cluster has it at the same place of the range. */
  | { readonly kind: 'built-in'; readonly range: string }
  /** The service's name decides; with `isKept`, the lock file keeps it. */
  | { readonly kind: 'range'; readonly range: string; readonly isKept: boolean }

/** A service as in its manifest, with its overrides, and with its addresses. */
export interface AddressedService {
  readonly given: Service
  readonly stated: Service
  readonly applied: Service
}

/**
 * The origin of the first cluster IP; `null`: the service has none. `option`: the addresses that an option
 * gives the service. `isKept`: there is a lock file.
 */
export function originOf(
  { given, stated, applied }: AddressedService,
  pools: readonly AddressPool[],
  option: readonly string[] | undefined,
  isKept: boolean,
): AddressOrigin | null {
  const [address] = applied.clusterIPs
  if (address === undefined) return null
  if (stated.clusterIPs !== given.clusterIPs) {
    return option === undefined
      ? { kind: 'annotation', value: given.overrides.join(' ') }
      : { kind: 'option', value: option.join(' ') }
  }
  if (given.clusterIPs.includes(address)) return { kind: 'stated' }
  const octets = parseAddress(address)
  const range = pools.find((one) => octets !== null && one.holds(octets))?.text ?? ''
  return isBuiltIn(given) ? { kind: 'built-in', range } : { kind: 'range', range, isKept }
}

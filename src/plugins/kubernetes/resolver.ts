/**
 * Finds names in a cluster's zones, those included that no table can hold:
 *
 *   `10-1-2-3.NAMESPACE.pod.ZONE` for any address, where pods are `insecure`, or in any spelling of an address
 *   `PORT.PROTOCOL.SERVICE…` without underscores, which CoreDNS has always taken, unless `strict`
 */
import type { ClusterOptions } from '../../kube/cluster-options.ts'
import { addressOfPodLabel, podLabel } from '../../kube/pod-names.ts'
import { addressText } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { type AnyName, joinName, labelsOf, nameKey, type NameKey, soughtName } from '../../wire/name.ts'
import { addressData } from '../../wire/rdata.ts'
import { encodeSection } from '../../wire/encode.ts'
import { record } from '../../wire/section.ts'
import { Finding, FINDING } from '../../zone/finding.ts'
import type { Zone } from '../../zone/zone.ts'

const SVC = '\x03svc'
const POD = '\x03pod'
const PROTOCOLS = ['\x03tcp', '\x03udp', '\x04sctp', '\x04_tcp', '\x04_udp', '\x05_sctp']

export class ClusterResolver {
  readonly #options: ClusterOptions

  constructor(options: ClusterOptions) {
    this.#options = options
  }

  find(zone: Zone, name: AnyName, type: number): Finding {
    const finding = zone.find(name, type)
    return finding.kind === FINDING.NXDOMAIN ? this.#findUnlisted(zone, name, type, finding) : finding
  }

  /** Most names that are not there look like nothing that could be; they are told from the others without a key. */
  #findUnlisted(zone: Zone, name: AnyName, type: number, miss: Finding): Finding {
    const { octets, length } = soughtName(name)
    const treeStart = length - zone.origin.length - SVC.length
    const labels = labelsBefore(octets, treeStart)
    if (isAt(octets, treeStart, SVC)) {
      if (this.#options.strict || labels < 3 || labels > 4) return miss
      const protocolStart = labels === 3 ? 0 : (octets[0] ?? 0) + 1
      return isProtocolAt(octets, protocolStart)
        ? this.#findWithoutUnderscores(zone, nameKey(name), type, miss)
        : miss
    }
    return this.#options.pods !== 'disabled' && labels === 2 && isAt(octets, treeStart, POD)
      ? this.#findPod(zone, nameKey(name), type, miss)
      : miss
  }

  /** A protocol alone owns nothing, but what is below it makes it exist. */
  #findWithoutUnderscores(zone: Zone, name: NameKey, type: number, miss: Finding): Finding {
    const labels = labelsOf(name.slice(0, -zone.origin.length - SVC.length))
    const given = labels.slice(0, -2)
    const isImported = this.#options.multicluster.includes(zone.origin)
    // In a multicluster zone two plain labels are an endpoint and its cluster.
    if (isImported && !given.some((label) => label.startsWith('_'))) return miss
    const marked = given.map((label) => (label.startsWith('_') ? label : `_${label}`))
    const spelled = joinName([...marked, ...labels.slice(-2), 'svc'], zone.origin)
    return spelled === null || spelled === name ? miss : zone.find(spelled, type)
  }

  #findPod(zone: Zone, name: NameKey, type: number, miss: Finding): Finding {
    const [label = '', namespace = ''] = labelsOf(name.slice(0, -zone.origin.length - POD.length))
    const octets = addressOfPodLabel(label)
    const parent = joinName([namespace, 'pod'], zone.origin)
    if (octets === null || parent === null || !zone.has(parent)) return miss
    if (this.#options.pods === 'verified') {
      const canonical = joinName([podLabel(addressText(octets))], parent)
      return canonical === null ? miss : zone.find(canonical, type)
    }
    const own = octets.length === 4 ? TYPE.A : TYPE.AAAA
    if (type !== own && type !== TYPE.ANY) return zone.noData
    const address = record(name, own, this.#options.ttl, addressData(octets))
    return Finding.records(own, encodeSection([address], name, zone.origin))
  }
}

/** How many labels lie before an offset; -1 if none begins there. */
function labelsBefore(octets: Uint8Array, end: number): number {
  let count = 0
  let at = 0
  for (; at < end; at += (octets[at] ?? 0) + 1) count++
  return at === end ? count : -1
}

function isProtocolAt(octets: Uint8Array, at: number): boolean {
  for (const protocol of PROTOCOLS) if (isAt(octets, at, protocol)) return true
  return false
}

/** Whether there is this label at an offset. */
function isAt(octets: Uint8Array, at: number, label: string): boolean {
  for (let i = 0; i < label.length; i++) if (octets[at + i] !== label.charCodeAt(i)) return false
  return true
}

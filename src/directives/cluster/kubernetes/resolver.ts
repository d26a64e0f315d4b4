/**
 * Finds names in a cluster's zones, including names that the zones do not hold:
 *
 *   `10-1-2-3.NAMESPACE.pod.ZONE`: of any address with `pods insecure`, in any spelling with `pods verified`
 *   `PORT.PROTOCOL.SERVICE…` without underscores, as CoreDNS does, unless `strict`
 */
import type { ClusterOptions } from '../../../kube/records/cluster-options.ts'
import { addressOfPodLabel, podLabel } from '../../../kube/records/pod-names.ts'
import { addressText } from '../../../wire/address.ts'
import { TYPE } from '../../../wire/constants.ts'
import { type AnyName, joinName, labelsOf, nameKey, type NameKey, hashedName } from '../../../wire/name.ts'
import { addressData } from '../../../wire/rdata.ts'
import { encodeSection } from '../../../wire/encode.ts'
import { record } from '../../../wire/section.ts'
import { Finding, FINDING } from '../../../zone/finding.ts'
import type { Zone } from '../../../zone/zone.ts'
import { isAt, labelsBefore, type Leniency, withUnderscores } from './port-underscores.ts'

const SVC = '\x03svc'
const POD = '\x03pod'

/** Finds names that a zone holds, and names that follow from those. */
export interface Resolver {
  find(zone: Zone, name: AnyName, type: number): Finding
}

export class ClusterResolver implements Resolver {
  readonly #options: ClusterOptions

  constructor(options: ClusterOptions) {
    this.#options = options
  }

  find(zone: Zone, name: AnyName, type: number): Finding {
    const finding = zone.find(name, type)
    return finding.kind === FINDING.NXDOMAIN ? this.#findUnlisted(zone, name, type, finding) : finding
  }

  #findUnlisted(zone: Zone, name: AnyName, type: number, miss: Finding): Finding {
    const { octets, length } = hashedName(name)
    const treeStart = length - zone.origin.length - SVC.length
    if (isAt(octets, treeStart, SVC)) {
      const underscored = withUnderscores(zone, name, SVC, this.#leniencyIn(zone))
      return underscored === null ? miss : zone.find(underscored, type)
    }
    if (this.#options.pods === 'disabled' || !isAt(octets, treeStart, POD)) return miss
    return labelsBefore(octets, treeStart) === 2 ? this.#findPod(zone, nameKey(name), type, miss) : miss
  }

  /** In a multicluster zone, two labels without underscores are an endpoint and its cluster. */
  #leniencyIn(zone: Zone): Leniency {
    if (this.#options.strict) return 'none'
    return this.#options.multicluster.includes(zone.origin) ? 'one' : 'both'
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

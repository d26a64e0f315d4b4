/** Why a name of a pod by its address (`IP.NAMESPACE.pod`) exists or not. */
import type { Reason } from '../../report/reason.ts'
import { addressText } from '../../wire/address.ts'
import { podKey, serviceKey } from '../model/keys.ts'
import { addressOfPodLabel, podLabel } from '../records/pod-names.ts'
import type { SeenFacts } from './facts.ts'
import { meant } from './meant.ts'
import { missingNamespace } from './missing-service.ts'

const code = 'KZ_WHY_POD_NAME'

/** `null`: the name exists, without records of the type. */
export function missingPod(
  facts: SeenFacts,
  label: string,
  namespace: string,
  exists: boolean,
  isBrief: boolean,
): Reason | null {
  const { options, inventory } = facts
  // `db.shop.pod` for `db.shop.svc`.
  const octets = addressOfPodLabel(label)
  if (octets === null && inventory.services.has(serviceKey(namespace, label))) {
    const sentence = `${label} in ${namespace} is a Service, and below pod are addresses of pods`
    return { code, sentence, ...meant(facts, namespace, label, `did you mean ${label}.${namespace}.svc?`) }
  }
  if (options.pods === 'disabled') {
    const sentence = "kubernetes has no names of pods: its option 'pods' is disabled"
    return { code, sentence, hint: "set 'pods insecure' or 'pods verified' in kubernetes" }
  }
  const hidden = missingNamespace(facts, namespace, '')
  if (hidden !== null) return hidden
  if (octets === null) {
    const sentence = `${label} is no address with dashes, such as 10-244-1-4`
    return { code, sentence, ...(!isBrief && podHint(facts, namespace, label)) }
  }
  if (exists) return null
  const holder = inventory.podAddresses.current.at(octets)
  const there = holder === null ? 'no pod' : `the pod ${holder.name} of ${holder.namespace}`
  const sentence = `pods verified: ${there} has ${addressText(octets)}, and no pod of ${namespace}`
  if (holder === null) return { code, sentence: `pods verified: no pod has ${addressText(octets)}` }
  const hint = `did you mean ${label}.${holder.namespace}.pod?`
  return { code, sentence, place: holder.location.place, hint }
}

/** The address of a pod that is asked for by its name. */
function podHint({ inventory }: SeenFacts, namespace: string, name: string): Pick<Reason, 'hint'> {
  const key = podKey({ namespace, name })
  for (const pod of inventory.pods.all()) {
    const [address] = pod.podIPs
    if (address !== undefined && podKey(pod) === key)
      return { hint: `did you mean ${podLabel(address)}.${namespace}.pod?` }
  }
  return {}
}

/** The name exists. */
export function foundPod({ options, inventory }: SeenFacts, label: string, namespace: string): Reason {
  const octets = addressOfPodLabel(label)
  const pod = octets === null ? null : inventory.podAddresses.current.at(octets)
  const isHere = pod !== null && pod.namespace === namespace
  if (options.pods === 'insecure' && !isHere) {
    const sentence = `pods insecure: any address has a name below pod, and no pod of ${namespace} has this one`
    return { code, sentence, hint: "'pods verified' has the names of pods that are there only" }
  }
  const sentence = 'the name of a pod by its address'
  return pod === null
    ? { code: 'KZ_WHY_FOUND', sentence }
    : { code: 'KZ_WHY_FOUND', sentence: `${sentence}: that of ${pod.name}`, place: pod.location.place }
}

/** Reads how a pod resolves names: `dnsPolicy`, `dnsConfig` and `hostAliases`. */
import { type Field, isMapping } from './fields.ts'
import type { PodDns, PodShape } from '../model/objects.ts'

const POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] as const

/** Nothing, if the specification states nothing. `pod-spec.ts` judges the fields. */
export function readPodDns(spec: Field): Pick<PodShape, 'dns'> {
  const config = spec.get('dnsConfig')
  const stated = POLICIES.find((policy) => policy === spec.get('dnsPolicy').value)
  const hosts = mappingsIn(spec.get('hostAliases')).map((alias) => ({
    address: textIn(alias.get('ip')),
    names: textsIn(alias.get('hostnames')),
  }))
  const hasConfig = isMapping(config.value)
  if ((stated ?? 'ClusterFirst') === 'ClusterFirst' && !hasConfig && hosts.length === 0) return {}
  const dns: PodDns = {
    policy: stated ?? 'ClusterFirst',
    nameservers: textsIn(config.get('nameservers')),
    searches: textsIn(config.get('searches')),
    options: mappingsIn(config.get('options')).map((option) => {
      const value = option.get('value')
      return value.isPresent
        ? `${textIn(option.get('name'))}:${String(value.value)}`
        : textIn(option.get('name'))
    }),
    hosts,
  }
  return { dns }
}

function mappingsIn(field: Field): Field[] {
  return Array.isArray(field.value) ? field.items().filter(({ value }) => isMapping(value)) : []
}

function textsIn(field: Field): string[] {
  if (!Array.isArray(field.value)) return []
  return field.items().flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}

function textIn({ value }: Field): string {
  return typeof value === 'string' ? value : ''
}

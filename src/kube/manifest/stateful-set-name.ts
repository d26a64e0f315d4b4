/**
 * Judges the name of a StatefulSet. Its controller gives each pod the label `controller-revision-hash` with
 * the value NAME-HASH, where the hash has up to 10 characters (a number of 32 bits in decimal digits, encoded
 * digit by digit), and an API server refuses a pod with a label value of more than 63 characters.
 */
import type { Field } from './fields.ts'

/** With a hash of any length, the value has at most 63 characters. */
const MAX_NAME = 52
/** One hash in five is short enough for a name of this length, and hardly any for a longer one. */
const MAX_LUCKY_NAME = 53

/** Returns the reason why a cluster gives the StatefulSet no pods; empty: it gives it pods. */
export function reasonInName(root: Field, name: string): string {
  if (name.length <= MAX_NAME) return ''
  const field = root.section('metadata').get('name')
  const hint = `choose a name of at most ${MAX_NAME} characters`
  const label = 'the value of their label controller-revision-hash, NAME-HASH'
  if (name.length <= MAX_LUCKY_NAME) {
    const fact = `has ${name.length} characters: a cluster refuses its pods if ${label}, exceeds 63 characters`
    field.report('KZ_WORKLOAD_NAME', fact, hint)
    return ''
  }
  const fact = `has ${name.length} characters, so it has no pods: a cluster refuses them, because ${label}, exceeds 63 characters`
  field.report('KZ_WORKLOAD_NAME', fact, hint)
  return 'has a name that is too long for the labels of its pods'
}

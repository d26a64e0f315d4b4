/**
 * Words that are text in YAML 1.2, which kubezone reads, and truth values in YAML 1.1, which kubectl reads: a service whose
 * name is `on` is refused there, and a label `app: no` as well.
 */
import type { Field } from './fields.ts'

/** YAML 1.1 bool, without the words that both versions have; no other mixture of letter cases counts. */
const TRUTH_VALUE = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/

/** Says so where a text is such a word, written without quotes. */
export function reportTruthValue(field: Field): void {
  const { value } = field
  if (typeof value !== 'string' || !TRUTH_VALUE.test(value) || !field.isPlain) return
  const fact = `is ${value} without quotes, which kubezone reads as text and kubectl as a boolean`
  field.report('KZ_OBJECT_BOOLEAN', fact, `quote it: "${value}"`)
}

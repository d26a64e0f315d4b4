/**
 * Words that are text in YAML 1.2, which kubezone reads, and booleans in YAML 1.1, which kubectl reads.
 * kubectl refuses a Service with the name `on`, and a label `app: no`.
 */
import type { Field } from './fields.ts'

/**
 * YAML 1.1 bool, without the words that both versions have; other mixtures of upper and lower case are text.
 */
const TRUTH_VALUE = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/

/** Reports such a word if it is written without quotes. */
export function reportTruthValue(field: Field): void {
  const { value } = field
  if (typeof value !== 'string' || !TRUTH_VALUE.test(value) || !field.isPlain) return
  const fact = `is ${value} without quotes, which kubezone reads as text and kubectl as a boolean`
  field.report('KZ_OBJECT_BOOLEAN', fact, `quote it: "${value}"`)
}

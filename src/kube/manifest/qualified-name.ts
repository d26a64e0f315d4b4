/** Judges names that may have a domain before them, such as `example.com/mesh`. */
import type { Field } from './fields.ts'
import { isLabelKey } from '../model/kube-names.ts'

export function judgeQualifiedName(field: Field): void {
  if (!field.isPresent || (typeof field.value === 'string' && isLabelKey(field.value))) return
  field.reportValue('KZ_OBJECT_FIELD', 'a name, with or without a domain and "/" before it')
}

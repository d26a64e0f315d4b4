/** Reads fields that have one of a few values. */
import type { Code } from '../../report/codes.ts'
import { suggest } from '../../report/suggestion.ts'
import type { Field } from './fields.ts'

/** One of the choices; `preset` if the field is missing or empty, or was reported. */
export function readChoice<Choice extends string, Preset>(
  field: Field,
  choices: readonly Choice[],
  preset: Preset,
  code: Code = 'KZ_OBJECT_FIELD',
): Choice | Preset {
  if (!field.isPresent || field.value === '') return preset
  const chosen = choices.find((choice) => choice === field.value)
  if (chosen !== undefined) return chosen
  const likely = typeof field.value === 'string' ? suggest(field.value, choices) : null
  const list = [choices.slice(0, -1).join(', '), choices.at(-1)].filter((part) => part !== '')
  field.reportValue(code, list.join(' or '), likely === null ? undefined : `did you mean ${likely}`)
  return preset
}

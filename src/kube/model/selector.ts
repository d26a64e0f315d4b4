/**
 * Label selectors, as in Kubernetes: the maps of Services, and the text form of the Corefile's `labels` and
 * `namespace_labels` (`a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`, joined by commas).
 */
import type { Labels } from './objects.ts'

/** Whether the selector matches an object with these labels. */
export type Selector = (labels: Labels) => boolean

/**
 * Whether the labels contain every pair of a Service's selector; a Service with an empty map has no
 * endpoints.
 */
export function matchesAll(selector: NonNullable<Labels>, labels: Labels): boolean {
  if (labels === null) return false
  for (const key in selector) if (labels[key] !== selector[key]) return false
  return true
}

/** Each label as `key=value`. */
export function pairsOf(labels: Labels): string[] {
  return labels === null ? [] : Object.entries(labels).map(([key, value]) => `${key}=${value}`)
}

const KEY = '(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?'
const VALUE = '(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?'
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*(${VALUE})$`)
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`)
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`)
const ONLY_VALUE = new RegExp(`^${VALUE}$`)

/** Parses the text form. `problem` names the requirement that is not valid. */
export function parseSelector(text: string): Selector | { readonly problem: string } {
  const requirements: Selector[] = []
  for (const part of splitRequirements(text)) {
    const requirement = parseRequirement(part.trim())
    if (requirement === null) {
      return {
        problem: `"${part.trim()}" is not a label requirement, expected a=b, a!=b, a in (x,y), a notin (x), a or !a`,
      }
    }
    requirements.push(requirement)
  }
  return (labels) => requirements.every((matches) => matches(labels))
}

/** Splits at the commas outside parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/)
}

function parseRequirement(text: string): Selector | null {
  const equality = EQUALITY.exec(text)
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality
    const isWanted = operator !== '!='
    return (labels) => (labels?.[key] === value) === isWanted
  }
  const set = SET.exec(text)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    if (!values.every((value) => ONLY_VALUE.test(value))) return null
    if (operator === 'in') return (labels) => values.includes(labels?.[key] ?? '\0')
    return (labels) => !values.includes(labels?.[key] ?? '\0')
  }
  const existence = EXISTENCE.exec(text)
  if (existence !== null) {
    const [, not, key = ''] = existence
    return (labels) => (labels?.[key] !== undefined) === (not === '')
  }
  return null
}

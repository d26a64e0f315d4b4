/**
 * Reads the custom resources that stand for services. Their operators check them, so nothing of them is
 * reported: a field that is not as expected reads as missing.
 */
import { isLabel, isSubdomain } from '../model/kube-names.ts'
import { isResourceForm, keptFields, type Plain } from '../model/custom-resource.ts'
import type { CustomResource, Labels } from '../model/objects.ts'
import { formOf } from '../model/reference.ts'
import type { Place } from '../../report/diagnostic.ts'
import { type Field, isMapping } from './fields.ts'
import { sharedText } from './shared-text.ts'

/** The values that are kept of one field; a field with more reads as missing. */
const MAX_VALUES = 2000
const MAX_DEPTH = 12
/** A longer text is a file, not a name or a number. */
const MAX_TEXT = 1000

/** `null`: the object stands for no services, or has no valid name. */
export function readCustomResource(
  root: Field,
  kind: string,
  apiVersion: string,
  place: Place,
): CustomResource | null {
  const form = formOf(kind, apiVersion)
  if (!isResourceForm(form)) return null
  const metadata = root.get('metadata')
  const name = textOf(metadata.get('name'))
  const namespace = textOf(metadata.get('namespace')) || root.object.document.context.namespace
  if (!isSubdomain(name) || !isLabel(namespace)) return null
  const { value: status } = root.get('status')
  return {
    kind: 'CustomResource',
    form,
    namespace: sharedText(namespace),
    name: sharedText(name),
    labels: labelsOf(metadata.get('labels')),
    location: { place },
    spec: specOf(root.get('spec'), keptFields(form)),
    isFromCluster: isMapping(status) && Object.keys(status).length > 0,
  }
}

function textOf({ value }: Field): string {
  return typeof value === 'string' ? value : ''
}

function labelsOf({ value }: Field): Labels {
  if (!isMapping(value)) return null
  const labels = Object.entries(value).flatMap(([key, label]) =>
    typeof label === 'string' ? [[sharedText(key), sharedText(label)] as const] : [],
  )
  return labels.length === 0 ? null : Object.fromEntries(labels)
}

function specOf(spec: Field, fields: readonly string[]): Readonly<Record<string, Plain>> {
  const kept: Record<string, Plain> = {}
  for (const field of fields) {
    const value = new PlainReader().read(spec.get(field).value, 0)
    if (value !== undefined) kept[field] = value
  }
  return kept
}

/** Copies a value. Aliases can make a small document large, so it counts what it copies. */
class PlainReader {
  #left = MAX_VALUES

  /** `undefined`: the value is missing, or beyond the limits. */
  read(value: unknown, depth: number): Plain | undefined {
    if (--this.#left < 0 || depth > MAX_DEPTH) return undefined
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
    if (typeof value === 'string') return value.length > MAX_TEXT ? undefined : sharedText(value)
    if (Array.isArray(value)) return value.flatMap((item: unknown) => this.read(item, depth + 1) ?? [])
    if (!isMapping(value)) return undefined
    const entries = Object.entries(value).flatMap(([key, item]) => {
      const read = this.read(item, depth + 1)
      return read === undefined ? [] : [[sharedText(key), read] as const]
    })
    return Object.fromEntries(entries)
  }
}

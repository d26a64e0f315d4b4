/**
 * Reads the metadata of an object: namespace, name and labels. An object without a valid name is reported and
 * left out, as an API server would refuse it.
 */
import type { Place } from '../../report/diagnostic.ts'
import { type Field, isMapping, quote } from './fields.ts'
import { judgeIgnoreAnnotation } from './ignore-annotation.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { isLabel, isLabelKey, isLabelValue, isSubdomain } from '../model/kube-names.ts'
import type { Labels, Location } from '../model/objects.ts'
import type { RefusedObject } from './refused.ts'
import { sharedText } from './shared-text.ts'
import { METADATA } from './pod-types.ts'
import { judgeTypes } from './value-types.ts'

/** Of a longer `generateName` an API server uses the beginning. */
const MAX_PREFIX = 58

export interface Metadata {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  readonly isNameGenerated?: true
}

/** The rules of a kind for the names of its objects. */
export interface Naming {
  readonly form: NameForm
  readonly isNamespaced: boolean
  /** kubezone generates a name from `generateName`. */
  readonly isGenerated?: true
}

/** The form of a kind's names: one DNS label, a subdomain of several labels, or a placeholder of any form. */
export type NameForm = 'label' | 'subdomain' | 'any'

/** `null`: the name or namespace is missing or invalid, and was reported. */
export function readMetadata(
  root: Field,
  place: Place,
  { form, isNamespaced, isGenerated }: Naming,
  generated: GeneratedNames,
): Metadata | null {
  const metadata = root.section('metadata')
  if (metadata.isPresent && !isMapping(metadata.value)) return null
  const generator = metadata.get('generateName')
  if (!judgeGenerator(generator, form)) return null
  const isNameless = isGenerated === true && lacks(metadata.get('name')) && !lacks(generator)
  const given = isNameless ? null : readName(root, metadata, form)
  if (given === '') return null
  const namespace = isNamespaced ? readNamespace(metadata) : ''
  if (namespace === null) return null
  const name = given ?? sharedText(generated.next(namespace, generator.text()))
  const { object } = root
  object.subject = `${object.subject} ${namespace === '' ? '' : `${namespace}/`}${name}`
  judgeMetadata(metadata)
  const read: Metadata = { namespace, name, labels: readLabels(metadata.get('labels')), location: { place } }
  return isNameless ? { ...read, isNameGenerated: true } : read
}

/**
 * The identity that a refused object states: its name and namespace where they are valid, else `null`. A
 * namespace that is not stated is the default one.
 */
export function statedIdentity(
  root: Field,
  kind: string,
  { form, isNamespaced }: Naming,
): Omit<RefusedObject, 'errors'> {
  const name = statedName(root)
  const isName = name !== null && isOfForm(name, form)
  return { kind, namespace: isNamespaced ? statedNamespace(root) : '', name: isName ? name : null }
}

/** The name that a document states as text; `null`: it states none. */
export function statedName(root: Field): string | null {
  const { value } = root.get('metadata').get('name')
  return typeof value === 'string' && isSubdomain(value) ? value : null
}

function statedNamespace(root: Field): string | null {
  const field = root.get('metadata').get('namespace')
  if (lacks(field)) return root.object.document.context.namespace
  return typeof field.value === 'string' && isLabel(field.value) ? field.value : null
}

/** Empty counts as absent: an API server cannot distinguish them. */
function lacks(field: Field): boolean {
  return !field.isPresent || field.value === ''
}

/**
 * Whether a name can begin with `generateName`, also where the object has a name besides; else it is
 * reported.
 */
function judgeGenerator(field: Field, form: NameForm): boolean {
  if (lacks(field)) return true
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_OBJECT_NAME')
    return false
  }
  if (isOfForm(`${field.value.slice(0, MAX_PREFIX)}x`, form === 'any' ? 'label' : form)) return true
  field.reportValue('KZ_OBJECT_NAME', 'the beginning of a name: lower-case letters, digits, "-" and "."')
  return false
}

function readName(root: Field, metadata: Field, form: NameForm): string {
  const field = metadata.get('name')
  if (lacks(field)) {
    const owner = metadata.isPresent ? metadata : root
    const generator = metadata.get('generateName')
    if (!lacks(generator)) {
      const fact = 'is not supported for this kind: kubezone generates names only for Pods and workloads'
      generator.report('KZ_OBJECT_NAME', fact, 'write metadata.name')
    } else if (field.isPresent) {
      field.report('KZ_OBJECT_NAME', 'is empty, expected a name')
    } else {
      owner.report('KZ_OBJECT_NAME', owner === metadata ? 'has no name' : 'has no metadata.name')
    }
    return ''
  }
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_OBJECT_NAME')
    return ''
  }
  if (!isOfForm(field.value, form)) {
    reportName(field, field.value, form)
    return ''
  }
  return field.text()
}

function isOfForm(name: string, form: NameForm): boolean {
  return form === 'any' || (form === 'label' ? isLabel(name) : isSubdomain(name))
}

function readNamespace(metadata: Field): string | null {
  const field = metadata.get('namespace')
  if (lacks(field)) return metadata.object.document.context.namespace
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_OBJECT_NAME')
    return null
  }
  if (!isLabel(field.value)) {
    reportName(field, field.value, 'label')
    return null
  }
  return field.text()
}

function reportName(field: Field, name: string, form: NameForm): void {
  const length = form === 'label' ? 63 : 253
  const characters = form === 'label' ? 'digits and "-"' : 'digits, "-" and "."'
  const expected = `at most ${length} lower-case letters, ${characters}, with a letter or digit at both ends`
  field.reportValue('KZ_OBJECT_NAME', expected, hintFor(name, form))
}

function hintFor(name: string, form: NameForm): string | undefined {
  const likely = name.toLowerCase().replace(/[_\s]+/g, '-')
  return isOfForm(likely, form) ? `did you mean ${quote(likely)}` : undefined
}

/** Reports a label for which an API server refuses the object. */
function reportLabel(field: Field, key: string, text: string): void {
  const form = 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends'
  if (!isLabelKey(key)) field.report('KZ_OBJECT_LABEL', `is not a label key, expected ${form}`)
  else if (!isLabelValue(text)) field.reportValue('KZ_OBJECT_LABEL', form)
}

/** Judges the fields of metadata that DNS does not read. */
function judgeMetadata(metadata: Field): void {
  judgeTypes(metadata, METADATA)
  judgeAnnotations(metadata.get('annotations'))
  judgeIgnoreAnnotation(metadata.get('annotations'))
  for (const finalizer of metadata.get('finalizers').items()) judgeFinalizer(finalizer)
  for (const key of ['creationTimestamp', 'deletionTimestamp']) judgeTime(metadata.get(key))
  let controllers = 0
  for (const reference of metadata.get('ownerReferences').sections()) {
    for (const key of ['apiVersion', 'kind', 'name', 'uid']) {
      if (!reference.get(key).isPresent) reference.noteMissing(key)
    }
    if (reference.get('controller').value === true) controllers++
  }
  if (controllers > 1) {
    const fact = `has ${controllers} owners with controller: true, expected at most one`
    metadata.get('ownerReferences').report('KZ_OBJECT_CONFLICT', fact)
  }
}

const FINALIZERS = ['orphan', 'foregroundDeletion', 'kubernetes']
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** The name of a finalizer: one of Kubernetes itself, or one with a domain. */
export function judgeFinalizer(field: Field): void {
  const { value } = field
  if (typeof value !== 'string' || FINALIZERS.includes(value)) return
  if (isLabelKey(value) && value.includes('/')) return
  field.reportValue('KZ_OBJECT_FIELD', 'a name with a domain and "/" before it')
}

/** RFC 3339. */
function judgeTime(field: Field): void {
  if (typeof field.value !== 'string' || TIME.test(field.value)) return
  field.reportValue('KZ_OBJECT_FIELD', 'a time, such as 2026-01-05T09:00:00Z')
}

/** Annotations are text of any form, under keys like those of labels; upper case may be in their domains. */
export function judgeAnnotations(annotations: Field): void {
  judgeTypes(annotations, { map: 'text' })
  if (!isMapping(annotations.value)) return
  for (const [key, value] of annotations.entries()) {
    if (isLabelKey(key.toLowerCase())) continue
    value.reportKey(
      'KZ_OBJECT_LABEL',
      'is not the key of an annotation, expected a name with or without a domain and "/"',
    )
  }
}

/**
 * Reads labels or a selector; `null`: there are none. An API server refuses an object with an invalid one.
 */
export function readLabels(field: Field): Labels {
  const labels: Record<string, string> = {}
  let isEmpty = true
  for (const [key, value] of field.entries()) {
    // `__proto__` is special in plain objects, and is not a valid label key.
    if (key === '__proto__') continue
    const text = value.text()
    labels[key] = text
    isEmpty = false
    reportLabel(value, key, text)
  }
  return isEmpty ? null : labels
}

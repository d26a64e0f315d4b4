/**
 * The metadata of a manifest's object: who it is, and its labels. An object that has no valid name of its own is reported
 * and left out, as an API server would refuse it.
 */
import type { Place } from '../../report/diagnostic.ts'
import { type Field, quote } from './fields.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { isLabel, isLabelKey, isLabelValue, isSubdomain } from '../model/kube-names.ts'
import type { Labels, Location } from '../model/objects.ts'
import { sharedText } from './shared-text.ts'
import { reportTruthValue } from './truth-value.ts'

export interface Metadata {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  readonly isNameGenerated?: true
}

/** What an object's kind says of its names. */
export interface Naming {
  readonly form: NameForm
  readonly isNamespaced: boolean
  /** A name can be made from generateName. */
  readonly isGenerated?: true
}

/** Which names an object's kind may have: one DNS label, or several with dots between them. */
export type NameForm = 'label' | 'subdomain'

/** `null` after a report: the object has no name under which it could be known. */
export function readMetadata(
  root: Field,
  place: Place,
  { form, isNamespaced, isGenerated }: Naming,
  generated: GeneratedNames,
): Metadata | null {
  const metadata = root.section('metadata')
  const generator = metadata.get('generateName')
  const isNameless = isGenerated === true && lacks(metadata.get('name')) && !lacks(generator)
  const given = isNameless ? null : readName(root, metadata, form)
  if (given === '') return null
  const namespace = isNamespaced ? readNamespace(metadata) : ''
  if (namespace === null) return null
  const name = given ?? generateName(generator, namespace, generated)
  if (name === '') return null
  const { object } = root
  object.subject = `${object.subject} ${namespace === '' ? '' : `${namespace}/`}${name}`
  const read: Metadata = { namespace, name, labels: readLabels(metadata.get('labels')), location: { place } }
  return isNameless ? { ...read, isNameGenerated: true } : read
}

/** An API server cannot tell empty from absent. */
function lacks(field: Field): boolean {
  return !field.isPresent || field.value === ''
}

/** Empty after a report. */
function generateName(field: Field, namespace: string, generated: GeneratedNames): string {
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_OBJECT_NAME')
    return ''
  }
  const name = generated.next(namespace, field.value)
  if (isSubdomain(name)) return sharedText(name)
  field.reportValue('KZ_OBJECT_NAME', 'the beginning of a name: lower-case letters, digits, "-" and "."')
  return ''
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
  if (form === 'label' ? !isLabel(field.value) : !isSubdomain(field.value)) {
    reportName(field, field.value, form)
    return ''
  }
  reportTruthValue(field)
  return field.text()
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
  reportTruthValue(field)
  return field.text()
}

function reportName(field: Field, name: string, form: NameForm): void {
  const length = form === 'label' ? 63 : 253
  const dots = form === 'label' ? '' : ' and "."'
  const expected = `at most ${length} lower-case letters, digits and "-"${dots}, with a letter or digit at both ends`
  field.reportValue('KZ_OBJECT_NAME', expected, hintFor(name, form))
}

function hintFor(name: string, form: NameForm): string | undefined {
  if (name.includes('{{')) return 'this is an unrendered template: run helm template first'
  const likely = name.toLowerCase().replace(/[_\s]+/g, '-')
  const isValid = form === 'label' ? isLabel(likely) : isSubdomain(likely)
  return isValid ? `did you mean ${quote(likely)}` : undefined
}

/** An API server would refuse the object; as what the label is for is clear, it is kept. */
function reportLabel(field: Field, key: string, text: string): void {
  const form = 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends'
  if (!isLabelKey(key)) field.report('KZ_OBJECT_LABEL', `is not a label key, expected ${form}`)
  else if (!isLabelValue(text)) field.reportValue('KZ_OBJECT_LABEL', form)
}

/** Labels, or a selector. A number or truth value is reported, and then read as the text that was meant. */
export function readLabels(field: Field): Labels {
  const labels: Record<string, string> = {}
  let isEmpty = true
  for (const [key, value] of field.entries()) {
    // A key that plain objects treat in a way of their own; no label may be called that.
    if (key === '__proto__') continue
    const text = value.text()
    reportTruthValue(value)
    const isScalar = typeof value.value === 'number' || typeof value.value === 'boolean'
    labels[key] = isScalar ? String(value.value) : text
    isEmpty = false
    reportLabel(value, key, labels[key])
  }
  return isEmpty ? null : labels
}

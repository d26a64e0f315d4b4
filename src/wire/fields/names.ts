/** Fields that hold a domain name. Their value is its wire form, in the spelling that replies have. */
import { nameText } from '../name.ts'
import { parseZoneName } from '../zone-word.ts'
import { AS_OCTETS, type NameRule, type OctetsField } from './field.ts'

/** A name of an RFC 1035 type: compressed in messages. */
export function name<Label extends string>(label: Label): OctetsField<Label> {
  return nameField(label, 'compressed')
}

/**
 * A name that senders do not compress and receivers decompress, as RFC 3597 §4 or the type's RFC requires.
 */
export function decompressedName<Label extends string>(label: Label): OctetsField<Label> {
  return nameField(label, 'decompressed')
}

/** A name of any other type: never compressed, and opaque octets to a server that relays the record. */
export function plainName<Label extends string>(label: Label): OctetsField<Label> {
  return nameField(label, 'plain')
}

function nameField<Label extends string>(label: Label, rule: NameRule): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'a domain name',
    extent: { name: rule },
    words: 'one',
    parse: ([word], { origin }) => (word === undefined ? null : parseZoneName(word.text, origin)),
    print: nameText,
  }
}

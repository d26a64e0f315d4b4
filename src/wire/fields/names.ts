/** Domain names. Their value is their wire form, spelled as it shall appear. */
import { nameText } from '../name.ts'
import { parseZoneName } from '../zone-word.ts'
import { AS_OCTETS, type NameRule, type OctetsField } from './field.ts'

/** Of RFC 1035's types: compressed in messages. */
export function name<Label extends string>(label: Label): OctetsField<Label> {
  return nameField(label, 'compressed')
}

/** Of types that RFC 3597 §4 or their own RFC has receivers decompress, and senders write out. */
export function decompressedName<Label extends string>(label: Label): OctetsField<Label> {
  return nameField(label, 'decompressed')
}

/** Of all other types: never compressed, and octets to a server that hands the record on. */
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

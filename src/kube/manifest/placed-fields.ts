/** Notes where the fields of an object are written that an explanation may point to. */
import { type FieldPlaces, type PlacedField, packPlace } from '../model/field-places.ts'
import type { Location } from '../model/objects.ts'
import type { Field } from './fields.ts'

export function notePlaces(location: Location, fields: { readonly [Name in PlacedField]?: Field }): void {
  const places: { -readonly [Name in keyof FieldPlaces]: FieldPlaces[Name] } = {}
  let isEmpty = true
  for (const name of NAMES) {
    const field = fields[name]
    if (field?.isPresent !== true) continue
    places[name] = packPlace(field.place)
    isEmpty = false
  }
  if (!isEmpty) location.fields = places
}

const NAMES: readonly PlacedField[] = [
  'selector',
  'externalName',
  'ports',
  'labels',
  'replicas',
  'serviceName',
]

/**
 * The places of an object's fields, each as one number: a hundred thousand Services have some. The file is
 * that of the object.
 */
import type { Place } from '../../report/diagnostic.ts'

/** Fields of Services (the first three) and of workloads, whose values decide on names and endpoints. */
export type PlacedField = 'selector' | 'externalName' | 'ports' | 'labels' | 'replicas' | 'serviceName'

/** A field that the manifest does not have is left out. */
export type FieldPlaces = { readonly [Name in PlacedField]?: number }

/** A longer line has its last columns together. */
const COLUMNS = 4096

export function packPlace({ line, column }: Place): number {
  return line * COLUMNS + Math.min(column, COLUMNS - 1)
}

interface Placed {
  readonly place: Place
  readonly fields?: FieldPlaces
}

/** The place of a field, or of the object if the manifest does not have the field. */
export function placeOf({ place, fields }: Placed, field: PlacedField): Place {
  const packed = fields?.[field]
  if (packed === undefined) return place
  return { ...place, line: Math.floor(packed / COLUMNS), column: packed % COLUMNS }
}

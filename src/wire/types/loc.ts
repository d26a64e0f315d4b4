/** RFC 1876 §2: the geographical location of a host or network. */
import { location } from '../fields/location.ts'
import { type } from '../record-type.ts'

export const LOC = type(29, 'LOC', location('location'))

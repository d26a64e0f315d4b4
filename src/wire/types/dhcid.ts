/** RFC 4701 §3: the DHCP client that owns a name, as a digest. */
import { base64 } from '../fields/encodings.ts'
import { type } from '../record-type.ts'

export const DHCID = type(49, 'DHCID', base64('identity'))

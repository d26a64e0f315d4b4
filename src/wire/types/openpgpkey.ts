/** RFC 7929 §2: the OpenPGP public key of a mailbox. */
import { base64 } from '../fields/encodings.ts'
import { type } from '../record-type.ts'

export const OPENPGPKEY = type(61, 'OPENPGPKEY', base64('publicKey'))

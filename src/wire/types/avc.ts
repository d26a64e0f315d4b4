/** IANA "AVC/avc-completed-template": the visibility of applications, as text. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const AVC = type(258, 'AVC', strings('data'))

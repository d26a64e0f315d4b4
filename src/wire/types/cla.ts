/** IANA "CLA/cla-completed-template": addresses of convergence layers, as text. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const CLA = type(263, 'CLA', strings('data'))

/** IANA "WALLET/wallet-completed-template": addresses of wallets, as text. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const WALLET = type(262, 'WALLET', strings('data'))

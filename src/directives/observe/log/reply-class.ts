/** The classes of replies for `log`, determined from the octets of the reply. */
import type { SentReply } from '../../../chain/query.ts'
import { HEADER_OCTETS, RCODE, RECORD_FIXED_OCTETS, TYPE } from '../../../wire/constants.ts'
import { soundNameEnd } from '../../../wire/packet-name.ts'

export const REPLY_CLASSES = ['success', 'denial', 'error', 'all'] as const
export type ReplyClass = (typeof REPLY_CLASSES)[number]

/**
 * RFC 2308 §2: a denial is NXDOMAIN, or an empty answer with an SOA. Without an SOA it may be a referral or
 * truncated.
 */
export function replyClass(reply: SentReply): Exclude<ReplyClass, 'all'> {
  if (reply.rcode === RCODE.NXDOMAIN) return 'denial'
  if (reply.rcode !== RCODE.NOERROR) return 'error'
  return word(reply.octets, 6) === 0 && hasAuthority(reply.octets) ? 'denial' : 'success'
}

/** Whether a reply without answers has an SOA in its authority section. */
function hasAuthority(octets: Uint8Array): boolean {
  let at = HEADER_OCTETS
  for (let questions = word(octets, 4); questions > 0; questions--) at = soundNameEnd(octets, at) + 4
  for (let records = word(octets, 8); records > 0 && at < octets.length; records--) {
    at = soundNameEnd(octets, at)
    if (word(octets, at) === TYPE.SOA) return true
    at += RECORD_FIXED_OCTETS + word(octets, at + 8)
  }
  return false
}

function word(octets: Uint8Array, at: number): number {
  return ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)
}

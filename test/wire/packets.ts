/**
 * The kit of the wire tests: octets in commented hexadecimal, and replies that dns2 decodes independently.
 */
import type { Answer } from '../../src/wire/answer.ts'
import { MAX_MESSAGE_OCTETS } from '../../src/wire/constants.ts'
import { type NameKey, parseName } from '../../src/wire/name.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { Request, VERDICT } from '../../src/wire/request.ts'
import { encodeQuery, type Question } from '../support/ask.ts'
import { decodeReply, type Reply } from '../support/decode.ts'

/** Parses hexadecimal digits; it ignores white space, and comments from `#` to the end of the line. */
export function octets(text: string): Buffer {
  const digits = text.replace(/#.*$/gm, '').replace(/\s+/g, '')
  if (!/^(?:[\da-f]{2})*$/.test(digits)) throw new Error(`expected hexadecimal octets, found ${digits}`)
  return Buffer.from(digits, 'hex')
}

export function key(text: string): NameKey {
  const name = parseName(text)
  if (name === null) throw new Error(`expected a domain name, found ${text}`)
  return name
}

/** Parses the request of a question; throws if its verdict is not OK. */
export function requestOf(question: Question): Request {
  const request = new Request()
  if (request.parse(encodeQuery(question)) !== VERDICT.OK)
    throw new Error(`the question for ${question.name} was refused`)
  return request
}

/**
 * The reply that an answer becomes when a client asks `question` of it, decoded and checked by dns2 and our
 * own reader.
 */
export function replyTo(question: Question, answer: Answer, limit = MAX_MESSAGE_OCTETS): Reply {
  const writer = new ReplyWriter()
  const length = writer.write(requestOf(question), answer, limit)
  return decodeReply(writer.octets.subarray(0, length))
}

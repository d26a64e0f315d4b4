/** Reads the DNS message of an HTTPS request (RFC 8484 §4.1): from the parameter `dns`, or from the body. */
import type { Http2ServerRequest } from 'node:http2'
import { MAX_MESSAGE_OCTETS } from '../wire/constants.ts'
import { GatheredOctets } from '../wire/gathered-octets.ts'

const PATH = '/dns-query'
export const MESSAGE_TYPE = 'application/dns-message'

/** A response without a DNS message: an HTTP status, and the reason as text. */
export interface Refusal {
  readonly status: number
  readonly text: string
}

/**
 * `timeoutMs` limits the time until the end of the body. `hold` is told how many octets of it are in memory.
 */
export async function readMessage(
  request: Http2ServerRequest,
  timeoutMs: number,
  hold: (octets: number) => void,
): Promise<Buffer | Refusal> {
  const { method, headers } = request
  const [path, search = ''] = request.url.split('?')
  if (path !== PATH) return { status: 404, text: `not found; DNS is at ${PATH}` }
  if (method === 'GET') return decodeParameter(new URLSearchParams(search).get('dns'))
  if (method !== 'POST') return { status: 405, text: 'GET and POST only' }
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== MESSAGE_TYPE) return { status: 415, text: `a body is ${MESSAGE_TYPE}` }
  if (Number(headers['content-length'] ?? 0) > MAX_MESSAGE_OCTETS) return TOO_LARGE
  return readBody(request, timeoutMs, hold)
}

const TOO_LARGE: Refusal = { status: 413, text: `a DNS message has at most ${MAX_MESSAGE_OCTETS} octets` }

/** RFC 8484 §6: base64url without padding. */
function decodeParameter(text: string | null): Buffer | Refusal {
  if (text === null) return { status: 400, text: "GET takes the message in the parameter 'dns'" }
  if (!/^[\w-]+$/.test(text)) return { status: 400, text: "'dns' is not base64url without padding" }
  return Buffer.from(text, 'base64url')
}

function readBody(
  request: Http2ServerRequest,
  timeoutMs: number,
  hold: (octets: number) => void,
): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const body = new GatheredOctets()
    const finish = (result: Buffer | Refusal): void => {
      clearTimeout(timer)
      request.off('data', gather)
      resolve(result)
    }
    const gather = (chunk: Buffer): void => {
      if (body.length + chunk.length > MAX_MESSAGE_OCTETS) {
        finish(TOO_LARGE)
        return
      }
      body.append(chunk)
      hold(body.capacity)
    }
    const timer = setTimeout(() => {
      finish({ status: 408, text: 'the message took too long' })
    }, timeoutMs)
    request.on('data', gather)
    request.once('end', () => {
      finish(body.take())
    })
    request.once('close', () => {
      finish({ status: 400, text: 'the message has no end' })
    })
  })
}

/** Reads the EDNS options of a request (RFC 6891 §6.1.2), and makes requests with other options. */
import { EDNS_OPTION, HEADER_OCTETS, MAX_UDP_OCTETS, TYPE } from './constants.ts'
import { Request } from './request.ts'

export interface EdnsOption {
  readonly code: number
  readonly data: Buffer
}

const NONE = Buffer.alloc(0)

export function readEdnsOptions({ packet, hasEdns, optionsStart, optionsEnd }: Request): EdnsOption[] {
  const options: EdnsOption[] = []
  if (!hasEdns) return options
  // `Request.parse` has checked that every option is complete.
  for (let at = optionsStart; at < optionsEnd; ) {
    const end = at + 4 + packet.readUInt16BE(at + 2)
    options.push({ code: packet.readUInt16BE(at), data: packet.subarray(at + 4, end) })
    at = end
  }
  return options
}

export function encodeEdnsOptions(options: readonly EdnsOption[]): Buffer {
  return Buffer.concat(
    options.map(({ code, data }) => {
      const head = Buffer.alloc(4)
      head.writeUInt16BE(code, 0)
      head.writeUInt16BE(data.length, 2)
      return Buffer.concat([head, data])
    }),
  )
}

/**
 * RFC 7873 §4, RFC 7828 §3.1, RFC 7830 §3: these options concern one hop, so a forwarder does not pass them
 * on.
 */
const OWN_OPTIONS = new Set<number>([EDNS_OPTION.COOKIE, EDNS_OPTION.TCP_KEEPALIVE, EDNS_OPTION.PADDING])

/** Longer than any option in use, and short enough that a query fits into one datagram. */
const MAX_UPSTREAM_OCTETS = 512

/**
 * The client's options that a forwarder passes to the upstream, in wire form; empty if they exceed the limit.
 */
export function upstreamOptions(request: Request): Buffer {
  if (!request.hasEdns || request.optionsStart === request.optionsEnd) return NONE
  const options = encodeEdnsOptions(readEdnsOptions(request).filter(({ code }) => !OWN_OPTIONS.has(code)))
  return options.length > MAX_UPSTREAM_OCTETS ? NONE : options
}

/** Root, type, payload size, extended rcode, version, flags, RDLENGTH. */
const OPT_OCTETS = 11
const DNSSEC_OK = 0x80

/**
 * A new request with the same question and these options. The given request does not change: the reply to the
 * client needs its options.
 */
export function withEdnsOptions(request: Request, options: readonly EdnsOption[]): Request {
  const data = encodeEdnsOptions(options)
  const opt = Buffer.alloc(OPT_OCTETS)
  opt.writeUInt16BE(TYPE.OPT, 1)
  opt.writeUInt16BE(request.hasEdns ? request.payloadOctets : MAX_UDP_OCTETS, 3)
  opt[7] = request.hasEdns && request.dnssecOk ? DNSSEC_OK : 0
  opt.writeUInt16BE(data.length, 9)
  const packet = Buffer.concat([request.packet.subarray(0, request.questionEnd), opt, data])
  // The OPT is the only record. Other records of the request, such as an IXFR's SOA, are dropped.
  packet.fill(0, 6, HEADER_OCTETS)
  packet.writeUInt16BE(1, 10)
  const changed = new Request()
  changed.parse(packet)
  return changed
}

/** Numbers of the DNS protocol, each with the document that assigned it. */

/**
 * The types that code names. `record-types.ts` has all types, by number and by mnemonic. RFC 1035 §3.2.2
 * defines those without a citation.
 */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28, // RFC 3596
  SRV: 33, // RFC 2782
  OPT: 41, // RFC 6891
  TSIG: 250, // RFC 8945
  IXFR: 251, // RFC 1995
  AXFR: 252,
  ANY: 255,
} as const

/** Whether a QTYPE requests a zone transfer: AXFR (RFC 5936) or IXFR (RFC 1995). */
export function isTransfer(type: number): boolean {
  return type === TYPE.AXFR || type === TYPE.IXFR
}

/** RFC 1035 §3.2.4. */
export const CLASS = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const
const CLASS_NAMES = new Map<number, string>(Object.entries(CLASS).map(([name, value]) => [value, name]))

/** The number of a class mnemonic in any letter case, or of `CLASS123`; `null` for other text. */
export function classNumber(text: string): number | null {
  const upper = text.toUpperCase()
  const known = Object.entries(CLASS).find(([name]) => name === upper)?.[1]
  const generic = /^CLASS(\d{1,5})$/.exec(upper)
  const number = known ?? Number(generic?.[1] ?? Number.NaN)
  return number <= 65535 ? number : null
}

/** The mnemonic of a class, or `CLASS123` (RFC 3597 §5). */
export function className(value: number): string {
  return CLASS_NAMES.get(value) ?? `CLASS${value}`
}

/** RFC 1035 §4.1.1; NOTIFY: RFC 1996; UPDATE: RFC 2136. */
export const OPCODE = { QUERY: 0, NOTIFY: 4, UPDATE: 5 } as const

/** RFC 1035 §4.1.1, RFC 2136 §2.2 (YXDOMAIN also RFC 6672 §2.2), RFC 6891 §9. */
export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
} as const
const RCODE_NAMES = new Map<number, string>(Object.entries(RCODE).map(([name, value]) => [value, name]))

/** RFC 8945 §5.2: values of the TSIG record's error field. */
export const TSIG_ERROR = { BADSIG: 16, BADKEY: 17, BADTIME: 18, BADTRUNC: 22 } as const

/**
 * The rcode of a mnemonic in any letter case, or of a number; `null` for other text and for rcodes that the
 * header's four bits cannot hold (RFC 1035 §4.1.1).
 */
export function rcodeNumber(text: string): number | null {
  const known = Object.entries(RCODE).find(([name]) => name === text.toUpperCase())?.[1]
  const number = known ?? (/^\d{1,2}$/.test(text) ? Number(text) : null)
  return number !== null && number <= 15 ? number : null
}

/** The mnemonic of an rcode, or `RCODE123`. */
export function rcodeName(value: number): string {
  return RCODE_NAMES.get(value) ?? `RCODE${value}`
}

/** Bits of the header's second 16-bit word (RFC 1035 §4.1.1; AD and CD: RFC 4035 §3.2). */
export const FLAG = {
  QR: 0x8000,
  /** A mask of four bits; QUERY is 0. */
  OPCODE: 0x7800,
  AA: 0x0400,
  TC: 0x0200,
  RD: 0x0100,
  RA: 0x0080,
  AD: 0x0020,
  CD: 0x0010,
} as const

/** RFC 8914 §4: the extended error codes that kubezone sends. */
export const EXTENDED_ERROR = {
  OTHER: 0,
  STALE: 3,
  NOT_READY: 14,
  BLOCKED: 15,
  FILTERED: 17,
  PROHIBITED: 18,
  STALE_NXDOMAIN: 19,
  NOT_AUTHORITATIVE: 20,
  NO_REACHABLE_AUTHORITY: 22,
  INVALID_DATA: 24,
} as const

/**
 * EDNS option codes. NSID: RFC 5001; CLIENT_SUBNET: RFC 7871; COOKIE: RFC 7873; TCP_KEEPALIVE: RFC 7828;
 * PADDING: RFC 7830.
 */
export const EDNS_OPTION = { NSID: 3, CLIENT_SUBNET: 8, COOKIE: 10, TCP_KEEPALIVE: 11, PADDING: 12 } as const

export const HEADER_OCTETS = 12
/** The octets between a record's owner name and its RDATA: TYPE, CLASS, TTL, RDLENGTH (RFC 1035 §4.1.3). */
export const RECORD_FIXED_OCTETS = 10
/** RFC 1035 §2.3.4: the limit counts length octets and the root label. */
export const MAX_NAME_OCTETS = 255
/** RFC 1035 §2.3.4. */
export const MAX_LABEL_OCTETS = 63
/** RFC 1035 §4.2.1: every client accepts a UDP message of this size. */
export const MIN_UDP_OCTETS = 512
/** DNS Flag Day 2020, RFC 9715 §3.1 (R5): larger UDP replies risk IP fragmentation. */
export const MAX_UDP_OCTETS = 1232
export const MAX_MESSAGE_OCTETS = 65535

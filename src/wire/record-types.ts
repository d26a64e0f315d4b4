/**
 * All record types whose RDATA kubezone parses, prints and validates, and the mnemonics of other types. A new
 * type is a file in `types/` and a line here.
 */
import { TYPE } from './constants.ts'
import type { TypeNames } from './fields/field.ts'
import type { RecordType } from './record-type.ts'
import { A } from './types/a.ts'
import { AAAA } from './types/aaaa.ts'
import { AFSDB } from './types/afsdb.ts'
import { CAA } from './types/caa.ts'
import { CDNSKEY } from './types/cdnskey.ts'
import { CDS } from './types/cds.ts'
import { CNAME } from './types/cname.ts'
import { DNAME } from './types/dname.ts'
import { DNSKEY } from './types/dnskey.ts'
import { DS } from './types/ds.ts'
import { HINFO } from './types/hinfo.ts'
import { HTTPS } from './types/https.ts'
import { KX } from './types/kx.ts'
import { MB } from './types/mb.ts'
import { MD } from './types/md.ts'
import { MF } from './types/mf.ts'
import { MG } from './types/mg.ts'
import { MINFO } from './types/minfo.ts'
import { MR } from './types/mr.ts'
import { MX } from './types/mx.ts'
import { NAPTR } from './types/naptr.ts'
import { NS } from './types/ns.ts'
import { NSEC } from './types/nsec.ts'
import { NSEC3 } from './types/nsec3.ts'
import { NSEC3PARAM } from './types/nsec3param.ts'
import { PTR } from './types/ptr.ts'
import { RP } from './types/rp.ts'
import { RRSIG } from './types/rrsig.ts'
import { RT } from './types/rt.ts'
import { SOA } from './types/soa.ts'
import { SPF } from './types/spf.ts'
import { SRV } from './types/srv.ts'
import { SSHFP } from './types/sshfp.ts'
import { SVCB } from './types/svcb.ts'
import { TLSA } from './types/tlsa.ts'
import { TXT } from './types/txt.ts'
import { URI } from './types/uri.ts'

export const RECORD_TYPES: readonly RecordType[] = [
  A,
  NS,
  MD,
  MF,
  CNAME,
  SOA,
  MB,
  MG,
  MR,
  PTR,
  HINFO,
  MINFO,
  MX,
  TXT,
  RP,
  AFSDB,
  RT,
  AAAA,
  SRV,
  NAPTR,
  KX,
  DNAME,
  DS,
  SSHFP,
  RRSIG,
  NSEC,
  DNSKEY,
  NSEC3,
  NSEC3PARAM,
  TLSA,
  CDS,
  CDNSKEY,
  SVCB,
  HTTPS,
  SPF,
  URI,
  CAA,
]

/**
 * Types without a file: QTYPEs, meta-types, and types whose RDATA is opaque octets to kubezone. IANA
 * "Resource Record (RR) TYPEs".
 */
const BY_NAME_ONLY: Readonly<Record<string, number>> = {
  NULL: 10,
  WKS: 11,
  LOC: 29,
  CERT: 37,
  OPT: TYPE.OPT,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  TKEY: 249,
  TSIG: TYPE.TSIG,
  IXFR: TYPE.IXFR,
  AXFR: TYPE.AXFR,
  MAILB: 253,
  MAILA: 254,
  ANY: TYPE.ANY,
}

const BY_NUMBER: ReadonlyMap<number, RecordType> = new Map(RECORD_TYPES.map((one) => [one.number, one]))
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...RECORD_TYPES.map(({ mnemonic, number }) => [mnemonic, number] as const),
  ...Object.entries(BY_NAME_ONLY),
])
const MNEMONICS: ReadonlyMap<number, string> = new Map(
  [...NUMBERS].map(([mnemonic, number]) => [number, mnemonic]),
)

/** `undefined` for a type whose RDATA is opaque octets to kubezone. */
export function recordType(number: number): RecordType | undefined {
  return BY_NUMBER.get(number)
}

/** The mnemonic of a type, or `TYPE123` (RFC 3597 §5). */
export function typeName(type: number): string {
  return MNEMONICS.get(type) ?? `TYPE${type}`
}

/** The number of a type mnemonic in any letter case, or of `TYPE123`; `null` for other text. */
export function typeNumber(text: string): number | null {
  const upper = text.toUpperCase()
  const known = NUMBERS.get(upper)
  if (known !== undefined) return known
  const generic = /^TYPE(\d{1,5})$/.exec(upper)
  const number = Number(generic?.[1] ?? Number.NaN)
  return number <= 65535 ? number : null
}

/** The mnemonics that fields with a record type parse and print. */
export const TYPE_NAMES: TypeNames = { nameOf: typeName, numberOf: typeNumber }

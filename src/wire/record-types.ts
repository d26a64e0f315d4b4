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
import { ALIAS } from './types/alias.ts'
import { AMTRELAY } from './types/amtrelay.ts'
import { APL } from './types/apl.ts'
import { AVC } from './types/avc.ts'
import { BRID } from './types/brid.ts'
import { CAA } from './types/caa.ts'
import { CDNSKEY } from './types/cdnskey.ts'
import { CDS } from './types/cds.ts'
import { CERT } from './types/cert.ts'
import { CLA } from './types/cla.ts'
import { CNAME } from './types/cname.ts'
import { CSYNC } from './types/csync.ts'
import { DHCID } from './types/dhcid.ts'
import { DLV } from './types/dlv.ts'
import { DNAME } from './types/dname.ts'
import { DNSKEY } from './types/dnskey.ts'
import { DS } from './types/ds.ts'
import { DSYNC } from './types/dsync.ts'
import { EUI48 } from './types/eui48.ts'
import { EUI64 } from './types/eui64.ts'
import { GPOS } from './types/gpos.ts'
import { HHIT } from './types/hhit.ts'
import { HINFO } from './types/hinfo.ts'
import { HIP } from './types/hip.ts'
import { HTTPS } from './types/https.ts'
import { IPSECKEY } from './types/ipseckey.ts'
import { ISDN } from './types/isdn.ts'
import { KEY } from './types/key.ts'
import { KX } from './types/kx.ts'
import { L32 } from './types/l32.ts'
import { L64 } from './types/l64.ts'
import { LOC } from './types/loc.ts'
import { LP } from './types/lp.ts'
import { MB } from './types/mb.ts'
import { MD } from './types/md.ts'
import { MF } from './types/mf.ts'
import { MG } from './types/mg.ts'
import { MINFO } from './types/minfo.ts'
import { MR } from './types/mr.ts'
import { MX } from './types/mx.ts'
import { NAPTR } from './types/naptr.ts'
import { NID } from './types/nid.ts'
import { NINFO } from './types/ninfo.ts'
import { NS } from './types/ns.ts'
import { NSAP } from './types/nsap.ts'
import { NSAP_PTR } from './types/nsap-ptr.ts'
import { NSEC } from './types/nsec.ts'
import { NSEC3 } from './types/nsec3.ts'
import { NSEC3PARAM } from './types/nsec3param.ts'
import { NXT } from './types/nxt.ts'
import { OPENPGPKEY } from './types/openpgpkey.ts'
import { PTR } from './types/ptr.ts'
import { PX } from './types/px.ts'
import { RESINFO } from './types/resinfo.ts'
import { RKEY } from './types/rkey.ts'
import { RP } from './types/rp.ts'
import { RRSIG } from './types/rrsig.ts'
import { RT } from './types/rt.ts'
import { SIG } from './types/sig.ts'
import { SMIMEA } from './types/smimea.ts'
import { SOA } from './types/soa.ts'
import { SPF } from './types/spf.ts'
import { SRV } from './types/srv.ts'
import { SSHFP } from './types/sshfp.ts'
import { SVCB } from './types/svcb.ts'
import { TA } from './types/ta.ts'
import { TALINK } from './types/talink.ts'
import { TLSA } from './types/tlsa.ts'
import { TXT } from './types/txt.ts'
import { URI } from './types/uri.ts'
import { WALLET } from './types/wallet.ts'
import { X25 } from './types/x25.ts'
import { ZONEMD } from './types/zonemd.ts'

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
  X25,
  ISDN,
  RT,
  NSAP,
  NSAP_PTR,
  SIG,
  KEY,
  PX,
  GPOS,
  AAAA,
  LOC,
  NXT,
  SRV,
  NAPTR,
  KX,
  CERT,
  DNAME,
  APL,
  DS,
  SSHFP,
  IPSECKEY,
  RRSIG,
  NSEC,
  DNSKEY,
  DHCID,
  NSEC3,
  NSEC3PARAM,
  TLSA,
  SMIMEA,
  HIP,
  NINFO,
  RKEY,
  TALINK,
  CDS,
  CDNSKEY,
  OPENPGPKEY,
  CSYNC,
  ZONEMD,
  SVCB,
  HTTPS,
  DSYNC,
  HHIT,
  BRID,
  SPF,
  NID,
  L32,
  L64,
  LP,
  EUI48,
  EUI64,
  URI,
  CAA,
  AVC,
  AMTRELAY,
  RESINFO,
  WALLET,
  CLA,
  TA,
  DLV,
  ALIAS,
]

/**
 * Types without a file: QTYPEs, meta-types, and types whose RDATA is opaque octets to kubezone. IANA
 * "Resource Record (RR) TYPEs".
 */
const BY_NAME_ONLY: Readonly<Record<string, number>> = {
  NULL: 10,
  WKS: 11,
  EID: 31,
  NIMLOC: 32,
  ATMA: 34,
  A6: 38,
  SINK: 40,
  OPT: TYPE.OPT,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NXNAME: 128,
  TKEY: 249,
  TSIG: TYPE.TSIG,
  IXFR: TYPE.IXFR,
  AXFR: TYPE.AXFR,
  MAILB: 253,
  MAILA: 254,
  ANY: TYPE.ANY,
  DOA: 259,
  IPN: 264,
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

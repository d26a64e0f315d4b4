/**
 * Decodes replies with dns2, so that kubezone's codec does not check itself. It also detects what dns2 does
 * not: records that dns2 drops, and octets left over. OPT is decoded here, because dns2 loses options after
 * unknown ones.
 */
import dns2 from 'dns2'

export interface Reply {
  readonly id: number
  readonly rcode: string
  /** The flags that are set, in header order: `qr aa tc rd ra ad cd`. */
  readonly flags: string
  readonly opcode: number
  /** `name class type`, spelled as sent; `null` without a question. */
  readonly question: string | null
  /** Zone-file text: `name ttl IN TYPE rdata`. */
  readonly answer: readonly string[]
  readonly authority: readonly string[]
  /** The additional records without OPT. */
  readonly additional: readonly string[]
  /** `null`: the reply has no OPT. */
  readonly edns: {
    readonly payload: number
    readonly version: number
    readonly dnssecOk: boolean
    readonly options: readonly { readonly code: number; readonly data: Buffer }[]
  } | null
  readonly octets: number
}

const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
]
const FLAG_BITS: readonly (readonly [string, number])[] = [
  ['qr', 0x8000],
  ['aa', 0x0400],
  ['tc', 0x0200],
  ['rd', 0x0100],
  ['ra', 0x0080],
  ['z', 0x0040],
  ['ad', 0x0020],
  ['cd', 0x0010],
]

/** Decodes a reply; throws if it is malformed in any way. */
export function decodeReply(octets: Buffer): Reply {
  const reader = new MessageReader(octets)
  const reply = reader.read()
  crossCheck(octets, reply)
  return reply
}

/** dns2 must see the same number of records, and the same addresses. */
function crossCheck(octets: Buffer, reply: Reply): void {
  const packet = dns2.Packet.parse(octets)
  const counts = [packet.answers.length, packet.authorities.length, packet.additionals.length]
  const expected = [octets.readUInt16BE(6), octets.readUInt16BE(8), octets.readUInt16BE(10)]
  if (counts.join() !== expected.join())
    throw new Error(`dns2 reads ${counts.join()} records, the header says ${expected.join()}`)
  const theirs = packet.answers.flatMap((one) =>
    'address' in one && typeof one.address === 'string' ? [one.address] : [],
  )
  const ours = reply.answer.filter((one) => / IN (A|AAAA) /.test(one)).map((one) => one.split(' ').at(-1))
  if (theirs.join() !== ours.join())
    throw new Error(`dns2 reads the addresses ${theirs.join()}, we read ${ours.join()}`)
}

class MessageReader {
  readonly #octets: Buffer
  #at = 12
  #edns: Reply['edns'] = null
  #extendedRcode = 0

  constructor(octets: Buffer) {
    this.#octets = octets
  }

  read(): Reply {
    const octets = this.#octets
    const bits = octets.readUInt16BE(2)
    const question = octets.readUInt16BE(4) === 0 ? null : this.#question()
    const answer = this.#section(octets.readUInt16BE(6))
    const authority = this.#section(octets.readUInt16BE(8))
    const additional = this.#section(octets.readUInt16BE(10))
    if (this.#at !== octets.length) throw new Error(`${octets.length - this.#at} octets are left over`)
    const rcode = this.#extendedRcode * 16 + (bits & 0xf)
    return {
      id: octets.readUInt16BE(0),
      rcode: rcode === 16 ? 'BADVERS' : (RCODES[rcode] ?? `RCODE${rcode}`),
      flags: FLAG_BITS.filter(([, bit]) => (bits & bit) !== 0)
        .map(([name]) => name)
        .join(' '),
      opcode: (bits >> 11) & 0xf,
      question,
      answer,
      authority,
      additional,
      edns: this.#edns,
      octets: octets.length,
    }
  }

  #question(): string {
    const name = this.#name()
    const type = this.#word()
    return `${name} ${classText(this.#word())} ${typeText(type)}`
  }

  #section(count: number): string[] {
    const records: string[] = []
    for (let i = 0; i < count; i++) {
      const record = this.#record()
      if (record !== null) records.push(record)
    }
    return records
  }

  #record(): string | null {
    const name = this.#name()
    const type = this.#word()
    const payload = this.#word()
    const ttl = this.#word() * 65536 + this.#word()
    const end = this.#word() + this.#at
    if (end > this.#octets.length) throw new Error('a record is cut off')
    if (type === 41) {
      this.#opt(name, payload, ttl, end)
      return null
    }
    const text = `${name} ${ttl} ${classText(payload)} ${typeText(type)} ${this.#rdata(type, end)}`
    if (this.#at !== end) throw new Error(`the RDATA of ${text} does not fill its length`)
    return text
  }

  #opt(name: string, payload: number, ttl: number, end: number): void {
    if (name !== '.' || this.#edns !== null) throw new Error('a second OPT, or one not owned by the root')
    const options: { code: number; data: Buffer }[] = []
    while (this.#at < end) {
      const code = this.#word()
      const length = this.#word()
      options.push({ code, data: this.#octets.subarray(this.#at, this.#at + length) })
      this.#at += length
    }
    if (this.#at !== end) throw new Error('the options of OPT do not fill its length')
    this.#extendedRcode = ttl >>> 24
    this.#edns = { payload, version: (ttl >>> 16) & 0xff, dnssecOk: (ttl & 0x8000) !== 0, options }
  }

  #rdata(type: number, end: number): string {
    switch (type) {
      case 1:
      case 28:
        return this.#address(end)
      case 2:
      case 5:
      case 12:
        return this.#name()
      case 6:
        return [
          this.#name(),
          this.#name(),
          ...[0, 1, 2, 3, 4].map(() => this.#word() * 65536 + this.#word()),
        ].join(' ')
      case 15:
        return [this.#word(), this.#name()].join(' ')
      case 33:
        return [this.#word(), this.#word(), this.#word(), this.#uncompressedName()].join(' ')
      case 13:
      case 16:
        return this.#strings(end)
      default:
        this.#at = end
        return '\\#'
    }
  }

  #address(end: number): string {
    const octets = this.#octets.subarray(this.#at, end)
    this.#at = end
    if (octets.length === 4) return octets.join('.')
    const groups = Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(2 * i).toString(16))
    return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
  }

  #strings(end: number): string {
    const strings: string[] = []
    while (this.#at < end) {
      const length = this.#octets[this.#at] ?? 0
      strings.push(JSON.stringify(this.#octets.toString('latin1', this.#at + 1, this.#at + 1 + length)))
      this.#at += length + 1
    }
    return strings.join(' ')
  }

  /** RFC 2782: the target of SRV is not compressed. */
  #uncompressedName(): string {
    const start = this.#at
    const name = this.#name()
    // The text says nothing: escapes make it longer than the octets.
    let at = start
    for (let length = this.#octets.readUInt8(at); length !== 0; length = this.#octets.readUInt8(at)) {
      if (length >= 0xc0) throw new Error(`the SRV target ${name} is compressed`)
      at += length + 1
    }
    return name
  }

  #name(): string {
    let text = ''
    let at = this.#at
    let end = -1
    for (let jumps = 0; ; ) {
      const length = this.#octets.readUInt8(at)
      if (length >= 0xc0) {
        if (end === -1) end = at + 2
        const target = this.#octets.readUInt16BE(at) & 0x3fff
        if (target >= at || jumps++ > 20) throw new Error('a pointer that does not point back')
        at = target
        continue
      }
      if (length === 0) break
      text += `${this.#octets.toString('latin1', at + 1, at + 1 + length).replace(/[.\\]/g, '\\$&')}.`
      at += length + 1
    }
    this.#at = end === -1 ? at + 1 : end
    return text === '' ? '.' : text
  }

  #word(): number {
    this.#at += 2
    return this.#octets.readUInt16BE(this.#at - 2)
  }
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  65: 'HTTPS',
  252: 'AXFR',
  255: 'ANY',
}

function classText(value: number): string {
  return ['', 'IN', '', 'CH'][value] ?? `CLASS${value}`
}

function typeText(type: number): string {
  return TYPES[type] ?? `TYPE${type}`
}

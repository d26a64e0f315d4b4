/**
 * Node.js 20. `dns.lookup` is getaddrinfo of the C library, here glibc's; `dns.resolve*`, which a record type
 * stands for, is c-ares: it asks for the name as it is, and for no other, and never for a name below `onion`.
 */
import { RCODE, TYPE } from '../../wire/constants.ts'
import { nameText } from '../../wire/name.ts'
import { typeName } from '../../wire/record-types.ts'
import { walkGlibc } from './glibc.ts'
import { askTypes, isOnion, type StubAsk, type StubReply, type StubRequest, type StubWalk } from './stub.ts'

export async function walkNode(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const text = nameText(request.name).slice(0, request.isAbsolute ? undefined : -1)
  const [type] = request.types
  return type === undefined || request.types.length > 1
    ? lookup(text, request, ask)
    : resolve(text, type, request, ask)
}

async function lookup(text: string, request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const walk = await walkGlibc(request, ask)
  const code = walk.reports.startsWith('Temporary') ? 'EAI_AGAIN' : 'ENOTFOUND'
  const reports = walk.found === null ? `getaddrinfo ${code} ${text}` : ''
  const remarks = ['dns.lookup is getaddrinfo of the C library: of glibc here, of musl in an image of Alpine']
  if (!request.isAbsolute && request.search.length > 0 && walk.found !== request.name) {
    remarks.push(`dns.resolve* uses no search list: it asks for ${nameText(request.name)} only`)
  }
  return { ...walk, resolver: 'node', reports, remarks: [...remarks, ...walk.remarks] }
}

async function resolve(text: string, type: number, request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, isAbsolute, search } = request
  const isAsked = !isOnion(name)
  const steps = isAsked ? await askTypes(name, [type], ask, () => 1) : []
  const reply = isAsked ? (steps[0]?.reply ?? null) : NO_NAME
  const isFound = reply?.hasData === true
  const remarks = isAbsolute || search.length === 0 ? [] : ['dns.resolve* uses no search list']
  const reports = isFound ? '' : `${callOf(type)} ${codeOf(reply)} ${text}`
  return { resolver: 'node', steps, found: isFound ? name : null, reports, remarks }
}

const NO_NAME: StubReply = { rcode: RCODE.NXDOMAIN, hasData: false }

/** `queryA`, `querySrv`. */
function callOf(type: number): string {
  const name = typeName(type)
  return type === TYPE.PTR ? 'getHostByAddr' : `query${name[0] ?? ''}${name.slice(1).toLowerCase()}`
}

function codeOf(reply: StubReply | null): string {
  if (reply === null) return 'ETIMEOUT'
  return CODES.get(reply.rcode) ?? 'EREFUSED'
}

const CODES = new Map<number, string>([
  [RCODE.NOERROR, 'ENODATA'],
  [RCODE.NXDOMAIN, 'ENOTFOUND'],
  [RCODE.SERVFAIL, 'ESERVFAIL'],
])

/**
 * The questions: a mix like that of a cluster's resolvers, drawn at random from a seed. A quarter of the
 * names have mixed case (DNS 0x20).
 */
import { Random } from './random.mjs'

const ZONE = 'svc.cluster.local'

/** The kinds of questions: the share of each in percent, and its question for a service. */
export const KINDS = {
  hit: { share: 35, services: ['single', 'dual'], ask: (service) => [base(service), 'A'] },
  'hit AAAA': { share: 5, services: ['dual'], ask: (service) => [base(service), 'AAAA'] },
  // Dual-stack clients ask this for every single-stack service.
  NODATA: { share: 15, services: ['single'], ask: (service) => [base(service), 'AAAA'] },
  // Names with suffixes of a search list, and names that do not exist.
  NXDOMAIN: { share: 20, services: ['single', 'dual'], ask: missing },
  SRV: { share: 8, services: ['single', 'dual'], ask: (service) => [`_http._tcp.${base(service)}`, 'SRV'] },
  'headless A': { share: 8, services: ['headless', 'stateful'], ask: (service) => [base(service), 'A'] },
  'headless SRV': {
    share: 2,
    services: ['headless', 'stateful'],
    ask: (service) => [`_http._tcp.${base(service)}`, 'SRV'],
  },
  endpoint: {
    share: 4,
    services: ['stateful'],
    ask: (service) => [`${service.name}-0.${base(service)}`, 'A'],
  },
  PTR: {
    share: 3,
    services: ['single', 'dual'],
    ask: (service) => [`${service.address.split('.').reverse().join('.')}.in-addr.arpa`, 'PTR'],
  },
}

const MIXED_CASE_SHARE = 0.25

function base({ name, namespace }) {
  return `${name}.${namespace}.${ZONE}`
}

function missing(service, random) {
  return [
    random.pick([
      `${base(service)}.${service.namespace}.${ZONE}`,
      `${service.name}.${service.namespace}.${service.namespace}.${ZONE}`,
      `www.example-${service.index}.com.${service.namespace}.${ZONE}`,
      `absent-${service.index}.${service.namespace}.${ZONE}`,
      `${service.name}.nowhere.${ZONE}`,
    ]),
    random.pick(['A', 'AAAA']),
  ]
}

/** `count` questions of the mix. */
export function drawQuestions(services, count, seed) {
  const random = new Random(seed)
  const bag = Object.entries(KINDS).flatMap(([kind, { share }]) => Array.from({ length: share }, () => kind))
  const byKind = groupServices(services)
  return Array.from({ length: count }, () => draw(random.pick(bag), byKind, random))
}

/** `count` questions of one kind. */
export function drawKind(kind, services, count, seed) {
  const random = new Random(seed)
  const byKind = groupServices(services)
  return Array.from({ length: count }, () => draw(kind, byKind, random))
}

function groupServices(services) {
  return new Map(
    Object.entries(KINDS).map(([kind, { services: kinds }]) => [
      kind,
      services.filter((service) => kinds.includes(service.kind)),
    ]),
  )
}

function draw(kind, byKind, random) {
  const [name, type] = KINDS[kind].ask(random.pick(byKind.get(kind)), random)
  return { kind, type, name: random.chance(MIXED_CASE_SHARE) ? mixCase(name, random) : name }
}

function mixCase(name, random) {
  return name.replace(/[a-z]/g, (letter) => (random.chance(0.5) ? letter.toUpperCase() : letter))
}

/** The questions in the format of dnsperf. */
export function dnsperfText(questions) {
  return questions.map(({ name, type }) => `${name} ${type}\n`).join('')
}

const TYPES = { A: 1, PTR: 12, AAAA: 28, SRV: 33 }

/** The packet that dnsperf sends for a question: RD set, EDNS with 1232 octets or no EDNS. */
export function packetOf({ name, type }, id, hasEdns) {
  const labels = name
    .split('.')
    .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'))
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, hasEdns ? 1 : 0])
  const tail = Buffer.from([0, TYPES[type] >> 8, TYPES[type] & 255, 0, 1])
  const opt = Buffer.from(hasEdns ? [0, 0, 41, 1232 >> 8, 1232 & 255, 0, 0, 0, 0, 0, 0] : [])
  return Buffer.concat([header, ...labels, tail, opt])
}

/**
 * The counters of the replies for one zone at one address. The hot path adds to arrays of numbers at known
 * indices; it allocates nothing and looks up no label by name. A scrape adds the labels.
 */
import type { MeteredRoute } from '../chain/plugin.ts'
import type { Query, ReplyMeter } from '../chain/query.ts'

/** CoreDNS's labels. All other types share one counter, so clients cannot create counters without limit. */
export const TYPE_LABELS: readonly (readonly [label: string, type: number])[] = [
  ['other', 0],
  ['A', 1],
  ['AAAA', 28],
  ['CNAME', 5],
  ['DNSKEY', 48],
  ['DS', 43],
  ['HTTPS', 65],
  ['MX', 15],
  ['NSEC3', 50],
  ['NSEC', 47],
  ['NS', 2],
  ['PTR', 12],
  ['RRSIG', 46],
  ['SOA', 6],
  ['SRV', 33],
  ['SVCB', 64],
  ['TXT', 16],
  ['IXFR', 251],
  ['AXFR', 252],
  ['ANY', 255],
]
export const TRANSPORTS = ['udp', 'tcp'] as const
/** IANA has assigned fewer rcodes. Rcodes from this number on share one counter. */
export const RCODES = 24
/** The upper bounds of message sizes, in octets. */
export const SIZE_BOUNDS = [
  0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000, 32_000, 48_000, 64_000,
] as const
/** The upper bounds of durations, in seconds: 0.25 ms, and each twice its predecessor. */
export const DURATION_BOUNDS: readonly number[] = Array.from({ length: 16 }, (_, i) => 0.00025 * 2 ** i)

const TYPES = TYPE_LABELS.length
const SIZES = SIZE_BOUNDS.length + 1
/** The index in `TYPE_LABELS` of each of the 65,536 types. */
const TYPE_PLACES = new Uint8Array(65_536)
for (const [place, [, type]] of TYPE_LABELS.entries()) TYPE_PLACES[type] = place
/** The index in `SIZE_BOUNDS` of each size that a message can have. */
const SIZE_PLACES = new Uint8Array(65_536)
for (let size = 0, place = 0; size < SIZE_PLACES.length; size++) {
  if (size > (SIZE_BOUNDS[place] ?? Infinity)) place++
  SIZE_PLACES[size] = place
}
const FIRST_BOUND_MS = 0.25

export class RouteCounters implements ReplyMeter {
  readonly route: MeteredRoute
  /** By transport and type. */
  readonly requests = new Float64Array(TRANSPORTS.length * TYPES)
  /** By transport and size. */
  readonly requestSizes = new Float64Array(TRANSPORTS.length * SIZES)
  readonly replySizes = new Float64Array(TRANSPORTS.length * SIZES)
  /** By transport: octets of requests, then octets of replies. */
  readonly octets = new Float64Array(TRANSPORTS.length * 2)
  readonly rcodes = new Float64Array(RCODES + 1)
  readonly durations = new Float64Array(DURATION_BOUNDS.length + 1)
  readonly httpStatuses = new Map<number, number>()
  /** Milliseconds, DO bits and failures, in a typed array: V8 would allocate a heap number for a field. */
  readonly #single = new Float64Array(3)

  constructor(route: MeteredRoute) {
    this.route = route
  }

  get milliseconds(): number {
    return this.#single[0] ?? 0
  }

  /** Requests with the DO bit. */
  get dnssecOk(): number {
    return this.#single[1] ?? 0
  }

  get failures(): number {
    return this.#single[2] ?? 0
  }

  replied(query: Query, octets: number, rcode: number, milliseconds: number): void {
    const { request, type } = query
    const transport = query.transport === 'udp' ? 0 : 1
    const requestOctets = request.packet.length
    const place = TYPE_PLACES[type] ?? 0
    add(this.requests, transport * TYPES + place, 1)
    add(this.requestSizes, transport * SIZES + (SIZE_PLACES[requestOctets] ?? 0), 1)
    add(this.replySizes, transport * SIZES + (SIZE_PLACES[octets] ?? 0), 1)
    add(this.octets, transport * 2, requestOctets)
    add(this.octets, transport * 2 + 1, octets)
    add(this.rcodes, rcode < RCODES ? rcode : RCODES, 1)
    if (request.hasEdns && request.dnssecOk) add(this.#single, 1, 1)
    add(this.durations, durationPlace(milliseconds), 1)
    add(this.#single, 0, milliseconds)
  }

  failed(): void {
    add(this.#single, 2, 1)
  }

  respondedOverHttp(status: number): void {
    this.httpStatuses.set(status, (this.httpStatuses.get(status) ?? 0) + 1)
  }
}

function add(figures: Float64Array, place: number, amount: number): void {
  figures[place] = (figures[place] ?? 0) + amount
}

/** The index of the first bound that is not exceeded: the number of doublings of the first bound. */
export function durationPlace(milliseconds: number): number {
  if (milliseconds <= FIRST_BOUND_MS) return 0
  const place = 32 - Math.clz32(Math.ceil(milliseconds / FIRST_BOUND_MS) - 1)
  return Math.min(place, DURATION_BOUNDS.length)
}

/** The part of `figures` with the sizes of one transport. */
export function sizesOf(figures: Float64Array, transport: number): Float64Array {
  return figures.subarray(transport * SIZES, (transport + 1) * SIZES)
}

export function requestsOf({ requests }: RouteCounters, transport: number): Float64Array {
  return requests.subarray(transport * TYPES, (transport + 1) * TYPES)
}

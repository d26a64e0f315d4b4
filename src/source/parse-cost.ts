/** Estimates how long a manifest takes to parse, before it is parsed. */

/** Each document costs as much as this many octets of a usual one, also if it is broken: about 12 µs. */
const DOCUMENT_OCTETS = 200
const LINE_FEED = 0x0a
const MINUS = 0x2d
const OPEN_BRACE = 0x7b

/** The octets of a usual manifest that take as long; at most the first value above `limit`. */
export function parseCost(octets: Uint8Array, limit: number): number {
  let cost = octets.length
  let line = 0
  while (line < octets.length && cost < limit) {
    if (beginsDocument(octets, line)) cost += DOCUMENT_OCTETS
    const end = octets.indexOf(LINE_FEED, line)
    if (end < 0) break
    line = end + 1
  }
  return cost
}

/** Whether a line can begin a document: `---`, or a JSON object. */
function beginsDocument(octets: Uint8Array, line: number): boolean {
  const first = octets[line]
  return first === OPEN_BRACE || (first === MINUS && octets[line + 1] === MINUS && octets[line + 2] === MINUS)
}

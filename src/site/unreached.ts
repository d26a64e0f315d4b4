/**
 * Finds what no query reaches although it is written: sources behind a `kubernetes` that passes nothing on,
 * and a `kubernetes` whose names the longer zone of another block takes.
 */
import type { Directive, ServerBlock, ServerKey } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import { formatPlace } from '../report/diagnostic.ts'
import { isReverseZone } from '../kube/records/cluster-options.ts'
import { isWithin, type NameKey, nameText } from '../wire/name.ts'
import { fallsThrough, zonesOf } from './block-words.ts'
import { below, SERVICES } from './probes.ts'

// --- In one block ---

/** Reports the sources behind `kubernetes` that are never asked. */
export function reportUnreached(block: ServerBlock, report: Report): void {
  const own = zonesOfKeys(block)
  const kubernetes = kubernetesOf(block)
  if (kubernetes === undefined) return
  const zones = zonesOf(kubernetes.args, own)
  for (const directive of block.directives) {
    const sources = sourceZones(directive, own)
    const [first] = sources
    const taken = sources.map((zone) =>
      zones.find((one) => isWithin(zone, one) && !fallsThrough(kubernetes, zone)),
    )
    const [takenBy] = taken
    if (first === undefined || takenBy === undefined || taken.includes(undefined)) continue
    const message = `${quote(directive.name.text)} is never asked for ${nameText(first)}: 'kubernetes' (${formatPlace(kubernetes.place)}) answers for ${nameText(takenBy)} and passes no name of it on`
    report(
      atToken(
        'KZ_COREFILE_UNREACHED',
        directive.name,
        message,
        `add 'fallthrough ${nameText(first)}' to 'kubernetes'`,
      ),
    )
  }
}

/** The zones for which a directive behind `kubernetes` is a source; none for other directives. */
function sourceZones({ name, args }: Directive, own: readonly NameKey[]): readonly NameKey[] {
  const [first] = args
  if (name.text === 'forward' && first !== undefined) return zonesOf([first], [])
  if (name.text === 'file') return zonesOf(args.slice(1), own)
  return name.text === 'secondary' ? zonesOf(args, own) : []
}

// --- Across blocks ---

/** A block with the addresses that it listens on. */
export interface ListeningBlock {
  readonly source: ServerBlock
  readonly addresses: readonly string[]
}

/** Reports the key of each block that takes all services of another block's `kubernetes`. */
export function reportTakenZones(
  blocks: readonly ListeningBlock[],
  portOf: (key: ServerKey) => number,
  report: Report,
): void {
  for (const block of blocks) {
    const kubernetes = kubernetesOf(block.source)
    if (kubernetes === undefined) continue
    const own = zonesOfKeys(block.source)
    for (const zone of zonesOf(kubernetes.args, own).filter((one) => !isReverseZone(one))) {
      for (const key of block.source.keys.filter(({ zones }) => zones.some((one) => isWithin(zone, one)))) {
        if (key.scheme !== 'dns') continue
        const rivals = blocks.filter((one) => isReachable(one, block))
        const takers = below(SERVICES, zone).map((probe) => takerOf(probe, portOf(key), portOf, rivals))
        const [taker] = takers
        if (taker === undefined || taker === null || takers.some((one) => one?.key !== taker.key)) continue
        if (taker.source === block.source || serves(taker.source, zone)) continue
        const message = `the block of ${quote(taker.key.text)} takes every service of ${nameText(zone)} from 'kubernetes' (${formatPlace(kubernetes.place)}): of all blocks, the one with the longest zone of a name gets the query`
        report(
          atToken(
            'KZ_COREFILE_SHADOW',
            taker.key.token,
            message,
            "give it a zone that holds no name of the cluster, or a 'kubernetes' of its own",
          ),
        )
      }
    }
  }
}

interface Taker {
  readonly source: ServerBlock
  readonly key: ServerKey
}

/** The key with the longest zone of a name; `null`: a view decides. */
function takerOf(
  name: NameKey,
  port: number,
  portOf: (key: ServerKey) => number,
  blocks: readonly ListeningBlock[],
): Taker | null {
  let longest: (Taker & { readonly zone: NameKey }) | null = null
  for (const { source } of blocks) {
    for (const key of source.keys) {
      if (key.scheme !== 'dns' || portOf(key) !== port) continue
      for (const zone of key.zones) {
        if (isWithin(name, zone) && (longest === null || zone.length > longest.zone.length)) {
          longest = { source, key, zone }
        }
      }
    }
  }
  const hasView = longest?.source.directives.some((one) => one.name.text === 'view') ?? true
  return hasView ? null : longest
}

function serves(block: ServerBlock, zone: NameKey): boolean {
  const kubernetes = kubernetesOf(block)
  if (kubernetes === undefined) return false
  return zonesOf(kubernetes.args, zonesOfKeys(block)).some((one) => isWithin(zone, one))
}

const ALL: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** Whether a client of one block can reach the other at the same address. */
function isReachable({ addresses: a }: ListeningBlock, { addresses: b }: ListeningBlock): boolean {
  return a.some((one) => b.includes(one) || ALL.has(one)) || b.some((one) => ALL.has(one))
}

function kubernetesOf({ directives }: ServerBlock): Directive | undefined {
  return directives.find(({ name }) => name.text === 'kubernetes')
}

function zonesOfKeys({ keys }: ServerBlock): NameKey[] {
  return keys.flatMap((key) => key.zones)
}

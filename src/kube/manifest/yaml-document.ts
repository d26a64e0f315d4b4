/**
 * Parses a YAML document into values and their positions. The only import of js-yaml. The length of the text
 * bounds time and memory, whatever its nesting and aliases.
 */
// The same code as 'js-yaml', compiled for older engines. The other build spreads its options into the
// parser's state, which gives each document its own hidden class in V8: a small document then costs two and a
// half times the CPU.
import {
  CORE_SCHEMA,
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mapTag,
  mergeTag,
  parseEvents,
  seqTag,
  YAMLException,
} from 'js-yaml/browser'
import { EventPositions, rootNodes } from './event-positions.ts'
import type { Positions } from './fields.ts'

/** The values of a text: more than one if it has several documents. */
export interface YamlValues {
  readonly values: readonly unknown[]
  /** The root node of each value. */
  readonly roots: readonly number[]
  readonly positions: Positions
}

/** Objects of Kubernetes nest about fifteen levels deep. The parser is recursive, so depth needs a limit. */
const MAX_DEPTH = 100
/** Manifests have a handful of aliases. `DocumentContext.budget` bounds their expansion. */
const MAX_ALIASES = 1000
/**
 * A value takes about 200 octets while its document is parsed. Dumps of clusters are far below this limit.
 */
export const MAX_VALUES = 3_000_000

/** A value with a tag of another tool (`!Ref`) is read as if it had no tag. */
const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  ['!', 'tag:'].flatMap((prefix) => [
    defineScalarTag(prefix, {
      matchByTagPrefix: true,
      resolve: (source: string) => source,
      identify: () => false,
    }),
    defineSequenceTag(prefix, { ...seqTag, matchByTagPrefix: true }),
    defineMappingTag(prefix, { ...mapTag, matchByTagPrefix: true }),
  ]),
)

/** Throws errors for `explainYamlError`. `base` is the offset of the text in its file. */
export function readYaml(source: string, base: number): YamlValues {
  const events = parseEvents(source, { maxDepth: MAX_DEPTH })
  const values = constructFromEvents(events, { source, schema: SCHEMA, maxAliases: MAX_ALIASES })
  return { values, roots: rootNodes(events), positions: new EventPositions(events, source, base) }
}

/** The parser's reason for an error, and its offset in the text. */
export function explainYamlError(error: unknown): { readonly reason: string; readonly position: number } {
  if (!(error instanceof YAMLException)) return { reason: 'it cannot be read', position: 0 }
  return { reason: error.reason, position: error.mark?.position ?? 0 }
}

/**
 * Whether a text has more than MAX_VALUES values, by an estimate of at least half of them; short texts are
 * not counted.
 */
export function hasTooManyValues(text: string): boolean {
  if (text.length < MAX_VALUES) return false
  return (text.match(/[\n,:[{]|[-?] /g)?.length ?? 0) > MAX_VALUES
}

/**
 * One document of YAML to values, and where they stand: the only import of js-yaml. Time and memory are bounded by the
 * length of the text, whatever its nesting and its aliases.
 */
// The same code as 'js-yaml', compiled for older engines: the other build's options, spread into the parser's state, give
// every document a hidden class of its own in V8, and a small document then costs two and a half times the CPU.
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

/** What a text comes to: more than one value where documents follow each other. */
export interface YamlValues {
  readonly values: readonly unknown[]
  /** The node of each value. */
  readonly roots: readonly number[]
  readonly positions: Positions
}

/** Objects of Kubernetes nest about fifteen deep; the parser recurses. */
const MAX_DEPTH = 100
/** People write a handful. What aliases expand to has its own bound, the length of the text. */
const MAX_ALIASES = 1000
/** A value costs some 200 octets while its document is read. Sparse text, as dumps are, comes nowhere near. */
export const MAX_VALUES = 3_000_000

/** Tags of other tools (`!Ref`) are no reason to call a file broken: the value is read as if it had none. */
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

/** Throws what `explainYamlError` understands. `base` is the text's offset in its file. */
export function readYaml(source: string, base: number): YamlValues {
  const events = parseEvents(source, { maxDepth: MAX_DEPTH })
  const values = constructFromEvents(events, { source, schema: SCHEMA, maxAliases: MAX_ALIASES })
  return { values, roots: rootNodes(events), positions: new EventPositions(events, source, base) }
}

/** The parser's reason for giving up, and where in its text it did. */
export function explainYamlError(error: unknown): { readonly reason: string; readonly position: number } {
  if (!(error instanceof YAMLException)) return { reason: 'it cannot be read', position: 0 }
  return { reason: error.reason, position: error.mark?.position ?? 0 }
}

/** More values than are read at once. Counts at least half of those that a text can make; short texts are not counted. */
export function hasTooManyValues(text: string): boolean {
  if (text.length < MAX_VALUES) return false
  return (text.match(/[\n,:[{]|[-?] /g)?.length ?? 0) > MAX_VALUES
}

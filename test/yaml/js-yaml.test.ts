/**
 * A second opinion that needs no Go: what js-yaml writes, kubezone reads, with the same values. js-yaml
 * quotes each text that one of the versions of YAML takes for another value. KZ_SEED repeats a run.
 */
import * as fc from 'fast-check'
import { dump, type DumpOptions, loadAll } from 'js-yaml'
import { expect, test } from 'vitest'
import { parseDocuments } from '../../src/yaml/parser.ts'
import { ValueBuilder } from '../../src/yaml/values.ts'
import { fuzz, TIMEOUT_MS } from '../fuzz/fuzzing.ts'

function values(text: string): unknown[] {
  return [...parseDocuments(text)].map(({ nodes, root }) =>
    root === null ? null : new ValueBuilder(nodes).build(root),
  )
}

/** JSON has no -0. */
const json = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const options: fc.Arbitrary<DumpOptions> = fc.record({
  indent: fc.integer({ min: 1, max: 6 }),
  seqNoIndent: fc.boolean(),
  seqInlineFirst: fc.boolean(),
  lineWidth: fc.constantFrom(-1, 20, 80),
  flowLevel: fc.constantFrom(-1, 0, 1, 2),
  flowBracketPadding: fc.boolean(),
  flowSkipCommaSpace: fc.boolean(),
  quoteStyle: fc.constantFrom('single', 'double'),
})

test(
  'what js-yaml writes is read with the same values',
  () =>
    fuzz(fc.tuple(fc.array(json, { minLength: 1, maxLength: 3 }), options), ([documents, how]) => {
      const text = documents.map((one) => `---\n${dump(one, how)}`).join('')
      expect(values(text)).toEqual(documents)
      expect(loadAll(text)).toEqual(documents)
    }),
  TIMEOUT_MS,
)

/**
 * Whatever kubectl reads, kubezone reads, with the same values: a comparison with kubectl's own decoder. It
 * can be built where Go and its modules are to be had. KZ_SEED repeats a run; a failing run prints its seed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManifestText } from '../../src/kube/manifest/text.ts'
import { readYaml } from '../../src/kube/manifest/yaml-document.ts'
import { YamlSyntaxError } from '../../src/yaml/syntax-error.ts'
import { fuzz, TIMEOUT_MS } from '../fuzz/fuzzing.ts'
import { buildOracle, Oracle } from '../oracle/kubectl.ts'
import { unless } from '../support/needs.ts'
import { oddYaml, scrambledYaml } from './odd-yaml.ts'

/** The documents that kubezone reads of a text, as JSON with sorted keys. */
function documentsOf(text: string): string[] {
  const manifest = new ManifestText(text.replace(/^\ufeff/, ''), 'web.yaml')
  const values: string[] = []
  for (const { start, end } of manifest.documents()) {
    try {
      for (const { value } of readYaml(manifest.text.slice(start, end), start)) values.push(canonical(value))
    } catch (error) {
      if (!(error instanceof YamlSyntaxError)) throw error
    }
  }
  return values.filter((value) => value !== 'null')
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    // U+0085 is folded in YAML and kept in JSON, and kubezone does not tell them apart.
    if (typeof one === 'string') return one.replaceAll(/[ \t]*\u0085[ \t]*/g, ' ')
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
    return Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

const built = buildOracle()

describe('kubezone reads what kubectl reads', unless('obstacle' in built ? built.obstacle : null), () => {
  let oracle: Oracle
  beforeAll(() => {
    if ('program' in built) oracle = new Oracle(built.program)
  })
  afterAll(() => oracle.close())

  async function compare(text: string): Promise<void> {
    const { documents } = await oracle.read(text)
    // kubectl also reads a text or number at the beginning of a broken document, which is no manifest.
    const wanted = documents.map(canonical).filter((document) => /^[[{]/.test(document))
    const found = documentsOf(text)
    // kubezone also reads documents that kubectl does not: those behind an error, and behind "...".
    let from = 0
    const missing = wanted.filter((one) => {
      const at = found.indexOf(one, from)
      if (at >= 0) from = at + 1
      return at < 0
    })
    expect({ missing, found: missing.length === 0 ? [] : found }).toEqual({ missing: [], found: [] })
  }

  test('of trees of values, written in many ways', () => fuzz(oddYaml, compare), TIMEOUT_MS)
  test('of pieces of YAML in any order', () => fuzz(scrambledYaml, compare), TIMEOUT_MS)
})

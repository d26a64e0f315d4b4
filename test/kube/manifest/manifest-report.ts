/**
 * Results of parsing a manifest, in forms for tables of expectations. The objects of these tables are
 * fragments, so what they lack is left out of the forms: `missing.test.ts` is about that.
 */
import { expect } from 'vitest'
import { type ParsedFile, parseManifest } from '../../../src/kube/manifest/manifest.ts'
import type { KubeObject } from '../../../src/kube/model/objects.ts'

/** The parsed text, without the diagnostics of missing fields. */
export function parse(text: string): ParsedFile {
  const file = parseManifest(text, 'web.yaml')
  return { ...file, diagnostics: file.diagnostics.filter(({ code }) => code !== 'KZ_OBJECT_MISSING') }
}

/** The only object of a text, which must have no diagnostics. */
export function only<Kind extends KubeObject['kind']>(
  text: string,
  kind: Kind,
): Extract<KubeObject, { kind: Kind }> {
  const file = parse(text)
  expect(file.diagnostics).toEqual([])
  return first(file, kind)
}

/** The only object of a file, with or without diagnostics. */
export function first<Kind extends KubeObject['kind']>(
  file: Pick<ParsedFile, 'objects'>,
  kind: Kind,
): Extract<KubeObject, { kind: Kind }> {
  expect(file.objects).toHaveLength(1)
  const found = file.objects.find((one): one is Extract<KubeObject, { kind: Kind }> => one.kind === kind)
  if (found === undefined) throw new Error(`expected a ${kind}`)
  return found
}

/** `LINE:COLUMN CODE MESSAGE (HINT)` of each diagnostic. */
export function reports(text: string): string[] {
  return parse(text).diagnostics.map(({ file, line, column, code, message, hint }) => {
    expect(file).toBe('web.yaml')
    return `${line}:${column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`
  })
}

export function names(text: string): string[] {
  return parse(text).objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
}

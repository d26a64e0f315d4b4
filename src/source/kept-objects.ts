/**
 * The objects of a file after an edit: those that parse now, and the last good versions of those that do not.
 * A document that does not parse may have held any object, so every object stays that the other documents do
 * not replace. An object that is refused keeps its last good version. A document that lost its name,
 * namespace or kind keeps the objects that it may have held: those that match what it still states, and that
 * the file no longer has.
 */
import type { FileContext } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import type { RefusedObject } from '../kube/manifest/refused.ts'
import { objectKey } from '../kube/model/keys.ts'
import { kindOf, type KubeObject } from '../kube/model/objects.ts'
import type { Diagnostic } from '../report/diagnostic.ts'

/** What was in force before, and the context in which it was parsed. */
export interface EarlierObjects {
  readonly objects: readonly KubeObject[]
  readonly context: FileContext
}

/** The objects in force, and the diagnostics of the file, which say which of them are last good versions. */
export function keepLastGood(
  parsed: ParsedFile,
  earlier: EarlierObjects,
  context: FileContext,
): Pick<ParsedFile, 'objects' | 'diagnostics'> {
  const { objects, diagnostics, refused, intact } = parsed
  if ((intact && refused.length === 0) || earlier.objects.length === 0) return { objects, diagnostics }
  const moved = earlier.context.namespace === context.namespace ? null : earlier.context.namespace
  const renewed = new Set(objects.map((object) => objectKey(object)))
  if (moved !== null) {
    // An object that states no namespace moves with the default; it still replaces its earlier version.
    for (const object of objects) {
      if (object.namespace === context.namespace) renewed.add(objectKey(object, moved))
    }
  }
  const gone = earlier.objects.filter((object) => !renewed.has(objectKey(object)))
  const versions = earlierVersions(
    gone,
    refused,
    moved === null ? null : { from: moved, to: context.namespace },
  )
  const stay = intact ? gone.filter((object) => versions.kept.has(object)) : gone
  return {
    objects: stay.length === 0 ? objects : [...objects, ...stay],
    diagnostics: withOutcome(diagnostics, versions.byRefusal),
  }
}

interface Versions {
  readonly kept: ReadonlySet<KubeObject>
  readonly byRefusal: ReadonlyMap<RefusedObject, readonly KubeObject[]>
}

/** Matches in linear time: an object has eight patterns, from all of its identity to none of it. */
function earlierVersions(
  gone: readonly KubeObject[],
  refused: readonly RefusedObject[],
  move: { readonly from: string; readonly to: string } | null,
): Versions {
  const byPattern = new Map<string, RefusedObject[]>()
  const index = (pattern: string, one: RefusedObject): void => {
    const there = byPattern.get(pattern)
    if (there === undefined) byPattern.set(pattern, [one])
    else there.push(one)
  }
  for (const one of refused) {
    index(patternOf(one.kind, one.namespace, one.name), one)
    if (move?.to === one.namespace) index(patternOf(one.kind, move.from, one.name), one)
  }
  const kept = new Set<KubeObject>()
  const byRefusal = new Map<RefusedObject, KubeObject[]>()
  for (const object of gone) {
    for (const pattern of patternsOf(object)) {
      // The most specific pattern comes first: an object whose refused version is known by its name does not
      // also stand for a document without a name.
      const matching = byPattern.get(pattern)
      if (matching === undefined) continue
      kept.add(object)
      for (const one of matching) {
        const versions = byRefusal.get(one)
        if (versions === undefined) byRefusal.set(one, [object])
        else versions.push(object)
      }
      break
    }
  }
  return { kept, byRefusal }
}

function* patternsOf(object: KubeObject): Iterable<string> {
  const { namespace, name } = object
  const kind = kindOf(object)
  for (const knownName of [name, null]) {
    for (const knownKind of [kind, null]) {
      yield patternOf(knownKind, namespace, knownName)
      yield patternOf(knownKind, null, knownName)
    }
  }
}

/** `*` is no kind, no namespace and no name. */
function patternOf(kind: string | null, namespace: string | null, name: string | null): string {
  return `${kind ?? '*'}/${namespace ?? '*'}/${name ?? '*'}`
}

/** The diagnostics; those of a refused object with a last good version say that this version stays. */
function withOutcome(
  diagnostics: readonly Diagnostic[],
  byRefusal: Versions['byRefusal'],
): readonly Diagnostic[] {
  if (byRefusal.size === 0) return diagnostics
  const result = [...diagnostics]
  for (const [{ name, errors }, versions] of byRefusal) {
    const outcome = name !== null ? 'the last good one stays' : `the last good ${titlesOf(versions)}`
    for (const i of errors) {
      const one = result[i]
      if (one !== undefined) result[i] = { ...one, message: `${one.message}; ${outcome}` }
    }
  }
  return result
}

function titlesOf([first, ...others]: readonly KubeObject[]): string {
  if (first === undefined) return 'one stays'
  const title = `${kindOf(first)} ${first.namespace === '' ? '' : `${first.namespace}/`}${first.name}`
  return others.length === 0 ? `${title} stays` : `${title} and ${others.length} more stay`
}

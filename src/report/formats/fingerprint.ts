/**
 * Fingerprints, by which CI systems know a diagnostic again after an edit. Lines above it may come and go, so
 * a fingerprint has the code, the file, the message without places, and the text of the line; equal ones are
 * counted.
 */
import { hash } from 'node:crypto'
import type { Diagnostic } from '../diagnostic.ts'
import type { ArtifactPaths } from './artifact-path.ts'

/** `:12:5`, and `line 12` of messages. */
const PLACES = /:\d+:\d+|\bline \d+/g

/** One for each diagnostic, all different. 32 hexadecimal digits. */
export function fingerprints(diagnostics: readonly Diagnostic[], paths: ArtifactPaths): string[] {
  const counts = new Map<string, number>()
  return diagnostics.map(({ code, file, message, sourceLine = '' }) => {
    const facts = [code, paths.pathOf(file), message.replace(PLACES, ''), sourceLine.trim()]
    const identity = JSON.stringify(facts)
    const count = counts.get(identity) ?? 0
    counts.set(identity, count + 1)
    return hash('sha256', `${identity}${count}`, 'hex').slice(0, 32)
  })
}

import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Diagnostic, isError, renderDiagnostic } from '../../src/report/diagnostic.ts'
import { siteOf } from '../site/site-of.ts'
import { corefiles } from './corefile-source.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'

/** Whether the place of a diagnostic exists in the file. */
function isInside({ line, column, length = 1 }: Diagnostic, lines: readonly string[]): boolean {
  if (line === 0) return column === 0
  // The end of a line is a place too: there a missing word is reported.
  const text = lines[line - 1]
  return text !== undefined && column >= 1 && column <= text.length + 1 && length >= 0
}

test(
  'any Corefile is parsed and set up without an exception, and each problem has a place in it',
  async () => {
    await fuzz(corefiles, (text) => {
      const { site, diagnostics } = siteOf(text)
      const lines = text.replace(/^\u{feff}/u, '').split('\n')
      for (const one of diagnostics) {
        expect(one.message).not.toBe('')
        expect(renderDiagnostic(one)).not.toMatch(/[\0\r]|\bundefined\b|\[object/)
        if (resolve(one.file) === resolve('Corefile'))
          expect([one, isInside(one, lines)]).toEqual([one, true])
      }
      // The Corefile gives a site, or at least one error.
      const isServed = !diagnostics.some((one) => isError(one) || one.code === 'KZ_COREFILE_NOT_SERVED')
      if (isServed) expect(site.zones.length).toBeGreaterThan(0)
    })
  },
  TIMEOUT_MS,
)

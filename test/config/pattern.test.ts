import { describe, expect, it } from 'vitest'
import { readPattern } from '../../src/config/pattern.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { cpuMs } from '../support/cpu-time.ts'
import { parse, placesOf } from './corefile-shape.ts'

function read(text: string) {
  const diagnostics: Diagnostic[] = []
  const token = parse(`. {\nx "${text}"\n}`).blocks[0]?.directives[0]?.args[0]
  if (token === undefined) throw new Error(`${text} is no word`)
  const pattern = readPattern(token, (one) => diagnostics.push(one))
  return { pattern, diagnostics }
}

describe('a regular expression of a Corefile', () => {
  it('matches anywhere in a text', () => {
    const { pattern } = read('b+')
    expect(pattern?.test('abbc')).toBe(true)
    expect(pattern?.test('ac')).toBe(false)
    expect(pattern?.match('abbc')?.groups).toEqual(['bb'])
  })

  it("has RE2's syntax: flags, names of groups, classes", () => {
    const { pattern } = read('(?i)^(?P<first>[[:alpha:]]+)-(x)?(?<rest>.*)$')
    expect(pattern?.groupCount).toBe(3)
    expect(pattern?.groupNames).toEqual(['first', 'rest'])
    const match = pattern?.match('Ab-c')
    expect(match?.groups).toEqual(['Ab-c', 'Ab', '', 'c'])
    expect([...(match?.named ?? [])]).toEqual([
      ['first', 'Ab'],
      ['rest', 'c'],
    ])
  })

  it.each([
    ['a(b', 'missing closing ): `a(b`'],
    ['(?=x)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['(a{1000}){1000}', 'invalid repeat count: `{1000}`'],
  ])('is reported with the reason if it is malformed: %s', (text, reason) => {
    const { pattern, diagnostics } = read(text)
    expect(pattern).toBeNull()
    expect(placesOf(diagnostics)).toEqual(['2:3 VALUE'])
    expect(diagnostics[0]?.message).toContain(`expected a regular expression: ${reason}`)
  })

  it.each(['(a*)*b', '(a|aa)+$', '((((a+)+)+)+)+b', '(.*)(.*)(.*)(.*)(.*)x'])(
    'takes linear time: %s',
    (text) => {
      const { pattern } = read(text)
      expect(cpuMs(() => pattern?.match(`${'a'.repeat(1000)}c`))).toBeLessThan(1000)
    },
  )
})

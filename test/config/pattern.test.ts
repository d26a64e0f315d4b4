import { describe, expect, it } from 'vitest'
import { readPattern } from '../../src/config/pattern.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { parse, placesOf } from './corefile-shape.ts'

function read(text: string) {
  const diagnostics: Diagnostic[] = []
  const token = parse(`. {\nx "${text}"\n}`).blocks[0]?.directives[0]?.args[0]
  if (token === undefined) throw new Error(`${text} is no word`)
  const pattern = readPattern(token, (one) => diagnostics.push(one))
  return { pattern, diagnostics }
}

describe('a regular expression of a Corefile', () => {
  it('is taken as it is', () => {
    expect(read('^a.*b$').pattern).toEqual(/^a.*b$/)
  })

  it('may begin with flags, and name its groups as Go does', () => {
    expect(read('(?is)^a(?P<rest>.*)$').pattern).toEqual(/^a(?<rest>.*)$/is)
    expect(read('(?:a|b)').pattern).toEqual(/(?:a|b)/)
  })

  it('is reported with the reason where it is none', () => {
    const { pattern, diagnostics } = read('a(b')
    expect(pattern).toBeNull()
    expect(placesOf(diagnostics)).toEqual(['2:3 VALUE'])
    expect(diagnostics[0]?.message).toBe("found 'a(b', expected a regular expression: Unterminated group")
  })
})

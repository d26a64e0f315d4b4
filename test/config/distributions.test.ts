/**
 * The Corefiles that Kubernetes distributions ship, read as they are: on every machine, whether or not it can
 * start them.
 */
import { describe, expect, it } from 'vitest'
import { isError } from '../../src/report/diagnostic.ts'
import { COREFILES } from '../distributions/corefiles.ts'
import { siteOf } from '../site/site-of.ts'
import { parse, shapeOf } from './corefile-shape.ts'

/** Errors of the Corefile's words alone; missing files are errors of a start. */
const WRONG_WORDS = [
  'KZ_COREFILE_UNKNOWN_DIRECTIVE',
  'KZ_COREFILE_OPTION',
  'KZ_COREFILE_ARGUMENTS',
  'KZ_COREFILE_CANNOT_FOLLOW',
  'KZ_COREFILE_ZONE_TAKEN',
]

describe('the Corefile of', () => {
  it.each(COREFILES)('$name has no unknown word', ({ text }) => {
    expect(parse(text).diagnostics.filter(isError)).toEqual([])
    const found = siteOf(text).diagnostics.filter(({ code }) => WRONG_WORDS.includes(code))
    expect(found).toEqual([])
  })

  it.each(COREFILES)('$name has the blocks that its braces open', ({ text }) => {
    const opened = text.split('\n').filter((line) => /^\S.*\{$/.test(line))
    expect(shapeOf(parse(text)).map(({ keys }) => `${keys.join(' ')} {`)).toEqual(opened)
  })

  it('AKS keeps a regular expression as it is written', () => {
    const { text = '' } = COREFILES.find(({ name }) => name === 'aks') ?? {}
    expect(shapeOf(parse(text))[0]?.directives).toContain(
      'template ANY ANY internal.cloudapp.net {match ^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$; rcode NXDOMAIN; fallthrough}',
    )
  })
})

/** `$GENERATE`: ranges, and the forms of a number in the words of its template. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillIn, parseGenerateRange, parseTemplate } from '../../src/zone/generate.ts'

function generate(text: string, number: number): string {
  const word = { text, isQuoted: false, line: 1, column: 1, length: text.length }
  const template = parseTemplate([word])
  const words = 'problem' in template ? template : fillIn(template, number)
  if (!('problem' in words)) return words.map((one) => one.text).join(' ')
  expect(words.word).toBe(word)
  return `problem: ${words.problem}`
}

test.each([
  ['1-3', { start: 1, stop: 3, step: 1 }],
  ['0-65535', { start: 0, stop: 65_535, step: 1 }],
  ['0-131071/2', { start: 0, stop: 131_071, step: 2 }],
  ['0-65536', null],
  ['0-131072/2', null],
  ['3-1', null],
  ['1-3/0', null],
  ['-1-3', null],
  ['1', null],
])('the range %s', (text, range) => {
  expect(parseGenerateRange(text)).toEqual(range)
})

describe('a word of the template', () => {
  test.each([
    ['host-$', 7, 'host-7'],
    ['$.$', 7, '7.7'],
    ['a', 7, 'a'],
    ['${0}', 7, '7'],
    ['${-3}', 7, '4'],
    ['${+3}', 7, '10'],
    ['${0,3}', 7, '007'],
    ['${0,0}', 7, '7'],
    ['${0,2}', 1234, '1234'],
    ['${0,3,d}', 7, '007'],
    ['${0,3,o}', 9, '011'],
    ['${0,3,x}', 255, '0ff'],
    ['${0,3,X}', 255, '0FF'],
    // The digits of n and N are labels, and their width counts the dots.
    ['${0,3,n}', 16, '0.1'],
    ['${0,3,n}', 1, '1.0'],
    ['${0,0,n}', 0x2a, 'a.2'],
    ['${0,1,n}', 0x2a, 'a.2'],
    ['${0,4,n}', 1, '1.0.'],
    ['${0,7,N}.rev', 0xabc, 'C.B.A.0.rev'],
    // A dollar sign; other escapes stay as they are, for the field to resolve.
    ['a\\$b', 7, 'a\\$b'],
    ['a$$b', 7, 'a\\$b'],
    ['$$$', 7, '\\$7'],
    ['\\\\$', 7, '\\\\7'],
    ['\\036$', 7, '\\0367'],
    ['{0,3,x}', 7, '{0,3,x}'],
    ['a\\', 7, 'a\\'],
  ])('%s for %i', (template, number, text) => {
    expect(generate(template, number)).toBe(text)
  })

  test.each([
    '${}',
    '${0',
    '${a}',
    '${0,}',
    '${,3}',
    '${0,3,}',
    '${0,3,q}',
    '${0,3,xx}',
    '${0,x}',
    '${0,256}',
    '${0 }',
  ])('with a modifier that is not understood: a%s', (modifier) => {
    expect(generate(`a${modifier}`, 7)).toBe(
      `problem: found ${modifier}, expected \${OFFSET}, \${OFFSET,WIDTH} or \${OFFSET,WIDTH,BASE} with a width up to 255 and a base of d, o, x, X, n or N`,
    )
  })

  test('with a number that gets negative or too large', () => {
    expect(generate('neg${-10}', 3)).toBe('problem: ${-10} is -7 for 3, expected 0 to 2147483647')
    expect(generate('${1}', 2 ** 31 - 2)).toBe('2147483647')
    expect(generate('${1}', 2 ** 31 - 1)).toContain('is 2147483648')
  })

  test('that gets too long', () => {
    expect(generate('${0,255}'.repeat(1200), 1)).toHaveLength(1200 * 255)
    expect(generate('${0,255}'.repeat(1300), 1)).toBe(
      'problem: expected a record of at most 327680 characters',
    )
  })

  test('of any text is filled in, or has a problem', () => {
    const pieces = fc.constantFrom('$', '{', '}', '0', ',', '-', 'x', 'n', '\\', 'a')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(300), (all, number) => {
        const template = all.join('')
        const text = generate(template, number)
        const hasModifier = /\$/.test(template)
        if (!hasModifier) expect(text).toBe(template)
        // What is left of a dollar sign is escaped.
        if (!text.startsWith('problem: ')) expect(text.replace(/\\[^]/g, '')).not.toContain('$')
      }),
    )
  })
})

import { describe, expect, expectTypeOf, it } from 'vitest'
import { type ArgumentCount, hasArguments } from '../../src/config/arguments.ts'
import type { Token } from '../../src/config/token.ts'
import { collecting, directivesOf } from './directive-text.ts'

describe('the number of arguments', () => {
  it.each<[text: string, count: ArgumentCount, message: string, column: number]>([
    ['ttl', 1, "'ttl' takes 1 argument, found none", 1],
    ['ttl 1 2 3', 1, "'ttl' takes 1 argument, found 3", 7],
    ['tls a', 3, "'tls' takes 3 arguments, found 1", 1],
    ['loop x', 0, "'loop' takes no arguments, found 1", 6],
    ['cache 1 2', [0, 1], "'cache' takes at most 1 argument, found 2", 9],
    ['a 1 2 3', [1, 2], "'a' takes 1 to 2 arguments, found 3", 7],
    ['bind', [1, Infinity], "'bind' takes 1 or more arguments, found none", 1],
  ])('of %s is wrong', (text, count, message, column) => {
    const [{ name, args }] = directivesOf(text)
    const { value, diagnostics } = collecting((report) => hasArguments(name, args, count, report))
    expect(value).toBe(false)
    expect(diagnostics).toMatchObject([{ code: 'KZ_COREFILE_ARGUMENTS', message, line: 2, column }])
  })

  it.each<[text: string, count: ArgumentCount]>([
    ['loop', 0],
    ['ttl 30', 1],
    ['cache', [0, 1]],
    ['bind a b c', [1, Infinity]],
  ])('of %s is right', (text, count) => {
    const [{ name, args }] = directivesOf(text)
    expect(hasArguments(name, args, count, () => expect.unreachable())).toBe(true)
  })

  it('gives the words their type', () => {
    const [{ name, args }] = directivesOf('forward . 192.0.2.1')
    if (!hasArguments(name, args, 2, () => {})) expect.unreachable()
    expectTypeOf(args[0]).toEqualTypeOf<Token>()
    expectTypeOf(args[1]).toEqualTypeOf<Token>()
    const [{ args: some }] = directivesOf('forward . 192.0.2.1')
    if (!hasArguments(name, some, [1, 3], () => {})) expect.unreachable()
    expectTypeOf(some[0]).toEqualTypeOf<Token>()
    expectTypeOf(some[1]).toEqualTypeOf<Token | undefined>()
    expect([args, some].map(([first]) => first.text)).toEqual(['.', '.'])
  })
})

/** Suggestions are near: a far one sends a reader astray. */
import { expect, test } from 'vitest'
import { suggest } from '../../src/report/suggestion.ts'

test.each<[string, readonly string[], string | null]>([
  ['kuberntes', ['kubernetes', 'kubelet'], 'kubernetes'],
  ['wbe', ['db', 'web'], 'web'],
  ['mail', ['maps', 'main2'], null],
  ['mail', ['maps', 'mial'], 'mial'],
  ['x', ['y', 'log'], null],
  ['cart', ['catalogue', 'orders'], null],
  ['WEB', ['web'], 'web'],
])('%s among %o: %s', (word, candidates, nearest) => {
  expect(suggest(word, candidates)).toBe(nearest)
})

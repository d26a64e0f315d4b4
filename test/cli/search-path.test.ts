import { describe, expect, test } from 'vitest'
import { searchList, searchPath } from '../../src/cli/search-path.ts'
import { nameText } from '../../src/wire/name.ts'

const POD = { namespace: 'shop', clusterDomain: 'cluster.local', ndots: 5 }

function namesFor(name: string, pod = POD): string[] | undefined {
  return searchPath(name, pod)?.names.map(nameText)
}

const SHORT = ['web.shop.svc.cluster.local.', 'web.svc.cluster.local.', 'web.cluster.local.', 'web.']

describe('the search path of a pod', () => {
  test('has the domains that the kubelet writes, in the same order', () => {
    expect(searchList(POD)).toEqual(['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'])
  })

  test.each([
    ['a short name: the search list first, then as it is', 'web', 5, SHORT],
    ['a final dot: as it is only', 'web.', 5, ['web.']],
    [
      'a full name without its dot: under the search list first, for it has 4 dots',
      'web.shop.svc.cluster.local',
      5,
      [
        'web.shop.svc.cluster.local.shop.svc.cluster.local.',
        'web.shop.svc.cluster.local.svc.cluster.local.',
        'web.shop.svc.cluster.local.cluster.local.',
        'web.shop.svc.cluster.local.',
      ],
    ],
    [
      'as many dots as ndots: as it is first',
      'a.b',
      1,
      ['a.b.', 'a.b.shop.svc.cluster.local.', 'a.b.svc.cluster.local.', 'a.b.cluster.local.'],
    ],
    ['ndots 0: as it is first, even without a dot', 'web', 0, [SHORT[3], SHORT[0], SHORT[1], SHORT[2]]],
    ['the letter case is kept', 'Web.', 5, ['Web.']],
    ['an escaped dot is no dot', String.raw`a\.b.`, 5, [String.raw`a\.b.`]],
    [
      'an escaped dot at the end does not end the name',
      String.raw`a\.`,
      0,
      [
        String.raw`a\..`,
        String.raw`a\..shop.svc.cluster.local.`,
        String.raw`a\..svc.cluster.local.`,
        String.raw`a\..cluster.local.`,
      ],
    ],
    ['the root', '.', 5, ['.']],
  ])('%s', (_, name, ndots, expected) => {
    expect(namesFor(name, { ...POD, ndots })).toEqual(expected)
  })

  test.each(['', 'a..b', '.web', 'x'.repeat(64), String.raw`web\999`, 'müller', 'a.'.repeat(128)])(
    'takes no names that are none: %s',
    (name) => {
      expect(searchPath(name, POD)).toBeNull()
    },
  )

  test('skips names that the search list makes too long, and lists them', () => {
    const long = Array.from({ length: 4 }, () => 'y'.repeat(58)).join('.')
    const path = searchPath(long, POD)
    expect(path?.names.map((name) => name.length)).toEqual([255, 251, 237])
    expect(path?.tooLong).toEqual([`${long}.shop.svc.cluster.local.`])
  })
})

/** Near spellings of the names of services, and none where nothing is near. */
import { describe, expect, test } from 'vitest'
import { NameIndex, nearestName } from '../../../src/kube/inventory/name-index.ts'

const services = (namespace: string, ...names: string[]) => names.map((name) => ({ namespace, name }))

describe('a name that is spelled almost like another', () => {
  test.each([
    ['fronted', 'frontend'],
    ['nope', 'note'],
    ['wbe', 'web'],
    ['we', null],
    ['postgres', 'postgresql'],
    ['user-servce', 'user-service'],
    ['recomendation', 'recommendation'],
    ['checkout-servcie', 'checkout-service'],
  ])('%s finds %s', (word, found) => {
    const names = [
      'frontend',
      'note',
      'web',
      'postgresql',
      'user-service',
      'recommendation',
      'checkout-service',
    ]
    expect(nearestName(word, names)).toBe(found)
  })

  test.each([
    ['api', ['app', 'web']],
    ['db-1', ['db-2', 'db-0']],
    ['web2', ['web']],
    ['cart', ['card-db', 'chat']],
    ['mail', ['maps']],
    ['x', ['y', 'xy']],
    ['db', ['de', 'dbs', 'rdb']],
    ['redis', ['mysql', 'kafka', 'nginx']],
    ['web', ['web']],
  ])('%s is near none of %s', (word, names) => {
    expect(nearestName(word, names)).toBeNull()
  })

  test('the nearest of several is found, whatever their order', () => {
    const names = ['frontends', 'frontend']
    expect(nearestName('fronten', names)).toBe('frontend')
    expect(nearestName('fronten', names.toReversed())).toBe('frontend')
  })
})

describe('an index of names', () => {
  test('follows services that come and go', () => {
    const index = NameIndex.of(services('shop', 'web', 'frontend'))
    index.add({ namespace: 'web', name: 'frontend' })
    expect([...index.namespacesOf('frontend')]).toEqual(['shop', 'web'])
    index.delete({ namespace: 'shop', name: 'frontend' })
    expect([...index.namespacesOf('frontend')]).toEqual(['web'])
    expect(index.nearest('shop', 'fronted', 10)).toBeNull()
    expect(index.nearest('web', 'fronted', 10)).toBe('frontend')
    expect([...index.namesIn('shop')]).toEqual(['web'])
    index.delete({ namespace: 'web', name: 'frontend' })
    expect(index.nearestNamespace('wbe', 10)).toBeNull()
  })

  test('compares no more names than it may', () => {
    const index = NameIndex.of(services('shop', 'web', 'frontend'))
    expect(index.nearest('shop', 'fronted', 2)).toBe('frontend')
    expect(index.nearest('shop', 'fronted', 1)).toBeNull()
    expect(index.nearestNamespace('shpo', 1)).toBe('shop')
    expect(index.nearestNamespace('shpo', 0)).toBeNull()
  })
})

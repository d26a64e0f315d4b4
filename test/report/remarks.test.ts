/** Remarks are reported when they become true, few of each code, and made only if they are shown. */
import { expect, test } from 'vitest'
import { Remarks } from '../../src/report/remarks.ts'
import { diagnostic } from '../../src/report/diagnostic.ts'

test('of many remarks the first are made and shown, with a count of the rest', () => {
  const remarks = new Remarks()
  let described = 0
  for (let i = 0; i < 100; i++) {
    remarks.setLazily(`key ${i}`, 'KZ_SERVICE_SELECTOR', 'same', () => {
      described++
      return diagnostic('KZ_SERVICE_SELECTOR', 'a.yaml', `nothing matches ${i}`)
    })
  }
  remarks.set('other', [diagnostic('KZ_SERVICE_FAMILY', 'a.yaml', 'no range')])
  const found = remarks.take()
  expect([found.length, described]).toEqual([21, 20])
  expect(found[19]?.message).toBe('nothing matches 19; and 80 more like this')
  expect(remarks.take()).toEqual([])
})

test('services outside of the range are one line, as their cluster has another', () => {
  const remarks = new Remarks()
  for (const name of ['a', 'b', 'c']) {
    remarks.set(name, [diagnostic('KZ_SERVICE_ADDRESS_RANGE', 'a.yaml', `${name} is outside`)])
  }
  expect(remarks.take().map(({ message }) => message)).toEqual(['a is outside; and 2 more like this'])
})

test('a remark is reported again only after it has been false', () => {
  const remarks = new Remarks()
  const one = diagnostic('KZ_SERVICE_FAMILY', 'a.yaml', 'no range')
  remarks.set('a', [one])
  remarks.set('a', [one])
  expect([remarks.take().length, remarks.has('a')]).toEqual([1, true])
  remarks.set('a', [])
  remarks.set('a', [one])
  expect(remarks.take()).toEqual([one])
  remarks.forget('a')
  expect(remarks.has('a')).toBe(false)
})

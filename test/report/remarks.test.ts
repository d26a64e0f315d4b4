/** Remarks: said when they become true, few of each kind, and worded only if they are shown. */
import { expect, test } from 'vitest'
import { Remarks } from '../../src/report/remarks.ts'
import { diagnostic } from '../../src/report/diagnostic.ts'

test('of many, the first are shown with a count of the rest, and only those find their words', () => {
  const remarks = new Remarks()
  let told = 0
  for (let i = 0; i < 100; i++) {
    remarks.setLater(`key ${i}`, 'KZ_SERVICE_SELECTOR', 'same', () => {
      told++
      return diagnostic('KZ_SERVICE_SELECTOR', 'a.yaml', `nothing matches ${i}`)
    })
  }
  remarks.set('other', [diagnostic('KZ_SERVICE_FAMILY', 'a.yaml', 'no range')])
  const found = remarks.take()
  expect([found.length, told]).toEqual([21, 20])
  expect(found[19]?.message).toBe('nothing matches 19; and 80 more like this')
  expect(remarks.take()).toEqual([])
})

test('what is said is not said again until it has been put right', () => {
  const remarks = new Remarks()
  const one = diagnostic('KZ_SERVICE_FAMILY', 'a.yaml', 'no range')
  remarks.set('a', [one])
  remarks.set('a', [one])
  expect([remarks.take().length, remarks.isSaid('a')]).toEqual([1, true])
  remarks.set('a', [])
  remarks.set('a', [one])
  expect(remarks.take()).toEqual([one])
  remarks.forget('a')
  expect(remarks.isSaid('a')).toBe(false)
})

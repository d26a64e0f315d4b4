import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { moveTo, replaceFile, writeBeside } from '../../src/source/replace-file.ts'
import { workplace } from '../e2e/during-test.ts'

const OWN = `${process.pid}.tmp`

test('a file is replaced as a whole, and nothing else is left', () => {
  const place = workplace({ lock: 'old' })
  replaceFile(place.path('lock'), 'new')
  expect(readFileSync(place.path('lock'), 'utf8')).toBe('new')
  expect(readdirSync(place.folder)).toEqual(['lock'])
})

test('a file that an earlier process left is no obstacle', () => {
  const place = workplace({ [`lock.${OWN}`]: 'left' })
  replaceFile(place.path('lock'), 'new')
  expect(readdirSync(place.folder)).toEqual(['lock'])
})

test('nothing is written through a link', () => {
  const place = workplace({ other: 'untouched' })
  symlinkSync(place.path('other'), place.path(`lock.${OWN}`))
  replaceFile(place.path('lock'), 'new')
  expect(readFileSync(place.path('other'), 'utf8')).toBe('untouched')
  expect(readFileSync(place.path('lock'), 'utf8')).toBe('new')
})

test('after a failure nothing is left', () => {
  const place = workplace()
  mkdirSync(place.path('lock/full'), { recursive: true })
  expect(() => {
    replaceFile(place.path('lock'), 'new')
  }).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(place.folder)).toEqual(['lock'])
  writeFileSync(place.path('file'), '')
  expect(() => writeBeside(place.path('file/lock'), 'new')).toThrow('ENOTDIR')
  const beside = writeBeside(place.path('pid'), '1')
  expect(() => {
    moveTo(place.path('lock'), beside)
  }).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(place.folder)).toEqual(['file', 'lock'])
})

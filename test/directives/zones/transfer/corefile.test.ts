/** Diagnostics of `transfer`, `tsig` and `secondary` point at the wrong words of a Corefile. */
import { describe, expect, test } from 'vitest'
import { secondary } from '../../../../src/directives/zones/secondary/secondary.ts'
import { transfer } from '../../../../src/directives/zones/transfer/transfer.ts'
import { tsig } from '../../../../src/directives/zones/tsig/tsig.ts'
import { setUp } from '../../../support/block.ts'

describe('transfer', () => {
  test.each([
    ['transfer', '1:1 ARGUMENTS'],
    ['transfer {\n to\n}', '2:2 ARGUMENTS'],
    ['transfer {\n to somewhere\n}', '2:5 VALUE'],
    ['transfer {\n to 10.0.0.0/33\n}', '2:5 VALUE'],
    ['transfer {\n to tls://192.0.2.1\n}', '2:5 VALUE'],
    ['transfer a..b {\n to *\n}', '1:10 VALUE'],
    ['transfer {\n to *\n source here\n}', '3:9 VALUE'],
    ['transfer {\n to *\n key nobody\n}', '3:6 VALUE'],
    ['transfer {\n to *\n complete yes\n}', '3:11 ARGUMENTS'],
    ['transfer {\n to *\n from 192.0.2.1\n}', '3:2 OPTION'],
  ])('%j', (text, place) => {
    expect(setUp(transfer, text).places).toEqual([place])
  })

  test('accepts addresses and ranges as secondaries', () => {
    const { plugin, places } = setUp(
      transfer,
      'transfer example.org {\n to 192.0.2.1 [2001:db8::1]:5300\n to 10.0.0.0/8\n}',
    )
    expect(places).toEqual([])
    expect(plugin).not.toBeNull()
  })
})

describe('tsig', () => {
  test.each([
    ['tsig {\n secret a\n}', '2:2 ARGUMENTS'],
    ['tsig {\n secret a not-base64\n}', '2:9 VALUE'],
    ['tsig {\n secret a..b c2VjcmV0\n}', '2:9 VALUE'],
    ['tsig {\n secret a c2VjcmV0\n secret A c2VjcmV0\n}', '3:9 VALUE'],
    ['tsig {\n secrets nowhere\n}', '2:10 VALUE'],
    ['tsig {\n require NOSUCH\n}', '2:10 VALUE'],
    ['tsig {\n require_opcode all\n}', '2:2 IGNORED'],
    ['tsig\ntsig', '2:1 OPTION'],
    ['tsig {\n key a\n}', '2:2 OPTION'],
  ])('%j', (text, place) => {
    expect(setUp(tsig, text).places).toEqual([place])
  })
})

describe('secondary', () => {
  test.each([
    ['secondary', '1:1 ARGUMENTS'],
    ['secondary {\n transfer from\n}', '2:2 ARGUMENTS'],
    ['secondary {\n transfer to 192.0.2.1\n}', '2:11 VALUE'],
    ['secondary {\n transfer from primary\n}', '2:16 VALUE'],
    ['secondary {\n transfer from tls://192.0.2.1\n}', '2:16 VALUE'],
    ['secondary a..b {\n transfer from 192.0.2.1\n}', '1:11 VALUE'],
    ['secondary {\n transfer from 192.0.2.1\n key k\n}', '3:6 VALUE'],
    ['secondary {\n transfer from 192.0.2.1\n catalog\n}', '3:2 IGNORED'],
    ['secondary {\n transfer from 192.0.2.1\n upstream\n}', '3:2 IGNORED'],
    ['secondary {\n transfer from 192.0.2.1\n refresh 5s\n}', '3:2 OPTION'],
  ])('%j', (text, place) => {
    expect(setUp(secondary, text).places).toEqual([place])
  })
})

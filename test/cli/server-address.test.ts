import { describe, expect, test } from 'vitest'
import { parseServerAddress } from '../../src/cli/server-address.ts'

describe('a server on the command line', () => {
  test.each([
    ['127.0.0.1#1053', '127.0.0.1', 1053],
    ['127.0.0.1:5353', '127.0.0.1', 5353],
    ['127.0.0.1', '127.0.0.1', 1053],
    ['[::1]:1053', '::1', 1053],
    ['[::1]#53', '::1', 53],
    ['[::1]', '::1', 1053],
    ['::1#53', '::1', 53],
    ['::1', '::1', 1053],
    ['FD00:0::1#53', 'fd00::1', 53],
    ['fe80::1%eth0#53', 'fe80::1%eth0', 53],
    ['localhost', '127.0.0.1', 1053],
    ['localhost:53', '127.0.0.1', 53],
    ['127.0.0.1:65535', '127.0.0.1', 65535],
  ])('%s is %s, port %d', (text, address, port) => {
    expect(parseServerAddress(text)).toEqual({ address, port })
  })

  test.each([
    '',
    '#53',
    '127.0.0.1#',
    '127.0.0.1:0',
    '127.0.0.1#65536',
    '127.0.0.1:http',
    '127.0.0.1#53#53',
    '127.0.0.256',
    '[127.0.0.1',
    '[::1]53',
    '::1]:53',
    '[]:53',
    'dns.example:53',
    '127.0.0.1%eth0',
    'fe80::1%',
    'fe80::1%a b',
    '127.0.0.1 ',
  ])('%o is none', (text) => {
    expect(parseServerAddress(text)).toBeNull()
  })
})

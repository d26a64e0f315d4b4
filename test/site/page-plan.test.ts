/** Pages on ports that DNS or other pages of the same Corefile have. */
import { expect, test } from 'vitest'
import { siteOf } from './site-of.ts'

function said(directives: string, key = '.:5300'): string[] {
  return siteOf(`${key} {\n${directives}\n}\n`).diagnostics.map(
    ({ line, code, message }) => `${line} ${code} ${message}`,
  )
}

test('a page cannot have a port of the DNS server', () => {
  const message = "3 KZ_COREFILE_LISTEN 'health' cannot listen on port 5300: the DNS server listens there"
  expect(said('bind 127.0.0.1\nhealth :5300')).toEqual([message])
  expect(said('bind 127.0.0.1\nhealth 127.0.0.1:5300')).toEqual([message])
  expect(said('whoami\nhealth [::1]:5300')).toEqual([message])
  expect(said('bind 127.0.0.1\nhealth 127.0.0.2:5300')).toEqual([])
  expect(said('bind 127.0.0.1\nhealth :0', '.:0')).toEqual([])
})

test('pages share an address and port, but a wildcard address does not share its port with a single address', () => {
  expect(said('health :8080\nready :8080\nprometheus :8080')).toEqual([])
  expect(said('health :8080\nready 127.0.0.1:8080')).toEqual([
    "2 KZ_COREFILE_LISTEN 'health' cannot listen on port 8080: 'ready' listens there",
  ])
  expect(said('health 127.0.0.2:8080\nready 127.0.0.1:8080')).toEqual([])
})

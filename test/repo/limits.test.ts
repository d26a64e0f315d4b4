/** The page of limits: the worst case of memory follows from the constants of the code. */
import { expect, test } from 'vitest'
import { HELD_REPLY_OCTETS } from '../../src/client/https-pool.ts'
import { MAX_CONCURRENT, MAX_WAITING_OCTETS } from '../../src/directives/upstream/forward/forward.ts'
import { MAX_PAGE_CONNECTIONS, MAX_PIPELINED_REQUESTS } from '../../src/server/http.ts'
import { HELD_HTTPS_OCTETS, MAX_HTTPS_CONNECTIONS, MAX_HTTPS_REQUESTS } from '../../src/server/https.ts'
import { TCP_LIMITS } from '../../src/server/tcp-limits.ts'
import { MAX_UNSENT_REPLIES } from '../../src/server/udp.ts'
import { MAX_MESSAGE_OCTETS } from '../../src/wire/constants.ts'
import { sectionOf, textOf } from '../support/manual.ts'

const KIB = 1024
const MIB = 1024 * KIB
/** Measured with a thousand of each on Node.js 20, and rounded up. */
const CONNECTION = { tcp: 8 * KIB, tls: 64 * KIB, page: 32 * KIB }
const STREAM = 12 * KIB
const FORWARDED_QUERY = 16 * KIB
/** The page of metrics, with as many labels as there may be. */
const PAGE = 128 * KIB

const { connections, heldOctets } = TCP_LIMITS
/** As many handshakes as connections. */
const SECURE = 2 * CONNECTION.tls

const WORST: Readonly<Record<string, number>> = {
  UDP: (1 + MAX_UNSENT_REPLIES) * (MAX_MESSAGE_OCTETS + 1),
  TCP: connections * CONNECTION.tcp + heldOctets,
  // Replies that are not read are there in clear, and encrypted.
  TLS: connections * SECURE + 2 * heldOctets,
  HTTPS: MAX_HTTPS_CONNECTIONS * SECURE + MAX_HTTPS_REQUESTS * STREAM + HELD_HTTPS_OCTETS,
  'pages over HTTP': MAX_PAGE_CONNECTIONS * (CONNECTION.page + MAX_PIPELINED_REQUESTS * PAGE),
  'a `forward` line': MAX_CONCURRENT * FORWARDED_QUERY + MAX_WAITING_OCTETS,
  'an upstream over HTTPS': HELD_REPLY_OCTETS,
}

test('the worst case of memory is the sum of what the code allows', () => {
  const section = sectionOf(textOf('docs/reference/limits.md'), '## Memory at worst') ?? ''
  const rows = [...section.matchAll(/^\| (.+?) \| .* \| (\d+) \|$/gm)].map(([, name = '', mib]) => [
    name,
    Number(mib),
  ])
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(WORST).map(([name, octets]) => [name, Math.ceil(octets / MIB)])),
  )
})

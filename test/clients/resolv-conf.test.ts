/**
 * The output of `kubezone resolv-conf` as the resolver configuration of C libraries, for pods of a namespace.
 */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Kubezone, MAIN } from '../e2e/kubezone.ts'
import { service, Workplace } from '../e2e/workplace.ts'
import { needs, unless } from '../support/needs.ts'
import { CLIENTS, disposeClients, prepareClients } from './clients.ts'
import { Namespace, whyNoNamespace } from './namespace.ts'

describe('resolv.conf', unless(whyNoNamespace()), () => {
  let namespace: Namespace
  let kubezone: Kubezone
  const place = new Workplace({
    'web.yaml': service('web', '10.96.1.20') + service('web', '10.96.2.20', 'shop'),
  })

  beforeAll(async () => {
    prepareClients()
    namespace = Namespace.open()
    kubezone = await Kubezone.serve([place.folder, '--port', '53'], { prefix: namespace.prefix })
  })

  afterAll(async () => {
    try {
      await kubezone?.stop()
    } finally {
      namespace?.close()
      place.close()
      disposeClients()
    }
  })

  for (const client of CLIENTS.filter(({ program }) => ['getent', 'musl-gcc', 'node'].includes(program))) {
    test(`leads ${client.name} along the search path of its namespace`, needs(client.program), async () => {
      for (const [home, near] of [
        ['default', '10.96.1.20'],
        ['shop', '10.96.2.20'],
      ] as const) {
        const text = execFileSync(process.execPath, [MAIN, 'resolv-conf', '--namespace', home])
        namespace.configure('resolv.conf', text.toString())
        expect(await client.addresses(namespace, 'web')).toEqual([near])
        expect(await client.addresses(namespace, 'web.shop')).toEqual(['10.96.2.20'])
      }
    })
  }
})

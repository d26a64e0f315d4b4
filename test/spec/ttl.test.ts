/** The option `ttl`: the TTL of all records but the schema version; that of the SOA record is at most 300. */
import { describe, expect, test } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: web.shop.svc.cluster.local}
`

for (const [ttl, negative] of [
  [0, 0],
  [30, 30],
  [300, 300],
  [3600, 300],
] as const) {
  describe(`ttl ${ttl}`, () => {
    const cluster = useCluster(MANIFESTS, {
      zones: 'cluster.local in-addr.arpa',
      options: [`ttl ${ttl}`, 'pods insecure'],
    })

    cluster.answers('records have this TTL', {
      'web.shop A': `${ttl} A 10.3.0.20`,
      'web.shop SRV': [`${ttl} SRV 0 100 80 web.shop`, `+ ${ttl} A 10.3.0.20`],
      'ext.shop A': [`${ttl} CNAME web.shop`, `web.shop ${ttl} A 10.3.0.20`],
      '10-1-2-3.shop.pod.cluster.local. A': `${ttl} A 10.1.2.3`,
      '20.0.3.10.in-addr.arpa. PTR': `${ttl} PTR web.shop`,
      'cluster.local. NS': [`${ttl} NS ns.dns.cluster.local.`, `+ ns.dns.cluster.local. ${ttl} A 127.0.0.1`],
      'ns.dns.cluster.local. A': `${ttl} A 127.0.0.1`,
    })

    cluster.answers('the schema version keeps its own TTL', {
      'dns-version.cluster.local. TXT': '28800 TXT "1.1.0"',
    })

    cluster.answers('negative answers have this TTL, up to five minutes', {
      'web.shop TXT': `NODATA ttl=${negative} minimum=${ttl}`,
      'nope.shop A': `NXDOMAIN ttl=${negative} minimum=${ttl}`,
      'ext.shop AAAA': [`${ttl} CNAME web.shop`, `NODATA ttl=${negative} minimum=${ttl}`],
      '9.9.9.9.in-addr.arpa. PTR': `NXDOMAIN in-addr.arpa. ttl=${negative} minimum=${ttl}`,
    })

    test('the SOA record has the same TTL', async () => {
      expect(await cluster.look('cluster.local. SOA')).toMatch(
        new RegExp(
          `^${negative} SOA ns.dns.cluster.local. hostmaster.cluster.local. \\d+ 7200 1800 86400 ${ttl}$`,
        ),
      )
    })
  })
}

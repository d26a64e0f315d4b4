/** K8s DNS §2.5: an ExternalName is an alias, by the rules of RFC 1034 §3.6.2. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

function external(name: string, target: string): string {
  return `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: names}
spec: {type: ExternalName, externalName: ${target}}
`
}

const WEB = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
`

describe('in one cluster', () => {
  const chain = Array.from({ length: 4 }, (_, i) => external(`c${i}`, `c${i + 1}.names.svc.cluster.local`))
  const cluster = useCluster(
    [
      WEB,
      external('ext', 'www.example.com'),
      external('dotted', 'www.example.com.'),
      external('inside', 'web.shop.svc.cluster.local'),
      external('missing', 'ghost.shop.svc.cluster.local'),
      external('nowhere', 'nope.cluster.local'),
      external('empty', 'shop.svc.cluster.local'),
      external('apex', 'cluster.local'),
      external('lenient', 'http.tcp.web.shop.svc.cluster.local'),
      external('back', '20.0.3.10.in-addr.arpa'),
      external('self', 'self.names.svc.cluster.local'),
      external('loop-a', 'loop-b.names.svc.cluster.local'),
      external('loop-b', 'loop-a.names.svc.cluster.local'),
      external('below', 'x.below.names.svc.cluster.local'),
      external('address', '192.0.2.77'),
      external('address6', "'2001:db8::77'"),
      ...chain,
      external('c4', 'web.shop.svc.cluster.local'),
      `
---
apiVersion: v1
kind: Service
metadata: {name: ported, namespace: names}
spec: {type: ExternalName, externalName: www.example.com, ports: [{name: https, port: 443}]}
`,
    ].join(''),
    { zones: 'cluster.local in-addr.arpa' },
  )

  cluster.answers('a target outside the zones of this server leaves the alias alone', {
    'ext.names CNAME': 'CNAME www.example.com.',
    'ext.names A': 'CNAME www.example.com.',
    'ext.names AAAA': 'CNAME www.example.com.',
    'dotted.names CNAME': 'CNAME www.example.com.',
  })

  cluster.answers('every type sees the alias', {
    'ext.names SRV': 'CNAME www.example.com.',
    'ext.names TXT': 'CNAME www.example.com.',
    'ext.names MX': 'CNAME www.example.com.',
    'ext.names HTTPS': 'CNAME www.example.com.',
    'ext.names SOA': 'CNAME www.example.com.',
    'ext.names ANY': 'CNAME www.example.com.',
  })

  cluster.answers('ports do not matter', {
    'ported.names CNAME': 'CNAME www.example.com.',
    'ported.names A': 'CNAME www.example.com.',
    'ported.names SRV': 'CNAME www.example.com.',
    '_https._tcp.ported.names SRV': 'NXDOMAIN',
  })

  cluster.answers('a target in the zone is followed', {
    'inside.names A': ['CNAME web.shop', 'web.shop A 10.3.0.20'],
    'inside.names SRV': ['CNAME web.shop', 'web.shop SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
    'inside.names CNAME': 'CNAME web.shop',
    'back.names PTR': ['CNAME 20.0.3.10.in-addr.arpa.', '20.0.3.10.in-addr.arpa. PTR web.shop'],
    'apex.names NS': [
      'CNAME cluster.local.',
      'cluster.local. NS ns.dns.cluster.local.',
      '+ ns.dns.cluster.local. A 127.0.0.1',
    ],
  })

  cluster.answers('a chain is followed to its end', {
    'c0.names A': [
      'CNAME c1.names',
      'c1.names CNAME c2.names',
      'c2.names CNAME c3.names',
      'c3.names CNAME c4.names',
      'c4.names CNAME web.shop',
      'web.shop A 10.3.0.20',
    ],
    'c3.names CNAME': 'CNAME c4.names',
  })

  cluster.answers('a target without the type is NODATA behind the alias', {
    'inside.names AAAA': ['CNAME web.shop', 'NODATA'],
    'inside.names TXT': ['CNAME web.shop', 'NODATA'],
    'empty.names A': ['CNAME shop', 'NODATA'],
    'apex.names A': ['CNAME cluster.local.', 'NODATA'],
    'back.names A': ['CNAME 20.0.3.10.in-addr.arpa.', 'NODATA in-addr.arpa.'],
  })

  cluster.answers('a target that does not exist is NXDOMAIN behind the alias', {
    'missing.names A': ['CNAME ghost.shop', 'NXDOMAIN'],
    'missing.names TXT': ['CNAME ghost.shop', 'NXDOMAIN'],
    'missing.names CNAME': 'CNAME ghost.shop',
    'nowhere.names A': ['CNAME nope.cluster.local.', 'NXDOMAIN'],
    'below.names A': ['CNAME x.below.names', 'NXDOMAIN'],
  })

  cluster.answers('a loop ends where it closes', {
    'self.names A': 'CNAME self.names',
    'self.names CNAME': 'CNAME self.names',
    'loop-a.names A': ['CNAME loop-b.names', 'loop-b.names CNAME loop-a.names'],
    'loop-b.names CNAME': 'CNAME loop-a.names',
  })

  cluster.answers('an address is not a target, so the name does not exist', {
    'address.names A': 'NXDOMAIN',
    'address.names CNAME': 'NXDOMAIN',
    'address.names TXT': 'NXDOMAIN',
    'address6.names AAAA': 'NXDOMAIN',
  })

  cluster.answers('nothing is below an alias', {
    'www.ext.names A': 'NXDOMAIN',
    'www.ext.names CNAME': 'NXDOMAIN',
    'a.b.ext.names CNAME': 'NXDOMAIN',
    '_http._tcp.ext.names SRV': 'NXDOMAIN',
  })
})

describe('with another cluster in the same server', () => {
  const cluster = useCluster(
    {
      'west/web.yaml': WEB,
      'west/home.yaml': external('home', 'loop.names.svc.cluster.local').replace('---', ''),
      'east/names.yaml': [
        external('there', 'web.shop.svc.west.test'),
        external('gone', 'ghost.shop.svc.west.test'),
        external('loop', 'home.names.svc.west.test'),
      ].join(''),
    },
    {
      corefile: `
west.test {
  kubernetes {
    manifests west
  }
}
cluster.local {
  kubernetes {
    manifests east
  }
}
`,
    },
  )

  cluster.answers('a target elsewhere is asked of the whole server, and decides the rcode', {
    'there.names A': ['CNAME web.shop.svc.west.test.', 'web.shop.svc.west.test. A 10.3.0.20'],
    'there.names AAAA': ['CNAME web.shop.svc.west.test.', 'NODATA west.test.'],
    'gone.names A': ['CNAME ghost.shop.svc.west.test.', 'NXDOMAIN west.test.'],
  })
})

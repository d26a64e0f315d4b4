/** `k8s_external`: services with their external addresses. */
import { describe, expect, test } from 'vitest'
import { k8sExternal } from '../../../src/directives/cluster/k8s-external.ts'
import { setUp } from '../../support/block.ts'
import { balanced, lookAll, MANIFESTS, serve, service } from './external-world.ts'
import { siteOf } from '../../site/site-of.ts'

describe('a service with external addresses', () => {
  test('has them at its name and at the names of its ports', async () => {
    await lookAll(await serve(), {
      'web.shop A': 'web.shop A 192.0.2.1',
      'WEB.Shop A': 'WEB.Shop A 192.0.2.1',
      'web.shop AAAA': 'NODATA',
      'web.shop TXT': 'NODATA',
      'web.shop PTR': 'NODATA',
      'web.shop SRV': ['web.shop SRV 0 100 80 web.shop', '+ web.shop A 192.0.2.1'],
      '_http._tcp.web.shop SRV': ['_http._tcp.web.shop SRV 0 100 80 web.shop', '+ web.shop A 192.0.2.1'],
      '_http._tcp.web.shop A': '_http._tcp.web.shop A 192.0.2.1',
      '_tcp.web.shop SRV': 'NODATA',
      '_http._udp.web.shop SRV': 'NXDOMAIN',
      '_nope._tcp.web.shop SRV': 'NXDOMAIN',
      'six.shop A': 'NODATA',
      'six.shop AAAA': 'six.shop AAAA 2001:db8::6',
      'six.shop SRV': ['six.shop SRV 0 100 80 six.shop', '+ six.shop AAAA 2001:db8::6'],
      'lb.shop A': 'lb.shop A 192.0.2.11',
      '_http._tcp.lb.shop SRV': ['_http._tcp.lb.shop SRV 0 100 80 lb.shop', '+ lb.shop A 192.0.2.11'],
      'portless.shop A': 'portless.shop A 192.0.2.14',
      'portless.shop SRV': 'NODATA',
    })
  })

  test('divides the weight of SRV records among all ports and addresses', async () => {
    const addresses = ['+ two-ports.shop A 192.0.2.13', '+ two-ports.shop AAAA 2001:db8::13']
    await lookAll(await serve(), {
      'two-ports.shop SRV': ['two-ports.shop SRV 0 25 53 two-ports.shop', ...addresses],
      '_dns._udp.two-ports.shop SRV': ['_dns._udp.two-ports.shop SRV 0 50 53 two-ports.shop', ...addresses],
    })
  })

  test('exists, while other services and names get NXDOMAIN for every type', async () => {
    const one = await serve()
    const names = [
      'inner.shop',
      'pending.shop',
      'nope.shop',
      'secret.hidden',
      'hidden',
      'x.web.shop',
      '*.shop',
    ]
    const types = ['A', 'AAAA', 'SRV', 'PTR', 'TXT', 'SOA', 'HTTPS', 'ANY']
    for (const name of names) {
      await lookAll(one, Object.fromEntries(types.map((type) => [`${name} ${type}`, 'NXDOMAIN'])))
    }
    await lookAll(one, Object.fromEntries(types.map((type) => [`shop ${type}`, 'NODATA'])))
  })

  test('has names of ports without underscores, too, unless strict', async () => {
    await lookAll(await serve(), {
      'http.tcp.web.shop SRV': ['http.tcp.web.shop SRV 0 100 80 web.shop', '+ web.shop A 192.0.2.1'],
      'tcp.web.shop A': 'NODATA',
      'http.udp.web.shop SRV': 'NXDOMAIN',
    })
    await lookAll(await serve({ kubernetes: 'strict' }), {
      'http.tcp.web.shop SRV': 'NXDOMAIN',
      '_http._tcp.web.shop A': 'NODATA',
    })
  })

  test('is hidden unless the labels option of kubernetes selects it', async () => {
    const one = await serve({
      kubernetes: 'labels tier=front',
      manifests: service('web', { externalIPs: ['192.0.2.1'] }),
    })
    await lookAll(one, { 'web.shop A': 'NXDOMAIN', 'shop A': 'NODATA' })
  })
})

describe('a load balancer with a host name', () => {
  test('is an alias of the host name for every type', async () => {
    await lookAll(await serve(), {
      'hosted.shop A': 'hosted.shop CNAME lb.cloud.test.',
      'hosted.shop CNAME': 'hosted.shop CNAME lb.cloud.test.',
      'hosted.shop TXT': 'hosted.shop CNAME lb.cloud.test.',
      'twice.shop A': 'twice.shop CNAME lb.cloud.test.',
    })
  })

  test('is answered with the records that this server has for the host name', async () => {
    const inside = balanced('inside', { hostname: 'web.shop.svc.cluster.local' })
    const back = balanced('back', { hostname: 'web.shop.example.com' })
    const gone = balanced('gone', { hostname: 'gone.cloud.test' })
    const self = balanced('self', { hostname: 'self.shop.example.com' })
    const manifests = [MANIFESTS, inside, back, gone, self].join('\n---\n')
    await lookAll(await serve({ manifests, more: 'file db.cloud cloud.test' }), {
      'hosted.shop A': ['hosted.shop CNAME lb.cloud.test.', 'lb.cloud.test. 60 A 198.51.100.7'],
      'inside.shop A': [
        'inside.shop CNAME web.shop.svc.cluster.local.',
        'web.shop.svc.cluster.local. A 10.96.7.1',
      ],
      'back.shop A': ['back.shop CNAME web.shop', 'web.shop A 192.0.2.1'],
      'gone.shop A': [
        'gone.shop CNAME gone.cloud.test.',
        'NXDOMAIN cloud.test. SOA ns.cloud.test. host.cloud.test. 1 2 3 4 5',
      ],
      'self.shop A': 'self.shop CNAME self.shop',
    })
  })

  test('is the target of SRV records at the names of its ports', async () => {
    await lookAll(await serve(), {
      '_http._tcp.hosted.shop SRV': '_http._tcp.hosted.shop SRV 0 100 80 lb.cloud.test.',
      '_http._tcp.hosted.shop A': 'NODATA',
      '_http._tcp.twice.shop SRV': [
        '_http._tcp.twice.shop SRV 0 50 80 lb.cloud.test.',
        '_http._tcp.twice.shop SRV 0 50 80 other.cloud.test.',
      ],
    })
  })

  test('is not an alias if the service has addresses, too', async () => {
    await lookAll(await serve(), {
      'mixed.shop A': 'mixed.shop A 192.0.2.12',
      'mixed.shop CNAME': 'NODATA',
      'mixed.shop SRV': [
        'mixed.shop SRV 0 50 80 lb.cloud.test.',
        'mixed.shop SRV 0 50 80 mixed.shop',
        '+ mixed.shop A 192.0.2.12',
      ],
    })
  })
})

describe('headless', () => {
  test('publishes the ready endpoints of headless services', async () => {
    const additional = ['+ db-0.db.shop A 10.244.0.4', '+ db-1.db.shop A 10.244.0.5']
    await lookAll(await serve({ external: 'example.com {\n headless\n }' }), {
      'db.shop A': ['db.shop A 10.244.0.4', 'db.shop A 10.244.0.5'],
      'db.shop SRV': [
        'db.shop SRV 0 50 8080 db-0.db.shop',
        'db.shop SRV 0 50 8080 db-1.db.shop',
        ...additional,
      ],
      '_http._tcp.db.shop SRV': [
        '_http._tcp.db.shop SRV 0 50 8080 db-0.db.shop',
        '_http._tcp.db.shop SRV 0 50 8080 db-1.db.shop',
        ...additional,
      ],
      'db-1.db.shop A': 'db-1.db.shop A 10.244.0.5',
      'db-1.db.shop SRV': ['db-1.db.shop SRV 0 100 8080 db-1.db.shop', '+ db-1.db.shop A 10.244.0.5'],
      'db-2.db.shop A': 'NXDOMAIN',
      // External addresses replace the endpoints.
      'public-db.shop A': 'public-db.shop A 192.0.2.15',
      'db-0.public-db.shop A': 'NXDOMAIN',
    })
  })

  test('is off by default: headless services and endpoints do not exist', async () => {
    await lookAll(await serve(), { 'db.shop A': 'NXDOMAIN', 'db-0.db.shop A': 'NXDOMAIN' })
  })
})

describe('missing names', () => {
  test('pass to the next plugin where fallthrough covers them', async () => {
    const external = 'cluster.local in-addr.arpa {\n fallthrough in-addr.arpa svc.cluster.local\n }'
    await lookAll(await serve({ external }), {
      'web.shop.cluster.local. A': 'web.shop.cluster.local. A 192.0.2.1',
      'web.shop.svc.cluster.local. A': 'web.shop.svc.cluster.local. A 10.96.7.1',
      '1.2.0.192.in-addr.arpa. PTR': '1.2.0.192.in-addr.arpa. PTR web.shop.cluster.local.',
      '1.7.96.10.in-addr.arpa. PTR': '1.7.96.10.in-addr.arpa. PTR web.shop.svc.cluster.local.',
    })
  })

  test('pass to kubernetes outside the zones of k8s_external, which refuses transfers', async () => {
    await lookAll(await serve(), {
      'web.shop.svc.cluster.local. A': 'web.shop.svc.cluster.local. A 10.96.7.1',
      'www.example.org. A': ['REFUSED'],
      'example.com. AXFR': ['REFUSED'],
    })
  })
})

const KUBERNETES = '\nkubernetes cluster.local'

function problems(directives: string): readonly string[] {
  return setUp(k8sExternal, directives).places
}

describe('diagnostics of k8s_external', () => {
  test('report a block without kubernetes', () => {
    const { diagnostics, plugin } = setUp(k8sExternal, 'k8s_external example.com')
    expect(diagnostics).toMatchObject([
      {
        code: 'KZ_COREFILE_OPTION',
        message: "'k8s_external' publishes the services of 'kubernetes', which this block does not have",
        hint: "add 'kubernetes' to this block, with the cluster's zones",
      },
    ])
    expect(plugin).toBeNull()
  })

  test('point at each wrong word', () => {
    const options = ['apex a.b', 'ttl 3601', 'ttl 5s', 'headless yes', 'fallthrough a..b', 'zonal']
    expect(problems(`k8s_external example.com {\n${options.join('\n')}\n}${KUBERNETES}`)).toEqual([
      '2:6 VALUE',
      '3:5 VALUE',
      '4:5 VALUE',
      '5:10 ARGUMENTS',
      '6:13 VALUE',
      '7:1 OPTION',
    ])
    expect(problems(`k8s_external 10.0.0.0/8${KUBERNETES}`)).toEqual(['1:14 VALUE'])
    expect(problems(`k8s_external a..b${KUBERNETES}`)).toEqual(['1:14 VALUE'])
    expect(problems(`k8s_external a.test${KUBERNETES}\nk8s_external b.test`)).toEqual(['3:1 OPTION'])
    expect(problems(`k8s_external${KUBERNETES}`)).toEqual([])
  })

  test('report an error of kubernetes only at kubernetes', () => {
    const { diagnostics } = siteOf(
      '. {\n k8s_external example.com\n kubernetes cluster.local {\n  ttl never\n }\n}\n',
    )
    expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual(['4 KZ_COREFILE_VALUE'])
  })

  test('do not hide errors of kubernetes as a whole', () => {
    const { diagnostics } = siteOf('. {\n k8s_external example.com\n kubernetes 10.0.0.0/8\n}\n')
    expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual(['3 KZ_COREFILE_VALUE'])
  })
})

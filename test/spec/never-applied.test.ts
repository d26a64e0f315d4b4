/**
 * Services without addresses get those that a cluster allocates: from their names, in the families of the
 * manifest.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const service = (name: string, spec: string, annotations = ''): string => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop, annotations: {${annotations}}}
spec: {${spec}${spec === '' ? '' : ', '}ports: [{name: http, port: 80}]}
`

describe('with the built-in ranges', () => {
  const cluster = useCluster(
    [
      service('web', ''),
      service('empty', 'clusterIP: ""'),
      service('six', 'ipFamilies: [IPv6]'),
      service('both', 'ipFamilyPolicy: PreferDualStack'),
      service('six-first', 'ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6]'),
      service('two', 'ipFamilies: [IPv4, IPv6]'),
      service('single', 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv4]'),
      service('typo', 'clusterIP: Static'),
      service('alias', 'type: ExternalName, externalName: web.shop.svc.cluster.local'),
      service('fixed', 'clusterIP: 10.96.0.77'),
      service('elsewhere', 'clusterIP: 172.30.1.1'),
      service('node-port', 'type: NodePort'),
      service('local', 'clusterIP: 10.96.0.78', 'kubezone.dev/cluster-ip: "172.20.0.5, fd00::5"'),
      service('named', '', 'kubezone.dev/cluster-ip: localhost'),
      service('lost', '', 'kubezone.dev/cluster-ip: no-such-host.invalid'),
      service('headless', 'clusterIP: None', 'kubezone.dev/cluster-ip: 172.20.0.6'),
    ].join(''),
    { zones: 'cluster.local in-addr.arpa ip6.arpa' },
  )

  cluster.answers('an address is a function of namespace and name', {
    'web.shop A': 'A 10.109.249.24',
    'empty.shop A': 'A 10.105.106.4',
    'node-port.shop A': 'A 10.108.212.105',
    'web.shop AAAA': 'NODATA',
    '24.249.109.10.in-addr.arpa. PTR': 'PTR web.shop',
    '_http._tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.109.249.24'],
  })

  cluster.answers('families are those that are asked for', {
    'six.shop A': 'NODATA',
    'six.shop AAAA': 'AAAA fd00:10:96::7:efa3',
    'both.shop A': 'A 10.98.14.146',
    'both.shop AAAA': 'AAAA fd00:10:96::e:dc50',
    'six-first.shop A': 'A 10.103.30.234',
    'six-first.shop AAAA': 'AAAA fd00:10:96::304d',
    'two.shop A': 'A 10.98.43.15',
    'two.shop AAAA': 'AAAA fd00:10:96::4:af0b',
    'single.shop AAAA': 'NODATA',
  })

  cluster.answers('an explicit address is kept, in any range', {
    'fixed.shop A': 'A 10.96.0.77',
    'elsewhere.shop A': 'A 172.30.1.1',
    'alias.shop A': ['CNAME web.shop', 'web.shop A 10.109.249.24'],
  })

  cluster.answers('a service with a malformed address does not exist', { 'typo.shop A': 'NXDOMAIN' })

  cluster.answers('the annotation overrides all of them, as addresses or as a host name', {
    'local.shop A': 'A 172.20.0.5',
    'local.shop AAAA': 'AAAA fd00::5',
    'named.shop A': 'A 127.0.0.1',
    'lost.shop A': 'A 10.105.196.137',
    'headless.shop A': 'A 172.20.0.6',
  })

  cluster.answers('the services of every cluster exist', {
    'kubernetes.default A': 'A 10.96.0.1',
    '1.0.96.10.in-addr.arpa. PTR': 'PTR kubernetes.default',
    '10.0.96.10.in-addr.arpa. PTR': 'PTR kube-dns.kube-system',
  })
})

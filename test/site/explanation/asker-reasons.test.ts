/** What about the asker keeps a name from resolving, and what keeps a program from a name that resolves. */
import { describe, expect, test } from 'vitest'
import { explained, mistaken } from './explained.ts'

const DB = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.7.1, selector: {app: db}, ports: [{port: 5432, targetPort: 5432}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db, tier: data}}
    spec: {containers: [{name: main, image: main, ports: [{containerPort: 5432}]}]}
---
`
const api = (pod: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {${pod}${pod === '' ? '' : ', '}containers: [{name: main, image: main}]}
---
`
const policy = (namespace: string, spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: limits, namespace: ${namespace}}\nspec: {${spec}}\n---\n`

const on = (node: string): string => `nodeSelector: {kubernetes.io/hostname: ${node}}`

const ask = async (manifest: string, name = 'db.shop', ...words: string[]) =>
  explained({ 'shop.yaml': DB + manifest }, name, '--from', 'web/deployment/api', ...words)

const pitfallsOf = async (manifest: string, name = 'db.shop') =>
  (await ask(api('') + manifest, name)).pitfalls

describe('the asker', () => {
  test('with the defaults', async () => {
    const { explanation, text, code } = await ask(api(''))
    expect(explanation.asker).toMatchObject({
      namespace: 'web',
      title: 'Deployment api',
      search: ['web.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
      asksCluster: true,
      clusterDomain: 'cluster.local',
    })
    expect(text.split('\n')[0]).toBe(
      'db.shop, as Deployment api in web asks (search web.svc.cluster.local svc.cluster.local cluster.local, ndots 5) [shop.yaml:15:1]',
    )
    expect(code).toBe(0)
  })

  test.each([
    ['dnsPolicy: Default', 'has dnsPolicy: Default, so it asks the name servers of its node', 'leave it out'],
    ['hostNetwork: true', 'has hostNetwork: true and dnsPolicy ClusterFirst', 'ClusterFirstWithHostNet'],
    [
      'dnsPolicy: None, dnsConfig: {nameservers: [8.8.8.8]}',
      "has dnsPolicy: None with the name server 8.8.8.8, and a search list without the cluster's domains",
      "name the cluster's DNS",
    ],
  ])('with %s does not ask the cluster', async (pod, sentence, hint) => {
    const { verdict, facts, code } = await ask(api(pod))
    expect(verdict).toMatch(/^KZ_WHY_DNS_POLICY Deployment api /)
    expect(verdict).toContain(sentence)
    expect(verdict).toContain(hint)
    expect(facts).toContain(
      "KZ_WHY_SHADOWED the cluster's DNS would answer db.shop.svc.cluster.local. A: 10.96.7.1",
    )
    expect(code).toBe(1)
  })

  test('with dnsPolicy None and a full name: the name server is to blame', async () => {
    const { verdict } = await ask(
      api('dnsPolicy: None, dnsConfig: {nameservers: [8.8.8.8], searches: [svc.cluster.local]}'),
      'db.shop.svc.cluster.local',
    )
    expect(verdict).toMatch(/has dnsPolicy: None with the name server 8\.8\.8\.8: its questions do not come/)
  })

  test.each([
    'hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet',
    'dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10], searches: [web.svc.cluster.local, svc.cluster.local]}',
    'dnsPolicy: ClusterFirst, dnsConfig: {options: [{name: single-request}]}',
  ])('with %s asks the cluster', async (pod) => {
    const { verdict, code } = await ask(api(pod))
    expect(verdict).toMatch(/^KZ_WHY_FOUND /)
    expect(code).toBe(0)
  })

  test("with dnsPolicy None, the cluster's name server and no search list", async () => {
    const { verdict } = await ask(api('dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]}'))
    expect(verdict).toMatch(
      /^KZ_WHY_SEARCH_LIST Deployment api has dnsPolicy: None and a search list without/,
    )
  })

  test('with the name in hostAliases asks no DNS', async () => {
    const { verdict } = await ask(api('hostAliases: [{ip: 127.0.0.1, hostnames: [db.shop]}]'))
    expect(verdict).toBe(
      'KZ_WHY_HOST_ALIAS Deployment api has db.shop in its hostAliases: its resolver takes 127.0.0.1 from /etc/hosts, and asks no DNS [shop.yaml:15:1] (remove db.shop from hostAliases)',
    )
  })

  test.each([
    ['web/deploy/apu', 'no Deployment apu in web; did you mean api?'],
    ['web/nothing/api', "'nothing' is no kind of workload"],
    ['web/', "'web/' names no pod"],
    ['nowhere/api-0', 'no pod api-0 in nowhere'],
  ])('that is not there is a mistake: %s', async (from, message) => {
    const { errors, code } = await mistaken({ 'a.yaml': api('') }, 'db', '--from', from)
    expect(errors).toContain(message)
    expect(code).toBe(1)
  })
})

describe("a NetworkPolicy that keeps the asker from the cluster's DNS", () => {
  test.each([
    ['a default deny', 'podSelector: {}, policyTypes: [Egress]'],
    ['its own namespace only', 'podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]'],
    ['port 443 only', 'podSelector: {}, egress: [{ports: [{port: 443}]}]'],
    ['TCP 53 only', 'podSelector: {}, egress: [{ports: [{port: 53}]}]'],
    [
      'another namespace',
      'podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}]',
    ],
  ])('%s', async (_, spec) => {
    const { verdict, code } = await ask(api('') + policy('web', spec))
    expect(verdict).toMatch(
      /^KZ_WHY_POLICY_DNS NetworkPolicy limits limits the egress of these pods \(everything\)/,
    )
    expect(verdict).toContain('[shop.yaml:24:1]')
    expect(code).toBe(1)
  })

  test.each([
    ['of Ingress alone', 'podSelector: {}, ingress: []'],
    ['without policyTypes and egress', 'podSelector: {}'],
    ['of other pods', 'podSelector: {matchLabels: {app: other}}, policyTypes: [Egress]'],
    ['of another namespace', 'podSelector: {}, policyTypes: [Egress]', 'shop'],
    ['that allows everything', 'podSelector: {}, policyTypes: [Egress], egress: [{}]'],
    ['that allows UDP 53', 'podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}]}]'],
    [
      'that allows the DNS pods',
      'podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}]}]',
    ],
    [
      'that allows the namespace by another label',
      'podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]}]',
    ],
    ['that allows all namespaces', 'podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]'],
    ['that allows all addresses', 'podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]'],
    [
      'that allows the cache of the node',
      'podSelector: {}, egress: [{to: [{ipBlock: {cidr: 169.254.20.10/32}}]}]',
    ],
    [
      'that allows the DNS of OpenShift',
      'podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}], ports: [{port: 5353, protocol: UDP}]}]',
    ],
  ])('is no policy %s', async (_, spec, namespace = 'web') => {
    const { verdict } = await ask(api('') + policy(namespace, spec))
    expect(verdict).not.toContain('KZ_WHY_POLICY_DNS')
  })

  test('of all pods of a namespace is told without --from, too', async () => {
    const deny = policy('web', 'podSelector: {}, policyTypes: [Egress]')
    const files = { 'a.yaml': DB + deny }
    const { verdict } = await explained(files, 'db.shop', '--namespace', 'web')
    expect(verdict).toMatch(/^KZ_WHY_POLICY_DNS /)
    const some = policy('web', 'podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]')
    const { verdict: other } = await explained({ 'a.yaml': DB + some }, 'db.shop', '--namespace', 'web')
    expect(other).toMatch(/^KZ_WHY_FOUND /)
  })

  test('policies add up', async () => {
    const deny = policy('web', 'podSelector: {}, policyTypes: [Egress]').replace('limits', 'deny')
    const allow = policy(
      'web',
      'podSelector: {matchLabels: {app: api}}, egress: [{ports: [{port: 53, protocol: UDP}]}]',
    )
    const { verdict } = await ask(api('') + deny + allow)
    expect(verdict).not.toContain('KZ_WHY_POLICY_DNS')
  })
})

test('a cluster whose DNS has no pods', async () => {
  const dns = `apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  replicas: 0
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec: {containers: [{name: coredns, image: coredns}]}
---
`
  const { verdict } = await ask(api('') + dns)
  expect(verdict).toMatch(/^KZ_WHY_NO_DNS Deployment coredns in kube-system has replicas: 0/)
})

test('a name that ends in another domain than the zone of the cluster', async () => {
  const Corefile = 'k8s.example:1053 {\n kubernetes\n}\n'
  const { verdict } = await explained({ 'a.yaml': DB, Corefile }, 'db.shop.svc.cluster.local')
  expect(verdict).toBe(
    'KZ_WHY_CLUSTER_DOMAIN the zone of the cluster is k8s.example, and db.shop.svc.cluster.local ends in another one (did you mean db.shop.svc.k8s.example?)',
  )
  const { verdict: searched } = await explained(
    { 'a.yaml': DB, Corefile },
    'db.shop',
    '--cluster-domain',
    'cluster.local',
  )
  expect(searched).toBe(
    'KZ_WHY_CLUSTER_DOMAIN the search list of the asker ends in cluster.local, and the zone of the cluster is k8s.example',
  )
})

describe('a name that resolves, and still fails', () => {
  test('is silent where nothing is wrong', async () => {
    expect(await pitfallsOf('')).toEqual([])
  })

  test('for a port that the service does not have', async () => {
    expect(await pitfallsOf('', 'http://db.shop:80/x')).toEqual([
      'KZ_WHY_NO_PORT Service db in shop has no port 80: it has 5432 [shop.yaml:1:1]',
    ])
    expect(await pitfallsOf('', 'db.shop:5432')).toEqual([])
  })

  test('for a target port that no container lists', async () => {
    const { pitfalls: found } = await explained(
      { 'a.yaml': DB.replace('targetPort: 5432', 'targetPort: 9999') },
      'db.shop',
    )
    expect(found).toEqual([
      'KZ_WHY_TARGET_PORT no container lists port 9999, the target of port 5432 of Service db in shop: they list 5432/TCP [a.yaml:1:1]',
    ])
  })

  test('for a named target port that no container has', async () => {
    const { pitfalls: found } = await explained(
      { 'a.yaml': DB.replace('targetPort: 5432', 'targetPort: pg') },
      'db.shop',
    )
    expect(found).toEqual([
      'KZ_WHY_TARGET_PORT no container has a port named pg, the target of port 5432 of Service db in shop: they name none [a.yaml:1:1]',
    ])
  })

  test('for a selector so wide that pods of another workload are endpoints', async () => {
    const other = DB.slice(DB.indexOf('apiVersion: apps'))
      .replace('name: db', 'name: search')
      .replace('containerPort: 5432', 'containerPort: 8082')
    const [found] = await pitfallsOf(other)
    expect(found).toMatch(
      /^KZ_WHY_MIXED_PODS selector app=db of Service db in shop also selects search-\S+, whose containers do not list 5432, the target of port 5432: they list 8082\/TCP/,
    )
  })

  test('and is silent about a second workload that lists the same port', async () => {
    const canary = DB.slice(DB.indexOf('apiVersion: apps')).replace('name: db', 'name: canary')
    expect(await pitfallsOf(canary)).toEqual([])
  })

  test('for internalTrafficPolicy: Local, where the endpoints are bound to another node', async () => {
    const local = DB.replace('clusterIP:', 'internalTrafficPolicy: Local, clusterIP:')
    const manifest = local.replace('spec: {containers', `spec: {${on('one')}, containers`) + api(on('two'))
    const { verdict } = await explained({ 'a.yaml': manifest }, 'db.shop', '--from', 'web/deployment/api')
    expect(verdict).toMatch(/^KZ_WHY_NO_LOCAL_ENDPOINT .* is on the node two of the asker: they are on one/)
  })

  test('for internalTrafficPolicy: Local', async () => {
    const { pitfalls: found } = await explained(
      { 'a.yaml': DB.replace('clusterIP:', 'internalTrafficPolicy: Local, clusterIP:') },
      'db.shop',
    )
    expect(found[0]).toMatch(/^KZ_WHY_LOCAL Service db in shop has internalTrafficPolicy: Local/)
  })

  test('for a NetworkPolicy at the target that does not let the asker in', async () => {
    const spec =
      'podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {tier: data}}}]}]'
    expect(await pitfallsOf(policy('shop', spec))).toEqual([
      'KZ_WHY_POLICY_INGRESS NetworkPolicy limits does not let the asker in at TCP 5432 of the target (app=db) [shop.yaml:24:1]',
    ])
  })

  test('and is silent about a policy whose rule has an empty list of ports', async () => {
    expect(
      await pitfallsOf(policy('shop', 'podSelector: {}, policyTypes: [Ingress], ingress: [{ports: []}]')),
    ).toEqual([])
  })

  test('for a NetworkPolicy of the asker that lets DNS pass, and not the target', async () => {
    const spec = 'podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}]}]'
    expect(await pitfallsOf(policy('web', spec))).toEqual([
      'KZ_WHY_POLICY_EGRESS NetworkPolicy limits does not let the asker (everything) out to TCP 5432 of the target [shop.yaml:24:1]',
    ])
  })
})

/** The causes that lie in services, workloads and pods, each from a minimal manifest. */
import { describe, expect, test } from 'vitest'
import { explained } from './explained.ts'

const service = (name: string, spec: string, namespace = 'shop'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n---\n`
const workload = (kind: string, name: string, labels: string, more = '', pod = ''): string =>
  `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {${labels}}}
  ${more}
  template:
    metadata: {labels: {${labels}}}
    spec:
      ${pod}
      containers: [{name: main, image: main, ports: [{name: http, containerPort: 8080}]}]
---
`
const pod = (name: string, labels: string, status: string, spec = ''): string =>
  `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {${labels}}}
spec: {${spec} containers: [{name: main, image: main}]}
status: ${status}
---
`
const DB = service('db', 'selector: {app: db}, ports: [{port: 5432}]')
const HEADLESS = service('db', 'clusterIP: None, selector: {app: db}, ports: [{port: 5432, name: pg}]')

const set = (more: string) => workload('StatefulSet', 'db', 'app: db', `replicas: 2\n  ${more}`)

const alias = (target: string) => service('db', `type: ExternalName, externalName: ${target}`)

const withPods = (pods: string) => ({
  'shop.yaml': DB + pod('one', 'app: db', '{phase: Running, podIP: 10.244.0.9}'),
  Corefile: `.:1053 {\n kubernetes cluster.local {\n ${pods}\n }\n}\n`,
})

const why = async (manifest: string, name: string, ...words: string[]): Promise<string> =>
  (await explained({ 'shop.yaml': manifest }, name, ...words)).verdict

const whyWith = async (pods: string, name: string) => (await explained(withPods(pods), name)).verdict

describe('no such service', () => {
  test('the name is in another namespace', async () => {
    expect(await why(DB, 'db')).toBe('KZ_WHY_NO_SERVICE no Service db in default (did you mean db.shop?)')
  })

  test('a near spelling', async () => {
    const manifest = service('frontend', 'ports: [{port: 80}]')
    expect(await why(manifest, 'fronted.shop')).toBe(
      'KZ_WHY_NO_SERVICE no Service fronted in shop (did you mean frontend?)',
    )
  })

  test('a far spelling suggests nothing', async () => {
    expect(await why(service('frontend', 'ports: [{port: 80}]'), 'db.shop')).toBe(
      'KZ_WHY_NO_SERVICE no Service db in shop',
    )
  })

  test('a workload of its name is there', async () => {
    expect(await why(workload('Deployment', 'ad', 'app: ad'), 'ad.shop')).toBe(
      'KZ_WHY_WORKLOAD_WITHOUT_SERVICE no Service ad in shop, and Deployment ad is there: its pods have no name without a Service [shop.yaml:1:1] (add a Service ad that selects its pods)',
    )
  })

  test('its manifest is in error', async () => {
    expect(await why(service('db', 'type: Nonsense, ports: [{port: 80}]'), 'db.shop')).toMatch(
      /^KZ_WHY_REFUSED Service db in shop is not served, because an API server would refuse it: .* \[shop.yaml:4:14\]/,
    )
  })
})

describe('no such namespace', () => {
  test('a near spelling', async () => {
    expect(await why(DB, 'db.shpo')).toBe('KZ_WHY_NO_NAMESPACE no namespace shpo (did you mean db.shop?)')
  })

  test('service and namespace are swapped', async () => {
    expect(await why(DB, 'shop.db')).toBe('KZ_WHY_NO_NAMESPACE no namespace db (did you mean db.shop?)')
  })

  test('nothing is near', async () => {
    expect(await why(DB, 'db.warehouse')).toBe(
      'KZ_WHY_NO_NAMESPACE no namespace warehouse (did you mean db.shop?)',
    )
    expect(await why(DB, 'queue.warehouse')).toBe('KZ_WHY_NO_NAMESPACE no namespace warehouse')
  })
})

describe('a name at the wrong depth', () => {
  test('without svc', async () => {
    expect(await why(DB, 'db.shop.cluster.local')).toBe(
      "KZ_WHY_DEPTH db.shop has neither svc nor pod in front of the cluster's zone (did you mean db.shop.svc?)",
    )
  })

  test('without a namespace', async () => {
    expect(await why(DB, 'db.svc.cluster.local.')).toBe(
      'KZ_WHY_NO_NAMESPACE no namespace db (db is a Service: did you mean db.shop.svc.cluster.local?)',
    )
  })
})

describe('a headless service', () => {
  test('whose pods are not ready, with the condition and its message', async () => {
    const status = `{phase: Running, podIP: 10.244.0.9, conditions: [{type: Ready, status: 'False', reason: ContainersNotReady, message: 'containers with unready status: [main]'}]}`
    expect(await why(HEADLESS + pod('db-0', 'app: db', status), 'db.shop')).toBe(
      'KZ_WHY_NOT_READY the one pod of Service db in shop is not ready (db-0: ContainersNotReady: containers with unready status: [main]) [shop.yaml:6:1] (publishNotReadyAddresses: true lists pods that are not ready, too)',
    )
  })

  test('whose pods cannot be scheduled, or pull their image', async () => {
    const pending = `{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/3 nodes are available'}]}`
    const pulling = `{phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason: ImagePullBackOff}}}]}`
    const manifest = HEADLESS + pod('db-0', 'app: db', pending) + pod('db-1', 'app: db', pulling)
    expect(await why(manifest, 'db.shop')).toContain(
      '(db-0: Unschedulable: 0/3 nodes are available and db-1: container main waits: ImagePullBackOff)',
    )
  })

  test('whose selector selects nothing: the nearest label, how many pods have it, and where', async () => {
    const manifest = HEADLESS + workload('Deployment', 'database', 'app: dbs', 'replicas: 3')
    expect(await why(manifest, 'db.shop')).toBe(
      'KZ_WHY_SELECTOR selector app=db of Service db in shop selects no pod [shop.yaml:4:35] (the nearest: app=dbs (3 pods), shop.yaml:13)',
    )
  })

  test('whose selector has one label too many', async () => {
    const headless = service('db', 'clusterIP: None, selector: {app: db, tier: gold}, ports: [{port: 1}]')
    expect(await why(headless + workload('Deployment', 'db', 'app: db'), 'db.shop')).toBe(
      'KZ_WHY_SELECTOR selector app=db,tier=gold of Service db in shop selects no pod: those of Deployment db lack tier=gold [shop.yaml:4:35] (take tier out of the selector, or add it to the pods of shop.yaml:13)',
    )
  })

  test('whose pods are in another namespace', async () => {
    const manifest = service('db', 'clusterIP: None, selector: {app: db}, ports: [{port: 1}]', 'web')
    expect(await why(manifest + workload('Deployment', 'db', 'app: db'), 'db.web')).toBe(
      'KZ_WHY_SELECTOR selector app=db of Service db in web selects no pod: it finds pods of its own namespace only [shop.yaml:4:35] (the namespace shop has 1 pod with these labels, shop.yaml:6)',
    )
  })

  test('whose workload has replicas: 0', async () => {
    const manifest = HEADLESS + workload('Deployment', 'db', 'app: db', 'replicas: 0')
    expect(await why(manifest, 'db.shop')).toBe(
      'KZ_WHY_NO_REPLICAS selector app=db of Service db in shop selects no pod: Deployment db matches, and has replicas: 0 [shop.yaml:11:13] (set replicas of Deployment db to 1 or more)',
    )
  })

  test('without a selector', async () => {
    expect(await why(service('db', 'clusterIP: None, ports: [{port: 1}]'), 'db.shop')).toBe(
      'KZ_WHY_NO_SELECTOR Service db in shop has no selector, and no EndpointSlice lists its endpoints [shop.yaml:1:1]',
    )
  })
})

describe('the name of a pod', () => {
  test('of a StatefulSet whose serviceName is another one', async () => {
    const manifest = HEADLESS + set('serviceName: database')
    expect(await why(manifest, 'db-0.db.shop')).toBe(
      'KZ_WHY_SERVICE_NAME Service db in shop has no endpoint db-0: StatefulSet db has serviceName: database, and its pods have their names below that Service [shop.yaml:12:16] (set serviceName: db in StatefulSet db)',
    )
  })

  test('beyond the replicas', async () => {
    expect(await why(HEADLESS + set('serviceName: db'), 'db-2.db.shop')).toBe(
      'KZ_WHY_ORDINAL Service db in shop has no endpoint db-2: StatefulSet db has 2 pods: db-0 and db-1 [shop.yaml:11:13]',
    )
  })

  test('of a Deployment, asked as that of a StatefulSet', async () => {
    const manifest = HEADLESS + workload('Deployment', 'db', 'app: db')
    expect(await why(manifest, 'db-0.db.shop')).toBe(
      'KZ_WHY_NO_HOSTNAME Service db in shop has no endpoint db-0: the pods of Deployment db have no names, as those of a StatefulSet have [shop.yaml:6:1] (ask for db, or make db a StatefulSet with serviceName: db)',
    )
  })

  test('with a hostname and no subdomain', async () => {
    const manifest = HEADLESS + pod('one', 'app: db', '{phase: Running, podIP: 10.244.0.9}', 'hostname: one,')
    expect(await why(manifest, 'one.db.shop')).toBe(
      'KZ_WHY_NO_HOSTNAME Service db in shop has no endpoint one: the pod one has no subdomain [shop.yaml:6:1] (set subdomain: db in the pod)',
    )
  })

  test('by its address, where pods are disabled or verified', async () => {
    expect(await whyWith('pods disabled', '10-244-0-9.shop.pod.cluster.local.')).toBe(
      "KZ_WHY_POD_NAME kubernetes has no names of pods: its option 'pods' is disabled (set 'pods insecure' or 'pods verified' in kubernetes)",
    )
    expect(await whyWith('pods verified', '10-244-0-9.default.pod.cluster.local.')).toBe(
      'KZ_WHY_POD_NAME pods verified: the pod one of shop has 10.244.0.9, and no pod of default [shop.yaml:6:1] (did you mean 10-244-0-9.shop.pod?)',
    )
  })
})

describe('a port', () => {
  test('without a name has no SRV record of its own', async () => {
    expect(await why(DB, '_pg._tcp.db.shop', 'SRV')).toBe(
      'KZ_WHY_PORT_UNNAMED Service db in shop has no port pg/TCP: its port 5432 has no name, so it has no SRV record of its own [shop.yaml:4:36] (name the port: ports: [{name: pg, port: 5432}])',
    )
  })

  test('of another name', async () => {
    const manifest = service('db', 'ports: [{port: 5432, name: postgres}]')
    expect(await why(manifest, '_postgre._tcp.db.shop', 'SRV')).toBe(
      'KZ_WHY_NO_PORT Service db in shop has no port postgre/TCP: it has postgres [shop.yaml:4:15] (did you mean _postgres._tcp?)',
    )
  })

  test('of another protocol', async () => {
    const manifest = service('db', 'ports: [{port: 53, name: dns, protocol: UDP}]')
    expect(await why(manifest, '_dns._tcp.db.shop', 'SRV')).toContain('(did you mean _dns._udp?)')
  })

  test('whose named target no container has', async () => {
    const manifest =
      service('db', 'clusterIP: None, selector: {app: db}, ports: [{port: 1, name: pg, targetPort: nope}]') +
      workload('Deployment', 'db', 'app: db')
    expect(await why(manifest, '_pg._tcp.db.shop', 'SRV')).toBe(
      'KZ_WHY_TARGET_PORT no container of the pods of Service db in shop has a port named nope, the target of port pg [shop.yaml:4:53]',
    )
  })
})

describe('an alias', () => {
  test('that is an address', async () => {
    expect(await why(alias('10.0.0.1'), 'db.shop', 'A')).toBe(
      'KZ_WHY_EXTERNAL_NAME the externalName 10.0.0.1 of Service db in shop is an address, and an alias leads to a name [shop.yaml:4:42] (a Service without a selector, and an EndpointSlice with the address, have that address)',
    )
  })

  test('that leads to a name which is not there', async () => {
    expect(await why(alias('nope.shop.svc.cluster.local'), 'db.shop', 'A')).toBe(
      'KZ_WHY_EXTERNAL_NAME Service db in shop is an alias (ExternalName) of nope.shop.svc.cluster.local.: no Service nope in shop [shop.yaml:4:42]',
    )
  })

  test('that leads to itself', async () => {
    expect(await why(alias('db.shop.svc.cluster.local'), 'db.shop', 'A')).toBe(
      'KZ_WHY_EXTERNAL_NAME Service db in shop is an alias (ExternalName) that leads back to itself [shop.yaml:4:42]',
    )
  })

  test('with a scheme or a port', async () => {
    expect(await why(alias('"http://example.org:80"'), 'db.shop', 'A')).toMatch(/^KZ_WHY_REFUSED /)
  })
})

test('a type that the service does not have', async () => {
  expect(await why(DB, 'db.shop', 'AAAA')).toBe(
    'KZ_WHY_FAMILY Service db in shop has IPv4 addresses only, and no AAAA record [shop.yaml:1:1]',
  )
  expect(await why(DB, 'db.shop', 'TXT')).toBe(
    'KZ_WHY_TYPE Service db in shop has A, AAAA and SRV records, and no TXT record [shop.yaml:1:1]',
  )
})

test('a range that is full', async () => {
  const many = Array.from({ length: 6 }, (_, i) => service(`s${i}`, 'ports: [{port: 80}]')).join('')
  const names = Array.from({ length: 6 }, (_, i) => `s${i}.shop`)
  const found = await Promise.all(names.map(async (name) => why(many, name, '--service-cidr', '10.0.0.0/29')))
  expect(found.filter((one) => one.startsWith('KZ_WHY_RANGE_FULL'))).not.toEqual([])
})

test('an option of kubernetes that leaves the namespace out', async () => {
  const { verdict } = await explained(
    { 'shop.yaml': DB, Corefile: '.:1053 {\n kubernetes cluster.local {\n namespaces web\n }\n}\n' },
    'db.shop',
  )
  expect(verdict).toBe("KZ_WHY_HIDDEN the option 'namespaces' of kubernetes leaves the namespace shop out")
})

describe('a name that resolves', () => {
  test('says which service, who allocated the address, and what answers there', async () => {
    const own = service('db', 'selector: {app: db}, ports: [{port: 5432, targetPort: 8080}]')
    const manifest = own + workload('Deployment', 'db', 'app: db', 'replicas: 2')
    const { verdict, facts, code } = await explained({ 'shop.yaml': manifest }, 'db.shop')
    expect(code).toBe(0)
    expect(verdict).toMatch(/^KZ_WHY_FOUND Service db in shop has the cluster IP 10\.\S+ \[shop.yaml:1:1\]$/)
    expect(facts).toEqual([
      expect.stringMatching(
        /^KZ_WHY_ALLOCATED kubezone allocates 10\.\S+ by the Service's name, from the range 10.96.0.0\/12/,
      ),
      expect.stringMatching(/^KZ_WHY_ENDPOINTS selector app=db selects 2 pods, ready: db-/),
      'KZ_WHY_VIRTUAL a cluster IP is a virtual address: TCP 5432 only, ping gets no reply',
    ])
  })

  test('and has nothing behind it', async () => {
    const { pitfalls } = await explained(
      { 'shop.yaml': DB + workload('Deployment', 'db', 'app: db', 'replicas: 0') },
      'db.shop',
    )
    expect(pitfalls).toContain(
      'KZ_WHY_NO_REPLICAS selector app=db of Service db in shop selects no pod: Deployment db matches, and has replicas: 0 [shop.yaml:11:13] (set replicas of Deployment db to 1 or more)',
    )
  })

  test('a manifest that states the address', async () => {
    const { facts } = await explained(
      { 'a.yaml': service('db', 'clusterIP: 10.96.7.1, ports: [{port: 1}]') },
      'db.shop',
    )
    expect(facts).toContain('KZ_WHY_ALLOCATED the manifest states 10.96.7.1 [a.yaml:1:1]')
  })
})

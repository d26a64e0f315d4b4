/**
 * Workloads change while the server runs: the answers become those of a fresh start, and answers for other
 * names do not change.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, encodeQuery, exchangeUdp } from '../support/ask.ts'
import { openWorld, type World } from '../support/world.ts'

type Files = Readonly<Record<string, string>>

const COREFILE =
  '. {\n  kubernetes cluster.local 10.in-addr.arpa 192.in-addr.arpa {\n    pods verified\n  }\n}\n'

function workload(kind: string, name: string, spec: string, labels = `app: ${name}`, pod = ''): string {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec: {${spec === '' ? '' : `${spec}, `}template: {metadata: {labels: {${labels}}}, spec: {${pod}}}}
---`
}

function headless(name: string, selector = `app: ${name}`): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {clusterIP: None, selector: {${selector}}, ports: [{name: http, port: 80}]}
---`
}

function node(name: string, address: string): string {
  return `
apiVersion: v1
kind: Node
metadata: {name: ${name}}
status: {addresses: [{type: InternalIP, address: ${address}}]}
---`
}

const db = (spec: string) => workload('StatefulSet', 'db', spec)

const BASE: Files = {
  Corefile: COREFILE,
  'services.yaml': [headless('web'), headless('site'), headless('agent'), headless('host')].join(''),
  'db-services.yaml': headless('db') + headless('db-too', 'app: db'),
  'web.yaml': workload('Deployment', 'web', 'replicas: 2'),
  'db.yaml': db('replicas: 2, serviceName: db'),
  'agents.yaml':
    workload('DaemonSet', 'agent', '') + workload('DaemonSet', 'host', '', 'app: host', 'hostNetwork: true'),
  // The edits do not touch these files, which lie among the edited ones.
  'calm.yaml': [
    headless('calm'),
    workload('StatefulSet', 'calm', 'replicas: 3, serviceName: calm'),
    headless('steady'),
    workload('Deployment', 'steady', 'replicas: 4'),
    '\napiVersion: v1\nkind: Service\nmetadata: {name: front, namespace: shop}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}\n---',
  ].join(''),
}

const UNTOUCHED = [
  ...['calm', 'calm-0.calm', 'calm-2.calm', 'steady', 'front'].map((name) => `${name}.shop.svc`),
  'kube-dns.kube-system.svc',
  'kubernetes.default.svc',
].map((name) => `${name}.cluster.local.`)

const ASKED = [
  ...UNTOUCHED,
  ...['web', 'site', 'db', 'db-too', 'agent', 'host', 'db-0.db', 'db-1.db', 'db-5.db', 'db-0.db-too'].map(
    (name) => `${name}.shop.svc.cluster.local.`,
  ),
  'shop.svc.cluster.local.',
  '192-0-2-1.kubernetes.default.svc.cluster.local.',
  '192-0-2-7.kubernetes.default.svc.cluster.local.',
  '1.2.0.192.in-addr.arpa.',
]

/** Records in any order, without serials. */
async function picture(world: World): Promise<Record<string, readonly string[]>> {
  const replies: Record<string, readonly string[]> = {}
  const put = async (name: string, type: string): Promise<void> => {
    const { rcode, answer, additional } = await ask(world.target, { name, type, payload: 4096 })
    replies[`${name} ${type}`] = [rcode, ...[...answer].sort(), ...[...additional].sort()]
  }
  for (const name of ASKED) for (const type of ['A', 'SRV', 'PTR']) await put(name, type)
  // Every address has its name, forward and reverse.
  const addresses = new Set(
    Object.values(replies).flatMap((lines) => lines.flatMap((line) => / A (.+)$/.exec(line)?.[1] ?? [])),
  )
  for (const address of [...addresses].sort()) {
    await put(`${address.split('.').reverse().join('.')}.in-addr.arpa.`, 'PTR')
    await put(`${address.replaceAll('.', '-')}.shop.pod.cluster.local.`, 'A')
  }
  return replies
}

/** Positive answers by their octets; negative answers have a serial that increases, so they are left out. */
async function octets(world: World): Promise<string[]> {
  const found: string[] = []
  for (const name of UNTOUCHED) {
    for (const type of ['A', 'SRV']) {
      const { answer } = await ask(world.target, { name, type })
      if (answer.length === 0) continue
      const reply = await exchangeUdp(world.target, encodeQuery({ name, type, payload: 4096 }))
      found.push(`${name} ${type} ${reply?.toString('hex')}`)
    }
  }
  return found
}

async function count(world: World, name: string): Promise<number> {
  const { answer } = await ask(world.target, { name: `${name}.shop.svc.cluster.local.`, type: 'A' })
  return answer.length
}

let world: World
let files: Record<string, string>

beforeAll(async () => {
  files = { ...BASE }
  world = await openWorld(files)
})
afterAll(async () => world.close())

const SCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {minReplicas: 3, scaleTargetRef: {kind: Deployment, name: web}}
`
const DUMPED = `
apiVersion: v1
kind: Pod
metadata: {name: db-0, namespace: shop, labels: {app: db}}
spec: {hostname: db-0, subdomain: db}
status: {phase: Running, podIP: 10.9.9.9}
`
const OWNED = DUMPED.replace(
  'labels: {app: db}',
  'labels: {app: db}, ownerReferences: [{kind: StatefulSet, name: db}]',
)

const CONTROLLED = workload('ReplicaSet', 'web-1', 'replicas: 3', 'app: web').replace(
  'name: web-1',
  'name: web-1, ownerReferences: [{kind: Deployment, name: web, controller: true}]',
)

/**
 * The edits in turn: the description, the new text of a file (`null`: the file is removed), and the resulting
 * number of addresses of names.
 */
const EDITS: [string, string, string | null, Record<string, number>][] = [
  ['more replicas', 'web.yaml', workload('Deployment', 'web', 'replicas: 5'), { web: 5 }],
  ['fewer replicas', 'web.yaml', workload('Deployment', 'web', 'replicas: 1'), { web: 1 }],
  ['no replicas', 'web.yaml', workload('Deployment', 'web', 'replicas: 0'), { web: 0 }],
  ['replicas left open', 'web.yaml', workload('Deployment', 'web', ''), { web: 1 }],
  ['an autoscaler', 'scaler.yaml', SCALER, { web: 3 }],
  ['another minimum', 'scaler.yaml', SCALER.replace('3', '4'), { web: 4 }],
  ['no autoscaler', 'scaler.yaml', null, { web: 1 }],
  ['other labels', 'web.yaml', workload('Deployment', 'web', '', 'app: site'), { web: 0, site: 1 }],
  ['another kind', 'web.yaml', workload('ReplicaSet', 'web', 'replicas: 2'), { web: 2, site: 0 }],
  ['a selector that is none', 'services.yaml', headless('web', '') + headless('site'), { web: 0, agent: 0 }],
  [
    'another selector',
    'services.yaml',
    headless('web', 'app: db') + headless('site', 'app: web'),
    { site: 2, web: 2 },
  ],
  ['the first services', 'services.yaml', BASE['services.yaml'] ?? '', { web: 2, site: 0, agent: 1 }],
  ['more ordinals', 'db.yaml', db('replicas: 3, serviceName: db'), { db: 3, 'db-0.db': 1 }],
  [
    'other ordinals',
    'db.yaml',
    db('replicas: 3, ordinals: {start: 4}, serviceName: db'),
    { 'db-0.db': 0, 'db-5.db': 1 },
  ],
  [
    'another serviceName',
    'db.yaml',
    db('replicas: 2, serviceName: db-too'),
    { db: 2, 'db-0.db': 0, 'db-0.db-too': 1 },
  ],
  ['no serviceName', 'db.yaml', db('replicas: 2'), { 'db-too': 2, 'db-0.db-too': 0 }],
  ['the first serviceName', 'db.yaml', db('replicas: 2, serviceName: db'), { 'db-0.db': 1, 'db-1.db': 1 }],
  ['a pod of the same name', 'pod.yaml', DUMPED, { db: 2, 'db-0.db': 1 }],
  ['a pod that it owns', 'pod.yaml', OWNED, { db: 1, 'db-0.db': 1, 'db-1.db': 0 }],
  ['no such pod', 'pod.yaml', null, { db: 2, 'db-0.db': 1 }],
  ['a node', 'nodes.yaml', node('n1', '192.0.2.7'), { agent: 1, host: 1 }],
  ['another node', 'more.yaml', node('n0', '192.0.2.6'), { agent: 2, host: 2 }],
  ['another address of a node', 'more.yaml', node('n0', '192.0.2.9'), { agent: 2, host: 2 }],
  ['one node less', 'nodes.yaml', null, { agent: 1, host: 1 }],
  ['no node', 'more.yaml', null, { agent: 1, host: 1 }],
  ['no workload', 'db.yaml', null, { db: 0, 'db-0.db': 0 }],
  ['the workload again', 'db.yaml', db('replicas: 2, serviceName: db'), { db: 2, 'db-0.db': 1 }],
  ['no services', 'db-services.yaml', null, { db: 0, 'db-too': 0 }],
  ['the services again', 'db-services.yaml', BASE['db-services.yaml'] ?? '', { db: 2, 'db-too': 2 }],
  [
    'a ReplicaSet that is controlled',
    'web.yaml',
    workload('Deployment', 'web', 'replicas: 1') + CONTROLLED,
    { web: 1 },
  ],
  ['a ReplicaSet that was controlled', 'web.yaml', CONTROLLED, { web: 3 }],
  ['the first state of all', 'web.yaml', BASE['web.yaml'] ?? '', { web: 2, db: 2, agent: 1, host: 1 }],
]

test.each(EDITS)(
  '%s: the answers of a fresh start, and no other name changes',
  async (_, file, text, counts) => {
    const before = await octets(world)
    expect(before.length).toBeGreaterThan(8)
    const changes = () => world.log.filter((line) => line.includes('changed:')).length
    const known = changes()
    if (text === null) {
      delete files[file]
      rmSync(join(world.folder, file))
    } else {
      files[file] = text
      world.write(file, text)
    }
    await expect.poll(changes, { timeout: 5000 }).toBeGreaterThan(known)
    const fresh = await openWorld(files)
    try {
      expect(await picture(world)).toEqual(await picture(fresh))
    } finally {
      await fresh.close()
    }
    for (const [name, number] of Object.entries(counts)) expect(await count(world, name), name).toBe(number)
    expect(await octets(world)).toEqual(before)
  },
)

test('the answers are the same as at the beginning', async () => {
  const fresh = await openWorld(BASE)
  try {
    expect(await picture(world)).toEqual(await picture(fresh))
  } finally {
    await fresh.close()
  }
})

test('a namespace goes away with the last object in it', async () => {
  const bare = { name: 'shop.svc.cluster.local.', type: 'A' }
  expect((await ask(world.target, bare)).rcode).toBe('NOERROR')
  for (const file of Object.keys(files)) if (file !== 'Corefile') rmSync(join(world.folder, file))
  await expect.poll(async () => (await ask(world.target, bare)).rcode, { timeout: 5000 }).toBe('NXDOMAIN')
  const empty = await openWorld({ Corefile: COREFILE })
  try {
    expect(await picture(world)).toEqual(await picture(empty))
  } finally {
    await empty.close()
  }
})

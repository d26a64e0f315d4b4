import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../support/ask.ts'
import { openWorld, type World } from '../support/world.ts'

const DB = `apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, ports: [{name: sql, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: sql, port: 5432}]
endpoints:
- {addresses: [10.1.0.1], hostname: db-0}
- {addresses: [10.1.0.2], hostname: db-1}
- {addresses: [192.168.0.3], hostname: db-2}
`

let world: World
beforeAll(async () => {
  world = await openWorld({
    'db.yaml': DB,
    Corefile: 'cluster.local {\n  loadbalance round_robin {\n prefer 192.168.0.0/16\n }\n  kubernetes\n}\n',
  })
})
afterAll(() => world.close())

test('addresses behind SRV targets are arranged as loadbalance says, each owned by its own target', async () => {
  const reply = await ask(world.target, { name: 'db.default.svc.cluster.local', type: 'SRV' }, 'tcp')
  console.log(reply)
})

/**
 * Manifests that were never applied: each workload has fifteen replicas and five services that select its
 * pods, one of them headless. Three of four workloads are Deployments, the others StatefulSets. Each object
 * has a file.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SERVICES = 5
const REPLICAS = 15
const NAMESPACES = 100

/** Returns the counts of workloads, pods, files and octets, and the edit to measure. */
export function writeNeverApplied(folder, services) {
  const workloads = services / SERVICES
  let octets = 0
  for (let i = 0; i < workloads; i++) {
    const namespace = `team-${i % NAMESPACES}`
    const place = join(folder, namespace)
    mkdirSync(place, { recursive: true })
    const write = (name, text) => {
      octets += text.length
      writeFileSync(join(place, `${name}.yaml`), text)
    }
    write(`app-${i}`, workloadText(`app-${i}`, namespace, i % 4 === 0 ? 'StatefulSet' : 'Deployment'))
    for (let n = 0; n < SERVICES; n++) write(`app-${i}-${n}`, serviceText(`app-${i}`, n, namespace))
  }
  return {
    workloads,
    pods: workloads * REPLICAS,
    files: services + workloads,
    octets,
    edit: replicaEdit(folder),
  }
}

/** Each edit changes the number of replicas, and so the number of addresses of the headless service. */
function replicaEdit(folder) {
  const path = join(folder, 'team-1', 'app-1.yaml')
  const original = readFileSync(path, 'utf8')
  const countOf = (i) => 3 + (i % 5)
  return {
    path,
    original,
    textOf: (i) => original.replace(`replicas: ${REPLICAS}`, `replicas: ${countOf(i)}`),
    name: 'app-1-0.team-1.svc.cluster.local',
    isSeen: (reply, i) => reply.readUInt16BE(6) === countOf(i),
  }
}

function workloadText(app, namespace, kind) {
  const service = kind === 'StatefulSet' ? `  serviceName: ${app}-0\n` : ''
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${app}
  namespace: ${namespace}
spec:
  replicas: ${REPLICAS}
${service}  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
        tier: back
    spec:
      containers:
        - name: main
          image: example.com/${app}:1
          ports:
            - name: http
              containerPort: 8080
`
}

function serviceText(app, n, namespace) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${app}-${n}
  namespace: ${namespace}
  labels:
    app: ${app}
spec:
${n === 0 ? '  clusterIP: None\n' : ''}  selector:
    app: ${app}
  ports:
    - name: http
      port: 80
      targetPort: http
`
}

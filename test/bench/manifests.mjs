/**
 * The manifests of the benchmark: services in a hundred namespaces, one file each, every service with three
 * endpoints in an EndpointSlice. Of a hundred services two are ExternalNames, twenty headless (half of them
 * with host names), ten dual-stack; the others have one cluster IP. Ports are named.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMESPACES = 100
const ENDPOINTS = 3

/** The fields of the services that manifests and questions need. */
export function makeServices(count) {
  return Array.from({ length: count }, (_, i) => {
    const slot = i % 100
    const kind =
      slot < 2 ? 'external' : slot < 12 ? 'headless' : slot < 22 ? 'stateful' : slot < 32 ? 'dual' : 'single'
    return {
      index: i,
      kind,
      name: `service-${i}`,
      namespace: `team-${Math.floor(i / 100) % NAMESPACES}`,
      ports:
        i % 3 === 0 ? ['http/TCP/80', 'metrics/TCP/9090', 'dns/UDP/53'] : ['http/TCP/80', 'metrics/TCP/9090'],
      address: `10.${96 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
      endpoints: Array.from({ length: ENDPOINTS }, (__, n) => endpointAddress(i * ENDPOINTS + n)),
    }
  })
}

function endpointAddress(n) {
  return `10.${(n >> 16) & 63}.${(n >> 8) & 255}.${n & 255}`
}

/** Writes one file for each service; returns the octets of all files. */
export function writeManifests(folder, services) {
  let octets = 0
  for (const service of services) {
    // One folder for each namespace, as in a repository of manifests.
    const place = join(folder, service.namespace)
    mkdirSync(place, { recursive: true })
    const text = manifestOf(service)
    octets += text.length
    writeFileSync(join(place, `${service.name}.yaml`), text)
  }
  return octets
}

/** Each edit changes the address of one service. */
export function addressEdit(folder, services) {
  const { name, namespace, address } = services.find(({ kind }) => kind === 'single')
  const path = join(folder, namespace, `${name}.yaml`)
  const original = readFileSync(path, 'utf8')
  return {
    path,
    original,
    textOf: (i) => original.replace(address, `10.200.0.${i + 1}`),
    name: `${name}.${namespace}.svc.cluster.local`,
    isSeen: (reply, i) => reply.at(-1) === i + 1,
  }
}

export function manifestOf(service) {
  return service.kind === 'external'
    ? externalName(service)
    : `${serviceText(service)}---\n${sliceText(service)}`
}

function metadata({ name, namespace }) {
  return `metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
    team: ${namespace}
`
}

function externalName(service) {
  return `apiVersion: v1
kind: Service
${metadata(service)}spec:
  type: ExternalName
  externalName: host-${service.index}.example.com
`
}

function serviceText(service) {
  const ports = service.ports.map((port) => {
    const [name, protocol, number] = port.split('/')
    return `    - name: ${name}\n      protocol: ${protocol}\n      port: ${number}\n`
  })
  return `apiVersion: v1
kind: Service
${metadata(service)}spec:
  type: ClusterIP
${addressFields(service)}  selector:
    app: ${service.name}
  ports:
${ports.join('')}`
}

function addressFields({ kind, address, index }) {
  if (kind === 'headless' || kind === 'stateful') return '  clusterIP: None\n'
  if (kind === 'single') return `  clusterIP: ${address}\n`
  const second = `fd00:96::${index.toString(16)}`
  return `  clusterIP: ${address}
  clusterIPs: ["${address}", "${second}"]
  ipFamilyPolicy: RequireDualStack
  ipFamilies: [IPv4, IPv6]
`
}

function sliceText(service) {
  const { name, namespace } = service
  const endpoints = service.endpoints.map((address, n) => {
    const hostname = service.kind === 'stateful' ? `    hostname: ${name}-${n}\n` : ''
    return `  - addresses: [${address}]
${hostname}    conditions:
      ready: true
    nodeName: node-${n}
    zone: zone-${n}
    targetRef:
      kind: Pod
      name: ${name}-${n}
      namespace: ${namespace}
`
  })
  const ports = service.ports.map((port) => {
    const [portName, protocol, number] = port.split('/')
    return `  - name: ${portName}\n    protocol: ${protocol}\n    port: ${8000 + Number(number)}\n`
  })
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}-1
  namespace: ${namespace}
  labels:
    kubernetes.io/service-name: ${name}
addressType: IPv4
endpoints:
${endpoints.join('')}ports:
${ports.join('')}`
}

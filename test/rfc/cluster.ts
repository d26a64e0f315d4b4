/** A small cluster for the RFC tests. Queries go over UDP and TCP, and untruncated replies must be equal. */
import { afterAll, beforeAll, expect } from 'vitest'
import { ask, encodeQuery, exchangeTcp, exchangeUdp, type Question } from '../support/ask.ts'
import { decodeReply, type Reply } from '../support/decode.ts'
import { openWorld, type World } from '../support/world.ts'

const SERVICES = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIPs: [10.96.0.1, "fd00::1"]
  ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: alias}
spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: away}
spec: {type: ExternalName, externalName: db.example.com}
`

/** A headless service with `count` endpoints, each a pod with a hostname. */
function headless(name: string, endpoints: number): string {
  const lines = Array.from(
    { length: endpoints },
    (_, i) => `- {addresses: [10.1.${i >> 8}.${i & 0xff}], hostname: ${name}-${i}, zone: z1}`,
  )
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {clusterIP: None, ports: [{name: sql, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-1, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: sql, port: 5432}]
endpoints:
${lines.join('\n')}
`
}

export const FILES = {
  'services.yaml': SERVICES,
  'db.yaml': headless('db', 3),
  'mid.yaml': headless('mid', 17),
  'many.yaml': headless('many', 400),
}

export const WEB = 'web.default.svc.cluster.local'
export const DB = 'db.default.svc.cluster.local'
export const MID = 'mid.default.svc.cluster.local'
export const MANY = 'many.default.svc.cluster.local'

export class Cluster {
  #world: World | null = null

  /** Opens the server before the tests of a file, and closes it after them. */
  constructor(files: Readonly<Record<string, string>> = FILES) {
    beforeAll(async () => {
      this.#world = await openWorld(files)
    })
    afterAll(() => this.#world?.close())
  }

  get target(): World['target'] {
    if (this.#world === null) throw new Error('the cluster is not there yet')
    return this.#world.target
  }

  /** The reply, equal over UDP and TCP. */
  async ask(name: string, type: string | number, more: Partial<Question> = {}): Promise<Reply> {
    const question = { name, type, ...more }
    const reply = await this.udp(question)
    expect(await this.tcp(question)).toEqual(reply)
    return reply
  }

  udp(question: Question): Promise<Reply> {
    return ask(this.target, question)
  }

  tcp(question: Question): Promise<Reply> {
    return ask(this.target, question, 'tcp')
  }

  /** The reply to any octets, over both; `null`: no reply, and the server continues. */
  async exchange(packet: Buffer): Promise<Reply | null> {
    const reply = await exchangeUdp(this.target, packet, 200)
    const overTcp = await exchangeTcp(this.target, packet, 200)
    expect(overTcp?.toString('hex')).toBe(reply?.toString('hex'))
    if (reply === null)
      expect(await exchangeUdp(this.target, encodeQuery({ name: WEB, type: 'A' }))).not.toBeNull()
    return reply === null ? null : decodeReply(reply)
  }
}

/** The SOA of a negative answer, with any serial. */
export const SOA: unknown = expect.stringMatching(
  /^cluster\.local\. 5 IN SOA ns\.dns\.cluster\.local\. hostmaster\.cluster\.local\. \d+ 7200 1800 86400 5$/,
)

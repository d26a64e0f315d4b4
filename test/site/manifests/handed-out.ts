/** Manifests without addresses, and the answers of a server for them. */
import { ask } from '../../support/ask.ts'
import type { Reply } from '../../support/decode.ts'
import type { World } from '../../support/world.ts'
import { said as saidInFull } from './manifest-world.ts'

export const corefile = (...options: readonly string[]): string =>
  `cluster.local in-addr.arpa {\n  kubernetes {\n    ${options.join('\n    ')}\n  }\n}\n`

export const service = (name: string, spec = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}${spec === '' ? '' : ', '}ports: [{port: 80}]}\n---\n`

export const deployment = (name: string, replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, template: {metadata: {labels: {app: ${name}}}}}\n---\n`

export const statefulSet = (replicas: number): string =>
  `${service('db', 'clusterIP: None, selector: {app: db}')}apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec: {replicas: ${replicas}, serviceName: db, template: {metadata: {labels: {app: db}}}}
---
`

/** A diagnostic without hint and code. */
export function said(one: World, pattern: RegExp): string[] {
  return saidInFull(one, pattern).map((line) => line.replace(/ (?:\(.*\) )?\[KZ_\w+\]$/, ''))
}

export async function look({ target }: World, name: string, type = 'A'): Promise<Reply> {
  return ask(target, { name: `${name}.default.svc.cluster.local`, type, payload: 1232 })
}

export async function addressOf(one: World, name: string): Promise<string> {
  const { answer, rcode } = await look(one, name)
  return answer[0]?.split(' ').at(-1) ?? rcode
}

/** `kubezone env`: the variables that a kubelet would set, from manifests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from './run-command.ts'

function folderOf(text: string, corefile?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-env-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(join(folder, 'all.yaml'), text)
  if (corefile !== undefined) writeFileSync(join(folder, 'Corefile'), corefile)
  return folder
}

const service = (name: string, namespace: string, spec: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n---\n`

/** The variables of the service `web`. */
const host = async (folder: string, ...words: readonly string[]) =>
  /^WEB_SERVICE_HOST=(.*)$/m.exec((await run('env', folder, ...words)).out)?.[1]

const API = [
  'KUBERNETES_SERVICE_HOST=10.96.0.1',
  'KUBERNETES_SERVICE_PORT=443',
  'KUBERNETES_SERVICE_PORT_HTTPS=443',
  'KUBERNETES_PORT=tcp://10.96.0.1:443',
  'KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443',
  'KUBERNETES_PORT_443_TCP_PROTO=tcp',
  'KUBERNETES_PORT_443_TCP_PORT=443',
  'KUBERNETES_PORT_443_TCP_ADDR=10.96.0.1',
]

test('services of the namespace that have an address and a port, by name; and the API server', async () => {
  const folder = folderOf(
    [
      service('web-api', 'shop', 'ports: [{name: http, port: 80}, {name: dns-udp, port: 53, protocol: UDP}]'),
      service('six', 'shop', 'clusterIP: "fd00::6", ports: [{port: 8080}]'),
      service('headless', 'shop', 'clusterIP: None, ports: [{port: 80}]'),
      service('alias', 'shop', 'type: ExternalName, externalName: example.com'),
      service('portless', 'shop', 'clusterIP: 10.96.7.7'),
      service('elsewhere', 'default', 'ports: [{port: 80}]'),
    ].join(''),
  )
  const { out, code, errors } = await run('env', folder, '--namespace', 'shop')
  expect([code, errors]).toEqual([0, ''])
  expect(out.trimEnd().split('\n')).toEqual([
    ...API,
    'SIX_SERVICE_HOST=fd00::6',
    'SIX_SERVICE_PORT=8080',
    'SIX_PORT=tcp://[fd00::6]:8080',
    'SIX_PORT_8080_TCP=tcp://[fd00::6]:8080',
    'SIX_PORT_8080_TCP_PROTO=tcp',
    'SIX_PORT_8080_TCP_PORT=8080',
    'SIX_PORT_8080_TCP_ADDR=fd00::6',
    'WEB_API_SERVICE_HOST=10.110.57.174',
    'WEB_API_SERVICE_PORT=80',
    'WEB_API_SERVICE_PORT_HTTP=80',
    'WEB_API_SERVICE_PORT_DNS_UDP=53',
    'WEB_API_PORT=tcp://10.110.57.174:80',
    'WEB_API_PORT_80_TCP=tcp://10.110.57.174:80',
    'WEB_API_PORT_80_TCP_PROTO=tcp',
    'WEB_API_PORT_80_TCP_PORT=80',
    'WEB_API_PORT_80_TCP_ADDR=10.110.57.174',
    'WEB_API_PORT_53_UDP=udp://10.110.57.174:53',
    'WEB_API_PORT_53_UDP_PROTO=udp',
    'WEB_API_PORT_53_UDP_PORT=53',
    'WEB_API_PORT_53_UDP_ADDR=10.110.57.174',
  ])
})

test('a service named kubernetes in the namespace replaces the API server', async () => {
  const folder = folderOf(service('kubernetes', 'shop', 'clusterIP: 10.96.5.5, ports: [{port: 1}]'))
  const { out } = await run('env', folder, '--namespace', 'shop')
  expect(out.split('\n')[0]).toBe('KUBERNETES_SERVICE_HOST=10.96.5.5')
  const headless = folderOf(service('kubernetes', 'shop', 'clusterIP: None, ports: [{port: 1}]'))
  expect((await run('env', headless, '--namespace', 'shop')).out.trimEnd().split('\n')).toEqual(API)
})

test('flags and the Corefile have the effect that they have for serve', async () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n'
  expect(await host(folderOf(text))).toBe('10.96.117.221')
  expect(await host(folderOf(text), '--profile', 'k3s')).toBe('10.43.155.41')
  expect(await host(folderOf(text), '--service-cidr', '10.96.0.0/16,fd00:10:96::/112')).toBe('10.96.155.41')
  expect(await host(folderOf(text), '--cluster-ip', 'default/web=172.20.0.5')).toBe('172.20.0.5')
  expect(await host(folderOf(text), '--namespace', 'a', '--default-namespace', 'a')).toMatch(/^10\./)
  expect(await host(folderOf(text, 'x.test {\n kubernetes {\n  profile loopback\n }\n}\n'))).toBe(
    '127.93.67.133',
  )
})

test('invalid flags exit with 2', async () => {
  const wrong = [
    ['--profile', 'minikube'],
    ['--service-cidr', '10.96.0.0'],
    ['--pod-cidr', '10.0.0.0/31'],
    ['--cluster-ip', 'web=10.0.0.1'],
    ['--cluster-ip', 'a/b=10.0.0.1=2,x y'],
    ['--node-ip', 'node'],
    ['--nodes', '0'],
    ['--namespace', 'A'],
  ]
  for (const words of wrong) {
    const { code, errors } = await run('env', '.', ...words)
    expect([words, code]).toEqual([words, 2])
    expect(errors).toContain(words[1])
  }
})

test('an empty namespace and errors in manifests are reported on standard error', async () => {
  const folder = folderOf('apiVersion: v1\nkind: Service\nmetadata: {name: Web}\n')
  const { out, errors, code } = await run('env', folder, '--namespace', 'nowhere')
  expect(out.trimEnd().split('\n')).toEqual(API)
  expect(errors).toContain('kubezone: the namespace nowhere holds no objects\n')
  expect(errors).toContain('[KZ_OBJECT_NAME]')
  expect(code).toBe(1)
  expect((await run('env', join(folder, 'missing'))).code).toBe(1)
})

/** Pods that state a host name and a subdomain, and whether they get the name. */
import { describe, expect, test } from 'vitest'
import { PodNameInspector } from '../../../src/kube/lint/pod-names.ts'
import { LintedSite } from './linted-site.ts'

function newSite(): LintedSite {
  return new LintedSite((_, inventory) => {
    const inspector = new PodNameInspector(inventory)
    return ({ transitions }, change) => inspector.inspect(transitions, change)
  })
}

function found(...documents: readonly string[]): string[] {
  return newSite().change({ 'a.yaml': documents.join('---\n') })
}

function service(name: string, spec = 'clusterIP: None'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
}

function pod(spec: string, metadata = 'name: web', status = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec: {${spec}}\n${status}`
}

function workload(kind: string, spec: string, template: string): string {
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: web}\nspec: {${spec}, template: {spec: {${template}}}}\n`
}

describe('a subdomain', () => {
  test('without its Service is reported, with a near one', () => {
    const fact =
      '1:1 warning KZ_POD_SUBDOMAIN Pod default/web: subdomain "peers" is the name of no Service in default, so the pods have no names below it'
    expect(found(pod('hostname: a, subdomain: peers'))).toEqual([
      `${fact} (add a headless Service of that name)`,
    ])
    expect(found(pod('hostname: a, subdomain: peers'), service('peer'))).toEqual([
      `${fact} (did you mean the Service "peer")`,
    ])
    // A Service with a cluster IP gives pods no names.
    expect(found(pod('hostname: a, subdomain: peers'), service('peer', 'ports: [{port: 80}]'))).toEqual([
      `${fact} (add a headless Service of that name)`,
    ])
  })

  test('of a Service with a cluster IP is reported', () => {
    expect(found(pod('subdomain: peers'), service('peers', 'ports: [{port: 80}]'))).toEqual([
      '1:1 warning KZ_POD_SUBDOMAIN Pod default/web: subdomain "peers" is a Service that is not headless, so the pods have no names below it (set clusterIP: None in that Service)',
    ])
  })

  test('of a workload is reported at the workload', () => {
    expect(found(workload('Deployment', 'replicas: 1', 'subdomain: peers'))).toEqual([
      expect.stringContaining('1:1 warning KZ_POD_SUBDOMAIN Deployment default/web: subdomain "peers"'),
    ])
  })

  test('is reported when its Service goes, and only then', () => {
    const site = newSite()
    expect(site.change({ 'a.yaml': pod('subdomain: peers'), 'b.yaml': service('peers') })).toEqual([])
    expect(site.change({ 'b.yaml': '' })).toHaveLength(1)
    expect(site.change({ 'b.yaml': service('other') })).toEqual([])
    expect(site.change({ 'b.yaml': service('peers') })).toEqual([])
  })

  test.each<[string, string[]]>([
    ['of a headless Service', [pod('hostname: a, subdomain: peers'), service('peers')]],
    [
      'of a StatefulSet, which overwrites it',
      [workload('StatefulSet', 'serviceName: x', 'subdomain: peers')],
    ],
    [
      'of a pod that a workload made',
      [
        pod(
          'subdomain: peers',
          'name: a, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: x, uid: y}]',
        ),
      ],
    ],
    ['of a pod that has ended', [pod('subdomain: peers', 'name: a', 'status: {phase: Succeeded}\n')]],
    ['that is not there', [pod('hostname: a')]],
  ])('is not reported: %s', (_, documents) => {
    expect(found(...documents)).toEqual([])
  })
})

describe('a host name', () => {
  test('that replicas share is told', () => {
    expect(
      found(workload('Deployment', 'replicas: 3', 'hostname: a, subdomain: peers'), service('peers')),
    ).toEqual([
      '1:1 info KZ_POD_HOSTNAME Deployment default/web: subdomain "peers" and hostname "a" give all 3 pods the one name a.peers.default.svc (a StatefulSet gives each pod a name of its own)',
    ])
  })

  test.each([
    workload('Deployment', 'replicas: 1', 'hostname: a, subdomain: peers'),
    workload('Deployment', 'paused: false', 'hostname: a, subdomain: peers'),
    workload('Deployment', 'replicas: 3', 'subdomain: peers'),
    workload('Deployment', 'replicas: 3', 'hostname: a'),
    workload('StatefulSet', 'replicas: 3, serviceName: peers', 'hostname: a, subdomain: peers'),
  ])('of one pod is not told: %s', (text) => {
    expect(found(text, service('peers'))).toEqual([])
  })
})

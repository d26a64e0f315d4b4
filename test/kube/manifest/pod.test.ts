import { describe, expect, test } from 'vitest'
import { only, reports } from './manifest-report.ts'

const pod = (fields: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: web-0}\n${fields}\n`

describe('a Pod', () => {
  test('from a cluster is read with its status', () => {
    const text = `
apiVersion: v1
kind: Pod
metadata:
  {name: web-0, namespace: shop, labels: {app: web}, ownerReferences: [{kind: StatefulSet, name: web, controller: true}]}
spec:
  hostname: web-0
  subdomain: web
  hostNetwork: true
  nodeName: node-1
  initContainers:
  - {name: init, ports: [{name: gone, containerPort: 1}]}
  - {name: sidecar, restartPolicy: Always, ports: [{name: mesh, containerPort: 15001}]}
  containers:
  - name: main
    ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]
  - name: dns
    ports: [{name: dns, protocol: UDP, containerPort: 53}]
status:
  phase: Running
  podIP: 10.0.0.1
  podIPs: [{ip: 10.0.0.1}, {ip: "FD00::1"}]
  conditions: [{type: Ready, status: "True"}]
`
    expect(only(text, 'Pod')).toEqual({
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-0',
      labels: { app: 'web' },
      location: { place: { file: 'web.yaml', line: 2, column: 1 } },
      podIPs: ['10.0.0.1', 'fd00::1'],
      hasStatus: true,
      finished: false,
      ready: true,
      terminating: false,
      hostname: 'web-0',
      subdomain: 'web',
      hostNetwork: true,
      nodeName: 'node-1',
      placement: null,
      readyOverride: null,
      isHook: false,
      owner: 'StatefulSet/web',
      zone: '',
      ports: [
        { name: 'http', protocol: 'TCP', containerPort: 8080 },
        { name: 'dns', protocol: 'UDP', containerPort: 53 },
        { name: 'mesh', protocol: 'TCP', containerPort: 15001 },
      ],
      listedPorts: ['9090/TCP'],
    })
  })

  test.each<[string, boolean, boolean]>([
    ['spec: {}', true, false],
    ['status: {podIP: 10.0.0.1}', true, false],
    ['status: {phase: Running, conditions: []}', true, false],
    ['status: {phase: Pending}', false, false],
    ['status: {phase: Running, conditions: [{type: Ready, status: "True"}]}', true, false],
    ['status: {phase: Running, conditions: [{type: Ready, status: "False"}]}', false, false],
    ['status: {phase: Pending, conditions: [{type: PodScheduled, status: "False"}]}', false, false],
    ['status: {phase: Succeeded}', false, true],
    ['status: {phase: Failed, conditions: [{type: Ready, status: "False"}]}', false, true],
  ])('with %s is ready: %s, finished: %s', (fields, ready, finished) => {
    expect(only(pod(fields), 'Pod')).toMatchObject({ ready, finished, terminating: false })
  })

  test('that is being deleted is not ready', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, deletionTimestamp: 2026-01-05T09:00:00Z}\nstatus: {phase: Running, conditions: [{type: Ready, status: "True"}]}'
    expect(only(text, 'Pod')).toMatchObject({ ready: false, terminating: true })
  })

  test.each<[string, string[]]>([
    ['status: {podIP: 10.0.0.1}', ['10.0.0.1']],
    ['status: {podIP: 10.0.0.1, podIPs: []}', ['10.0.0.1']],
    ['status: {podIP: "", podIPs: null}', []],
    ['status: null\nspec: null', []],
  ])('with %s has the addresses %j', (fields, podIPs) => {
    expect(only(pod(fields), 'Pod')).toMatchObject({ podIPs, ports: [] })
  })

  test.each<[string, string, string]>([
    [
      'an invalid address',
      'status:\n  podIP: x',
      '5:10 KZ_POD_ADDRESS Pod default/web-0: status.podIP is "x", expected an IP address',
    ],
    [
      'an invalid host name',
      'spec:\n  hostname: a.b',
      '5:13 KZ_OBJECT_HOSTNAME Pod default/web-0: spec.hostname is "a.b", expected at most 63 lower-case letters, digits and "-"',
    ],
    [
      'a subdomain in capitals',
      'spec:\n  subdomain: Web',
      '5:14 KZ_OBJECT_HOSTNAME Pod default/web-0: spec.subdomain is "Web", expected at most 63 lower-case letters, digits and "-" (did you mean "web")',
    ],
    [
      'an invalid port',
      'spec: {containers: [{ports: [{name: a, containerPort: http}]}]}',
      '4:55 KZ_PORT_VALUE Pod default/web-0: spec.containers[0].ports[0].containerPort is "http", expected a number from 1 to 65535',
    ],
  ])('reports %s at its value', (_, fields, expected) => {
    expect(reports(pod(fields))).toEqual([expected])
  })
})

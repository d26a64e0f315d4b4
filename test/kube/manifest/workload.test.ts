/**
 * Workloads of all kinds, HorizontalPodAutoscalers and Nodes in manifests, and the diagnostics about them.
 */
import { describe, expect, test } from 'vitest'
import { first, only, parse, reports } from './manifest-report.ts'

const GROUPS: Readonly<Record<string, string>> = { Job: 'batch/v1', ReplicationController: 'v1' }

/** Line 4 is the first of `fields`. */
function workload(kind: string, fields: string, metadata = 'name: web'): string {
  return `apiVersion: ${GROUPS[kind] ?? 'apps/v1'}\nkind: ${kind}\nmetadata: {${metadata}}\n${fields}\n`
}

const TEMPLATE = 'template: {metadata: {labels: {app: web}}}'

const SHAPE = {
  labels: { app: 'web' },
  hostname: '',
  subdomain: '',
  hostNetwork: false,
  nodeName: '',
  placement: null,
  readyOverride: null,
  isHook: false,
  ports: [],
}

describe('a workload', () => {
  test.each(['Deployment', 'ReplicaSet', 'ReplicationController', 'DaemonSet', 'StatefulSet'])(
    '%s is read with its template',
    (kind) => {
      const text = `
apiVersion: ${GROUPS[kind] ?? 'apps/v1'}
kind: ${kind}
metadata: {name: web, namespace: shop, labels: {tier: front}}
spec:
  ${kind === 'DaemonSet' ? 'minReadySeconds' : 'replicas'}: 3
  selector: ${kind === 'ReplicationController' ? '{app: web}' : '{matchLabels: {app: web}}'}
  template:
    metadata: {labels: {app: web}, annotations: {kubezone.dev/ready: "false"}}
    spec:
      hostname: front
      subdomain: crew
      hostNetwork: true
      nodeName: node-1
      initContainers:
      - {name: init, ports: [{name: gone, containerPort: 1}]}
      - {name: sidecar, restartPolicy: Always, ports: [{name: mesh, containerPort: 15001}]}
      containers:
      - {name: main, ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]}
`
      expect(only(text, 'Workload')).toEqual({
        kind: 'Workload',
        form: kind,
        namespace: 'shop',
        name: 'web',
        labels: { tier: 'front' },
        location: { place: { file: 'web.yaml', line: 2, column: 1 }, fields: expect.any(Object) },
        replicas: kind === 'DaemonSet' ? null : 3,
        noPods: '',
        endedIndexes: '',
        firstOrdinal: 0,
        serviceName: '',
        owner: '',
        template: {
          labels: { app: 'web' },
          // A StatefulSet's controller overwrites both.
          hostname: kind === 'StatefulSet' ? '' : 'front',
          subdomain: kind === 'StatefulSet' ? '' : 'crew',
          hostNetwork: true,
          nodeName: 'node-1',
          placement: null,
          readyOverride: false,
          isHook: false,
          ports: [
            { name: 'http', protocol: 'TCP', containerPort: 8080 },
            { name: 'mesh', protocol: 'TCP', containerPort: 15_001 },
          ],
          listedPorts: ['9090/TCP'],
        },
      })
    },
  )

  test('with only an empty template has no number of replicas', () => {
    expect(only(workload('Deployment', 'spec: {template: {}}'), 'Workload')).toMatchObject({
      replicas: null,
      template: { ...SHAPE, labels: null },
    })
  })

  test('StatefulSet has a service and a first ordinal', () => {
    const text = workload('StatefulSet', `spec: {serviceName: db, ordinals: {start: 5}, ${TEMPLATE}}`)
    expect(only(text, 'Workload')).toMatchObject({ serviceName: 'db', firstOrdinal: 5, template: SHAPE })
  })

  test('of another kind has neither, even if the fields are set', () => {
    const text = workload('Deployment', `spec: {serviceName: db, ordinals: {start: 5}, ${TEMPLATE}}`)
    expect(first(parse(text), 'Workload')).toMatchObject({ serviceName: '', firstOrdinal: 0 })
  })

  test.each<[string, string]>([
    ['[{kind: Deployment, name: web, controller: true}]', 'Deployment/web'],
    ['[{kind: Deployment, name: a, controller: false}, {kind: Rollout, name: b}]', 'Rollout/b'],
    ['[{kind: Deployment}]', ''],
    ['[]', ''],
    ['null', ''],
  ])('with ownerReferences %s belongs to "%s"', (references, owner) => {
    const text = workload('ReplicaSet', `spec: {${TEMPLATE}}`, `name: web-1, ownerReferences: ${references}`)
    expect(only(text, 'Workload').owner).toBe(owner)
  })

  test.each<[string, string]>([
    ['itself', workload('Job', 'spec: {template: {}}', 'name: web, annotations: {helm.sh/hook: test}')],
    [
      'its template',
      workload('Job', 'spec: {template: {metadata: {annotations: {helm.sh/hook: pre-install}}}}'),
    ],
  ])('is a hook if the annotation is on %s', (_, text) => {
    expect(only(text, 'Workload').template?.isHook).toBe(true)
  })
})

describe('a Job', () => {
  const found = 'completionMode: Indexed, template: {spec: {subdomain: crew}}'

  test.each<[string, number]>([
    [`${found}, parallelism: 3`, 3],
    [`${found}, parallelism: 3, completions: 2`, 2],
    [`${found}, completions: 4`, 1],
    [`${found}, parallelism: 0, completions: 4`, 0],
    [found, 1],
    ['parallelism: 3, template: {spec: {subdomain: crew}}', 0],
    ['completionMode: NonIndexed, parallelism: 3, template: {spec: {subdomain: crew}}', 0],
    ['completionMode: Indexed, parallelism: 3, template: {}', 0],
  ])('with {%s} has %d pods with names', (spec, replicas) => {
    expect(only(workload('Job', `spec: {${spec}}`), 'Workload').replicas).toBe(replicas)
  })
})

const scaler = (spec: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, ${spec}}\n`

describe('a HorizontalPodAutoscaler', () => {
  test.each<[string, number]>([
    ['minReplicas: 4', 4],
    ['minReplicas: 0', 0],
    ['maxReplicas: 9', 1],
  ])('with %s requests at least %d', (spec, minReplicas) => {
    expect(only(scaler(spec), 'HorizontalPodAutoscaler')).toMatchObject({
      target: 'Deployment/web',
      minReplicas,
    })
  })

  test('with an invalid minReplicas is refused', () => {
    expect(parse(scaler('minReplicas: -1')).objects).toEqual([])
    expect(reports(scaler('minReplicas: -1'))).toEqual([
      '4:68 KZ_WORKLOAD_REPLICAS HorizontalPodAutoscaler default/web: spec.minReplicas is -1, expected a whole number from 0 to 2147483647',
    ])
  })
})

const node = (addresses: string) =>
  `apiVersion: v1\nkind: Node\nmetadata: {name: n1.example.com, namespace: odd, labels: {zone: a}}\nstatus:\n  addresses: ${addresses}\n`

describe('a Node', () => {
  test('has its internal addresses, and no namespace', () => {
    const text = node(
      '[{type: Hostname, address: n1}, {type: InternalIP, address: 192.0.2.7}, {type: ExternalIP, address: 203.0.113.7}, {type: InternalIP, address: "2001:DB8::7"}]',
    )
    expect(only(text, 'Node')).toEqual({
      kind: 'Node',
      namespace: '',
      name: 'n1.example.com',
      labels: { zone: 'a' },
      location: { place: { file: 'web.yaml', line: 1, column: 1 } },
      addresses: ['192.0.2.7', '2001:db8::7'],
      taints: [],
    })
  })

  test('reports an invalid address, and keeps the others', () => {
    const text = node('[{type: InternalIP, address: n1}, {type: InternalIP, address: 192.0.2.7}]')
    expect(first(parse(text), 'Node').addresses).toEqual(['192.0.2.7'])
    expect(reports(text)).toEqual([
      '5:43 KZ_NODE_ADDRESS Node n1.example.com: status.addresses[0].address is "n1", expected an IP address',
    ])
  })
})

describe('a number of replicas', () => {
  test.each<[string, string]>([
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['"3"', '"3"'],
    ['many', '"many"'],
    ['[3]', 'a list'],
    ['.inf', 'Infinity'],
    ['2147483648', '2147483648'],
  ])('of %s is reported, and the workload refused', (written, shown) => {
    const text = workload('Deployment', `spec:\n  replicas: ${written}\n  ${TEMPLATE}`)
    expect(parse(text).objects).toEqual([])
    const hint = written === '"3"' ? ' (write it without quotes)' : ''
    expect(reports(text)).toEqual([
      `5:13 KZ_WORKLOAD_REPLICAS Deployment default/web: spec.replicas is ${shown}, expected a whole number from 0 to 2147483647${hint}`,
    ])
  })

  test('above the limit of kubezone is a warning, and read as the limit', () => {
    const text = workload('Deployment', `spec:\n  replicas: 10001\n  ${TEMPLATE}`)
    expect(first(parse(text), 'Workload').replicas).toBe(10_000)
    expect(reports(text)).toEqual([
      '5:13 KZ_WORKLOAD_MANY Deployment default/web: spec.replicas is 10001, expected at most 10000, which is used instead',
    ])
  })

  test.each<[string, number | null]>([
    ['0', 0],
    ['10000', 10_000],
    ['null', null],
  ])('of %s is valid', (written, replicas) => {
    const text = workload('StatefulSet', `spec: {replicas: ${written}, ${TEMPLATE}}`)
    expect(only(text, 'Workload').replicas).toBe(replicas)
  })

  test('is checked in the other fields that count pods too', () => {
    const set = workload('StatefulSet', `spec: {ordinals: {start: -2}, ${TEMPLATE}}`)
    expect(reports(set)).toEqual([
      '4:26 KZ_WORKLOAD_REPLICAS StatefulSet default/web: spec.ordinals.start is -2, expected a whole number from 0 to 2147483647',
    ])
    const job = workload('Job', `spec:\n  parallelism: 20000\n  completions: x\n  ${TEMPLATE}`)
    expect(reports(job)).toEqual([
      '5:16 KZ_WORKLOAD_MANY Job default/web: spec.parallelism is 20000, expected at most 10000, which is used instead',
      '6:16 KZ_WORKLOAD_REPLICAS Job default/web: spec.completions is "x", expected a whole number from 0 to 2147483647',
    ])
  })
})

test.each<[string, string, string, string[]]>([
  [
    'a missing template',
    'Deployment',
    'spec:\n  replicas: 3',
    ['5:3 KZ_WORKLOAD_TEMPLATE Deployment default/web: spec has no template, so the workload has no pods'],
  ],
  [
    'a selector that does not match',
    'Deployment',
    'spec: {selector: {matchLabels: {app: wob}}, template: {metadata: {labels: {app: web}}}}',
    [
      '4:18 KZ_WORKLOAD_SELECTOR Deployment default/web: spec.selector does not match the labels of the template, expected labels that its pods have',
    ],
  ],
  [
    'a selector without matchLabels',
    'Deployment',
    'spec: {selector: {app: web}, template: {metadata: {labels: {app: web}}}}',
    [
      '4:18 KZ_WORKLOAD_SELECTOR Deployment default/web: spec.selector is empty, expected matchLabels or matchExpressions (write the labels below matchLabels)',
      '4:19 KZ_OBJECT_UNKNOWN_FIELD Deployment default/web: spec.selector.app is an unknown field: kubezone ignores it, and kubectl refuses the object',
    ],
  ],
  [
    'a value that may be secret, without the value',
    'Deployment',
    'spec: {template: {spec: {containers: [{env: [{name: PIN, value: 4711}]}]}}}',
    [
      '4:65 KZ_OBJECT_FIELD Deployment default/web: spec.template.spec.containers[0].env[0].value is a number, expected text (write it in quotes)',
    ],
  ],
  [
    'a missing spec',
    'DaemonSet',
    '',
    ['1:1 KZ_WORKLOAD_TEMPLATE DaemonSet default/web: spec has no template, so the workload has no pods'],
  ],
  [
    'an invalid template',
    'Deployment',
    'spec: {template: web}',
    ['4:18 KZ_OBJECT_FIELD Deployment default/web: spec.template is "web", expected a mapping'],
  ],
  [
    'an annotation that is neither true nor false',
    'Deployment',
    'spec: {template: {metadata: {annotations: {kubezone.dev/ready: "no"}}}}',
    [
      '4:64 KZ_OBJECT_FIELD Deployment default/web: spec.template.metadata.annotations["kubezone.dev/ready"] is "no", expected "true" or "false"',
    ],
  ],
  [
    'an invalid host name',
    'Deployment',
    'spec: {template: {spec: {hostname: a.b}}}',
    [
      '4:36 KZ_OBJECT_HOSTNAME Deployment default/web: spec.template.spec.hostname is "a.b", expected at most 63 lower-case letters, digits and "-"',
    ],
  ],
])('reports %s', (_, kind, fields, expected) => {
  expect(reports(workload(kind, fields))).toEqual(expected)
})

const set = (name: string, replicas: number) =>
  workload('StatefulSet', `spec: {replicas: ${replicas}, ${TEMPLATE}}`, `name: ${name}`)

const namePart = (length: number) =>
  `3:18 KZ_WORKLOAD_NAME StatefulSet default/${'w'.repeat(length)}: metadata.name`

describe('the name of a StatefulSet', () => {
  const label =
    'the value of their label controller-revision-hash, NAME-HASH, exceeds 63 characters (choose a name of at most 52 characters)'

  test.each([
    [52, '', []],
    [53, '', [`${namePart(53)} has 53 characters: a cluster refuses its pods if ${label}`]],
    [
      54,
      'has a name that is too long for the labels of its pods',
      [`${namePart(54)} has 54 characters, so it has no pods: a cluster refuses them, because ${label}`],
    ],
  ])('of %i characters is too long for its pods, or not', (length, noPods, expected) => {
    const text = set('w'.repeat(length), 1)
    expect(reports(text)).toEqual(expected)
    expect(first(parse(text), 'Workload').noPods).toBe(noPods)
  })
})

const generationSeen = (observed: number) =>
  only(
    workload(
      'Deployment',
      `spec: {replicas: 5, ${TEMPLATE}}\nstatus: {observedGeneration: ${observed}}`,
      'name: web, generation: 3',
    ),
    'Workload',
  ).noPods

const paused = (status: string) =>
  only(workload('Deployment', `spec: {paused: true, ${TEMPLATE}}\n${status}`), 'Workload').noPods

describe('the status of a workload from a cluster', () => {
  const GONE = 'has no pods in its cluster, as its status says'
  const INDEXED =
    'spec: {completionMode: Indexed, completions: 3, parallelism: 3, template: {spec: {subdomain: a, restartPolicy: Never}}}'
  test.each<[string, string, string, number | null]>([
    ['Deployment', 'status: {observedGeneration: 4, replicas: 2}', '', 5],
    ['Deployment', 'status: {observedGeneration: 4, conditions: []}', GONE, 5],
    ['Deployment', 'status: {observedGeneration: 4, replicas: 0}', GONE, 5],
    ['Deployment', 'status: {}', '', 5],
    ['Deployment', 'status: {replicas: 0}', '', 5],
    ['Deployment', 'status: {observedGeneration: 0}', '', 5],
    ['Deployment', 'status: null', '', 5],
    ['ReplicaSet', 'status: {observedGeneration: 1, replicas: 0}', GONE, 5],
    ['ReplicaSet', 'status: {observedGeneration: 1, replicas: 5, readyReplicas: 5}', '', 5],
    ['ReplicaSet', 'status: {replicas: 0}', '', 5],
    ['ReplicationController', 'status: {observedGeneration: 1, replicas: 0}', GONE, 5],
    ['StatefulSet', 'status: {observedGeneration: 1, replicas: 0, availableReplicas: 0}', GONE, 5],
    ['StatefulSet', 'status: {replicas: 0, availableReplicas: 0}', '', 5],
    [
      'DaemonSet',
      'status: {observedGeneration: 1, currentNumberScheduled: 0, desiredNumberScheduled: 0}',
      GONE,
      0,
    ],
    ['DaemonSet', 'status: {observedGeneration: 1, currentNumberScheduled: 3, numberMisscheduled: 1}', '', 4],
    ['DaemonSet', 'status: {currentNumberScheduled: 0, numberReady: 0}', '', null],
    ['Job', 'status: {}', '', 3],
    ['Job', 'status: {active: 2, ready: 2, startTime: "2026-01-05T09:00:00Z"}', '', 2],
    ['Job', 'status: {active: 9}', '', 3],
    ['Job', 'status: {succeeded: 3, conditions: [{type: Complete, status: "True"}]}', GONE, 0],
    ['Job', 'status: {startTime: "2026-01-05T09:00:00Z", failed: 1}', GONE, 0],
  ])('of a %s counts its pods: %s', (kind, status, noPods, replicas) => {
    const spec =
      kind === 'Job' ? INDEXED : `spec: {${kind === 'DaemonSet' ? '' : 'replicas: 5, '}${TEMPLATE}}`
    expect(only(workload(kind, `${spec}\n${status}`), 'Workload')).toMatchObject({ noPods, replicas })
  })

  test.each([
    ['completedIndexes: "0-2,5"', '0-2,5'],
    ['completedIndexes: "1", failedIndexes: "0"', '1,0'],
    ['completedIndexes: ""', ''],
    ['completedIndexes: [1]', ''],
    ['completedIndexes: "1-"', ''],
  ])('of a Job lists the indexes that have ended: %s', (status, expected) => {
    const text = workload('Job', `${INDEXED}\nstatus: {active: 1, ${status}}`)
    expect(only(text, 'Workload').endedIndexes).toBe(expected)
  })

  test('does not count if the controller has not seen the latest spec', () => {
    expect([generationSeen(2), generationSeen(3), generationSeen(4)]).toEqual(['', GONE, GONE])
  })
})

describe('a name from which host names follow', () => {
  test('of a StatefulSet is one label', () => {
    expect(reports(set('web.v1', 0))).toEqual([
      '3:18 KZ_OBJECT_NAME StatefulSet: metadata.name is "web.v1", expected at most 63 lower-case letters, digits and "-", with a letter or digit at both ends',
    ])
  })

  test.each([
    ['web.v1', 'is too long or has dots: "web.v1-1", the host name of a pod, is no label'],
    ['w'.repeat(62), `is too long or has dots: "${'w'.repeat(62)}-1", the host name of a pod, is no label`],
    ['w'.repeat(64), 'has 64 characters, expected at most 63 for a Job'],
  ])('of an Indexed Job gives host names: not %s', (name, fact) => {
    const text = workload(
      'Job',
      `spec: {completionMode: Indexed, completions: 2, ${TEMPLATE}}`,
      `name: ${name}`,
    )
    expect(reports(text)).toEqual([`3:18 KZ_OBJECT_NAME Job default/${name}: metadata.name ${fact}`])
  })

  test('can be long, and have dots, for a workload without such host names', () => {
    expect(reports(workload('Deployment', `spec: {${TEMPLATE}}`, `name: ${'w'.repeat(200)}.v1`))).toEqual([])
  })
})

test('a Deployment that is paused before its first pod gets none', () => {
  expect(paused('status: {}')).toBe('is paused, so that it gets no ReplicaSet')
  expect(paused('status: {observedGeneration: 2, replicas: 1}')).toBe('')
})

test.each<[string, string[]]>([
  [
    'extensions/v1beta1 Deployment',
    ['1:13 KZ_OBJECT_VERSION Deployment: apiVersion is "extensions/v1beta1"'],
  ],
  ['apps/v1beta1 StatefulSet', ['1:13 KZ_OBJECT_VERSION StatefulSet: apiVersion is "apps/v1beta1"']],
  ['autoscaling/v1 HorizontalPodAutoscaler', []],
  ['apps/v1 StatefullSet', ['2:7 KZ_OBJECT_KIND the document: kind is "StatefullSet"']],
  ['batch/v1 deployment', ['2:7 KZ_OBJECT_KIND the document: kind is "deployment"']],
  ['v1 Deployment', ['1:13 KZ_OBJECT_VERSION Deployment: apiVersion is "v1"']],
])('%s is recognized, or reported', (what, expected) => {
  const [apiVersion, kind] = what.split(' ')
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec: {${what.endsWith('Autoscaler') ? '' : 'template: {}'}}\n`
  expect(reports(text).map((line) => line.replace(/,.*/, ''))).toEqual(expected)
  expect(parse(text).objects).toHaveLength(expected.length === 0 ? 1 : 0)
})

/** The types of the fields of objects' metadata and of pods that DNS does not read. */
import type { Shape } from './value-types.ts'

function list(shape: Shape): Shape {
  return { list: shape }
}

function map(shape: Shape): Shape {
  return { map: shape }
}

function fields(below: Readonly<Record<string, Shape>>): Shape {
  return { fields: below }
}

/** Fields of one type each. */
function all(type: Shape, ...names: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(names.map((name) => [name, type]))
}

export const METADATA: Shape = fields({
  ...all('text', 'uid', 'resourceVersion', 'selfLink', 'creationTimestamp', 'deletionTimestamp'),
  ...all('long', 'generation', 'deletionGracePeriodSeconds'),
  finalizers: list('text'),
  managedFields: list(fields({})),
  ownerReferences: list(
    fields({
      ...all('text', 'apiVersion', 'kind', 'name', 'uid'),
      ...all('flag', 'controller', 'blockOwnerDeletion'),
    }),
  ),
})

const NAME = fields({ name: 'text' })
const KEY = fields({ ...all('text', 'name', 'key'), optional: 'flag' })
const HTTP_GET = fields({
  ...all('text', 'path', 'host', 'scheme'),
  port: 'port',
  httpHeaders: list(fields(all('text', 'name', 'value'))),
})
const HANDLER = {
  exec: fields({ command: list('text') }),
  httpGet: HTTP_GET,
  tcpSocket: fields({ port: 'port', host: 'text' }),
}
const PROBE = fields({
  ...HANDLER,
  grpc: fields({ port: 'integer', service: 'text' }),
  ...all(
    'integer',
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ),
  terminationGracePeriodSeconds: 'long',
})
const SELINUX = fields(all('text', 'user', 'role', 'type', 'level'))
const PROFILE = fields(all('text', 'type', 'localhostProfile'))
const IDENTITY = {
  ...all('long', 'runAsUser', 'runAsGroup'),
  runAsNonRoot: 'flag',
  seLinuxOptions: SELINUX,
  seccompProfile: PROFILE,
  appArmorProfile: PROFILE,
} as const

const CONTAINER = fields({
  ...all('text', 'image', 'workingDir', 'terminationMessagePath', 'terminationMessagePolicy'),
  ...all('flag', 'stdin', 'stdinOnce', 'tty'),
  command: list('text'),
  args: list('text'),
  env: list(
    fields({
      ...all('text', 'name', 'value'),
      valueFrom: fields({
        fieldRef: fields(all('text', 'apiVersion', 'fieldPath')),
        resourceFieldRef: fields({ ...all('text', 'containerName', 'resource'), divisor: 'quantity' }),
        configMapKeyRef: KEY,
        secretKeyRef: KEY,
      }),
    }),
  ),
  envFrom: list(
    fields({
      prefix: 'text',
      configMapRef: fields({ name: 'text', optional: 'flag' }),
      secretRef: fields({ name: 'text', optional: 'flag' }),
    }),
  ),
  resources: fields({ limits: map('quantity'), requests: map('quantity'), claims: list(NAME) }),
  volumeMounts: list(
    fields({
      ...all('text', 'name', 'mountPath', 'subPath', 'subPathExpr', 'mountPropagation'),
      readOnly: 'flag',
    }),
  ),
  volumeDevices: list(fields(all('text', 'name', 'devicePath'))),
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: fields({ postStart: fields(HANDLER), preStop: fields(HANDLER) }),
  securityContext: fields({
    ...IDENTITY,
    ...all('flag', 'privileged', 'readOnlyRootFilesystem', 'allowPrivilegeEscalation'),
    procMount: 'text',
    capabilities: fields({ add: list('text'), drop: list('text') }),
  }),
})

const MODE = { defaultMode: 'integer', optional: 'flag' } as const
const ITEMS = list(fields({ ...all('text', 'key', 'path'), mode: 'integer' }))
const VOLUME = fields({
  name: 'text',
  emptyDir: fields({ medium: 'text', sizeLimit: 'quantity' }),
  hostPath: fields(all('text', 'path', 'type')),
  configMap: fields({ ...MODE, name: 'text', items: ITEMS }),
  secret: fields({ ...MODE, secretName: 'text', items: ITEMS }),
  persistentVolumeClaim: fields({ claimName: 'text', readOnly: 'flag' }),
  projected: fields({ defaultMode: 'integer', sources: list(fields({})) }),
  downwardAPI: fields({ defaultMode: 'integer', items: list(fields({ path: 'text', mode: 'integer' })) }),
  nfs: fields({ ...all('text', 'server', 'path'), readOnly: 'flag' }),
})

export const POD_SPEC: Shape = fields({
  ...all(
    'text',
    'serviceAccountName',
    'serviceAccount',
    'schedulerName',
    'priorityClassName',
    'runtimeClassName',
  ),
  ...all('flag', 'automountServiceAccountToken', 'hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'),
  ...all('flag', 'setHostnameAsFQDN', 'enableServiceLinks'),
  ...all('long', 'terminationGracePeriodSeconds', 'activeDeadlineSeconds'),
  priority: 'integer',
  nodeSelector: map('text'),
  containers: list(CONTAINER),
  initContainers: list(CONTAINER),
  volumes: list(VOLUME),
  imagePullSecrets: list(NAME),
  hostAliases: list(fields({ ip: 'text', hostnames: list('text') })),
  dnsConfig: fields({ searches: list('text'), options: list(fields(all('text', 'name', 'value'))) }),
  affinity: fields({}),
  tolerations: list(
    fields({ ...all('text', 'key', 'operator', 'value', 'effect'), tolerationSeconds: 'long' }),
  ),
  topologySpreadConstraints: list(
    fields({
      ...all('integer', 'maxSkew', 'minDomains'),
      ...all('text', 'topologyKey', 'whenUnsatisfiable'),
    }),
  ),
  readinessGates: list(fields({ conditionType: 'text' })),
  securityContext: fields({
    ...IDENTITY,
    fsGroup: 'long',
    supplementalGroups: list('long'),
    fsGroupChangePolicy: 'text',
    sysctls: list(fields(all('text', 'name', 'value'))),
  }),
})

/** Of workloads of all kinds. */
export const WORKLOAD_SPEC: Shape = fields({
  ...all('flag', 'paused', 'manualSelector'),
  volumeClaimTemplates: list(fields({ metadata: fields({ name: 'text' }), spec: fields({}) })),
})

export const NODE_SPEC: Shape = fields({
  ...all('text', 'podCIDR', 'providerID', 'externalID'),
  unschedulable: 'flag',
  podCIDRs: list('text'),
  taints: list(fields(all('text', 'key', 'value', 'effect'))),
})

export const NAMESPACE_SPEC: Shape = fields({ finalizers: list('text') })

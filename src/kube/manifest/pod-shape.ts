/** Reads the shape of pods from a Pod, or from the template of a workload. */
import { readHostname } from './endpoints.ts'
import type { Field } from './fields.ts'
import type { Labels, PodShape } from '../model/objects.ts'
import { formOf } from '../model/reference.ts'
import { readPlacement } from './placement.ts'
import { judgePodSpec, type PodRules } from './pod-spec.ts'
import { readPodDns } from './pod-dns.ts'
import { isPortNumber, readContainerPorts } from './ports.ts'

const READY = 'kubezone.dev/ready'
const HOOK = 'helm.sh/hook'

/** `root` holds `metadata` and `spec`. `rules`: those of an API server; `null`: its rules are not known. */
export function readPodShape(root: Field, labels: Labels, rules: PodRules | null): PodShape {
  const spec = root.section('spec')
  const annotations = root.get('metadata').get('annotations')
  const isOverwritten = rules?.isIdentityOverwritten === true
  if (rules !== null) judgePodSpec(spec, rules)
  return {
    labels,
    hostname: isOverwritten ? '' : readHostname(spec.get('hostname')),
    subdomain: isOverwritten ? '' : readHostname(spec.get('subdomain')),
    hostNetwork: spec.get('hostNetwork').flag(),
    nodeName: spec.get('nodeName').text(),
    placement: readPlacement(spec),
    readyOverride: readReadyOverride(annotations),
    isHook: isHook(root),
    ports: readPorts(spec),
    ...readListedPorts(spec),
    ...readPodDns(spec),
  }
}

/** The named ports of containers and of sidecars. The ports of all containers are judged. */
function readPorts(spec: Field): PodShape['ports'] {
  const ports = spec
    .get('containers')
    .sections()
    .flatMap((container) => readContainerPorts(container.get('ports')))
  for (const container of spec.get('initContainers').sections()) {
    const own = readContainerPorts(container.get('ports'))
    if (isSidecar(container)) ports.push(...own)
  }
  return ports
}

/** Only where a container lists a port without a name: the named ones are there already. */
function readListedPorts(spec: Field): Pick<PodShape, 'listedPorts'> {
  const listed = spec
    .get('containers')
    .sections()
    .flatMap((container) => container.get('ports').sections())
    .flatMap((port) => {
      const { value } = port.get('containerPort')
      const { value: protocol } = port.get('protocol')
      const isUnnamed = !port.get('name').isPresent
      return isUnnamed && isPortNumber(value, 1)
        ? [`${value}/${typeof protocol === 'string' ? protocol : 'TCP'}`]
        : []
    })
  return listed.length === 0 ? {} : { listedPorts: listed }
}

/** `null`: the annotation is missing, or was reported. */
export function readReadyOverride(annotations: Field): boolean | null {
  const field = annotations.get(READY)
  if (typeof field.value !== 'string') return null
  if (field.value === 'true' || field.value === 'false') return field.value === 'true'
  field.reportValue('KZ_OBJECT_FIELD', '"true" or "false"')
  return null
}

export function isHook(root: Field): boolean {
  return root.get('metadata').get('annotations').get(HOOK).isPresent
}

/** The controlling owner, as `form/name`; empty: none. */
export function readOwner(root: Field): string {
  for (const reference of root.get('metadata').get('ownerReferences').sections()) {
    if (reference.get('controller').value === false) continue
    const owner = readReference(reference)
    if (owner !== '') return owner
  }
  return ''
}

/** A reference by `apiVersion`, `kind` and `name`, as `form/name`; empty: it lacks a kind or a name. */
export function readReference(reference: Field): string {
  const kind = reference.get('kind').text()
  const name = reference.get('name').text()
  if (kind === '' || name === '') return ''
  const { value: apiVersion } = reference.get('apiVersion')
  return `${formOf(kind, typeof apiVersion === 'string' ? apiVersion : '')}/${name}`
}

/** An init container that runs as long as the pod. Other init containers end before the pod is ready. */
function isSidecar(container: Field): boolean {
  return container.get('restartPolicy').value === 'Always'
}

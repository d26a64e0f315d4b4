/** Reads the shape of pods from a Pod, or from the template of a workload. */
import { readHostname } from './endpoints.ts'
import type { Field } from './fields.ts'
import type { Labels, PodShape } from '../model/objects.ts'
import { judgePodSpec, type PodRules } from './pod-spec.ts'
import { readContainerPorts } from './ports.ts'

const READY = 'kubezone.dev/ready'
const HOOK = 'helm.sh/hook'

/** `root` holds `metadata` and `spec`. */
export function readPodShape(root: Field, labels: Labels, rules: PodRules): PodShape {
  const spec = root.section('spec')
  const annotations = root.get('metadata').get('annotations')
  judgePodSpec(spec, rules)
  return {
    labels,
    hostname: rules.isIdentityOverwritten ? '' : readHostname(spec.get('hostname')),
    subdomain: rules.isIdentityOverwritten ? '' : readHostname(spec.get('subdomain')),
    hostNetwork: spec.get('hostNetwork').flag(),
    nodeName: spec.get('nodeName').text(),
    readyOverride: readReadyOverride(annotations),
    isHook: isHook(root),
    ports: readPorts(spec),
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

/** The controlling owner, as `Kind/name`; empty: none. */
export function readOwner(root: Field): string {
  for (const reference of root.get('metadata').get('ownerReferences').sections()) {
    if (reference.get('controller').value === false) continue
    const kind = reference.get('kind').text()
    const name = reference.get('name').text()
    if (kind !== '' && name !== '') return `${kind}/${name}`
  }
  return ''
}

/** An init container that runs as long as the pod. Other init containers end before the pod is ready. */
function isSidecar(container: Field): boolean {
  return container.get('restartPolicy').value === 'Always'
}

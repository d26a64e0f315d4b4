/**
 * The namespaces into which GitOps tools put the objects of folders that are here. kubezone does not put them
 * there, because several tools, or several clusters, can deliver one folder.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { CustomResource, Service } from '../model/objects.ts'
import { type Delivered, deliveryOf } from './deliveries.ts'

/** The number of folders that the diagnostic names. */
const MAX_NAMED = 4

const HINT = 'kubezone.yaml in the root of the served folder can name the namespace of each folder'

/**
 * One diagnostic about the folders with services in `namespace`, that of objects which state none, if the
 * tools put them only into others.
 */
export function deliveredElsewhere(
  resources: readonly CustomResource[],
  services: Iterable<Service>,
  namespace: string,
): Diagnostic[] {
  const targets = resources.flatMap((resource) =>
    (deliveryOf(resource)?.delivered(resource) ?? []).map((delivered) => ({ resource, delivered })),
  )
  if (targets.length === 0) return []
  const folders = foldersOf(services, namespace)
  const namespaces = new Map<string, Set<string>>()
  for (const { delivered } of targets) {
    if (!folders.some((folder) => isIn(folder, delivered))) continue
    const known = namespaces.get(delivered.path) ?? new Set()
    namespaces.set(delivered.path, known.add(delivered.namespace))
  }
  const others = new Map([...namespaces].filter(([, known]) => !known.has(namespace)))
  const first = targets.find(({ delivered }) => others.has(delivered.path))
  if (first === undefined) return []
  const message = `objects that state no namespace are in ${namespace} here, but GitOps tools put those of ${folderList(others)}`
  return [diagnostic('KZ_NAMESPACE_DELIVERED', first.resource.location.place, message, { hint: HINT })]
}

function folderList(folders: ReadonlyMap<string, ReadonlySet<string>>): string {
  const named = [...folders].slice(0, MAX_NAMED)
  const parts = named.map(([path, namespaces]) => `${path} into ${[...namespaces].join(' or ')}`)
  const more = folders.size - named.length
  return [...parts, ...(more === 0 ? [] : [`${more} more into others`])].join(', of ')
}

/** The folders of the services of a namespace, with a slash before and behind each. */
function foldersOf(services: Iterable<Service>, namespace: string): string[] {
  const folders = new Set<string>()
  for (const service of services) {
    if (service.namespace !== namespace) continue
    const { file } = service.location.place
    folders.add(`/${file.slice(0, file.lastIndexOf('/') + 1)}`)
  }
  return [...folders]
}

function isIn(folder: string, { path, isWithFoldersBelow }: Delivered): boolean {
  return isWithFoldersBelow ? folder.includes(`/${path}/`) : folder.endsWith(`/${path}/`)
}

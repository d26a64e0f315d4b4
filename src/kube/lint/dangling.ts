/**
 * Diagnostics about names that manifests ask for and nothing answers: a Service that does not exist, a port
 * that a Service does not have. Where Services may be elsewhere there are none: in a namespace without
 * Services near the asking file, or with custom resources, or if files are not read. Nor are there any in a
 * namespace in which an object is defined twice, as in a collection of examples that are not for one cluster.
 */
import type { Code } from '../../report/codes.ts'
import { type Diagnostic, diagnostic, formatPlace } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import { suggest } from '../../report/suggestion.ts'
import { isBuiltIn } from '../applied/built-in.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { quote } from '../manifest/fields.ts'
import type { AskedName } from '../model/asked-name.ts'
import { nameOf, namespaceOf, type ObjectKey, serviceKey } from '../model/keys.ts'
import type { CustomResource, Service, ServicePort } from '../model/objects.ts'
import { type ManifestSet, ofKind, type Residents, type SetChange } from '../stated/manifest-set.ts'
import { deliveryOf } from './deliveries.ts'

/** A file with one of these is not read, or stands for more manifests than are here. */
const INCOMPLETE: ReadonlySet<Code> = new Set<Code>([
  'KZ_FILE_UNREADABLE',
  'KZ_FILE_TOO_LARGE',
  'KZ_FILE_TOO_MANY',
  'KZ_FILE_PARSER',
  'KZ_FILE_BINARY',
  'KZ_FILE_SYNTAX',
  'KZ_FILE_LIMIT',
  'KZ_FILE_TEMPLATE',
  'KZ_FOLDER_TOO_DEEP',
  'KZ_FOLDER_TOO_LARGE',
  'KZ_CHART_UNRENDERED',
  'KZ_HELMFILE',
  'KZ_KUSTOMIZATION',
  'KZ_KUSTOMIZE_BASE',
  'KZ_KUSTOMIZE_PATCH',
])

/** Of these namespaces, a cluster has Services without a manifest of the user. */
const CLUSTERS_OWN = ['kube-system', 'kube-public']
/** How many ports a diagnostic names. */
const MAX_PORTS = 4

export class DanglingInspector {
  readonly #manifests: ManifestSet
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()
  /** The names that files ask for. */
  readonly #asked = new Map<string, readonly AskedName[]>()
  /** What files say may exist. */
  readonly #possible = new Map<string, readonly string[]>()
  /** Files that are not read, or stand for more. */
  readonly #incomplete = new Set<string>()
  /** Resources of GitOps tools, whose manifests may be elsewhere; and others, by namespace. */
  readonly #deliveries = new Set<CustomResource>()
  readonly #resources = new Map<string, Set<CustomResource>>()
  /** The remarks of each file. */
  readonly #remarked = new Map<string, Set<string>>()
  /** Objects that were defined more than once at the last change. */
  #contested = new Set<ObjectKey>()
  /** The namespaces of those objects. */
  #mixed: ReadonlySet<string> = new Set()
  #wasQuiet = false

  constructor(manifests: ManifestSet, inventory: Inventory) {
    this.#manifests = manifests
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect({ transitions, residents, contested }: SetChange, change: InventoryChange): readonly Diagnostic[] {
    const files = new Set(residents.map(({ file }) => file))
    const isOtherwisePossible = residents.filter((one) => this.#followFile(one)).length > 0
    const namespaces = new Set([...change.services].map(namespaceOf))
    for (const transition of transitions) {
      const resource = ofKind(transition, 'CustomResource')
      if (resource === null) continue
      const { before, after } = resource
      if (before !== null) this.#followResource(before, false, namespaces)
      if (after !== null) this.#followResource(after, true, namespaces)
    }
    for (const namespace of this.#followContested(contested)) namespaces.add(namespace)
    const isQuiet = this.#incomplete.size > 0 || this.#deliveries.size > 0
    const isAll = isQuiet !== this.#wasQuiet || isOtherwisePossible
    this.#wasQuiet = isQuiet
    const judge = new Judge(this.#inventory, (namespace, name) => isQuiet || this.#mayExist(namespace, name))
    for (const file of new Set([...this.#asked.keys(), ...files])) {
      const asked = this.#asked.get(file) ?? []
      const isTouched = isAll || files.has(file)
      if (!isTouched && !asked.some(({ service }) => namespaces.has(namespaceOf(service)))) continue
      this.#remark(file, asked, judge)
    }
    return this.#remarks.take()
  }

  /** Returns whether what may exist is another now. */
  #followFile({ file, mentions, diagnostics }: Residents): boolean {
    const { asked, possible } = mentions
    if (asked.length === 0) this.#asked.delete(file)
    else this.#asked.set(file, asked)
    const before = this.#possible.get(file) ?? []
    if (possible.length === 0) this.#possible.delete(file)
    else this.#possible.set(file, possible)
    if (diagnostics.some(({ code }) => INCOMPLETE.has(code))) this.#incomplete.add(file)
    else this.#incomplete.delete(file)
    return before.join() !== possible.join()
  }

  #followResource(resource: CustomResource, isThere: boolean, namespaces: Set<string>): void {
    const { namespace } = resource
    const own = this.#resources.get(namespace) ?? new Set()
    const isDelivery = deliveryOf(resource) !== undefined
    if (isThere) (isDelivery ? this.#deliveries : own).add(resource)
    else (isDelivery ? this.#deliveries : own).delete(resource)
    if (own.size === 0) this.#resources.delete(namespace)
    else this.#resources.set(namespace, own)
    namespaces.add(namespace)
  }

  /** The namespaces in which an object is now defined more than once, or not any more. */
  #followContested(keys: readonly ObjectKey[]): string[] {
    const before = this.#mixed
    const definitions = [...this.#contested, ...keys].map(
      (key) => [key, this.#manifests.definitionsOf(key)] as const,
    )
    const twice = definitions.filter(([, { length }]) => length > 1)
    this.#contested = new Set(twice.map(([key]) => key))
    this.#mixed = new Set(twice.flatMap(([, [one]]) => one?.namespace ?? []))
    const all = new Set([...before, ...this.#mixed])
    return [...all].filter((namespace) => before.has(namespace) !== this.#mixed.has(namespace))
  }

  /** Whether a Service may exist, or be another one, than the manifests here state. */
  #mayExist(namespace: string, name: string): boolean {
    if (this.#mixed.has(namespace)) return true
    if (CLUSTERS_OWN.includes(namespace) || this.#resources.has(namespace)) return true
    // Those of the API server, also where the built-in Services are off.
    if (namespace === 'default' && name === 'kubernetes') return true
    for (const possible of this.#possible.values()) {
      for (const one of possible) {
        const [place, other] = one.split('/')
        if ((place === '*' || place === namespace) && (other === '*' || other === name)) return true
      }
    }
    return false
  }

  #remark(file: string, asked: readonly AskedName[], judge: Judge): void {
    const before = this.#remarked.get(file) ?? new Set()
    const now = new Set<string>()
    for (const one of asked) {
      const found = judge.judge(one)
      if (found === null) continue
      const key = JSON.stringify([file, one.by, one.where, one.name, one.port])
      now.add(key)
      this.#remarks.set(key, [found])
    }
    for (const key of before) if (!now.has(key)) this.#remarks.forget(key)
    if (now.size === 0) this.#remarked.delete(file)
    else this.#remarked.set(file, now)
  }
}

class Judge {
  readonly #inventory: Inventory
  readonly #mayExist: (namespace: string, name: string) => boolean
  /** The Services of each namespace. */
  #services: Map<string, Service[]> | null = null

  constructor(inventory: Inventory, mayExist: (namespace: string, name: string) => boolean) {
    this.#inventory = inventory
    this.#mayExist = mayExist
  }

  /** `null`: something answers, or what would is not known. */
  judge(asked: AskedName): Diagnostic | null {
    if (asked.origin === 'config') return null
    const service = this.#inventory.services.get(asked.service)
    const [namespace, name] = [namespaceOf(asked.service), nameOf(asked.service)]
    if (service === undefined) {
      return asked.isBare || this.#mayExist(namespace, name) ? null : this.#serviceMissing(asked)
    }
    if (isBuiltIn(service) || !areNear(asked, service)) return null
    const found = portMissing(asked, service)
    return found !== null && this.#mayExist(namespace, name) ? null : found
  }

  #serviceMissing(asked: AskedName): Diagnostic | null {
    const [namespace, name] = [namespaceOf(asked.service), nameOf(asked.service)]
    const services = this.#servicesOf(namespace).filter((one) => areNear(asked, one))
    if (services.length === 0) return null
    // `mongo-0.mongo`, without `.svc`, is a pod of a Service in the namespace of the asker.
    const isShort = asked.origin === 'text' && !/\.svc\.?(?:$|\.)/i.test(asked.name)
    if (isShort && this.#inventory.services.has(serviceKey(asked.namespace, namespace))) return null
    const what = asked.origin === 'text' ? `asks for ${asked.name}` : `refers to Service ${asked.service}`
    const fact =
      asked.origin === 'text'
        ? `and no manifest has a Service ${name} in ${namespace}`
        : 'which no manifest has'
    const near = suggest(
      name,
      services.map((one) => one.name),
    )
    const elsewhere = near === null ? this.#elsewhere(name) : null
    const hint =
      near !== null
        ? `did you mean ${quote(near)}`
        : elsewhere === null
          ? undefined
          : `Service ${elsewhere.namespace}/${name} is at ${formatPlace(elsewhere.location.place)}`
    return report('KZ_REFERENCE_SERVICE', asked, `${what}, ${fact}`, hint)
  }

  /** The only Service of a name, in whatever namespace. */
  #elsewhere(name: string): Service | null {
    const found = [...this.#inventory.services.values()].filter((one) => one.name === name && !isBuiltIn(one))
    return found.length === 1 ? (found[0] ?? null) : null
  }

  #servicesOf(namespace: string): readonly Service[] {
    if (this.#services === null) {
      this.#services = new Map()
      for (const service of this.#inventory.services.values()) {
        if (isBuiltIn(service)) continue
        const known = this.#services.get(service.namespace)
        if (known === undefined) this.#services.set(service.namespace, [service])
        else known.push(service)
      }
    }
    return this.#services.get(namespace) ?? []
  }
}

/** Whether two files are likely of one application: in one folder, one below the other, or side by side. */
function areNear(asked: AskedName, { location }: Service): boolean {
  const [a, b] = [folderOf(asked.place.file), folderOf(location.place.file)]
  return isWithin(a, b) || isWithin(b, a) || folderOf(a) === folderOf(b)
}

/** The folder of the site itself is the empty path. */
function isWithin(folder: string, other: string): boolean {
  return folder === other || other === '' || folder.startsWith(`${other}/`)
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The ports of a headless Service, or of an alias, bind no client of its name. */
function portMissing(asked: AskedName, service: Service): Diagnostic | null {
  const srv = srvMissing(asked, service)
  if (srv !== null) return srv
  const { port } = asked
  const isUnbound = service.headless && (asked.origin === 'text' || service.ports.length === 0)
  if (port === null || isUnbound || service.type === 'ExternalName' || service.ports.length === 0) return null
  if (service.ports.some((one) => one.port === port || one.name === port)) return null
  const what =
    asked.origin === 'text'
      ? `asks for port ${port} of ${asked.name}`
      : `refers to port ${port} of Service ${asked.service}`
  const ports = service.ports.slice(0, MAX_PORTS).map(portText).join(', ')
  const more = service.ports.length > MAX_PORTS ? ', …' : ''
  const target = service.ports.find(({ targetPort }) => targetPort === port)
  const hint =
    target === undefined
      ? `its ports are ${ports}${more} (${formatPlace(service.location.place)})`
      : `${port} is the target port of its port ${portText(target)}, which clients have to name`
  return report('KZ_REFERENCE_PORT', asked, `${what}, which has no such port`, hint)
}

/** `_sql._tcp.db.shop.svc` is a name if the Service has a port of that name. */
function srvMissing(asked: AskedName, { ports, type }: Service): Diagnostic | null {
  const [, name = '', protocol = ''] = /^_([a-z0-9-]+)\._(tcp|udp|sctp)\./i.exec(asked.name) ?? []
  if (name === '' || type === 'ExternalName' || ports.length === 0) return null
  const isThere = (one: ServicePort): boolean =>
    one.name.toLowerCase() === name.toLowerCase() && one.protocol.toLowerCase() === protocol.toLowerCase()
  if (ports.some(isThere)) return null
  const what = `asks for ${asked.name}, and Service ${asked.service} has no ${protocol.toUpperCase()} port named ${name}`
  return report('KZ_REFERENCE_PORT', asked, what, 'a port without a name has no SRV record')
}

function portText({ name, port }: ServicePort): string {
  return name === '' ? String(port) : `${port} (${name})`
}

function report(code: Code, asked: AskedName, fact: string, hint: string | undefined): Diagnostic {
  const message = `${asked.by}: ${asked.where} ${fact}`
  return diagnostic(code, asked.place, message, hint === undefined ? {} : { hint })
}

/**
 * Reads the objects of a document: objects of the kinds that DNS reads, also within lists. Other objects are
 * only counted. An object that an API server would refuse is recorded as refused, and nothing else of it
 * stays.
 */
import type { Place } from '../../report/diagnostic.ts'
import type { AskedName } from '../model/asked-name.ts'
import { readCustomResource } from './custom-resource.ts'
import { customForm, hasPodTemplate, readCustomWorkload } from './custom-workload.ts'
import { type DocumentContext, Field, isMapping, PlaceholderError, quote } from './fields.ts'
import type { FindingsMark } from './findings.ts'
import { isFromCluster } from './from-cluster.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { inhabitedNamespace } from './inhabited.ts'
import { isBetaOf, KNOWN_KINDS, type KnownKind, likelyKind, versionOf } from './known-kinds.ts'
import { readMetadata, statedIdentity, statedName } from './metadata.ts'
import { reportMissing } from './missing-fields.ts'
import { kindOf, type KubeObject } from '../model/objects.ts'
import { isPatchShaped } from './patch-shape.ts'
import type { RefusedObject } from './refused.ts'
import { judgeFields } from './unknown-fields.ts'
import { readAside } from './aside.ts'
import { readAskedByPods } from './mentions.ts'

/** Two joined dumps make a list in a list; deeper nesting than this is a mistake. */
const MAX_LIST_DEPTH = 4

/** The objects collected from the documents of a file. */
export interface CollectedObjects {
  readonly objects: KubeObject[]
  readonly refused: RefusedObject[]
  readonly generated: GeneratedNames
  /** The number of documents and list items without an object that DNS reads. */
  ignored: number
  /** How many of these are not objects of Kubernetes. */
  foreigners: number
  /** The namespaces of the ignored objects. */
  readonly namespaces: Set<string>
  /** The names that the objects ask for. */
  readonly asked: AskedName[]
  /** See `Mentions`. */
  readonly possible: Set<string>
  /** The place of the first document that is not a Kubernetes object; `null`: there is none. */
  foreign: Place | null
  /** The place of the first patch of a kustomization; `null`: there is none. */
  patch: Place | null
  /** The first value of an object that is a template; `null`: there is none. */
  template: PlaceholderError | null
}

/** The fields that an item of a typed list, such as a ServiceList, can omit. */
interface Inherited {
  readonly kind: string
  readonly apiVersion: string
}

/** Reads the objects of a document, or of an item of a list, into `CollectedObjects`. */
export class KindReader {
  readonly #document: DocumentContext
  readonly #placeOf: (node: number) => Place
  readonly #collected: CollectedObjects

  constructor(document: DocumentContext, placeOf: (node: number) => Place, collected: CollectedObjects) {
    this.#document = document
    this.#placeOf = placeOf
    this.#collected = collected
  }

  read(value: unknown, node: number, inherited: Inherited = { kind: '', apiVersion: '' }, depth = 0): void {
    const root = new Field(value, { document: this.#document, node, subject: 'the document', missing: [] })
    const kind = textOr(root.get('kind').value, inherited.kind)
    const apiVersion = textOr(root.get('apiVersion').value, inherited.apiVersion)
    if (kind === '') {
      this.#readForeign(root, node)
    } else if (kind.endsWith('List') && root.get('items').isList) {
      const items = kind === 'List' ? { kind: '', apiVersion: '' } : { kind: kind.slice(0, -4), apiVersion }
      this.#readList(root, items, depth)
    } else {
      try {
        this.#readObject(root, node, kind, apiVersion, depth > 0)
      } catch (error) {
        if (!(error instanceof PlaceholderError)) throw error
        this.#collected.ignored++
        this.#collected.template ??= error
      }
    }
  }

  #readList(root: Field, inherited: Inherited, depth: number): void {
    const list = root.get('items')
    if (depth >= MAX_LIST_DEPTH) {
      list.report(
        'KZ_FILE_LIMIT',
        `is a list within ${MAX_LIST_DEPTH} other lists, expected at most ${MAX_LIST_DEPTH} levels of lists: its items are not read`,
      )
      return
    }
    for (const { value, node } of list.roots()) this.read(value, node, inherited, depth + 1)
  }

  #readObject(root: Field, node: number, kind: string, apiVersion: string, isItem: boolean): void {
    if (this.#document.context.isKustomized && isPatchShaped(kind, root)) {
      this.#collected.ignored++
      this.#collected.patch ??= this.#placeOf(node)
      return
    }
    const known = KNOWN_KINDS.get(kind)
    if (known === undefined) {
      if (!this.#readCustom(root, node, kind, apiVersion)) this.#readUnknown(root, kind, apiVersion)
      return
    }
    // Values of charts and settings of other tools have a `kind`, too.
    if (!isItem && apiVersion === '' && !root.get('metadata').isPresent) {
      this.#readForeign(root, node)
      return
    }
    const version = versionOf(known, apiVersion)
    const isAside = version === 'wrong' && known.isAside === true
    if (isAside || version === 'foreign' || (version === 'superset' && !hasPodTemplate(root))) {
      if (!this.#readCustom(root, node, kind, apiVersion)) {
        this.#noteNamespace(root, kind, apiVersion)
        this.#collected.ignored++
      }
      return
    }
    root.object.subject = kind
    root.object.isStored = isFromCluster(root)
    const mark = this.#document.findings.mark()
    const [preferred] = known.apiVersions
    if (apiVersion === '') {
      root.report('KZ_OBJECT_API_VERSION', `has no apiVersion, expected ${preferred}, which is assumed`)
    }
    // A dump of an older cluster has versions that are gone since, with the same fields.
    const isFormer = root.object.isStored && isBetaOf(known, apiVersion)
    if (version === 'wrong' && !isFormer) {
      root.get('apiVersion').reportValue('KZ_OBJECT_VERSION', preferred)
      this.#refuse(mark, statedIdentity(root, kind, known))
      return
    }
    this.#collect(root, node, kind, this.#rulesFor(known, kind, version), mark)
    if (version === 'served' && known.isCustom !== true) judgeFields(root, kind, apiVersion)
  }

  #rulesFor(known: KnownKind, kind: string, version: ReturnType<typeof versionOf>): KnownKind {
    if (version === 'superset' && known.superset !== undefined)
      return { ...known, ...known.superset, isCustom: true }
    const isPlaceholder = kind === 'Namespace' && this.#document.context.renamesNamespaces
    return isPlaceholder ? { ...known, form: 'any' } : known
  }

  /** Reads an object, and collects it if an API server would take it. */
  #collect(
    root: Field,
    node: number,
    kind: string,
    known: KnownKind,
    mark = this.#document.findings.mark(),
  ): void {
    const metadata = readMetadata(root, this.#placeOf(node), known, this.#collected.generated)
    if (metadata === null) {
      this.#refuse(mark, statedIdentity(root, kind, known))
      return
    }
    const object = known.read(root, metadata)
    // What a custom resource requires is known to its definition alone.
    if (known.isCustom !== true) reportMissing(root.object)
    const { namespace, name } = metadata
    if (this.#refuse(mark, { kind: object === null ? kind : kindOf(object), namespace, name })) return
    if (makesPods(object, kind)) this.#collected.asked.push(...readAskedByPods(root, kind, namespace))
    if (object !== null) {
      this.#collected.objects.push(object)
      return
    }
    this.#collected.ignored++
    this.#noteNamespace(root, kind, known.apiVersions[0])
  }

  /** Reads a custom resource that stands for services or runs pods; `false` if the object is none. */
  #readCustom(root: Field, node: number, kind: string, apiVersion: string): boolean {
    const resource = readCustomResource(root, kind, apiVersion, this.#placeOf(node))
    if (resource !== null) this.#collected.objects.push(resource)
    const form = customForm(root, kind, apiVersion)
    if (form === null) {
      if (resource === null) return false
      this.#collected.ignored++
      this.#noteNamespace(root, kind, apiVersion)
      return true
    }
    root.object.subject = kind
    this.#collect(root, node, form, {
      apiVersions: [apiVersion],
      isCustom: true,
      form: 'subdomain',
      isNamespaced: true,
      isGenerated: true,
      read: readCustomWorkload(form),
    })
    return true
  }

  /** Records the object as refused if an error was found in it since the mark. */
  #refuse(mark: FindingsMark, identity: Omit<RefusedObject, 'errors'>): boolean {
    const errors = this.#document.findings.errorsSince(mark)
    if (errors !== null) {
      this.#collected.refused.push({ ...identity, errors })
      const { kind, namespace, name } = identity
      if (kind === 'Service' || kind === null)
        this.#collected.possible.add(`${namespace ?? '*'}/${name ?? '*'}`)
    }
    return errors !== null
  }

  /** Ignores an unknown kind, but refuses one that is likely a misspelt known kind. */
  #readUnknown(root: Field, kind: string, apiVersion: string): void {
    const likely = likelyKind(kind, apiVersion)
    const known = likely === null ? undefined : KNOWN_KINDS.get(likely)
    if (likely === null || known === undefined) {
      this.#collected.ignored++
      this.#noteNamespace(root, kind, apiVersion)
      return
    }
    const mark = this.#document.findings.mark()
    root
      .get('kind')
      .report('KZ_OBJECT_KIND', `is ${quote(kind)}, which is not a Kubernetes kind`, `did you mean ${likely}`)
    this.#refuse(mark, statedIdentity(root, likely, known))
  }

  #noteNamespace(root: Field, kind: string, apiVersion: string): void {
    const namespace = inhabitedNamespace(root, kind, apiVersion)
    if (namespace !== null) this.#collected.namespaces.add(namespace)
    if (root.object.subject === 'the document') readAside(root, kind, apiVersion, this.#collected)
  }

  #readForeign(root: Field, node: number): void {
    if (isMapping(root.value) && root.get('apiVersion').isPresent && isMapping(root.get('metadata').value)) {
      const mark = this.#document.findings.mark()
      const kind = root.get('kind')
      if (kind.isPresent && kind.value !== '') kind.reportType('text', 'KZ_OBJECT_KIND')
      else root.report('KZ_OBJECT_KIND', 'has apiVersion and metadata, but no kind')
      this.#refuse(mark, { kind: null, namespace: null, name: statedName(root) })
      return
    }
    this.#collected.ignored++
    this.#collected.foreigners++
    this.#collected.foreign ??= this.#placeOf(node)
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

/** Whether an object has a template of pods, and no other object stands for it. */
function makesPods(object: KubeObject | null, kind: string): boolean {
  if (object === null) return kind === 'CronJob'
  return (object.kind === 'Pod' || object.kind === 'Workload') && object.owner === ''
}

/**
 * The custom resources of GitOps tools, which deliver manifests into a cluster: whether these manifests are
 * elsewhere, and into which namespace the tool puts those of a folder.
 */
import { at, field, listOf, textOf } from '../applied/operators/blueprint.ts'
import type { Plain, ResourceForm } from '../model/custom-resource.ts'
import type { CustomResource } from '../model/objects.ts'

/** Whether there is a manifest in this folder, or below it; the path is relative, without `.` and `..`. */
export type HasFilesIn = (path: string) => boolean

/** A folder whose objects a tool puts into a namespace, if they state none. */
export interface Delivered {
  readonly path: string
  readonly isWithFoldersBelow: boolean
  readonly namespace: string
}

export interface Delivery {
  readonly title: string
  /** The command that renders it. */
  readonly command: string
  /** Whether the manifests that it delivers are elsewhere. */
  readonly isElsewhere: (resource: CustomResource, hasFilesIn: HasFilesIn) => boolean
  readonly delivered: (resource: CustomResource) => readonly Delivered[]
}

const FLUX = 'flux-local'
const ARGO = 'argocd app manifests'
const HELM = 'helm template'

const RELEASE = { isElsewhere: isRelease, delivered: () => [] }

const DELIVERIES: Partial<Record<ResourceForm, Delivery>> = {
  'HelmRelease.helm.toolkit.fluxcd.io': { title: 'HelmRelease', command: FLUX, ...RELEASE },
  'HelmRelease.helm.fluxcd.io': { title: 'HelmRelease', command: FLUX, ...RELEASE },
  'HelmChart.helm.cattle.io': { title: 'HelmChart', command: HELM, ...RELEASE },
  'Kustomization.kustomize.toolkit.fluxcd.io': {
    title: 'Flux Kustomization',
    command: FLUX,
    isElsewhere: isFluxSource,
    delivered: deliveredByFlux,
  },
  'Application.argoproj.io': {
    title: 'Argo CD Application',
    command: ARGO,
    isElsewhere: ({ spec }, hasFilesIn) => isApplication(spec, hasFilesIn),
    delivered: ({ spec }) => deliveredByArgo(spec),
  },
  'ApplicationSet.argoproj.io': {
    title: 'Argo CD ApplicationSet',
    command: ARGO,
    isElsewhere: (resource, hasFilesIn) => isApplication(templateOf(resource), hasFilesIn),
    delivered: (resource) => deliveredByArgo(templateOf(resource)),
  },
}

/** `undefined`: the resource is not of a GitOps tool. */
export function deliveryOf({ form }: CustomResource): Delivery | undefined {
  return DELIVERIES[form]
}

/** Helm renders charts of any tool. */
export function renderingCommands(commands: ReadonlySet<string>): string {
  return [...[FLUX, ARGO].filter((one) => commands.has(one)), HELM].join(' / ')
}

/** A patch of a release has no chart. */
function isRelease(resource: CustomResource): boolean {
  return ['chart', 'chartRef', 'chartContent'].some((key) => field(resource, key) !== undefined)
}

// --- Flux ---

/** A folder of Git can be this one. A patch has no source. */
function isFluxSource(resource: CustomResource, hasFilesIn: HasFilesIn): boolean {
  const kind = textOf(field(resource, 'sourceRef', 'kind'))
  if (kind === '') return false
  return kind !== 'GitRepository' || isElsewhere(textOf(field(resource, 'path')), hasFilesIn)
}

function deliveredByFlux(resource: CustomResource): Delivered[] {
  if (field(resource, 'sourceRef', 'kind') !== 'GitRepository') return []
  return deliveredFrom(field(resource, 'path'), field(resource, 'targetNamespace'), true)
}

// --- Argo CD ---

function templateOf(resource: CustomResource): Plain | undefined {
  return field(resource, 'template', 'spec')
}

function sourcesOf(spec: Plain | undefined): readonly Plain[] {
  return [at(spec, 'source') ?? {}, ...listOf(at(spec, 'sources'))]
}

function isApplication(spec: Plain | undefined, hasFilesIn: HasFilesIn): boolean {
  return sourcesOf(spec).some((source) => {
    const isChart = textOf(at(source, 'chart')) !== ''
    return isChart || isElsewhere(textOf(at(source, 'path')), hasFilesIn)
  })
}

function deliveredByArgo(spec: Plain | undefined): Delivered[] {
  return sourcesOf(spec).flatMap((source) => {
    const isRecursive = at(source, 'directory', 'recurse') === true
    return deliveredFrom(at(source, 'path'), at(spec, 'destination', 'namespace'), isRecursive)
  })
}

// --- Paths ---

/** A path or a namespace with a template is not known. */
function deliveredFrom(
  path: Plain | undefined,
  namespace: Plain | undefined,
  isWithFoldersBelow: boolean,
): Delivered[] {
  const folder = normalPath(textOf(path))
  const target = textOf(namespace)
  if (folder === '' || target === '' || /\{\{|\$/.test(`${folder} ${target}`)) return []
  return [{ path: folder, isWithFoldersBelow, namespace: target }]
}

/** Whether a path of a repository has no files here. A template such as `{{path}}` begins an unknown part. */
function isElsewhere(path: string, hasFilesIn: HasFilesIn): boolean {
  const [known = ''] = path.split('{{')
  const folder = normalPath(known === path ? known : known.slice(0, known.lastIndexOf('/') + 1))
  return folder !== '' && !hasFilesIn(folder)
}

/** The path without leading and final slashes; empty for the root of a repository. */
function normalPath(path: string): string {
  return path
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/')
}

/** The lines about custom resources that stand for services which are not here, or in another namespace. */
import { describe, expect, test } from 'vitest'
import { StandIns } from '../../../src/kube/lint/stand-ins.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { serviceKey } from '../../../src/kube/model/keys.ts'
import { ManifestSet, ofKind } from '../../../src/kube/stated/manifest-set.ts'
import type { Diagnostic } from '../../../src/report/diagnostic.ts'
import { complete } from '../../../src/zone/steps.ts'

interface Around {
  /** Names of services in `default`. */
  readonly services?: readonly string[]
  readonly folders?: readonly string[]
  readonly operators?: boolean
}

interface Here {
  readonly documents: readonly string[]
  /** Manifests by file. */
  readonly files?: Readonly<Record<string, string>>
  readonly folders?: readonly string[]
  readonly operators?: boolean
}

function diagnose({ documents, files = {}, folders = [], operators = false }: Here): Diagnostic[] {
  const manifests = new ManifestSet()
  const standIns = new StandIns(operators)
  const all = { ...files, 'a.yaml': documents.join('\n---\n') }
  const contents = Object.entries(all).map(([file, text]) => ({
    file,
    objects: parseManifest(text, file).objects,
  }))
  const { transitions } = complete(manifests.apply(contents))
  standIns.follow(transitions)
  const services = transitions.flatMap((one) => ofKind(one, 'Service')?.after ?? [])
  return standIns.diagnose({
    services: new Map(services.map((one) => [serviceKey(one.namespace, one.name), one])),
    hasFilesIn: (path) => folders.includes(path),
    namespace: 'default',
  })
}

/** The line, without the way out by a dump; empty: there is none. */
function line(documents: readonly string[], { services = [], ...around }: Around = {}): string {
  const files = { 'services.yaml': services.map((name) => service(name)).join('---\n') }
  const [found] = diagnose({ documents, files, ...around })
  if (found === undefined) return ''
  expect(found).toMatchObject({ code: 'KZ_SERVICES_ELSEWHERE', severity: 'info', file: 'a.yaml' })
  const [text, dump] = found.message.split(/,? ?(?:or )?serve a dump: /)
  expect(dump).toBe('kubectl get svc,endpointslices,pods -A -o yaml | kubezone serve -')
  return text ?? ''
}

function service(name: string, namespace = ''): string {
  const stated = namespace === '' ? '' : `, namespace: ${namespace}`
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${stated}}\nspec: {ports: [{port: 80}]}\n`
}

const resource = (apiVersion: string, kind: string, spec: string, name = 'web'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}`
const release = (spec: string, name?: string) =>
  resource('helm.toolkit.fluxcd.io/v2', 'HelmRelease', spec, name)
const application = (spec: string, name?: string) =>
  resource('argoproj.io/v1alpha1', 'Application', spec, name)
const CHART = 'chart: {spec: {chart: web}}'
const HERE = ' that are not here: '

describe('resources of GitOps tools', () => {
  test.each<readonly [string, readonly string[], string]>([
    [
      'a HelmRelease',
      [release(CHART)],
      `1 HelmRelease stands for services${HERE}render it (flux-local / helm template)`,
    ],
    [
      'a HelmRelease and an Application',
      [release(CHART), application('source: {chart: pay}')],
      `1 HelmRelease and 1 Argo CD Application stand for services${HERE}render them (flux-local / argocd app manifests / helm template)`,
    ],
    [
      'releases of several tools',
      [
        release(CHART),
        release('chartRef: {kind: OCIRepository, name: x}', 'b'),
        application('sources: [{ref: values, repoURL: x}, {chart: a}]'),
        resource('helm.cattle.io/v1', 'HelmChart', 'chart: traefik'),
      ],
      `2 HelmReleases, 1 Argo CD Application and 1 HelmChart stand for services${HERE}render them (flux-local / argocd app manifests / helm template)`,
    ],
    [
      'a HelmChart of k3s',
      [resource('helm.cattle.io/v1', 'HelmChart', 'chart: traefik')],
      `1 HelmChart stands for services${HERE}render it (helm template)`,
    ],
    ['a patch of a release', [release('values: {a: b}')], ''],
    ['a Service of the core', ['apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {}'], ''],
    ['a release of a dump', [`${release(CHART)}\nstatus: {observedGeneration: 3}`], ''],
    ['no document', [''], ''],
  ])('%s', (_, documents, expected) => {
    expect(line(documents)).toBe(expected)
  })

  test('a release that a base and an overlay define is one', () => {
    expect(line([release(CHART), release(CHART)])).toMatch(/^1 HelmRelease stands/)
  })

  test.each<readonly [string, string, boolean]>([
    ['of files here', application('source: {path: ./apps/web/}'), false],
    ['of files elsewhere', application('source: {path: apps/pay}'), true],
    ['of the root of a repository, which can be this one', application('source: {path: .}'), false],
    ['of a chart, beside files here', application('sources: [{path: apps/web}, {chart: x}]'), true],
    [
      'of a set, whose template begins with a folder here',
      resource(
        'argoproj.io/v1alpha1',
        'ApplicationSet',
        'template: {spec: {source: {path: "apps/{{name}}/x"}}}',
      ),
      false,
    ],
    [
      'of a set, whose template begins with a folder elsewhere',
      resource(
        'argoproj.io/v1alpha1',
        'ApplicationSet',
        'template: {spec: {source: {path: "charts/{{name}}"}}}',
      ),
      true,
    ],
    [
      'of a set, whose path is a template',
      resource('argoproj.io/v1alpha1', 'ApplicationSet', 'template: {spec: {source: {path: "{{path}}"}}}'),
      false,
    ],
    [
      'of Flux, of files here',
      resource(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        'path: ./apps/web, sourceRef: {kind: GitRepository}',
      ),
      false,
    ],
    [
      'of Flux, of files elsewhere',
      resource(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        'path: ./deploy, sourceRef: {kind: GitRepository}',
      ),
      true,
    ],
    [
      'of Flux, of an image',
      resource(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        'path: ./, sourceRef: {kind: OCIRepository}',
      ),
      true,
    ],
  ])('an application %s', (_, document, isElsewhere) => {
    expect(line([document], { folders: ['apps', 'apps/web'] }) !== '').toBe(isElsewhere)
  })
})

const redis = (name: string) => resource('redis.redis.opstreelabs.in/v1beta2', 'Redis', '', name)
const CNPG = resource('postgresql.cnpg.io/v1', 'Cluster', '', 'db')

describe('resources of operators', () => {
  test('name their services, and the option that serves them', () => {
    expect(line([CNPG, resource('rabbitmq.com/v1beta1', 'RabbitmqCluster', '', 'mq')])).toBe(
      `1 CloudNativePG Cluster (db-rw, db-ro, db-r) and 1 RabbitmqCluster (mq, mq-nodes) stand for services${HERE}serve those of operators with --operators`,
    )
  })

  test('come with those of GitOps tools in one line', () => {
    expect(line([release(CHART), CNPG])).toBe(
      `1 HelmRelease and 1 CloudNativePG Cluster (db-rw, db-ro, db-r) stand for services${HERE}render them (flux-local / helm template), serve those of operators with --operators`,
    )
  })

  test('name the first few of many', () => {
    expect(line([redis('a'), redis('b')])).toMatch(/^2 Redis \(a, a-headless, a-additional, b, …\) stand/)
  })

  test('are silent where their services are here', () => {
    expect(line([CNPG], { services: ['db-rw', 'db-r'] })).toMatch(/^1 CloudNativePG Cluster \(db-ro\) /)
    expect(line([CNPG], { services: ['db-rw', 'db-ro', 'db-r'] })).toBe('')
  })

  test('are silent where operators run, but for those of which only the names are known', () => {
    expect(line([CNPG], { operators: true })).toBe('')
    const knative = resource('serving.knative.dev/v1', 'Service', '')
    expect(line([CNPG, knative], { operators: true })).toBe(
      `1 Knative Service (web) stands for services${HERE}`.trimEnd(),
    )
    const others = [
      resource('agent.k8s.elastic.co/v1alpha1', 'Agent', 'fleetServerEnabled: true', 'fleet'),
      resource('agent.k8s.elastic.co/v1alpha1', 'Agent', '', 'agent'),
      resource('logstash.k8s.elastic.co/v1alpha1', 'Logstash', 'services: [{name: beats}, {}]', 'ls'),
    ]
    expect(line(others)).toBe(
      `1 Elastic Agent (fleet-agent-http) and 1 Logstash (ls-ls-beats) stand for services${HERE}`.trimEnd(),
    )
  })
})

describe('namespaces of folders that tools deliver', () => {
  const flux = (spec: string) => resource('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', spec)
  const fromGit = (spec: string) => flux(`sourceRef: {kind: GitRepository}, ${spec}`)
  const into = (path: string, namespace: string, more = '') =>
    application(
      `source: {path: ${path}${more}}, destination: {namespace: ${namespace}}`,
      path.replaceAll('/', '-'),
    )
  const START = 'objects that state no namespace are in default here, but GitOps tools put those of '
  const folders = ['apps/web', 'apps/pay', 'apps']

  function lineOf(documents: readonly string[], files: Readonly<Record<string, string>>): string {
    const found = diagnose({ documents, files, folders })
    expect(found.map(({ code }) => code)).toEqual(found.length === 0 ? [] : ['KZ_NAMESPACE_DELIVERED'])
    return found.map(({ message }) => message).join('\n')
  }

  test.each<readonly [string, string, string]>([
    ['an Application', into('apps/web', 'shop'), 'apps/web into shop'],
    [
      'one of several sources',
      application('sources: [{ref: x}, {path: ./apps/web/}], destination: {namespace: shop}'),
      'apps/web into shop',
    ],
    [
      'an Application with folders below',
      into('apps', 'shop', ', directory: {recurse: true}'),
      'apps into shop',
    ],
    ['a Kustomization of Flux', fromGit('path: ./apps, targetNamespace: shop'), 'apps into shop'],
    [
      'an ApplicationSet',
      resource(
        'argoproj.io/v1alpha1',
        'ApplicationSet',
        'template: {spec: {source: {path: apps/web}, destination: {namespace: shop}}}',
      ),
      'apps/web into shop',
    ],
  ])('%s is named', (_, document, expected) => {
    expect(lineOf([document], { 'm/apps/web/svc.yaml': service('web') })).toBe(START + expected)
  })

  test.each<readonly [string, string]>([
    ['an Application of the folder above', into('apps', 'shop')],
    ['an Application into the same namespace', into('apps/web', 'default')],
    ['an Application without a namespace', application('source: {path: apps/web}, destination: {server: x}')],
    ['a path with a template', into('"apps/{{name}}"', 'shop')],
    ['a namespace with a variable', fromGit('path: ./apps, targetNamespace: "${NS}"')],
    ['a Kustomization of Flux without a namespace', fromGit('path: ./apps')],
    ['a patch of a Kustomization', flux('path: ./apps, targetNamespace: shop')],
    ['a resource of an operator', redis('web')],
  ])('%s is not', (_, document) => {
    const services = ['web', 'web-headless', 'web-additional'].map((name) => service(name)).join('---\n')
    expect(lineOf([document], { 'm/apps/web/svc.yaml': services })).toBe('')
  })

  test('services that state a namespace do not count', () => {
    expect(lineOf([into('apps/web', 'shop')], { 'apps/web/svc.yaml': service('web', 'other') })).toBe('')
  })

  test('one line names the first few folders, and each namespace of a folder', () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`apps/${name}/svc.yaml`, service(name)]),
    )
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => into(`apps/${name}`, `ns-${name}`))
    const found = diagnose({
      documents: [...all, fromGit('path: apps/a, targetNamespace: staging')],
      files,
      folders: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `apps/${name}`),
    })
    expect(found.map(({ message }) => message)).toEqual([
      `${START}apps/a into ns-a or staging, of apps/b into ns-b, of apps/c into ns-c, of apps/d into ns-d, of 2 more into others`,
    ])
  })
})

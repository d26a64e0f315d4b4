/** Names that manifests ask for and nothing answers; and where kubezone cannot know that. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DanglingInspector } from '../../../src/kube/lint/dangling.ts'
import { diagnostic } from '../../../src/report/diagnostic.ts'
import { LintedSite } from './linted-site.ts'

function newSite(): LintedSite {
  return new LintedSite((manifests, inventory) => {
    const inspector = new DanglingInspector(manifests, inventory)
    return (stated, change) => inspector.inspect(stated, change)
  })
}

function found(...documents: readonly string[]): string[] {
  return newSite().change({ 'a.yaml': documents.join('---\n') })
}

function service(name: string, spec = 'ports: [{port: 80}]', namespace = 'shop'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n`
}

function asks(text: string, key = 'X', namespace = 'shop'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: ${namespace}}\nspec:\n  containers:\n  - name: c\n    env:\n    - name: ${key}\n      value: ${JSON.stringify(text)}\n`
}

function ingress(backend: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec: {defaultBackend: {service: {${backend}}}}\n`
}

/** The line of a value in `asks`, behind one service and its marker. */
const AT = '14:14'

describe('a Service that does not exist', () => {
  test('is reported at the value that asks for it', () => {
    expect(found(service('web'), asks('db.shop.svc', 'DB'))).toEqual([
      `${AT} warning KZ_REFERENCE_SERVICE Pod shop/api: env DB of container c asks for db.shop.svc, and no manifest has a Service db in shop`,
    ])
  })

  test('has a near name, or one in another namespace', () => {
    const fact = `${AT} warning KZ_REFERENCE_SERVICE Pod shop/api: env X of container c asks for`
    expect(found(service('webs'), asks('http://web.shop/'))).toEqual([
      `${fact} web.shop, and no manifest has a Service web in shop (did you mean "webs")`,
    ])
    expect(found(service('web'), asks('http://db.shop/'), service('db', '', 'data'))).toEqual([
      `${fact} db.shop, and no manifest has a Service db in shop (Service data/db is at a.yaml:16:1)`,
    ])
  })

  test('is reported for a backend', () => {
    expect(found(service('web'), ingress('name: wbe, port: {number: 80}'))).toEqual([
      '9:41 warning KZ_REFERENCE_SERVICE Ingress shop/i: spec.defaultBackend.service.name refers to Service shop/wbe, which no manifest has (did you mean "web")',
    ])
  })

  test('is reported when it goes, once', () => {
    const site = newSite()
    const rest = { 'b.yaml': asks('db.shop.svc'), 'c.yaml': service('web') }
    expect(site.change({ 'a.yaml': service('db'), ...rest })).toEqual([])
    expect(site.change({ 'a.yaml': '' })).toHaveLength(1)
    expect(site.change({ 'a.yaml': '# nothing' })).toEqual([])
    expect(site.change({ 'a.yaml': service('db') })).toEqual([])
    expect(site.change({ 'a.yaml': '' })).toHaveLength(1)
  })
})

describe('a Service that does not exist is not reported', () => {
  test.each<[string, string[]]>([
    ['for a bare word', [service('web'), asks('http://db:80/')]],
    ['in a namespace without Services', [service('web'), asks('db.other.svc')]],
    ['in a namespace that does not exist', [service('web'), asks('http://www.example:80/')]],
    ['in kube-system', [service('web', '', 'kube-system'), asks('dns.kube-system.svc')]],
    ['if it is the API server', [service('web', '', 'default'), asks('kubernetes.default.svc')]],
    [
      'if it is a pod of a Service of the asker',
      [service('mongo'), service('x', '', 'mongo'), asks('mongo-0.mongo:27017')],
    ],
    [
      'beside a custom resource whose operator is not known',
      [
        service('web'),
        asks('db.shop.svc'),
        'apiVersion: example.com/v1\nkind: Database\nmetadata: {name: db, namespace: shop}\n',
      ],
    ],
    [
      'beside a custom resource of a known operator',
      [
        service('web'),
        asks('db-rw.shop.svc'),
        'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: shop}\n',
      ],
    ],
    [
      'beside a release of a GitOps tool, anywhere',
      [
        service('web'),
        asks('db.shop.svc'),
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: db, namespace: flux}\nspec: {chart: {spec: {chart: db}}}\n',
      ],
    ],
    ['if it was refused', [service('web'), asks('db.shop.svc'), service('db', 'type: Nne')]],
    [
      'in a ConfigMap',
      [
        service('web'),
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {DB: db.shop.svc}\n',
      ],
    ],
  ])('%s', (_, documents) => {
    expect(found(...documents)).toEqual([])
  })

  test('where an object of the namespace has two definitions', () => {
    const site = newSite()
    const files = { 'a.yaml': service('web'), 'b.yaml': asks('db.shop.svc') }
    expect(site.change({ ...files, 'c.yaml': service('web') })).toEqual([])
    expect(site.change({ 'c.yaml': '' })).toHaveLength(1)
  })

  test('while a custom resource is there whose operator is not known', () => {
    const site = newSite()
    const files = { 'a.yaml': service('web'), 'b.yaml': asks('db.shop.svc') }
    const resource = 'apiVersion: example.com/v1\nkind: Database\nmetadata: {name: db, namespace: shop}\n'
    expect(site.change({ ...files, 'c.yaml': resource })).toEqual([])
    expect(site.change({ 'c.yaml': '' })).toHaveLength(1)
  })

  test('while a file is not read', () => {
    const site = newSite()
    const files = { 'a.yaml': service('web'), 'b.yaml': asks('db.shop.svc'), chart: '' }
    expect(site.change(files, [diagnostic('KZ_CHART_UNRENDERED', 'chart', 'unrendered')])).toEqual([])
    expect(site.change({ chart: '' })).toHaveLength(1)
  })

  test.each<[string, number]>([
    ['app/web', 1],
    ['app', 1],
    ['', 1],
    ['app/web/more', 1],
    ['app/db', 1],
    ['other/web', 0],
    ['app/db/more', 0],
  ])('if the Services of the namespace are far from app/web, as %s', (folder, count) => {
    const files = { 'app/web/a.yaml': asks('db.shop.svc'), [join(folder, 'b.yaml')]: service('web') }
    expect(newSite().change(files)).toHaveLength(count)
  })
})

test('an SRV record needs a port of its name', () => {
  const named = service('db', 'ports: [{name: sql, port: 80}]')
  const fact = 'asks for _sql._tcp.db.shop.svc, and Service shop/db has no TCP port named sql'
  expect(found(service('db'), asks('dnssrv+_sql._tcp.db.shop.svc'))).toEqual([
    `${AT} warning KZ_REFERENCE_PORT Pod shop/api: env X of container c ${fact} (a port without a name has no SRV record)`,
  ])
  expect(found(named, asks('dnssrv+_sql._tcp.db.shop.svc'))).toEqual([])
  expect(found(named, asks('_sql._udp.db.shop.svc'))).toHaveLength(1)
})

describe('a port that a Service does not have', () => {
  test.each<[string, string, string[]]>([
    [
      'of a name',
      asks('db.shop.svc:81'),
      [
        `${AT} warning KZ_REFERENCE_PORT Pod shop/api: env X of container c asks for port 81 of db.shop.svc, which has no such port (its ports are 80 (http), 443 (a.yaml:1:1))`,
      ],
    ],
    [
      'of a bare name, if it is the target port',
      asks('db:8080'),
      [
        `${AT} warning KZ_REFERENCE_PORT Pod shop/api: env X of container c asks for port 8080 of db, which has no such port (8080 is the target port of its port 80 (http), which clients have to name)`,
      ],
    ],
    [
      'of a backend',
      ingress('name: db, port: {name: web}'),
      [
        '9:41 warning KZ_REFERENCE_PORT Ingress shop/i: spec.defaultBackend.service.name refers to port web of Service shop/db, which has no such port (its ports are 80 (http), 443 (a.yaml:1:1))',
      ],
    ],
  ])('is reported: %s', (_, asker, expected) => {
    expect(
      found(service('db', 'ports: [{name: http, port: 80, targetPort: 8080}, {port: 443}]'), asker),
    ).toEqual(expected)
  })

  test.each<[string, string, string]>([
    ['of a headless Service', service('db', 'clusterIP: None, ports: [{port: 80}]'), asks('db.shop.svc:81')],
    [
      'of an alias',
      service('db', 'type: ExternalName, externalName: a.example, ports: [{port: 80}]'),
      asks('db.shop.svc:81'),
    ],
    ['of a Service without ports', service('db', 'clusterIP: None'), ingress('name: db, port: {number: 81}')],
    ['that it has', service('db'), asks('db.shop.svc:80')],
    [
      'that it has by name',
      service('db', 'ports: [{name: http, port: 80}]'),
      ingress('name: db, port: {name: http}'),
    ],
    [
      'of a Service of that name in another namespace',
      service('db', 'ports: [{port: 80}]', 'data'),
      asks('db:8080'),
    ],
    ['that may be the tag of an image', service('db'), asks('db:15')],
  ])('is not reported: %s', (_, first, second) => {
    expect(found(first, second)).toEqual([])
  })
})

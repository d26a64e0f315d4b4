/**
 * Objects that documents define differently: the diagnostic names both places, and the later object is in
 * force. Definitions that DNS cannot tell apart are not reported.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run as runProcess } from '../e2e/kubezone.ts'
import { run } from './run-command.ts'

const HINT = '  hint: remove one of the two: the later path wins, and within one file the later document'

/** The diagnostics of `check` about duplicates in these files. */
async function duplicates(files: Readonly<Record<string, string>>, exitCode = 1): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-duplicates-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const { out, code } = await run('check', folder)
  expect(code).toBe(exitCode)
  return found(out.replaceAll(`${folder}/`, ''))
}

function found(out: string): string[] {
  const lines = out.split('\n')
  return lines.flatMap((line, i) => {
    if (!line.includes('[KZ_OBJECT_DUPLICATE]')) return []
    expect(lines[i + 1]).toBe(HINT)
    return [line.replace(' [KZ_OBJECT_DUPLICATE]', '')]
  })
}

/** Each definition has a port of its own, so that no two are equal. */
let port = 1
const service = (name: string, metadata = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${metadata}}\nspec: {clusterIP: None, ports: [{port: ${port++}}]}\n`
/** Each definition has a host name of its own. */
const item = (name: string): string =>
  `  - kind: Pod\n    apiVersion: v1\n    metadata: {name: ${name}}\n    spec: {hostname: h${port++}, containers: [{name: c, image: x}]}\n`
const list = (...names: string[]): string => `apiVersion: v1\nkind: List\nitems:\n${names.map(item).join('')}`
const rendered = (template: string): string => `---\n# Source: ${template}\n${service('web')}`

test('duplicates in two files, and in three', async () => {
  expect(await duplicates({ 'a.yaml': `# one\n${service('web')}`, 'b/c.yaml': service('web') })).toEqual([
    'a.yaml:2:1: error: Service default/web is also defined at b/c.yaml:1:1, which overrides this definition',
  ])
  expect(
    await duplicates({ 'a.yaml': service('web'), 'b.yaml': service('web'), 'c.yaml': service('web') }),
  ).toEqual([
    'a.yaml:1:1: error: Service default/web is also defined at c.yaml:1:1, which overrides this definition',
    'b.yaml:1:1: error: Service default/web is also defined at c.yaml:1:1, which overrides this definition',
  ])
})

test('duplicates in two documents of one file', async () => {
  expect(
    await duplicates({ 'a.yaml': `${service('web')}---\n${service('db')}---\n${service('web')}` }),
  ).toEqual([
    'a.yaml:1:1: error: Service default/web is also defined at a.yaml:11:1, which overrides this definition',
  ])
})

test('duplicates in one list, in two, and in nested lists', async () => {
  const nested = `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: c}}]}\n`
  expect(await duplicates({ 'a.yaml': list('a', 'b', 'a') })).toEqual([
    'a.yaml:4:5: error: Pod default/a is also defined at a.yaml:12:5, which overrides this definition',
  ])
  expect(await duplicates({ 'a.yaml': `${list('b', 'c')}---\n${nested}`, 'b.yaml': list('b') })).toEqual([
    'a.yaml:4:5: error: Pod default/b is also defined at b.yaml:4:5, which overrides this definition',
    'a.yaml:8:5: error: Pod default/c is also defined at a.yaml:16:42, which overrides this definition',
  ])
})

test('duplicates of which one states the namespace and the other gets it by default', async () => {
  expect(
    await duplicates({
      'a.yaml': service('web', ', namespace: shop'),
      'b/web.yaml': service('web'),
      'kubezone.yaml': 'paths: [{path: b, namespace: shop}]',
    }),
  ).toEqual([
    'a.yaml:1:1: error: Service shop/web is also defined at b/web.yaml:1:1, which overrides this definition',
  ])
})

test('duplicates on standard input, with the templates that rendered them', async () => {
  const input = rendered('web/templates/a.yaml') + rendered('web/templates/b.yaml')
  const { stdout, code } = await runProcess(['check', '-'], { input })
  expect(found(stdout)).toEqual([
    'standard input:3:1: error: Service default/web is also defined at standard input:9:1 (from web/templates/b.yaml), which overrides this definition (from web/templates/a.yaml)',
  ])
  expect(code).toBe(1)
})

test('objects that share only their name are not duplicates', async () => {
  const others = [
    service('web', ', namespace: shop'),
    list('web'),
    'apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\n',
  ]
  const { stdout, code } = await runProcess(['check', '-'], {
    input: [service('web'), ...others].join('---\n'),
  })
  expect(stdout).toMatch(/^0 errors, 0 warnings; 4 objects /m)
  expect(code).toBe(0)
})

test('several objects of a pair of files are one diagnostic', async () => {
  expect(
    await duplicates({
      'a.yaml': `${service('web')}---\n${service('db')}---\n${service('web')}`,
      'b.yaml': service('api'),
      'c.yaml': `${service('db')}---\n${service('api')}---\n${service('web')}`,
    }),
  ).toEqual([
    'a.yaml:1:1: error: Service default/web and 2 more objects of this file are also defined in c.yaml, which overrides these definitions, the first at c.yaml:11:1',
    'b.yaml:1:1: error: Service default/api is also defined at c.yaml:6:1, which overrides this definition',
  ])
})

const WEB =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}\n'
function deployment(replicas: number, labels: string, portName: string): string {
  const template = `{metadata: {labels: {${labels}}}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 80, name: ${portName}}]}]}}`
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, template: ${template}}\n`
}

test.each<[string, string, string, 0 | 1]>([
  ['a Namespace with other labels', namespace('a: b'), namespace('c: d'), 0],
  ['the same text', WEB, WEB, 0],
  ['labels of a Service', WEB, WEB.replace('{name: web}', '{name: web, labels: {version: v2}}'), 0],
  [
    'a label that no selector has',
    deployment(1, 'app: web, version: v1', 'http'),
    deployment(1, 'app: web, version: v2', 'http'),
    0,
  ],
  [
    'a port that no Service names',
    deployment(1, 'app: web', 'metrics'),
    deployment(1, 'app: web', 'probes'),
    0,
  ],
  [
    'a label that a selector has',
    deployment(1, 'app: web', 'http'),
    deployment(1, 'app: wob', 'http').replace('matchLabels: {app: web}', 'matchLabels: {app: wob}'),
    1,
  ],
  ['a port that a Service names', deployment(1, 'app: web', 'http'), deployment(1, 'app: web', 'https'), 1],
  ['replicas', deployment(1, 'app: web', 'http'), deployment(2, 'app: web', 'http'), 1],
])('definitions that differ in %s', async (_, first, second, exitCode) => {
  const files = { 'a.yaml': first, 'b.yaml': second, 'c.yaml': WEB }
  expect(await duplicates(files, exitCode)).toHaveLength(exitCode)
})

function namespace(labels: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}\n`
}

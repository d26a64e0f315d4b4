/** `kubezone diff`: the changes that it shows, who asks for what is gone, and its exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from './run-command.ts'

const service = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {${spec}}\n---\n`
const db = (replicas: number): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: ${replicas}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: main}]}
---
`
const API = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - {name: main, image: main, env: [{name: DB_HOST, value: web.shop.svc.cluster.local}]}
---
`
const HEADLESS = service('db', 'clusterIP: None, selector: {app: db}, ports: [{port: 5432}]')
const WEB = service('web', 'selector: {app: web}, ports: [{port: 80}]')

async function diff(base: string, head: string, ...words: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-diff-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(join(folder, 'base.yaml'), base)
  writeFileSync(join(folder, 'head.yaml'), head)
  const { out, code, errors } = await run(
    'diff',
    join(folder, 'base.yaml'),
    join(folder, 'head.yaml'),
    ...words,
  )
  return { lines: out.replaceAll(`${folder}/`, '').trimEnd().split('\n'), code, errors }
}

test('the same manifests', async () => {
  expect(await diff(HEADLESS + db(2), db(2) + HEADLESS)).toMatchObject({
    lines: ['no change in DNS'],
    code: 0,
  })
})

test('a service that goes, and who still asks for it', async () => {
  const { lines, code } = await diff(WEB + API, API)
  expect(lines).toEqual([
    '− web.shop: cluster IP; ports 80/TCP; 0 endpoints [base.yaml:1:1]',
    expect.stringMatching(
      /^ {4}asked for by Deployment shop\/api: env DB_HOST of container main \[head.yaml:10:\d+\]$/,
    ),
    '+0 −1 ~0 services; 1 place still asks for what is gone',
  ])
  expect(code).toBe(1)
})

test.each([
  ['a number of pods', HEADLESS + db(2), HEADLESS + db(3), 'db.shop: endpoints 2 → 3; pods + db-2'],
  [
    'a kind',
    HEADLESS,
    service('db', 'selector: {app: db}, ports: [{port: 5432}]'),
    'db.shop: headless → cluster IP',
  ],
  ['a port', WEB, WEB.replace('port: 80', 'port: 8080'), 'web.shop: ports + 8080/TCP − 80/TCP'],
  [
    'an address that the manifests state',
    service('a', 'clusterIP: 10.96.7.1'),
    service('a', 'clusterIP: 10.96.7.2'),
    'a.shop: address 10.96.7.1 → 10.96.7.2',
  ],
  [
    'an alias',
    service('a', 'type: ExternalName, externalName: a.example'),
    service('a', 'type: ExternalName, externalName: b.example'),
    'a.shop: alias of a.example → alias of b.example',
  ],
])('a change of %s', async (_, base, head, expected) => {
  const { lines, code } = await diff(base, head)
  expect(lines[0]).toBe(`~ ${expected} [head.yaml:1:1]`)
  expect(code).toBe(1)
})

test('addresses that kubezone allocates count on request', async () => {
  const moved = WEB + service('aaa', 'ports: [{port: 80}]')
  expect((await diff(WEB, moved)).lines[0]).toMatch(/^\+ aaa.shop: cluster IP; /)
  expect((await diff(WEB, moved, '--addresses')).lines[0]).toMatch(/^\+ aaa.shop: cluster IP 10\./)
})

test('markdown is a table, with what would break it escaped', async () => {
  const { lines } = await diff(
    '',
    service('a', 'type: ExternalName, externalName: a.example'),
    '--format',
    'markdown',
  )
  expect(lines).toContain('| + | `a.shop` | alias of a.example |  |')
  const many = Array.from({ length: 2000 }, (_, i) => service(`s${i}`, 'ports: [{port: 80}]')).join('')
  const long = (await diff('', many, '--format', 'markdown')).lines.join('\n')
  expect(long.length).toBeLessThan(65_536)
  expect(long).toMatch(/and \d+ more/)
})

test('json has the changes as data', async () => {
  const { lines } = await diff(WEB, '', '--format', 'json')
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    version: 1,
    changes: [{ change: 'removed', name: 'web.shop', place: { line: 1 }, askedForBy: [] }],
  })
})

test('a path that does not exist, and standard input twice, are wrong usage', async () => {
  expect((await run('diff', '/nonexistent/a', '/nonexistent/b')).code).toBe(2)
  expect((await run('diff', '-', '-')).code).toBe(2)
})

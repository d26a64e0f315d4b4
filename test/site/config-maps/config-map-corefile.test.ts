/** A server, and commands, with the Corefile of a ConfigMap among the manifests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { StandardInput } from '../../../src/source/standard-input.ts'
import { App } from '../../../src/app.ts'
import { createLog } from '../../../src/report/log.ts'
import { readConfigMapCorefile } from '../../../src/site/config-maps/config-map-corefile.ts'
import { configMapText, parseConfigMapName } from '../../../src/site/config-maps/config-map-name.ts'
import { ask } from '../../support/ask.ts'
import { run } from '../../cli/run-command.ts'

const WEB =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.96.7.1, ports: [{port: 80}]}\n'

function coredns(corefile: string, more = ''): string {
  const lines = corefile
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
  return `kind: ConfigMap\nmetadata: {name: coredns, namespace: kube-system}\ndata:\n  Corefile: |\n${lines.join('\n')}\n${more}`
}

const COREFILE = `.:53 {
    hosts /etc/coredns/NodeHosts {
        fallthrough
    }
    file /etc/coredns/example.db example.org
    import custom/*.override
    kubernetes cluster.local
}
`
const KEYS = `  NodeHosts: |
    192.0.2.7 node.example
  example.db: |
    @ IN SOA ns hostmaster 1 2 3 4 5
    @ IN NS ns
    a IN A 192.0.2.8
`
const CUSTOM = `kind: ConfigMap
metadata: {name: coredns-custom, namespace: kube-system}
data:
  more.override: |
    template IN A more.example {
        answer "{{ .Name }} 60 IN A 192.0.2.9"
    }
`

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-configmap-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

const NAME = { namespace: 'kube-system', name: 'coredns', key: 'Corefile' }

describe('a name', () => {
  test.each(['configmap:kube-system/coredns', 'configmap:dns/a/main.conf'])('is %s', (text) => {
    const name = parseConfigMapName(text)
    expect(name === null ? null : configMapText(name)).toBe(text)
  })

  test.each([
    'configmap:coredns',
    'configmap:/coredns',
    'configmap:a/',
    'configmap:a/b/',
    'configmap:a/b/c/d',
    'a/b',
  ])('is not %s', (text) => {
    expect(parseConfigMapName(text)).toBeNull()
  })
})

describe('the Corefile of a ConfigMap', () => {
  test('has the files of its data, those of coredns-custom, and the rest of this machine', async () => {
    const folder = folderOf({
      'dns/coredns.yaml': coredns(COREFILE, KEYS),
      'custom.yaml': CUSTOM,
      'web.yaml': WEB,
    })
    const { out, errors } = await run(
      'explain',
      'a.example.org.',
      folder,
      '--conf',
      'configmap:kube-system/coredns',
    )
    expect(`${out}${errors}`).toMatch(/by file at \S*coredns\.yaml:9:9/)
    const answers = await run('check', folder, '--conf', 'configmap:kube-system/coredns')
    expect(answers.out).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files/)
  })

  test.each([
    [
      'the manifests hold no ConfigMap kube-system/coredns',
      'did you mean configmap:kube-system/corends?',
      coredns('.').replace('name: coredns', 'name: corends'),
    ],
    [
      'the manifests hold no ConfigMap kube-system/coredns',
      'ConfigMaps with Corefiles: configmap:dns/main',
      coredns('.').replace('name: coredns, namespace: kube-system', 'name: main, namespace: dns'),
    ],
    [
      'the manifests hold no ConfigMap kube-system/coredns',
      'no manifest holds a ConfigMap with a Corefile',
      WEB,
    ],
    [
      "ConfigMap kube-system/coredns has no key 'Corefile', only 'a.server'",
      'no manifest',
      coredns('.').replace('Corefile', 'a.server'),
    ],
  ])('is missing: %s', async (reason, hint, manifest) => {
    const found = await readConfigMapCorefile(NAME, [folderOf({ 'a.yaml': manifest })], 'default')
    expect(found.problem).toMatchObject({
      code: 'KZ_COREFILE_UNREADABLE',
      file: 'configmap:kube-system/coredns',
      message: reason,
    })
    expect(found.problem?.hint).toContain(hint)
  })

  test('is that of another key, of a kustomization, or of standard input', async () => {
    const other = coredns('. {}').replace('Corefile', 'main.conf')
    const key = await readConfigMapCorefile(
      { ...NAME, key: 'main.conf' },
      [folderOf({ 'a.yaml': other })],
      'default',
    )
    expect(key.text).toBe('. {}\n')
    const kustomized = folderOf({
      'kustomization.yaml': 'namespace: kube-system\nresources: [a.yaml]\n',
      'a.yaml': coredns('. {}').replace(', namespace: kube-system', ''),
    })
    expect((await readConfigMapCorefile(NAME, [kustomized], 'default')).text).toBe('. {}\n')
    const input = new StandardInput(async function* () {
      yield Buffer.from(coredns('. {}').replace(', namespace: kube-system', ''))
    })
    const read = await readConfigMapCorefile(NAME, input, 'kube-system')
    expect(read).toMatchObject({ text: '. {}\n', name: 'standard input' })
  })

  test('is the last of several, and different ones are reported', async () => {
    const folder = folderOf({ 'a.yaml': coredns('. {}'), 'b.yaml': coredns('. {\n    whoami\n}') })
    const read = await readConfigMapCorefile(NAME, [folder], 'default')
    expect(read.text).toContain('whoami')
    expect(read.remark).toMatchObject({
      code: 'KZ_COREFILE_DUPLICATE',
      file: join(folder, 'a.yaml'),
    })
    expect(read.remark?.message).toContain(
      `is also defined at ${join(folder, 'b.yaml')}:1:1, whose 'Corefile'`,
    )
    writeFileSync(join(folder, 'a.yaml'), coredns('. {\n    whoami\n}'))
    expect((await read.renew?.())?.remark).toBeNull()
  })

  test('is read again only from files that have changed', async () => {
    const folder = folderOf({ 'a.yaml': coredns('. {}'), 'b.yaml': WEB })
    const first = await readConfigMapCorefile(NAME, [folder], 'default')
    writeFileSync(join(folder, 'a.yaml'), coredns('. {\n    whoami\n}'))
    expect((await first.renew?.())?.text).toBe('. {\n    whoami\n}\n')
    rmSync(join(folder, 'a.yaml'))
    expect((await first.renew?.())?.problem?.message).toContain('hold no ConfigMap')
  })
})

test('a server follows the edits of its ConfigMap, and keeps the last good one', async () => {
  const folder = folderOf({ 'coredns.yaml': coredns(COREFILE, KEYS), 'custom.yaml': CUSTOM, 'web.yaml': WEB })
  const log: string[] = []
  const app = await App.start(
    {
      folder,
      corefile: await readConfigMapCorefile(NAME, [folder], 'default'),
      port: 0,
      defaultPort: null,
      addresses: ['127.0.0.1'],
      environment: {},
    },
    createLog({ format: 'text', write: (line) => void log.push(line) }),
  )
  onTestFinished(async () => {
    await app.stop()
  })
  const [target] = app.addresses
  if (target === undefined) throw new Error('the server listens nowhere')
  const addressOf = async (name: string): Promise<string> => {
    const reply = await ask(target, { name, type: 'A' })
    return reply.answer[0]?.split(' ').at(-1) ?? reply.rcode
  }
  expect(await addressOf('web.default.svc.cluster.local')).toBe('10.96.7.1')
  expect(await addressOf('node.example')).toBe('192.0.2.7')
  expect(await addressOf('a.example.org')).toBe('192.0.2.8')
  expect(await addressOf('b.more.example')).toBe('192.0.2.9')
  const edited = COREFILE.replace('kubernetes cluster.local', 'kubernetes corp.example')
  writeFileSync(join(folder, 'coredns.yaml'), coredns(edited, KEYS.replace('192.0.2.7', '192.0.2.17')))
  await app.reload()
  expect(await addressOf('web.default.svc.corp.example')).toBe('10.96.7.1')
  expect(await addressOf('node.example')).toBe('192.0.2.17')
  writeFileSync(join(folder, 'coredns.yaml'), coredns('. {\n    kubernets\n}'))
  await app.reload()
  expect(log.join('')).toMatch(/coredns\.yaml:6:9: error: 'kubernets' is not a directive/)
  expect(await addressOf('web.default.svc.corp.example')).toBe('10.96.7.1')
  rmSync(join(folder, 'coredns.yaml'))
  await app.reload()
  expect(log.join('')).toContain('the manifests hold no ConfigMap kube-system/coredns')
  expect(await addressOf('web.default.svc.corp.example')).toBe('10.96.7.1')
})

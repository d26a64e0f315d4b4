/** `kubezone check`, and through it everything that can be said of a folder and its Corefile. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { run } from './run-command.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function check(
  files: Readonly<Record<string, string>>,
  path = '.',
): Promise<{ lines: string[]; code: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-check-'))
  folders.push(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const { out, code } = await run('check', join(folder, path))
  return { lines: out.replaceAll(`${folder}/`, '').trimEnd().split('\n'), code }
}

const service = (name: string, spec = 'clusterIP: 10.0.0.1'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}, ports: [{port: 80}]}\n`

describe('check', () => {
  test('counts what it read, and is content', async () => {
    const { lines, code } = await check({ 'web.yaml': service('web') })
    expect(lines).toEqual([
      expect.stringMatching(/^0 errors, 0 warnings; 1 objects in 1 files make \d+ names$/),
    ])
    expect(code).toBe(0)
  })

  test('names both places of an object that is there twice', async () => {
    const { lines, code } = await check({ 'a.yaml': service('web'), 'b.yaml': `# moved\n${service('web')}` })
    expect(lines[0]).toBe(
      'a.yaml:1:1: error: Service default/web is also at b.yaml:2:1, and that one is in force [KZ_OBJECT_DUPLICATE]',
    )
    expect(code).toBe(1)
  })

  test('warns of a service that has no address, and is content all the same', async () => {
    const { lines, code } = await check({ 'web.yaml': service('web', 'type: ClusterIP') })
    expect(lines[0]).toContain('web.yaml:1:1: warning: Service default/web has no clusterIP')
    expect(lines[0]).toContain('[KZ_SERVICE_NO_ADDRESS]')
    expect(code).toBe(0)
  })

  test('names both services that have one address', async () => {
    const { lines, code } = await check({ 'a.yaml': service('a'), 'b.yaml': service('b') })
    expect(lines.filter((line) => line.includes('[KZ_SERVICE_ADDRESS_SHARED]'))).toEqual([
      expect.stringContaining(
        'a.yaml:1:1: error: Service default/a has the clusterIP 10.0.0.1, as has default/b at b.yaml:1:1',
      ),
      expect.stringContaining(
        'b.yaml:1:1: error: Service default/b has the clusterIP 10.0.0.1, as has default/a at a.yaml:1:1',
      ),
    ])
    expect(code).toBe(1)
  })

  const DIRECTIVES: readonly (readonly [what: string, corefile: string, found: string])[] = [
    [
      'a misspelt directive',
      '. {\n    kuberntes\n}\n',
      "Corefile:2:5: error: 'kuberntes' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]",
    ],
    [
      'a directive that is not there yet',
      '. {\n    forward . 1.1.1.1\n}\n',
      "Corefile:2:5: warning: 'forward' is a directive of CoreDNS that kubezone does not have yet; it has no effect [KZ_COREFILE_NOT_YET]",
    ],
    [
      'a transport that is not served yet',
      'tls://example.org {\n    whoami\n}\n',
      "Corefile:1:1: warning: kubezone does not serve 'tls://' yet; this key has no effect [KZ_COREFILE_NOT_SERVED]",
    ],
    [
      'an option without effect',
      'x.local {\n    kubernetes {\n        kubeconfig a\n    }\n}\n',
      "Corefile:3:9: info: 'kubeconfig' has no effect here: kubezone reads manifests, not an API server [KZ_COREFILE_IGNORED]",
    ],
    [
      'a zone that two blocks want',
      'x.org {\n    whoami\n}\nx.org {\n    whoami\n}\n',
      'Corefile:4:1: error: x.org. on port 53 of 0.0.0.0 is already served by the block at Corefile:1:1 [KZ_COREFILE_ZONE_TAKEN]',
    ],
    [
      'a port that is bound twice',
      'x.org {\n    bind 127.0.0.1\n    whoami\n}\ny.org {\n    whoami\n}\n',
      'Corefile:1:1: error: port 53 of 127.0.0.1 is also claimed by the block at Corefile:5:1, which listens on all addresses [KZ_COREFILE_ZONE_TAKEN]',
    ],
    ['a zone that no host is in', 'my_zone! {\n    whoami\n}\n', '[KZ_COREFILE_ZONE_STYLE]'],
    ['a root that is not there', '. {\n    root nowhere\n    whoami\n}\n', '[KZ_COREFILE_FOLDER_MISSING]'],
    [
      'a log format that stands alone',
      '. {\n    log "{remote}"\n    whoami\n}\n',
      '[KZ_COREFILE_LOG_FORMAT]',
    ],
  ]
  test.each(DIRECTIVES)('says where there is %s', async (_, corefile, found) => {
    const { lines } = await check({ Corefile: corefile, 'web.yaml': service('web') })
    expect(lines.join('\n')).toContain(found)
  })

  test('says what is wrong with the manifests of a broken Corefile, too', async () => {
    const { lines, code } = await check({
      Corefile: '. {\n    nonsense\n',
      'web.yaml': service('web', 'clusterIP: nowhere'),
    })
    const text = lines.join('\n')
    expect(text).toContain('KZ_COREFILE_UNKNOWN_DIRECTIVE')
    expect(text).toContain('KZ_COREFILE_SYNTAX')
    expect(text).toContain('KZ_SERVICE_CLUSTER_IP')
    expect(code).toBe(1)
  })

  test('says which path is missing', async () => {
    const { lines, code } = await check({}, 'nowhere')
    expect(lines.join('\n')).toContain('[KZ_FILE_MISSING]')
    expect(code).toBe(1)
    const corefile = await check({}, 'Corefile.prod')
    expect(corefile.lines.join('\n')).toContain('[KZ_COREFILE_UNREADABLE]')
  })
})

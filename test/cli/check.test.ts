/** `kubezone check`, and the diagnostics of a folder and its Corefile that it reports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { run } from './run-command.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs `check` in a folder with these files; `words` are paths in it, and options. */
async function check(
  files: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ lines: string[]; code: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-check-'))
  folders.push(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const paths = words.length === 0 ? ['.'] : words
  const { out, code } = await run(
    'check',
    ...paths.map((path) => (path.startsWith('-') ? path : join(folder, path))),
  )
  return { lines: out.replaceAll(`${folder}/`, '').trimEnd().split('\n'), code }
}

const service = (name: string, spec = 'clusterIP: 10.96.7.1'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}, ports: [{port: 80}]}\n`

/** The places of the errors in the Corefile, with their codes. */
const placesOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const [, place, code] = /^Corefile:(\d+:\d+): error: .* \[KZ_COREFILE_(\w+)\]$/.exec(line) ?? []
    return place === undefined ? [] : [`${place} ${code}`]
  })

describe('check', () => {
  test('counts the names of k8s_external, and reports a k8s_external without a kubernetes', async () => {
    const web = { 'web.yaml': service('web', 'externalIPs: [192.0.2.1]') }
    const namesOf = async (external: string): Promise<number> => {
      const Corefile = `. {\n${external}\n kubernetes cluster.local\n}\n`
      const { lines } = await check({ ...web, Corefile })
      return Number(/make (\d+) names$/.exec(lines[0] ?? '')?.[1])
    }
    const own = ['@', 'dns', 'ns1.dns', 'web.default']
    const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']
    const more = (await namesOf('k8s_external example.com')) - (await namesOf(''))
    expect(more).toBe(own.length + namespaces.length)
    const alone = await check({ ...web, Corefile: '. {\n k8s_external example.com\n whoami\n}\n' })
    expect(alone.lines).toContain(
      "Corefile:2:2: error: 'k8s_external' publishes the services of 'kubernetes', which this block does not have [KZ_COREFILE_OPTION]",
    )
  })

  test('counts objects, files and names, and exits with 0', async () => {
    const { lines, code } = await check({ 'web.yaml': service('web') })
    expect(lines).toEqual([
      expect.stringMatching(/^0 errors, 0 warnings; 1 objects in 1 files make \d+ names$/),
    ])
    expect(code).toBe(0)
  })

  test('names both places of a duplicate object', async () => {
    const { lines, code } = await check({
      'a.yaml': service('web'),
      'b.yaml': `# moved\n${service('web', 'clusterIP: None')}`,
    })
    expect(lines[0]).toBe(
      'a.yaml:1:1: error: Service default/web is also defined at b.yaml:2:1, which overrides this definition [KZ_OBJECT_DUPLICATE]',
    )
    expect(code).toBe(1)
  })

  test('hints at generateName where it makes the same pods in two files', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}\nspec: {containers: [{name: a, image: a}]}\n'
    const { lines } = await check({ 'a.yaml': pod, 'b.yaml': pod })
    expect(lines.slice(0, 2)).toEqual([
      'a.yaml:1:1: error: Pod default/web-9mgc7 is also defined at b.yaml:1:1, which overrides this definition [KZ_OBJECT_DUPLICATE]',
      '  hint: the same generateName generates the same names in every file: give one of the two a metadata.name',
    ])
  })

  test('reports addresses outside the ranges, and exits with 0', async () => {
    const { lines, code } = await check({ 'web.yaml': service('web', 'clusterIP: 172.30.0.7') })
    expect(lines[0]).toBe(
      'web.yaml:1:1: info: Service default/web has the clusterIP 172.30.0.7, which is outside 10.96.0.0/12 and fd00:10:96::/108; it is kept [KZ_SERVICE_ADDRESS_RANGE]',
    )
    expect(code).toBe(0)
  })

  test('names both services of one cluster IP', async () => {
    const { lines, code } = await check({ 'a.yaml': service('a'), 'b.yaml': service('b') })
    expect(lines.filter((line) => line.includes('[KZ_SERVICE_ADDRESS_SHARED]'))).toEqual([
      expect.stringContaining(
        'b.yaml:1:1: error: Service default/b shares the clusterIP 10.96.7.1 with default/a at a.yaml:1:1',
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
      'a transport that is not served yet',
      'quic://example.org {\n    whoami\n}\n',
      "Corefile:1:1: warning: kubezone does not serve 'quic://' yet; this key has no effect [KZ_COREFILE_NOT_SERVED]",
    ],
    [
      'a key without its certificate',
      'tls://example.org {\n    whoami\n}\n',
      "Corefile:1:1: error: 'tls://' needs a certificate, and this block has no 'tls' directive [KZ_COREFILE_CERTIFICATE]",
    ],
    [
      'an option without effect',
      'x.local {\n    kubernetes {\n        kubeconfig a\n    }\n}\n',
      "Corefile:3:9: info: 'kubeconfig' has no effect: kubezone reads manifests, not an API server [KZ_COREFILE_IGNORED]",
    ],
    [
      'a zone that two blocks serve',
      'x.org {\n    whoami\n}\nx.org {\n    whoami\n}\n',
      'Corefile:4:1: error: x.org. on port 53 of 0.0.0.0 is already served by the block at Corefile:1:1 [KZ_COREFILE_ZONE_TAKEN]',
    ],
    [
      'a zone that two keys of one block cover',
      '10.0.0.0/8 10.in-addr.arpa {\n    whoami\n}\n',
      "Corefile:1:12: error: 10.in-addr.arpa. on port 53 of 0.0.0.0 is already covered by the key '10.0.0.0/8' of this block [KZ_COREFILE_ZONE_TAKEN]\n" +
        '  1 | 10.0.0.0/8 10.in-addr.arpa {\n    |            ^^^^^^^^^^^^^^^\n' +
        '  hint: remove one of the two\n',
    ],
    [
      'a port that is bound twice',
      'x.org {\n    bind 127.0.0.1\n    whoami\n}\ny.org {\n    whoami\n}\n',
      'Corefile:1:1: error: port 53 of 127.0.0.1 is also claimed by the block at Corefile:5:1, which listens on all addresses [KZ_COREFILE_ZONE_TAKEN]',
    ],
    ['a zone that is not a host name', 'my_zone! {\n    whoami\n}\n', '[KZ_COREFILE_ZONE_STYLE]'],
    [
      'a zone file that does not exist',
      'example.org {\n    file nowhere\n}\n',
      'does not exist; its zone is SERVFAIL until it does [KZ_COREFILE_ZONE_MISSING]',
    ],
    [
      'a folder of zone files that does not exist',
      'example.org {\n    auto {\n        directory nowhere\n    }\n}\n',
      'does not exist; it has no zones until it does [KZ_COREFILE_ZONE_MISSING]',
    ],
    ['a root that does not exist', '. {\n    root nowhere\n    whoami\n}\n', '[KZ_COREFILE_FOLDER_MISSING]'],
    ['a log format without a zone', '. {\n    log "{remote}"\n    whoami\n}\n', '[KZ_COREFILE_LOG_FORMAT]'],
  ]
  test.each(DIRECTIVES)('reports %s', async (_, corefile, found) => {
    const { lines } = await check({ Corefile: corefile, 'web.yaml': service('web') })
    expect(lines.join('\n')).toContain(found)
  })

  const BLOCKS: readonly (readonly [what: string, corefile: string, found: string])[] = [
    [
      'a directive is repeated',
      'x.org {\n kubernetes {\n  pods maybe\n  ttl 4000\n  namspaces a\n }\n kubernetes b..d\n errors x\n errors y\n}\n',
      '3:8 VALUE, 4:7 VALUE, 5:3 OPTION, 7:2 OPTION, 7:13 VALUE, 8:9 ARGUMENTS, 9:2 OPTION, 9:9 ARGUMENTS',
    ],
    [
      'a zone is wrong',
      'x.org {\n kubernetes cluster.local b..d {\n  multicluster y.org\n  ttl 99999\n  pods maybe\n }\n}\n',
      '2:27 VALUE, 4:7 VALUE, 5:8 VALUE',
    ],
    [
      'there are only reverse zones',
      'x.org {\n kubernetes 10.0.0.0/8 {\n  ttl 99999\n  multicluster y.org\n }\n}\n',
      '2:13 VALUE, 3:7 VALUE, 4:16 VALUE',
    ],
    [
      'the default namespace is invalid, or stated twice',
      'x.org {\n kubernetes {\n  default_namespace My_NS\n  default_namespace a b\n  default_namespace a\n }\n}\n',
      '3:21 VALUE, 4:3 OPTION, 4:23 ARGUMENTS, 5:3 OPTION',
    ],
    ['the key of the block is wrong', 'b..d {\n kubernetes {\n  ttl x\n }\n}\n', '1:1 KEY, 3:7 VALUE'],
    [
      'a snippet with an error is imported twice',
      '(x) {\n errors {\n  consolidate x y\n }\n}\nx.org {\n import x\n}\ny.org {\n import x\n}\n',
      '3:15 VALUE',
    ],
    [
      'two keys share many zones, at two addresses',
      '10.0.0.0/9:1053 {\n bind 127.0.0.1 ::1\n whoami\n}\n10.0.0.0/10:1053 {\n bind 127.0.0.1 ::1\n whoami\n}\n',
      '5:1 ZONE_TAKEN',
    ],
  ]
  test.each(BLOCKS)('reports each error once where %s', async (_, corefile, found) => {
    const { lines } = await check({ Corefile: corefile, 'web.yaml': service('web') })
    expect(placesOf(lines).join(', ')).toBe(found)
  })

  test('reads a file without the extension of a manifest as a Corefile', async () => {
    const { lines, code } = await check({ 'coredns.conf': '. {\n    kuberntes\n}\n' }, 'coredns.conf')
    expect(lines[0]).toBe(
      "coredns.conf:2:5: error: 'kuberntes' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]",
    )
    expect(code).toBe(1)
  })

  test.each(['web.yaml', 'web.YML', 'web.json'])('reads %s as a manifest', async (file) => {
    const { lines, code } = await check({ [file]: service('web') }, file)
    expect(lines[0]).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files make/)
    expect(code).toBe(0)
  })

  test('reads the given manifests with the Corefile of --conf', async () => {
    const files = {
      'conf/prod': 'example.org {\n    kubernetes {\n        namespaces shop\n    }\n}\n',
      'zones/Corefile': '. {\n    nonsense\n}\n',
      'zones/web.yaml': service('web'),
      'more.yaml': service('more', 'clusterIP: nowhere'),
    }
    const sound = await check(files, '--conf', 'conf/prod', 'zones')
    // The only service is in another namespace, so the zone holds only the names that every zone has.
    expect(sound.lines).toEqual([
      expect.stringMatching(/^0 errors, 0 warnings; 1 objects in 1 files make \d names$/),
    ])
    expect(sound.code).toBe(0)
    const wrong = await check(
      { ...files, 'conf/prod': '. {\n    nonsense\n}\n' },
      '--conf',
      'conf/prod',
      'zones',
      'more.yaml',
    )
    const text = wrong.lines.join('\n')
    expect(text).toContain("conf/prod:2:5: error: 'nonsense' is not a directive")
    expect(text).toContain('[KZ_SERVICE_CLUSTER_IP]')
    expect(text).not.toContain('zones/Corefile')
    expect(wrong.code).toBe(1)
  })

  test('reports why a Corefile cannot be read', async () => {
    const missing = await check({}, '--conf', 'Corefile.prod', '.')
    expect(missing.lines[0]).toBe(
      'Corefile.prod: error: the Corefile cannot be read: it does not exist [KZ_COREFILE_UNREADABLE]',
    )
    const folder = await check({ 'prod/web.yaml': service('web') }, '--conf', 'prod', '.')
    expect(folder.lines[0]).toMatch(/^prod: error: the Corefile cannot be read: it is a folder/)
  })

  test('reports errors in manifests beside a broken Corefile, too', async () => {
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

  test('reads objects without a namespace into that of --namespace', async () => {
    const files = {
      'a.yaml': service('web'),
      'b.yaml': service('web', 'clusterIP: None').replace('web}', 'web, namespace: shop}'),
    }
    const { lines, code } = await check(files, '--namespace=shop', '.')
    expect(lines[0]).toMatch(/^a\.yaml:1:1: error: Service shop\/web is also defined at b\.yaml:1:1/)
    expect(code).toBe(1)
    expect(await check(files, '--namespace=Shop', '.')).toMatchObject({ code: 2, lines: [''] })
  })

  test('reads kubezone.yaml, and reports its errors', async () => {
    const settings = 'paths:\n  - path: charts\n    namespace: x\n  - path: charts\n    namespce: y\n'
    const { lines, code } = await check({ 'charts/web.yaml': service('web'), 'kubezone.yaml': settings })
    expect(lines).toEqual([
      'kubezone.yaml:5:5: error: kubezone.yaml: paths[1].namespce is not a setting [KZ_SETTINGS_KEY]',
      '  5 |     namespce: y',
      '    |     ^^^^^^^^',
      '  hint: did you mean namespace',
      'kubezone.yaml:4:5: error: kubezone.yaml: paths[1] has no namespace [KZ_SETTINGS_VALUE]',
      '  4 |   - path: charts',
      '    |     ^',
      'kubezone.yaml:4:11: error: kubezone.yaml: paths[1].path is "charts", which already has a namespace [KZ_SETTINGS_VALUE]',
      '  4 |   - path: charts',
      '    |           ^^^^^^',
      '  hint: keep one of them',
      expect.stringMatching(/^3 errors, 0 warnings; 1 objects in 1 files/),
    ])
    expect(code).toBe(1)
  })

  test('names what stands for services that are not here, before its last line', async () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec: {chart: {spec: {chart: web}}}\n'
    const redis = 'apiVersion: redis.redis.opstreelabs.in/v1beta2\nkind: Redis\nmetadata: {name: r}\n'
    const files = { 'apps/web.yaml': release, 'r.yaml': redis, 'z.yaml': service('web') }
    const { lines, code } = await check(files)
    expect(lines).toEqual([
      'apps/web.yaml:1:1: info: 1 HelmRelease and 1 Redis (r, r-headless, r-additional) stand for services that are not here: render them (flux-local / helm template), serve those of operators with --operators, or serve a dump: kubectl get svc,endpointslices,pods -A -o yaml | kubezone serve - [KZ_SERVICES_ELSEWHERE]',
      expect.stringMatching(/^0 errors, 0 warnings; 1 objects in 1 files make/),
    ])
    expect(code).toBe(0)
    const served = await check({ 'r.yaml': redis }, '--operators', '.')
    expect(served.lines).toEqual([
      'r.yaml:1:1: info: Redis default/r is served as if its operator ran: Services r, r-headless, r-additional and 1 pod [KZ_OPERATOR_SERVED]',
      expect.stringMatching(/^0 errors, 0 warnings; 0 objects in 0 files make/),
    ])
  })

  test('reports a path that does not exist', async () => {
    const { lines, code } = await check({}, 'nowhere')
    expect(lines.join('\n')).toContain('[KZ_FILE_MISSING]')
    expect(code).toBe(1)
    const corefile = await check({}, 'Corefile.prod')
    expect(corefile.lines.join('\n')).toContain('[KZ_COREFILE_UNREADABLE]')
  })
})

describe('a Corefile in a ConfigMap', () => {
  const MANIFEST =
    'kind: ConfigMap\nmetadata: {name: coredns, namespace: kube-system}\ndata:\n  Corefile: |\n    . {\n        cach 30\n    }\n'
  const FOUND = "coredns.yaml:6:9: error: 'cach' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]"

  test.each([['.'], ['coredns.yaml']])('is checked with the manifests of %s', async (path) => {
    const { lines, code } = await check({ 'coredns.yaml': MANIFEST }, path)
    expect(lines).toEqual([
      FOUND,
      '  6 |         cach 30',
      '    |         ^^^^',
      "  hint: did you mean 'cache'?",
      expect.stringMatching(/^1 error, 0 warnings; /),
    ])
    expect(code).toBe(1)
  })

  test('is checked once if it is the configuration, and missing if no manifest has it', async () => {
    const once = await check({ 'coredns.yaml': MANIFEST }, '.', '--conf=configmap:kube-system/coredns')
    expect(once.lines.filter((line) => line.includes('KZ_'))).toEqual([FOUND])
    const missing = await check({ 'web.yaml': service('web') }, '.', '--conf=configmap:kube-system/coredns')
    expect(missing.lines[0]).toBe(
      'configmap:kube-system/coredns: error: the manifests hold no ConfigMap kube-system/coredns [KZ_COREFILE_UNREADABLE]',
    )
    expect((await check({}, '.', '--conf=configmap:coredns')).code).toBe(2)
  })
})

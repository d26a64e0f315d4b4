/** What is reported of Corefiles in ConfigMaps, and where. */
import { describe, expect, test } from 'vitest'
import { readConfigMaps } from '../../../src/kube/manifest/config-map.ts'
import { checkConfigMaps } from '../../../src/site/config-maps/check-config-maps.ts'
import { COREFILES } from '../../distributions/corefiles.ts'

/** `LINE:COLUMN CODE` of the manifest. */
async function placesIn(manifest: string): Promise<string[]> {
  const maps = readConfigMaps(manifest, 'a.yaml').map((one) => ({
    ...one,
    namespace: one.namespace ?? 'default',
  }))
  return (await checkConfigMaps(maps)).map((one) => {
    expect(one.file).toBe('a.yaml')
    return `${one.line}:${one.column} ${one.code.replace('KZ_', '')}`
  })
}

function configMap(name: string, data: Readonly<Record<string, string>>): string {
  const keys = Object.entries(data).map(
    ([key, text]) => `  ${key}: |\n${text.replaceAll(/^(?=.)/gm, '    ')}`,
  )
  return `kind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: kube-system\ndata:\n${keys.join('\n')}\n`
}

function block(...lines: readonly string[]): string {
  return ['.:53 {', ...lines.map((line) => `    ${line}`), '}', ''].join('\n')
}

const KUBERNETES = 'kubernetes cluster.local in-addr.arpa ip6.arpa'

describe('a mistake in a Corefile is reported at its place in the manifest', () => {
  test('in a literal block', async () => {
    const corefile = block('errors', 'cach 30', KUBERNETES)
    expect(await placesIn(configMap('coredns', { Corefile: corefile }))).toEqual([
      '9:9 COREFILE_UNKNOWN_DIRECTIVE',
    ])
  })

  test('in double quotes over several lines, as kubectl writes a text with blanks at line ends', async () => {
    const manifest = [
      'apiVersion: v1',
      'data:',
      '  Corefile: ".:53 {\\n    errors \\n    kubernetes cluster.local\\n    cach 30\\n    forward',
      '    . 192.0.2.1 {\\n       max_concurent 1000\\n    }\\n}\\n"',
      'kind: ConfigMap',
      'metadata: {name: coredns, namespace: kube-system}',
      '',
    ].join('\n')
    const quoted = (text: string): string => {
      const line = manifest.split('\n').findIndex((one) => one.includes(text))
      return `${line + 1}:${(manifest.split('\n')[line]?.indexOf(text) ?? 0) + 1}`
    }
    expect(await placesIn(manifest)).toEqual([
      `${quoted('cach 30')} COREFILE_UNKNOWN_DIRECTIVE`,
      `${quoted('max_concurent')} COREFILE_OPTION`,
    ])
  })

  test('in JSON', async () => {
    const data = { Corefile: block('cach 30') }
    const manifest = JSON.stringify({ kind: 'ConfigMap', metadata: { name: 'coredns' }, data })
    const column = manifest.indexOf('cach') + 1
    expect(await placesIn(manifest)).toEqual([`1:${column} COREFILE_UNKNOWN_DIRECTIVE`])
  })

  test('in the parts that it imports', async () => {
    const corefile = `${block('import custom/*.override', KUBERNETES)}import custom/*.server\n`
    const custom = configMap('coredns-custom', {
      'log.override': 'lgo\n',
      'corp.server': 'corp.example:53 {\n    forwrd . 192.0.2.1\n}\n',
    })
    const manifest = `${configMap('coredns', { Corefile: corefile })}---\n${custom}`
    const start = manifest.slice(0, manifest.indexOf('---')).split('\n').length
    expect(await placesIn(manifest)).toEqual([
      `${start + 7}:5 COREFILE_UNKNOWN_DIRECTIVE`,
      `${start + 11}:9 COREFILE_UNKNOWN_DIRECTIVE`,
    ])
  })

  test('in parts without the Corefile of the distribution', async () => {
    const custom = configMap('coredns-custom', {
      'deny.override': 'template ANY ANY svc.cluster.local {\n    rcode NXDOMAIN\n}\n',
      'local.server': 'local:53 {\n    template ANY ANY {\n        rcode NXDOMAIN\n    }\n}\n',
    })
    expect(await placesIn(custom)).toEqual(['7:5 COREFILE_SHADOW', '12:5 COREFILE_SHADOW'])
  })

  test('in hosts and zone files of its other keys', async () => {
    const corefile = block(
      'hosts /etc/coredns/NodeHosts {',
      '    fallthrough',
      '}',
      'file /etc/coredns/example.db example.org',
      KUBERNETES,
    )
    const zone = '@ IN SOA ns hostmaster 1 2 3 4 5\n@ IN NS ns\nweb IN A 10.0.0.300\n'
    const manifest = configMap('coredns', {
      Corefile: corefile,
      NodeHosts: 'no-address\n',
      'example.db': zone,
    })
    const lineOf = (text: string): number => manifest.split('\n').findIndex((one) => one.includes(text)) + 1
    expect(await placesIn(manifest)).toEqual([
      `${lineOf('no-address')}:5 COREFILE_HOSTS_FILE`,
      `${lineOf('10.0.0.300')}:14 ZONE_FILE`,
    ])
  })

  test('with the lines of the manifest in its message', async () => {
    const corefile = block(KUBERNETES, 'errors', 'errors')
    const [map] = readConfigMaps(configMap('coredns', { Corefile: corefile }), 'a.yaml')
    const [found] = map === undefined ? [] : await checkConfigMaps([{ ...map, namespace: 'kube-system' }])
    expect(found?.message).toBe("'errors' is already in this block, in line 9")
    expect(found?.sourceLine).toBe('        errors')
  })
})

describe('nothing is reported of', () => {
  test.each(COREFILES)('the Corefile of $name', async ({ text }) => {
    expect(await placesIn(configMap('coredns', { Corefile: text }))).toEqual([])
  })

  test.each([
    [
      'files of the container',
      ['hosts /etc/hosts {', 'fallthrough', '}', 'file /zones/db example.org', 'tls /certs/a /certs/b'],
    ],
    ['name servers of the container', ['forward . /etc/kubernetes/resolv.conf']],
    ['imports of the container', ['import /etc/coredns/more/*', 'import /etc/coredns/snippet']],
    ['its interfaces and variables', ['bind eth7', 'forward . {$UPSTREAM}']],
    ['plugins that only some images have', ['k8s_gateway example.org', 'fanout . 192.0.2.1']],
    ['directives that kubezone leaves out', ['route53 example.org.:Z1', 'dnssec']],
  ])('%s', async (_, lines) => {
    const corefile = block(KUBERNETES, ...lines)
    expect(await placesIn(configMap('coredns', { Corefile: corefile }))).toEqual([])
  })

  test.each([
    ['a chart', 'forward . {{ .Values.upstream }}'],
    ['Jinja', 'kubernetes {{ dns_domain }}'],
    ['envsubst', 'forward . ${UPSTREAM}'],
    ['a shell', 'forward . $(cat upstream)'],
    ['a script', 'kubernetes CLUSTER_DOMAIN REVERSE_CIDRS'],
    ['an addon', 'kubernetes __DNS__DOMAIN__'],
  ])('a template of %s', async (_, line) => {
    expect(await placesIn(configMap('coredns', { Corefile: block(line, 'cach 30') }))).toEqual([])
  })

  test('the placeholders of NodeLocal DNSCache', async () => {
    const corefile = [
      '__PILLAR__DNS__DOMAIN__:53 {',
      '    bind __PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__',
      '    forward . __PILLAR__CLUSTER__DNS__ {',
      '        force_tcp',
      '    }',
      '    health __PILLAR__LOCAL__DNS__:8080',
      '}',
      '.:53 {',
      '    bind __PILLAR__LOCAL__DNS__',
      '    forward . __PILLAR__UPSTREAM__SERVERS__',
      '    cach 30',
      '}',
      '',
    ].join('\n')
    expect(await placesIn(configMap('node-local-dns', { Corefile: corefile }))).toEqual([
      '17:9 COREFILE_UNKNOWN_DIRECTIVE',
    ])
  })

  test('a Go template of CoreDNS, which is no template of a chart', async () => {
    const template = [
      'template IN A example.org {',
      '    answer "{{ .Name }} 60 IN A {{ index .Match 0 }}"',
      '    cach',
      '}',
    ]
    expect(await placesIn(configMap('coredns', { Corefile: block(...template) }))).toEqual([
      '10:13 COREFILE_OPTION',
    ])
  })
})

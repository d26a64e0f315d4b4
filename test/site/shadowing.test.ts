/** Directives and blocks that take the services from `kubernetes`, or are never asked because of it. */
import { describe, expect, test } from 'vitest'
import { COREFILES } from '../distributions/corefiles.ts'
import { siteOf } from './site-of.ts'

const RULES = ['KZ_COREFILE_SHADOW', 'KZ_COREFILE_ORDER', 'KZ_COREFILE_UNREACHED', 'KZ_COREFILE_FALLTHROUGH']

/** `LINE:COLUMN message` of the diagnostics of these rules. */
function found(text: string): string[] {
  return siteOf(text)
    .diagnostics.filter(({ code }) => RULES.includes(code))
    .map(({ line, column, message }) => `${line}:${column} ${message}`)
}

/** A block with `kubernetes` in line 2, and other lines behind it. */
function behind(...lines: readonly string[]): string {
  return [
    '. {',
    '    kubernetes cluster.local in-addr.arpa',
    ...lines.map((line) => `    ${line}`),
    '}',
    '',
  ].join('\n')
}

const BEFORE = "before 'kubernetes' (Corefile:2:5) is asked"
const FIXED = ', although it is written below it: the order of directives is fixed'

describe('a template is reported that', () => {
  test.each([
    [
      'denies all names',
      ['template ANY ANY {', 'rcode NXDOMAIN', '}'],
      'answers NXDOMAIN for every service of cluster.local.',
    ],
    [
      'denies the names of its zone',
      ['template IN A svc.cluster.local {', 'rcode NXDOMAIN', '}'],
      'answers NXDOMAIN for every service of cluster.local.',
    ],
    [
      'denies them by an expression',
      [
        'template ANY ANY . {',
        String.raw`match ".*\.svc\.cluster\.local\.?$"`,
        'rcode NXDOMAIN',
        'fallthrough',
        '}',
      ],
      'answers NXDOMAIN for every service of cluster.local.',
    ],
    [
      'denies one service',
      [
        'template ANY ANY web.shop.svc.cluster.local {',
        'match "^web.shop.svc.cluster.local\\.$"',
        'rcode NXDOMAIN',
        'fallthrough',
        '}',
      ],
      'answers NXDOMAIN for web.shop.svc.cluster.local.',
    ],
    [
      'denies one service by an expression',
      [
        'template ANY A . {',
        String.raw`match ^web\.shop\.svc\.cluster\.local\.$`,
        'rcode REFUSED',
        'fallthrough',
        '}',
      ],
      'answers REFUSED for web.shop.svc.cluster.local.',
    ],
    [
      'denies a namespace',
      ['template IN ANY shop.svc.cluster.local {', 'rcode NXDOMAIN', '}'],
      'answers NXDOMAIN for every service of shop.svc.cluster.local.',
    ],
    [
      'answers all names',
      ['template IN A . {', 'answer "{{ .Name }} 60 IN A 192.0.2.1"', '}'],
      'answers every service of cluster.local.',
    ],
    [
      'has no records',
      ['template ANY ANY cluster.local', ''],
      'answers without records for every service of cluster.local.',
    ],
    [
      'fails for other names',
      ['template IN A . {', String.raw`match ^a\.example\.$`, 'answer "a.example. 60 IN A 192.0.2.1"', '}'],
      'fails with SERVFAIL for every service of cluster.local.',
    ],
    [
      'fails for AAAA',
      ['template IN AAAA {', String.raw`match \.example\.$`, 'rcode NOERROR', '}'],
      'fails with SERVFAIL for every service of cluster.local.',
    ],
  ])('%s', (_, lines, deed) => {
    expect(found(behind(...lines, 'forward . 192.0.2.1'))).toEqual([
      `3:5 'template' ${deed} ${BEFORE}${FIXED}`,
    ])
  })

  test('is written above kubernetes', () => {
    const text =
      '. {\n    template ANY ANY {\n        rcode NXDOMAIN\n    }\n    kubernetes cluster.local\n}\n'
    expect(found(text)).toEqual([
      "2:5 'template' answers NXDOMAIN for every service of cluster.local. before 'kubernetes' (Corefile:5:5) is asked",
    ])
  })
})

describe('a directive is reported that takes all services: ', () => {
  test.each([
    [
      'hosts',
      ['hosts {', '192.0.2.1 a.example', '}'],
      "'hosts' answers no name but its own, so it fails for every service of cluster.local.",
    ],
    [
      'hosts for the zone',
      ['hosts /dev/null cluster.local'],
      "'hosts' answers no name but its own, so it fails for every service of cluster.local.",
    ],
    ['acl', ['acl {', 'block', '}'], "'acl' denies every service of cluster.local."],
    [
      'acl for the zone',
      ['acl svc.cluster.local {', 'filter type *', '}'],
      "'acl' denies every service of cluster.local.",
    ],
    [
      'rewrite suffix',
      ['rewrite name suffix .svc.cluster.local .corp.example answer auto'],
      "'rewrite' asks for names of other zones, such as kubernetes.default.corp.example., in place of every service of cluster.local.",
    ],
    [
      'rewrite regex',
      [String.raw`rewrite name regex (.*)\.cluster\.local one.example`],
      "'rewrite' asks for names of other zones, such as one.example., in place of every service of cluster.local.",
    ],
  ])('%s', (_, lines, deed) => {
    expect(found(behind(...lines, 'forward . 192.0.2.1'))).toEqual([`3:5 ${deed} ${BEFORE}${FIXED}`])
  })
})

describe('normal use is not reported:', () => {
  test.each([
    ['a template for another zone', ['template ANY ANY cluster.local.corp.example {', 'rcode NXDOMAIN', '}']],
    ['a template that denies AAAA', ['template ANY AAAA {', 'rcode NXDOMAIN', '}']],
    [
      'a template that denies HINFO and HTTPS',
      ['template ANY HINFO . {', 'rcode NXDOMAIN', '}', 'template IN HTTPS . {', 'rcode NOERROR', '}'],
    ],
    [
      'a template that passes other names on',
      [
        'template IN A . {',
        String.raw`match ^a\.example\.$`,
        'answer "a.example. 60 IN A 192.0.2.1"',
        'fallthrough',
        '}',
      ],
    ],
    [
      'a template that answers for a mesh',
      ['template IN A svc.cluster.local {', 'answer "{{ .Name }} 30 IN A 127.255.0.1"', '}'],
    ],
    [
      'a template that denies what search lists make',
      [
        'template ANY ANY . {',
        String.raw`match \.svc\.cluster\.local\.[^.]+\.svc\.cluster\.local\.$`,
        'rcode NXDOMAIN',
        'fallthrough',
        '}',
      ],
    ],
    ['hosts with fallthrough', ['hosts {', '192.0.2.1 a.example', 'fallthrough', '}']],
    [
      'hosts for another zone',
      [
        'hosts {',
        '192.0.2.1 a.example',
        'fallthrough example',
        'fallthrough',
        '}',
        'hosts /dev/null corp.example',
      ],
    ],
    ['acl for some clients', ['acl {', 'allow net 10.0.0.0/8', 'block', '}']],
    ['acl for other names', ['acl example.com {', 'filter', '}']],
    ['acl for a type', ['acl {', 'block type HINFO', '}']],
    [
      'rewrite to a service',
      [
        'rewrite name a.example web.shop.svc.cluster.local',
        'rewrite name suffix .corp.example .svc.cluster.local answer auto',
      ],
    ],
    ['rewrite within the zone', ['rewrite name suffix .svc.cluster.local .shop.svc.cluster.local']],
    ['rewrite of a type', ['rewrite type ANY HINFO', 'rewrite ttl suffix .cluster.local 30']],
    [
      'sources of other zones',
      [
        'file /dev/null example.org',
        'secondary example.net {',
        'transfer from 192.0.2.1',
        '}',
        'forward . 192.0.2.1',
      ],
    ],
  ])('%s', (_, lines) => {
    expect(found(behind(...lines))).toEqual([])
  })

  test.each(COREFILES)('the Corefile of $name', ({ text }) => {
    expect(found(text)).toEqual([])
  })

  test('a block without kubernetes', () => {
    expect(found('. {\n    template ANY ANY {\n        rcode NXDOMAIN\n    }\n}\n')).toEqual([])
  })
})

describe('a directive below kubernetes is noted that answers a service before it:', () => {
  const NOTED: readonly (readonly [string, readonly string[], string])[] = [
    [
      'template',
      ['template IN A legacy.shop.svc.cluster.local {', 'answer "{{ .Name }} 60 IN A 192.0.2.1"', '}'],
      'legacy.shop',
    ],
    [
      'template',
      [
        'template IN A . {',
        String.raw`match ^a\.shop\.svc\.cluster\.local\.$`,
        'answer "{{ .Name }} 60 IN A 192.0.2.1"',
        'fallthrough',
        '}',
      ],
      'a.shop',
    ],
    ['hosts', ['hosts {', '192.0.2.1 web.shop.svc.cluster.local', 'fallthrough', '}'], 'web.shop'],
    ['rewrite', ['rewrite name exact web.shop.svc.cluster.local web.example'], 'web.shop'],
  ]

  test.each(NOTED)('%s', (name, lines, service) => {
    expect(found(behind(...lines))).toEqual([
      `3:5 '${name}' takes ${service}.svc.cluster.local. ${BEFORE}${FIXED}`,
    ])
  })

  test.each(NOTED)('%s above it is not', (_, lines) => {
    expect(found(['. {', ...lines, '    kubernetes cluster.local', '}', ''].join('\n'))).toEqual([])
  })
})

function taken(key: string): string {
  const why = 'of all blocks, the one with the longest zone of a name gets the query'
  return `4:1 the block of '${key}' takes every service of cluster.local. from 'kubernetes' (Corefile:2:5): ${why}`
}

describe('of blocks, the longest zone gets a name:', () => {
  const CLUSTER = '.:53 {\n    kubernetes cluster.local\n}\n'

  test.each(['cluster.local:53', 'svc.cluster.local', 'local:53'])('%s takes the services', (key) => {
    expect(found(`${CLUSTER}${key} {\n    forward . 192.0.2.1\n}\n`)).toEqual([taken(key)])
  })

  test.each([
    ['a part of them', 'shop.svc.cluster.local'],
    ['another zone', 'consul.local:53'],
    ['another port', 'cluster.local:54'],
  ])('a block for %s is not reported', (_, key) => {
    expect(found(`${CLUSTER}${key} {\n    forward . 192.0.2.1\n}\n`)).toEqual([])
  })

  test('nor is one with a kubernetes, a view, or other addresses', () => {
    expect(found(`${CLUSTER}cluster.local:53 {\n    kubernetes\n}\n`)).toEqual([])
    expect(found(`${CLUSTER}local {\n    whoami\n}\ncluster.local:53 {\n    kubernetes\n}\n`)).toEqual([])
    const view = "cluster.local:53 {\n    view a {\n        expr name() == 'a.'\n    }\n    whoami\n}\n"
    expect(found(`${CLUSTER}${view}`)).toEqual([])
    const apart = '.:53 {\n    bind 127.0.0.1\n    kubernetes cluster.local\n}\n'
    expect(found(`${apart}cluster.local:53 {\n    bind 127.0.0.2\n    whoami\n}\n`)).toEqual([])
  })
})

describe('a source behind kubernetes', () => {
  test.each([
    ['forward', 'forward svc.cluster.local 192.0.2.1', 'svc.cluster.local.', 'cluster.local.'],
    ['file', 'file /dev/null cluster.local', 'cluster.local.', 'cluster.local.'],
    ['file', 'file /dev/null 10.in-addr.arpa', '10.in-addr.arpa.', 'in-addr.arpa.'],
  ])('is never asked: %s', (name, line, zone, by) => {
    expect(found(behind(line))).toEqual([
      `3:5 '${name}' is never asked for ${zone}: 'kubernetes' (Corefile:2:5) answers for ${by} and passes no name of it on`,
    ])
  })

  test('is asked where kubernetes passes names on', () => {
    const text =
      '. {\n    kubernetes cluster.local {\n        fallthrough\n    }\n    forward cluster.local 192.0.2.1\n}\n'
    expect(found(text)).toEqual([])
  })
})

describe('fallthrough', () => {
  const FORWARD = '    forward . 192.0.2.1\n}\n'

  test('has no effect for a zone that kubernetes does not have', () => {
    const options = '{\n        fallthrough in-addr.arpa ip6.arpa consul.example\n    }'
    expect(found(`. {\n    kubernetes cluster.local 10.96.0.0/12 ${options}\n${FORWARD}`)).toEqual([
      "3:43 'fallthrough' for 'consul.example' has no effect: 'kubernetes' answers for cluster.local., and passes all other names on anyway",
    ])
  })

  test.each([
    [[], "without 'match', the template takes every name of its zones"],
    [['match ".*"'], "every name matches '.*'"],
    [['match ^a\\.b\\.$', 'match ^(.*)$'], "every name matches '^(.*)$'"],
  ])('of a template has no effect behind %j', (lines, why) => {
    const body = ['rcode NXDOMAIN', ...lines, 'fallthrough'].join('\n')
    expect(found(`. {\ntemplate ANY ANY example.org {\n${body}\n}\n${FORWARD}`)).toEqual([
      `${lines.length + 4}:1 'fallthrough' has no effect: ${why}`,
    ])
  })

  test('leads to the end of a block that has nothing behind kubernetes', () => {
    const cluster = 'cluster.local {\n    kubernetes {\n        fallthrough\n    }\n'
    expect(found(`${cluster}    cache\n}\n`)).toEqual([
      "3:9 'fallthrough' leads to the end of the block: no directive after 'kubernetes' (Corefile:2:5) answers, so missing names are REFUSED, not NXDOMAIN",
    ])
    for (const source of ['forward . 192.0.2.1', 'auto', 'route53 a.:b', 'k8s_gateway a']) {
      expect(found(`${cluster}    ${source}\n}\n`)).toEqual([])
    }
  })
})

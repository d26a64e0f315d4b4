/**
 * Corefiles for fuzzing: those of distributions and of the manual with damage, and blocks of any directives
 * with any options.
 */
import * as fc from 'fast-check'
import { LEFT_OUT } from '../../src/site/left-out.ts'
import { REGISTRY } from '../../src/site/registry.ts'
import { COREFILES } from '../distributions/corefiles.ts'
import { OPTIONS } from '../support/directive-options.ts'
import { blocksOf, PAGES } from '../support/manual.ts'
import { mutatedText } from './text-source.ts'

const EXAMPLES = PAGES.flatMap((page) => blocksOf(page.text))
  .filter(({ language }) => language === 'corefile')
  .map(({ text }) => text)

const NAMES = [
  ...REGISTRY.map((entry) => (typeof entry === 'string' ? entry : entry.name)),
  ...Object.keys(LEFT_OUT),
]

const VALUES = String.raw`
0 1 30 65536 -5 1.5 5s 1h30m 999999h 0ms on off all any
cluster.local example.org. . @ *.wild. in-addr.arpa 10.0.0.0/8 10.1.2.3/27 2001:db8::/33
10.0.0.1 127.0.0.1:53 [::1]:5353 ::1 :8080 localhost:9153 tls://1.1.1.1 300.1.1.1 eth0 lo
A AAAA ANY IN CH TYPE65280 NXDOMAIN SERVFAIL NOERROR success denial error
stop continue name type class ttl rcode cname edns0 answer auto exact regex suffix prefix substring value
local subnet nsid set append replace 0xffee 0x1 {1} {0}.{9}
(.*)\.example\.org ^(a+)+$ (?P<x>b) ( [ \ (?=x) {name} {{ {{.Name}} a!=
/etc/hosts /nowhere Corefile test /dev/null @kubernetes default verified`
  .trim()
  .split(/\s+/)
  .concat('{{ .Name }} 60 IN A 10.0.0.1', '{{ index .Match 9 }}', 'app in (a,b)')

const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
)
const quoted = value.map((text) => (/^[^\s"{}#]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`))
const line = (name: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(name, fc.array(quoted, { maxLength: 5 })).map((words) => words.flat().join(' '))

const directive = fc.constantFrom(...NAMES).chain((name) => {
  const options = OPTIONS.get(name) ?? []
  const option = options.length === 0 ? quoted : fc.oneof(fc.constantFrom(...options), quoted)
  const body = fc.option(fc.array(line(option), { maxLength: 5 }))
  return fc
    .tuple(line(fc.constant(name)), body)
    .map(([head, lines]) => (lines === null ? head : `${head} {\n${lines.join('\n')}\n}`))
})
const block = fc
  .tuple(fc.array(quoted, { minLength: 1, maxLength: 3 }), fc.array(directive, { maxLength: 6 }))
  .map(([keys, directives]) => `${keys.join(' ')} {\n${directives.join('\n')}\n}\n`)

const IMPORTS = [
  'import Corefile',
  'import snippet',
  'import test/*',
  'import *.none',
  '(snippet) {',
  '(snippet) {\nimport snippet\n}\n',
]

export const corefiles: fc.Arbitrary<string> = fc.oneof(
  mutatedText(
    [...COREFILES.map(({ text }) => text), ...EXAMPLES],
    [...VALUES, ...NAMES, ...[...OPTIONS.values()].flat(), ...IMPORTS],
  ),
  fc.array(block, { minLength: 1, maxLength: 3 }).map((blocks) => blocks.join('')),
)

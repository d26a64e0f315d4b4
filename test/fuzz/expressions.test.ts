import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import { isError } from '../../src/report/diagnostic.ts'
import { siteOf } from '../site/site-of.ts'
import { ROOT } from '../../src/wire/name.ts'
import { askHandler } from '../support/chain.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'

const pattern = fc.oneof(
  fc.constantFrom(
    '(.*)',
    '^a\\.b\\.$',
    '(?P<x>[a-z]*)\\.(.*)',
    '(a+)+$',
    '(?i)A',
    '.',
    '',
    '(',
    '[z-a]',
    'a{1,1000}',
    '(((a){9}){9}){9}',
  ),
  fc.string({
    unit: fc.constantFrom(...'a b . * + ? ( ) [ ] { } | ^ $ \\ d 1 - , : P < > ='.split(' ')),
    maxLength: 12,
  }),
)
const name = fc.constantFrom(
  'a.b.',
  'b',
  'B.Example',
  '.',
  '*.b',
  'x'.repeat(64),
  '..',
  '{1}.b',
  '{0}',
  '{9}.{1}',
  'a.{1}{2}',
)
const target = fc.oneof(name, pattern)
const number = fc.constantFrom(
  '0',
  '5',
  '-1',
  '30-',
  '-30',
  '5-1',
  '65536',
  '4294967296',
  'A',
  'ANY',
  'NXDOMAIN',
  '3',
  '0x41',
  '{qname}',
  'IN',
)
const quote = (text: string): string => `"${text.replaceAll('"', '\\"')}"`

const match = fc.constantFrom('', 'exact', 'prefix', 'suffix', 'substring', 'regex')
const flow = fc.constantFrom('', 'stop', 'continue')
const answer = fc.oneof(
  fc.constantFrom('', 'answer auto'),
  fc
    .tuple(fc.constantFrom('name', 'value'), pattern, target)
    .map(([kind, from, to]) => `answer ${kind} ${quote(from)} ${quote(to)}`),
)
const nameRule = fc
  .tuple(match, pattern, target, fc.array(answer, { maxLength: 3 }))
  .map(([kind, from, to, answers]) => `name ${kind} ${quote(from)} ${quote(to)} ${answers.join(' ')}`)
const otherRule = fc
  .tuple(
    fc.constantFrom('ttl', 'rcode', 'cname', 'type', 'class'),
    match,
    pattern,
    fc.array(fc.oneof(number, name), { maxLength: 2 }),
  )
  .map(([field, kind, from, words]) => `${field} ${kind} ${quote(from)} ${words.map(quote).join(' ')}`)
const ednsRule = fc
  .tuple(
    fc.constantFrom('local', 'nsid', 'subnet'),
    fc.constantFrom('set', 'append', 'replace', 'unset'),
    fc.array(number, { maxLength: 3 }),
  )
  .map(([kind, action, words]) => `edns0 ${kind} ${action} ${words.map(quote).join(' ')}`)
const rewrite = fc
  .tuple(flow, fc.oneof(nameRule, otherRule, ednsRule))
  .map(([how, rule]) => `rewrite ${how} ${rule}`)

const WORDS = `
.Name .Zone .Match .Group.x .Question .Message.Id .Remote $x $ . "a_b" \`c\` 7 -9223372036854775808 1e400 nil true
index len parseInt print printf "%d_%s_%999999999s_%*d" eq lt and not ( ) | := if else end range define`
const expression = fc.array(fc.constantFrom(...WORDS.trim().split(/\s+/)), { maxLength: 7 })
const record = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: expression.map((words) => `{{ ${words.join(' ')} }}`) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '{{ .Name }} 60 IN A 10.0.0.1',
          '{{ if',
          '{{ end }}',
          '{{- .Name -}}',
          'a.b. 5 IN CNAME b.',
          ' ',
          'TXT',
          '}}',
          '{{/* x */}}',
        ),
      },
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(''))
const templateLine = fc.oneof(
  pattern.map((text) => `match ${quote(text)}`),
  fc
    .tuple(fc.constantFrom('answer', 'authority', 'additional'), record)
    .map(([section, text]) => `${section} ${quote(text)}`),
  fc.constantFrom('rcode NXDOMAIN', 'rcode 99', 'fallthrough', 'ederror 15 "no {{ .Name }}"'),
)
const template = fc
  .tuple(
    fc.constantFrom('IN', 'ANY'),
    fc.constantFrom('A', 'ANY', 'TXT'),
    fc.array(templateLine, { maxLength: 5 }),
  )
  .map(([recordClass, type, lines]) => `template ${recordClass} ${type} {\n${lines.join('\n')}\n}`)

const directives = fc.array(fc.oneof(rewrite, template), { minLength: 1, maxLength: 4 })
const HOSTS = 'hosts {\n10.0.0.9 a.b b.example\n::9 a.b\nfallthrough\n}'
const asked = fc.record({
  name: fc.constantFrom(
    'a.b',
    'b',
    'A.B',
    '.',
    'x.a.b',
    'b.example',
    `${'a'.repeat(40)}.b`,
    `${'a.'.repeat(120)}b`,
  ),
  type: fc.constantFrom('A', 'AAAA', 'TXT', 'ANY', 'SRV'),
  payload: fc.constantFrom(undefined, 1232),
})

/** Errors that a bug in the program has thrown; a faulty template throws a plain `Error`. */
const faults: Error[] = []

function judge(problem: unknown): never {
  if (problem instanceof TypeError || problem instanceof RangeError || problem instanceof ReferenceError) {
    faults.push(problem)
  }
  throw problem
}

function watched(handler: Handler): Handler {
  return (query) => {
    try {
      const found = handler(query)
      return found instanceof Promise ? found.catch(judge) : found
    } catch (problem) {
      return judge(problem)
    }
  }
}

test(
  'any rewrite rule and any template is refused with its place, or answers every question',
  async () => {
    await fuzz(
      fc.tuple(directives, fc.array(asked, { minLength: 1, maxLength: 4 })),
      async ([lines, questions]) => {
        const { site, diagnostics } = siteOf(`. {\nerrors\n${lines.join('\n')}\n${HOSTS}\nwhoami\n}\n`)
        for (const one of diagnostics.filter(isError)) expect(one.line).toBeGreaterThan(0)
        if (diagnostics.some(isError)) return
        const route = site.listeners[0]?.routes.find(ROOT)
        if (route === undefined) throw new Error('the block is not served')
        faults.length = 0
        for (const { payload, ...question } of questions) {
          const whole = { ...question, ...(payload !== undefined && { payload }) }
          const reply = await askHandler(watched(route.handler), whole)
          expect(reply.question).toBe(`${question.name === '.' ? '' : question.name}. IN ${question.type}`)
        }
        expect(faults).toEqual([])
      },
    )
  },
  TIMEOUT_MS,
)

import { describe, expect, it } from 'vitest'
import { GoTemplate } from '../../../src/directives/shape/template/go-template.ts'
import { templateData } from '../../../src/directives/shape/template/query-data.ts'
import { name } from '../../support/chain.ts'

const DATA = templateData(
  {
    name: name('ip-10-0a.example.'),
    spelledName: '\x08IP-10-0a\x07example\0',
    type: 1,
    class: 1,
    id: 7,
    flags: 0x0100,
    remote: '192.0.2.1',
    meta: (label) => (label === 'kubernetes/namespace' ? 'shop' : ''),
  },
  name('example'),
  {
    groups: ['ip-10-0a', '10', '0a', ''],
    named: new Map([
      ['a', '10'],
      ['b', '0a'],
    ]),
  },
)

const render = (text: string): string => new GoTemplate(text).render(DATA)

describe('a Go template', () => {
  it.each([
    ['a {{ .Name }} b', 'a ip-10-0a.example. b'],
    ['{{.Zone}}{{.Class}}{{.Type}}{{.Remote}}', 'example.INA192.0.2.1'],
    ['{{ index .Match 0 }}/{{ index .Match 2 }}', 'ip-10-0a/0a'],
    ['{{ .Group.a }}.{{ index .Group "b" }}.{{ index .Group "1" }}', '10.0a.10'],
    ['{{ .Group.none }}|{{ index .Group "none" }}', '<no value>|'],
    ['{{ .Question.Name }} {{ .Question.Qtype }}', 'IP-10-0a.example. 1'],
    [
      '{{ .Message.Id }} {{ (index .Message.Question 0).Qclass }} {{ .Message.RecursionDesired }}',
      '7 1 true',
    ],
    ['{{ .Meta "kubernetes/client-namespace" }}.', '.'],
    ['{{ .Meta "kubernetes/namespace" }}.', 'shop.'],
    ['{{ parseInt .Group.b 16 8 }}', '10'],
    ['{{ parseInt "ffffffffffffffff" 16 64 }}', '18446744073709551615'],
    ['{{ .Group.a | printf "%04s-%s" "x" }}', '000x-10'],
    ['{{ printf "%02x%%%d%-3d|" (parseInt .Group.a 10 8) 5 7 }}', '0a%57  |'],
    ['{{ $x := .Group.a }}{{ $x }}{{ $x = "y" }}{{ $x }}', '10y'],
    ['{{ if eq .Type "AAAA" "A" }}yes{{ else }}no{{ end }}', 'yes'],
    [
      '{{ if index .Match 3 }}a{{ else if ne .Group.a "10" }}b{{ else if gt (len .Name) 3 }}c{{ else }}d{{ end }}e',
      'ce',
    ],
    ['{{ if and .Name (not .Zone) }}a{{ end }}{{ or "" .Zone }}', 'example.'],
    ['a  {{- /* nothing */ -}}  b {{ "}}" }} {{ `\\d` }} {{ "\\"" }}', 'ab }} \\d "'],
    ['{{ .Match }}', '[ip-10-0a 10 0a ]'],
    ['no braces } {', 'no braces } {'],
    ['{{ .Name -}}\n  end', 'ip-10-0a.example.end'],
    ['{{ len .Match }} {{ len .Group }} {{ len "é" }}', '4 6 2'],
    [
      '{{ if .Match }}a{{ end }}{{ if .Group }}b{{ end }}{{ if false }}c{{ end }}{{ if true }}d{{ end }}',
      'abd',
    ],
    [
      '{{ eq 10 (parseInt .Group.a 10 8) }} {{ ne 10 (parseInt .Group.a 16 8) }} {{ eq "10" 10 }}',
      'true true false',
    ],
    ['{{ lt 1 2 }} {{ lt 2 1 }} {{ le 2 2 }} {{ ge 1 2 }} {{ ge -1 -1 }}', 'true false true false true'],
    ['{{ lt "a" "b" }} {{ gt "a" "b" }} {{ le "a" "a" }}', 'true false true'],
    ['{{ or "" 0 }} {{ and 1 "x" }}', '0 x'],
    ['{{ print .Zone "x" }}{{ println .Group.a .Group.b }}', 'example.x10 0a\n'],
    [
      '{{ parseInt "0x1f" 0 8 }} {{ parseInt "0b11" 0 8 }} {{ parseInt "0o17" 0 8 }} {{ parseInt "017" 0 8 }}',
      '31 3 15 15',
    ],
    ['{{ parseInt "17" 0 8 }} {{ parseInt "zz" 36 0 }}', '17 1295'],
    ['{{ printf "%q %c %o %b %X" "a\\"b" 65 8 5 171 }}', '"a\\"b" A 10 101 AB'],
    ['{{ printf "%x %X" "aZ" "aZ" }}', '615a 615A'],
    ['{{ $.Zone }}', 'example.'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected)
  })

  it.each([
    ['{{ .Name', "'{{' has no '}}'"],
    ['{{ }}', 'a value is missing at the end'],
    ['{{ nosuch .Name }}', "unknown function 'nosuch'"],
    ['{{ "x" .Name }}', 'takes no arguments'],
    ['{{ parseInt "1" }}', "'parseInt' takes 3 arguments, found 1"],
    ['{{ (.Name }}', "'(' has no ')'"],
    ['{{ .Name ) }}', "found ')' after the end of the expression"],
    ['{{ $x }}', 'unknown variable $x'],
    ['{{ .Name ? }}', "unexpected '?'"],
    ['{{ if .Name }}', "'if' has no 'end'"],
    ['{{ if .Name }}{{ else }}', "'if' has no 'end'"],
    ['{{ end }}', "'end' has no 'if' before it"],
    ['{{ if .Name }}{{ else x }}{{ end }}', "unexpected 'else x'"],
    ['{{ and }}', "'and' takes 1 arguments or more, found 0"],
    ['{{ 9007199254740992 }}', '9007199254740992 is too large'],
    ['{{ range .Match }}{{ end }}', "kubezone's templates do not support 'range'"],
  ])('with an error throws the reason: %s', (text, reason) => {
    expect(() => new GoTemplate(text)).toThrow(reason)
  })

  it.each([
    ['{{ .Nam }}', 'unknown field .Nam'],
    ['{{ .Name.First }}', 'has no field .First'],
    ['{{ .Name "x" }}', '.Name takes no arguments'],
    ['{{ index .Match 4 }}', 'index 4 is out of range: the list has 4 elements'],
    ['{{ index .Name 1 }}', 'has no elements'],
    ['{{ parseInt "100" 16 8 }}', "'100' has more than 8 bits"],
    ['{{ parseInt .Group.b 10 8 }}', "'0a' is not a number of base 10"],
    ['{{ printf "%d" .Name }}', "printf cannot format its argument as '%d'"],
    ['{{ index .Match "0" }}', 'index 0 is out of range: the list has 4 elements'],
    ['{{ index .Match -1 }}', 'index -1 is out of range'],
    ['{{ len 1 }}', '1 has no length'],
    ['{{ parseInt 100 16 8 }}', 'parseInt takes text, a base and a number of bits'],
    ['{{ parseInt "1" 37 8 }}', 'parseInt takes bases 2 to 36 and 0 to 64 bits, found base 37 and 8 bits'],
    ['{{ parseInt "1" 10 65 }}', 'found base 10 and 65 bits'],
    ['{{ parseInt "" 10 8 }}', "'' is not a number"],
    ['{{ printf 1 }}', 'printf takes a format as its first argument'],
    ['{{ printf "%c" "a" }}', "printf cannot format its argument as '%c'"],
    ['{{ printf "%e" 1 }}', "printf cannot format its argument as '%e'"],
    ['{{ lt .Name 1 }}', 'cannot compare ip-10-0a.example. with 1'],
  ])('that reads a missing value or misuses a function throws: %s', (text, reason) => {
    expect(() => render(text)).toThrow(reason)
  })
})

/** What kubectl reads although other parsers refuse it, and what is said about it. */
import { describe, expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/report/diagnostic.ts'
import { first, names, only, parse, reports } from './manifest-report.ts'

const service = (name: string, spec = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  clusterIP: 10.96.0.1\n${spec}`

/** As JSON on one line. */
const pod = (name: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}`

describe('of two equal keys the last one counts', () => {
  test('with a warning at the second one', () => {
    const text = service('a', '  selector: {app: a}\n  selector: {app: b}\n')
    expect(parse(text).diagnostics.map(renderDiagnostic).join('\n')).toMatchInlineSnapshot(`
      "web.yaml:8:3: warning: the key "selector" is already on line 7: the last one counts, as for kubectl [KZ_FILE_DUPLICATE_KEY]
        8 |   selector: {app: b}
          |   ^^^^^^^^
        hint: remove one of them"
    `)
    expect(first(parse(text), 'Service').selector).toEqual({ app: 'b' })
    expect(parse(text).intact).toBe(true)
  })

  test.each<[string, string, string, string?]>([
    ['in quotes', `{'a': x, a: y}`, '2:18'],
    ['in brackets', '{a: x, b: y, a: z}', '2:22'],
    ['in JSON', '{"a": "x", "b": "y", "a": "z"}', '2:30'],
    ['with escapes', String.raw`{"a": "x", "\u0061": "z"}`, '2:20'],
    ['as numbers', '{1: x, 0x1: z}', '2:16', '1'],
    ['within a list', '[{a: x, a: z}]', '2:17'],
  ])('whatever their form: %s', (_, labels, place, key = 'a') => {
    expect(reports(`kind: X\nlabels: ${labels}\n`)).toEqual([
      expect.stringContaining(
        `${place} KZ_FILE_DUPLICATE_KEY the key "${key}" is already on line 2: the last one counts`,
      ),
    ])
  })

  test('but merged keys are not repeated by those of their mapping', () => {
    const base = 'status: &x {name: a, labels: {app: a}}\n'
    expect(reports(`apiVersion: v1\nkind: Pod\n${base}metadata:\n  <<: *x\n  name: b\n`)).toEqual([])
    expect(names(`apiVersion: v1\nkind: Pod\n${base}metadata:\n  <<: *x\n  name: b\n`)).toEqual([
      'Pod default/b',
    ])
    expect(names(`apiVersion: v1\nkind: Pod\n${base}metadata:\n  name: b\n  <<: *x\n`)).toEqual([
      'Pod default/a',
    ])
  })

  test('and an error points at the last one', () => {
    expect(reports(service('a', '  type: ClusterIP\n  type: Nne\n'))).toEqual([
      expect.stringContaining('8:3 KZ_FILE_DUPLICATE_KEY'),
      expect.stringContaining('8:9 KZ_SERVICE_TYPE'),
    ])
  })

  test('and at the root, "---" may be missing', () => {
    const hint = '(write "---" on a line of its own before a second object)'
    expect(reports(`${service('a')}${service('b')}`)).toEqual([
      `7:1 KZ_FILE_DUPLICATE_KEY the key "apiVersion" is already on line 1: the last one counts, as for kubectl ${hint}`,
      `8:1 KZ_FILE_DUPLICATE_KEY the key "kind" is already on line 2: the last one counts, as for kubectl ${hint}`,
      expect.stringContaining('9:1 KZ_FILE_DUPLICATE_KEY'),
      expect.stringContaining('11:1 KZ_FILE_DUPLICATE_KEY'),
    ])
    expect(names(`${service('a')}${service('b')}`)).toEqual(['Service default/b'])
  })

  test('and keys with a dash are items without their space', () => {
    expect(reports(service('a', '  ports:\n    -port: 80\n    -port: 443\n'))).toEqual([
      '9:5 KZ_FILE_DUPLICATE_KEY the key "-port" is already on line 8: the last one counts, as for kubectl (write "- port:": a list item has a space after its "-")',
      '8:5 KZ_OBJECT_FIELD Service default/a: spec.ports is a mapping, expected a list (write "- port:": a list item has a space after its "-")',
    ])
  })

  test('is not said of files that are no manifests, and names no key of other kinds', () => {
    expect(reports('replicas: 1\nreplicas: 2\n')).toEqual([expect.stringContaining('KZ_FILE_FOREIGN')])
    const [diagnostic] = parse('kind: Secret\ndata:\n  hunter2: a\n  hunter2: b\n').diagnostics
    expect(diagnostic).toMatchObject({ code: 'KZ_FILE_DUPLICATE_KEY', line: 4, column: 3 })
    expect(JSON.stringify(diagnostic)).not.toContain('hunter2')
  })

  test('and their number is bounded', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `  k${i}: 1\n`).join('')
    const { diagnostics } = parse(`kind: X\nx:\n${keys}${keys}`)
    expect(diagnostics).toHaveLength(100)
  })
})

describe('brackets and quotes may go on in the column of their key', () => {
  test.each([
    ['a bracket', '  selector: {\n    app: a\n  }\n', '9:3 "{" of line 7'],
    ['a bracket left of its key', '  selector: {\n    app: a\n}\n', '9:1 "{" of line 7'],
    ['nested brackets', '  ports: [\n  { port: 80 },\n  { port: 81,\n  name: a }]\n', '8:3 "[" of line 7'],
    ['a comma', '  selector: {\n    app: a\n  ,}\n', '9:3 "{" of line 7'],
    ['a text in brackets', '  selector: { app:\n  b }\n', '8:3 "{" of line 7'],
    ['a double quote', '  externalName: "a\n  b"\n', '8:3 " of line 7'],
    ['a single quote', "  externalName: 'a\nb'\n", `8:1 "'" of line 7`],
    ['an escaped line break', '  externalName: "a\\\n  b"\n', '8:3 " of line 7'],
  ])('with a warning: %s', (_, spec, found) => {
    const [place = '', ...opener] = found.split(' ')
    expect(reports(service('a', spec)).filter((one) => one.includes('KZ_FILE_'))).toEqual([
      `${place} KZ_FILE_INDENTATION this belongs to the ${opener.join(' ')}, but is not right of the key before it: kubectl reads it, other YAML parsers refuse it (indent it by two more spaces)`,
    ])
    expect(names(service('a', spec))).toEqual(['Service default/a'])
  })

  test('positions stay those of the file', () => {
    expect(reports(service('a', '  selector: {\n  app: a\n  }\n  ports: [\n  { port: 0 }\n  ]\n'))).toEqual([
      expect.stringContaining('11:11 KZ_PORT_VALUE'),
      expect.stringMatching(/^8:3 KZ_FILE_INDENTATION .* refuse it; 1 more in this document \(/),
    ])
  })

  test('a kind that DNS does not read has no warning', () => {
    const schema =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n'
    expect(reports(`${schema}spec:\n  names: [\n  a\n  ]\n`)).toEqual([])
  })

  test.each([
    ['indented enough', '  selector: {\n   app: a\n   }\n'],
    ['in a list', '  ports:\n  - {\n    port: 80\n    }\n'],
    ['on one line', '  selector: { app: "a" }\n'],
  ])('without a warning: %s', (_, spec) => {
    expect(reports(service('a', spec))).toEqual([])
  })

  test('JSON at the root has no key to the left', () => {
    expect(reports('{\n"apiVersion": "v1",\n"kind": "Pod",\n"metadata": {\n"name": "a"\n}\n}\n')).toEqual([])
  })
})

describe('a comment right behind "---"', () => {
  test.each([
    ['between documents', `${service('a', '')}---# one\n${service('b', '')}`],
    [
      'behind a block of text',
      `${service('a', '').replace('metadata:', 'x: >-\nmetadata:')}---# c\n${service('b', '')}`,
    ],
    ['at the beginning', `---# one\n${service('a', '')}---#\n${service('b', '')}`],
  ])('does not keep it from dividing documents: %s', (_, text) => {
    expect(names(text)).toEqual(['Service default/a', 'Service default/b'])
  })
})

describe('JSON objects one after another', () => {
  test.each([
    ['on a line each', `${pod('a')}\n${pod('b')}\n`],
    ['on one line', `${pod('a')}${pod('b')}`],
    ['with blanks between', `\t${pod('a')} \n\n ${pod('b')}`],
    ['before YAML', `${pod('a')}\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n`],
    ['in a document each', `${pod('a')}\n---\n${pod('b')}`],
    ['pretty-printed', `${pod('a').replaceAll(',', ',\n')}\n${pod('b').replaceAll('{', '{\n\t')}`],
  ])('are read: %s', (_, text) => {
    expect(names(text)).toEqual(['Pod default/a', 'Pod default/b'])
    expect(reports(text)).toEqual([])
  })

  test('are read behind a broken one', () => {
    const text = `${pod('a')}\n{"apiVersion": "v1" "kind": "Pod"}\n${pod('b')}\n`
    expect(names(text)).toEqual(['Pod default/a', 'Pod default/b'])
    expect(reports(text)).toEqual([expect.stringContaining('2:21 KZ_FILE_SYNTAX')])
    expect(parse(text).intact).toBe(false)
  })

  test('have their places', () => {
    const { objects } = parse(`${pod('a')} ${pod('b')}\n${pod('c')}`)
    const places = objects.map(({ location: { place } }) => `${place.line}:${place.column}`)
    expect(places).toEqual(['1:1', `1:${pod('a').length + 2}`, '2:1'])
  })

  test('can have long keys, and breaks before colons', () => {
    const key = 'k'.repeat(2000)
    expect(names(`{"apiVersion"\n:\n"v1", "kind":"Pod", "metadata":{"${key}":1, "name":"a"}}`)).toEqual([
      'Pod default/a',
    ])
  })
})

describe('booleans of YAML 1.1', () => {
  test.each(['y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', '!!bool yes'])(
    '%s is true',
    (word) => {
      const text = service('a', `  publishNotReadyAddresses: ${word}\n`)
      expect(only(text, 'Service').publishNotReadyAddresses).toBe(true)
      expect(reports(text)).toEqual([])
    },
  )

  test.each(['n', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false'])('%s is false', (word) => {
    const text = service('a', `  publishNotReadyAddresses: ${word}\n`)
    expect(only(text, 'Service').publishNotReadyAddresses).toBe(false)
    expect(reports(text)).toEqual([])
  })

  test('are none in quotes', () => {
    expect(names(service('"on"'))).toEqual(['Service default/on'])
    expect(reports(service('a', '  publishNotReadyAddresses: "yes"\n'))).toEqual([
      '7:29 KZ_OBJECT_FIELD Service default/a: spec.publishNotReadyAddresses is "yes", expected true or false',
    ])
  })

  test('are refused where text is due, as written', () => {
    expect(reports(service('a', '  selector: {app: off}\n'))).toEqual([
      '7:19 KZ_OBJECT_FIELD Service default/a: spec.selector.app is false, expected text (quote it: "off")',
    ])
  })
})

test('U+0085 breaks lines', () => {
  expect(names('apiVersion: v1\u0085kind: Pod\u0085metadata:\u0085  name: a\u0085')).toEqual([
    'Pod default/a',
  ])
})

describe('templates', () => {
  const port = (text: string): string => service('a', `  ports: [{ port: ${text} }]\n`)

  test.each([
    ['a Helm action in brackets', 'kind: X\nx: [{{ .Namespace }}]\n', '2:5', 'Helm template'],
    ['a Helm action after a comma', 'kind: X\nx: [a, {{ .b }}]\n', '2:8', 'Helm template'],
    ['a Helm action as a line', `${service('a')}{{- if .x }}\nx: y\n{{- end }}\n`, '7:1', 'Helm template'],
    ['a Helm action in a name', service('"{{ .Values.name }}"'), '4:9', 'Helm template'],
    [
      'a placeholder of envsubst in a name',
      service('"${APP}"'),
      '4:9',
      '"${" begins a placeholder of envsubst',
    ],
    ['a placeholder with a default', service('${APP:=web}'), '4:9', '"${" begins'],
    ['a placeholder in brackets', port('${PORT:=80}'), '7:19', '"${" begins'],
    ['a placeholder in quotes', port('"${PORT}"'), '7:19', '"${" begins'],
    ['a placeholder within a name', service('web-${ENV}'), '4:9', '"${" begins'],
    ['a placeholder in a label', service('a', '  selector: {app: "${APP}"}\n'), '7:19', '"${" begins'],
    ['a variable of kustomize', service('$(APP)'), '4:9', '"$(" begins a variable of kustomize'],
    ['a parameter of OpenShift', port('${{PORT}}'), '7:19', '"${" begins'],
  ])('are a warning, once a file: %s', (_, text, place, message) => {
    const found = reports(`${text}---\n${text}`)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${place} KZ_FILE_TEMPLATE this is a`)
    expect(found[0]).toContain(message)
    expect(parse(text)).toMatchObject({ objects: [], intact: false })
  })

  test('leave the other objects of a list', () => {
    expect(names(`kind: List\nitems: [${pod('a')}, ${pod('${B}')}, ${pod('c')}]\n`)).toEqual([
      'Pod default/a',
      'Pod default/c',
    ])
  })

  test('are none in fields that may have such text', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {x: "${A} {{ b }}"}}\nspec: {containers: [{name: a, args: ["$(POD_IP)", "${X}"]}]}\n'
    expect(reports(text)).toEqual([])
    expect(names(text)).toEqual(['Pod default/a'])
  })
})

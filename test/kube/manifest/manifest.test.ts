import { describe, expect, test } from 'vitest'
import { decodeManifest, parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { renderDiagnostic } from '../../../src/report/diagnostic.ts'
import { names, parse, reports } from './manifest-report.ts'

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`
const listItem = (name: string) => `- apiVersion: v1\n  kind: Service\n  metadata: {name: ${name}}\n`
const slices = (count: number) =>
  `kind: List\nitems:\n- &s\n  apiVersion: discovery.k8s.io/v1\n  kind: EndpointSlice\n  metadata: {name: x}\n  endpoints: [&e {addresses: [${Array(100).fill('192.0.2.1').join(',')}]}${',*e'.repeat(count)}]\n${'- *s\n'.repeat(count)}`
const octets = (text: string) => new TextEncoder().encode(text)

describe('documents', () => {
  test.each<[string, string, string[]]>([
    ['one document', service('a'), ['Service default/a']],
    [
      'several documents',
      `${service('a')}---\n${service('b')}---\n${service('c')}`,
      ['Service default/a', 'Service default/b', 'Service default/c'],
    ],
    [
      'markers with comments and blanks after them',
      `--- # one\n${service('a')}---   \n${service('b')}`,
      ['Service default/a', 'Service default/b'],
    ],
    [
      'content on the line of the marker',
      `--- {apiVersion: v1, kind: Namespace, metadata: {name: a}}`,
      ['Namespace /a'],
    ],
    [
      'documents that end with dots',
      `${service('a')}...\n${service('b')}...\n`,
      ['Service default/a', 'Service default/b'],
    ],
    [
      'directives',
      `%YAML 1.2\n---\n${service('a')}...\n# next\n%YAML 1.1\n---\n${service('b')}`,
      ['Service default/a', 'Service default/b'],
    ],
    [
      'line breaks of Windows',
      `${service('a')}---\n${service('b')}`.replaceAll('\n', '\r\n'),
      ['Service default/a', 'Service default/b'],
    ],
    ['JSON', '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}', ['Service default/a']],
    [
      'JSON indented with tabs',
      '{\n\t"apiVersion": "v1",\n\t"kind": "Service",\n\t"metadata": {\n\t\t"name": "a\\u0062"\n\t}\n}\n',
      ['Service default/ab'],
    ],
    [
      'merge keys',
      'status: &m {name: a}\napiVersion: v1\nkind: Service\nmetadata: {<<: *m, namespace: shop}',
      ['Service shop/a'],
    ],
    [
      'a marker within a block of text',
      `${service('a')}  annotations:\n    x: |\n      ---\n      kind: Pod\n`,
      ['Service default/a'],
    ],
    [
      'empty documents and comments',
      `---\n# nothing\n---\n\n---\nnull\n---\n${service('a')}---\n`,
      ['Service default/a'],
    ],
    ['an empty file', '', []],
    ['a file of blanks', ' \n\n', []],
  ])('reads %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
    expect(parse(text)).toMatchObject({ diagnostics: [], intact: true, ignored: 0 })
  })

  test('locates the beginning of each object', () => {
    const text = `# head\n---\n\n${service('a')}---\n# b\n${service('b')}`
    const places = parse(text).objects.map(({ location }) => location.place)
    expect(places).toEqual([
      { file: 'web.yaml', line: 4, column: 1 },
      { file: 'web.yaml', line: 10, column: 1 },
    ])
  })

  test('keeps the documents around a broken one, and is not intact', () => {
    const text = `${service('a')}---\n${service('b')}  labels: : x\n---\n${service('c')}`
    const file = parse(text)
    expect(file.objects.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(file.intact).toBe(false)
    expect(file.diagnostics).toHaveLength(1)
    expect(file.diagnostics.map(renderDiagnostic).join('\n')).toMatchInlineSnapshot(`
      "web.yaml:10:11: error: this document is not valid YAML: bad indentation of a mapping entry, expected keys of one mapping in one column, and quotes around a value with ": " [KZ_FILE_SYNTAX]
        10 |   labels: : x
           |           ^"
    `)
  })

  test.each<[string, string, string]>([
    ['a tab', `${service('a')}\tx: 1\n`, '5:1 KZ_FILE_SYNTAX'],
    ['an open quote', service('"a'), '4:9 KZ_FILE_SYNTAX'],
    ['an open bracket', `---\n${service('[a')}`, '5:9 KZ_FILE_SYNTAX'],
    ['a missing comma in JSON', '{\n  "kind": "Service"\n  "apiVersion": "v1"\n}', '3:3 KZ_FILE_SYNTAX'],
    ['JSON cut short', '{"kind": "Service",\n "metadata": {"name"', '2:14 KZ_FILE_SYNTAX'],
    ['directives without a document', '%YAML 1.2\n', '2:1 KZ_FILE_SYNTAX'],
    ['an alias without an anchor', 'kind: *x\n', '1:7 KZ_FILE_SYNTAX'],
  ])('points at %s', (_, text, expected) => {
    const [report, ...others] = reports(text)
    expect(report).toContain(`${expected} this document is not valid YAML: `)
    expect(report).toContain(', expected ')
    expect(others).toEqual([])
    expect(parse(text).intact).toBe(false)
  })
})

/** A Service whose spec begins at line 5. */
const spec = (text: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n${text}`

describe('a bracket that is not closed', () => {
  test.each<[string, string]>([
    ['  a: [10.96.0.1\n  b: 1\n', '5:6 "[" "]" before line 6'],
    ['  a: {b: 1\nc: 1\n', '5:6 "{" "}" before line 6'],
    ['  a: [', '5:6 "[" "]" before the end of the document'],
    ['  - [1, {b: [2, 3], c: 4\n', '5:9 "{" "}" before the end of the document'],
    ["  a: [[\"]\", '[', it's], # [\n    x\n", '5:6 "[" "]" before the end of the document'],
  ])('is reported at its position: %j', (text, expected) => {
    const [place = '', opener = '', closer = '', ...before] = expected.split(' ')
    expect(reports(spec(text))).toEqual([
      `${place} KZ_FILE_SYNTAX this document is not valid YAML: this ${opener} is not closed, expected ${closer} ${before.join(' ')}`,
    ])
  })

  test.each<[string, string]>([
    ['  a: "b\nc: [1\n', 'before line 6'],
    ['  a: "b\n  c: "d"\n', 'before line 6'],
    ["  a: 'b\n  c: d\n  e: it's\n", 'before line 6'],
  ])('is not sought where a quote is not closed: %j', (text, before) => {
    const quote = text.charAt(5) === '"' ? '"' : `"'"`
    expect(reports(spec(text))).toEqual([
      `5:6 KZ_FILE_SYNTAX this document is not valid YAML: this ${quote} is not closed, expected ${quote} ${before}`,
    ])
  })
})

describe('a quote that is not closed within a bracket', () => {
  test.each<[string, string]>([
    ['  a: {b: "c}\nd: 1\n', '5:10 " before line 6'],
    ['  a: {b: "c}\n  d: "e"\n', '5:10 " before line 6'],
    ["  a: [{b: 'c}]\n  d: {e: 'f'}\n", `5:11 "'" before line 6`],
    ['  a: {b: "c', '5:10 " before the end of the document'],
  ])('is reported instead of the bracket: %j', (text, expected) => {
    const [place = '', quote = '', ...before] = expected.split(' ')
    expect(reports(spec(text))).toEqual([
      `${place} KZ_FILE_SYNTAX this document is not valid YAML: this ${quote} is not closed, expected ${quote} ${before.join(' ')}`,
    ])
  })
})

describe('a key without a space behind its colon', () => {
  test.each<[string, string, string]>([
    ['apiVersion:v1\nkind:Service\nmetadata:\n  name: a\n', '3:9', 'kind: Service'],
    [spec('  ports:\n  - name: a\n    port:80\n    targetPort: 8\n'), '7:5', 'port: 80'],
    [spec('  - port:80\n\n    targetPort: 8\n'), '7:15', 'port: 80'],
  ])('is named where the fault comes from it: %j', (text, place, written) => {
    const hint = `(write "${written}": a key has a space after its ":")`
    expect(reports(text)).toEqual([expect.stringMatching(`^${place} KZ_FILE_SYNTAX `)])
    expect(reports(text)[0]?.endsWith(hint)).toBe(true)
  })

  test.each(['a: "b"\n c: d\n', 'a: http\nhttp://b\n c: d\n', 'a: b::c\n d: e\n'])(
    'is not suspected elsewhere: %j',
    (text) => {
      expect(reports(spec(text))).toEqual([expect.stringContaining('KZ_FILE_SYNTAX')])
      expect(reports(spec(text))[0]).not.toContain('has a space after')
    },
  )

  test('is not shown where it may be secret', () => {
    const text = 'apiVersion: v1\nkind: Secret\nstringData:\n  a: b\n  password:x\n   c: d\n'
    expect(reports(text).join()).not.toContain('password')
  })
})

describe('a document that DNS does not read', () => {
  test.each<[string, string, number]>([
    ['unknown kinds', 'apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}', 1],
    [
      'known kinds of other groups',
      'apiVersion: serving.example.org/v1\nkind: Service\nmetadata: {name: a}',
      1,
    ],
    [
      'kinds with similar names',
      'apiVersion: v1\nkind: PodTemplate\n---\napiVersion: v1\nkind: ServiceAccount',
      2,
    ],
    ['lists of unknown kinds', 'apiVersion: v1\nkind: SecretList\nitems: [{}, {}, {}]', 3],
    [
      'values with the tags of other tools',
      'kind: !Ref x\nresources: !Sub [a, !GetAtt b.c]\nmore: !Map {a: b}',
      1,
    ],
  ])('is counted without a diagnostic: %s', (_, text, ignored) => {
    expect(parse(text)).toEqual({
      objects: [],
      ignored,
      foreign: 0,
      namespaces: [],
      mentions: { asked: [], possible: expect.any(Array) },
      diagnostics: [],
      refused: [],
      intact: true,
    })
  })

  /** All other kinds of the API groups that have kinds which DNS reads. */
  const OTHER_KINDS: readonly (readonly [string, string])[] = [
    [
      'v1',
      'Binding ComponentStatus ConfigMap Event LimitRange PersistentVolume PersistentVolumeClaim PodTemplate ResourceQuota Secret ServiceAccount',
    ],
    ['apps/v1', 'ControllerRevision'],
    ['extensions/v1beta1', 'Ingress NetworkPolicy PodSecurityPolicy ThirdPartyResource'],
    ['autoscaling/v1', 'Scale'],
    ['multicluster.x-k8s.io/v1alpha1', 'ServiceExport'],
  ]
  test.each(OTHER_KINDS)('is not taken for a misspelt one in %s: %s', (apiVersion, kinds) => {
    for (const kind of kinds.split(' ')) {
      const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`
      expect(parse(text)).toMatchObject({ objects: [], ignored: 1, diagnostics: [] })
    }
  })

  test('is no error in JSON with comments, which is not meant as one', () => {
    const settings = '{\n  // comment\n  "strict": true, /* one more */ "paths": {"a": ["b"]}\n}\n'
    const { diagnostics, ignored } = parseManifest(settings, 'tsconfig.json')
    expect(diagnostics).toMatchObject([{ code: 'KZ_FILE_FOREIGN' }])
    expect(ignored).toBe(1)
    expect(parseManifest(settings, 'a.yaml').diagnostics).toMatchObject([{ code: 'KZ_FILE_SYNTAX' }])
    const tasks = settings.replace('strict', 'kind')
    expect(parseManifest(tasks, 'tasks.json').diagnostics).toMatchObject([{ code: 'KZ_FILE_FOREIGN' }])
    const meant = settings.replace('strict', 'apiVersion')
    expect(parseManifest(meant, 'a.json').diagnostics).toMatchObject([{ code: 'KZ_FILE_SYNTAX' }])
  })

  test('is a part of the fault behind it, such as the line of a shell', () => {
    const text = '$ kubectl get service web -o yaml\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n'
    expect(parse(text).diagnostics).toMatchObject([{ code: 'KZ_FILE_SYNTAX' }])
    const { diagnostics } = parse(`just text\n---\n${text}`)
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ['KZ_FILE_SYNTAX', 4],
      ['KZ_FILE_FOREIGN', 1],
    ])
  })

  test.each<[string, string]>([
    ['a compose file', '# compose\nservices:\n  web:\n    image: nginx\n---\nx: 1\n'],
    ['a text', '# notes\nJust some words.\n---\nmore\n'],
    ['a list', '# list\n- a\n- b\n---\n- c\n'],
  ])('is reported once as not a Kubernetes object: %s', (_, text) => {
    expect(reports(text)).toEqual([
      '2:1 KZ_FILE_FOREIGN this document is not a Kubernetes object, and is ignored',
    ])
    expect(parse(text)).toMatchObject({ ignored: 2, intact: true })
  })

  test('never shows text of a broken document of another kind', () => {
    for (const broken of [
      'password: *hunter2',
      'password: !<hunter2 x',
      'p: "hunter2',
      'hunter2: : hunter2',
      '%hunter2',
    ]) {
      const text = `apiVersion: v1\nkind: Secret\nstringData:\n  ${broken}\n`
      const [diagnostic] = parse(text).diagnostics
      expect(diagnostic?.code).toBe('KZ_FILE_SYNTAX')
      expect(JSON.stringify(diagnostic)).not.toContain('hunter2')
    }
  })

  test('never shows a line that contains a Secret beside a Service', () => {
    const text =
      '{"kind":"List","items":[{"kind":"Secret","data":{"a":"hunter2"}},{"apiVersion":"v1","kind":"Service","metadata":{"name":"A"}}]}'
    const [diagnostic] = parse(text).diagnostics
    expect(diagnostic).toMatchObject({ code: 'KZ_OBJECT_NAME', line: 1, column: text.indexOf('"A"') + 1 })
    expect(JSON.stringify(diagnostic)).not.toContain('hunter2')
  })

  test('is reported once as a template, at its first action', () => {
    const text = `${service('{{ .Values.name }}')}---\n{{- if .Values.x }}\n${service('b')}{{- end }}\n---\n${service('c')}`
    expect(reports(text)).toEqual([
      '4:9 KZ_FILE_TEMPLATE this is a Helm template, not a manifest: "{{" begins a template action, expected a value (run helm template and put its output into the folder)',
    ])
    expect(parse(text).intact).toBe(false)
    expect(names(text)).toEqual(['Service default/c'])
  })

  test.each(['"{{ $labels.x }}"', '"x: {{ $labels.x }}"', 'x {{ $labels.x }}', '"${X}"', '${X}'])(
    'is not reported as a template for a placeholder in a text: %s',
    (text) => {
      expect(reports(`kind: ConfigMap\ndata:\n  a: ${text}\n b: 1\n`)).toEqual([
        expect.stringContaining('4:2 KZ_FILE_SYNTAX'),
      ])
    },
  )
})

describe('lists', () => {
  test('are unwrapped, and each object has its own place', () => {
    const file = parse(`apiVersion: v1\nkind: List\nitems:\n${listItem('a')}${listItem('b')}`)
    expect(file.objects.map(({ name, location: { place } }) => [name, place.line, place.column])).toEqual([
      ['a', 4, 3],
      ['b', 7, 3],
    ])
  })

  test.each<[string, string, string[]]>([
    ['ServiceList', 'v1', ['Service default/a']],
    ['EndpointsList', 'v1', ['EndpointSlice default/a']],
    ['PodList', 'v1', ['Pod default/a']],
    ['NamespaceList', 'v1', ['Namespace /a']],
    ['EndpointSliceList', 'discovery.k8s.io/v1', ['EndpointSlice default/a']],
    ['ServiceImportList', 'multicluster.x-k8s.io/v1alpha1', ['ServiceImport default/a']],
  ])('%s gives its items their kind', (kind, apiVersion, expected) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {resourceVersion: ""}\nitems:\n- metadata: {name: a}\n`
    expect(names(text)).toEqual(expected)
    expect(parse(text).diagnostics).toEqual([])
  })

  test('can be nested up to a limit', () => {
    const nested = (depth: number): string =>
      depth === 0
        ? '{apiVersion: v1, kind: Pod, metadata: {name: a}}'
        : `{apiVersion: v1, kind: List, items: [${nested(depth - 1)}]}`
    expect(names(nested(4))).toEqual(['Pod default/a'])
    expect(reports(nested(5))).toEqual([expect.stringContaining('KZ_FILE_LIMIT')])
  })

  test('without items are empty', () => {
    expect(parse('apiVersion: v1\nkind: List\nitems: []')).toMatchObject({ objects: [], diagnostics: [] })
    expect(parse('apiVersion: v1\nkind: List\nitems: null')).toMatchObject({ objects: [], diagnostics: [] })
  })
})

describe('bounds', () => {
  test.each<[string, string, string]>([
    ['nesting in brackets', '['.repeat(100_000), '1:100'],
    ['nesting in JSON', '{"a":'.repeat(100_000), '1:496'],
    ['nesting by dashes', '- '.repeat(100_000), '1:199'],
    ['too many aliases', `a: &a 1\nb: [${'*a,'.repeat(2000)}]`, '2:3005'],
    ['aliases that expand', slices(300), '1:1'],
    ['too many documents', '--- 1\n'.repeat(100_001), '100001:1'],
    ['too many values', `[${'1,'.repeat(3_000_001)}]`, '1:6000000'],
    [
      'merged keys',
      `b: &b {${Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join(',')}}\n${Array.from({ length: 9 }, (_, i) => `m${i}: {<<: *b}\n`).join('')}`,
      '4:6',
    ],
  ])('hold for %s', (_, text, place) => {
    const file = parse(text)
    const limit = file.diagnostics.filter(({ code }) => code === 'KZ_FILE_LIMIT')
    expect(limit.map(({ line, column }) => `${line}:${column}`)).toEqual([place])
    expect(file.intact).toBe(false)
    expect(file.objects).toEqual([])
  })

  test('allow the usual number of aliases', () => {
    expect(parse(slices(0)).objects).toHaveLength(1)
    expect(
      names('kind: List\nitems:\n- &p {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- *p\n'),
    ).toHaveLength(2)
  })

  test('allow large text in other kinds', () => {
    const text = `kind: ConfigMap\ndata: {a: "${'x'.repeat(5_000_000)}"}\n---\n${service('a')}`
    expect(names(text)).toEqual(['Service default/a'])
  })

  test('hold for the number of errors, and of other diagnostics', () => {
    const text = `${service('a')}spec:\n  ports:\n${'  - {port: 0, name: ""}\n'.repeat(500)}${'---\nkind: Namespace\nmetadata: {name: a}\n'.repeat(199)}`
    const { diagnostics } = parse(text)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(100)
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'KZ_FILE_MORE',
      message: '500 more diagnostics of this file are not shown',
    })
  })

  test('refuse a file above the limit of characters', () => {
    const file = parseManifest(' '.repeat(64 * 1024 * 1024 + 1), 'web.yaml')
    expect(file).toMatchObject({ intact: false, diagnostics: [{ code: 'KZ_FILE_TOO_LARGE', line: 0 }] })
  })

  test('keep the time proportional to the length if every item of a long list has a diagnostic', () => {
    const item = '- {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 0}]}}\n'
    // Takes seconds on a busy machine; would take minutes, beyond the time limit of a test, if each position
    // were searched from the start of the text.
    const file = parse(`apiVersion: v1\nkind: List\nitems:\n${item.repeat(20_000)}`)
    expect(file.objects).toEqual([])
    expect(file.refused).toHaveLength(20_000)
  })
})

describe('octets', () => {
  test('become text, without a byte order mark', () => {
    expect(decodeManifest(octets('\ufeffkind: Pöd'), 'web.yaml')).toBe('kind: Pöd')
  })

  test.each<[string, Uint8Array]>([
    ['a NUL', octets('kind:\0')],
    ['broken UTF-8', new Uint8Array([0x6b, 0xff, 0x0a])],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x6b, 0x00])],
    ['an odd end', new Uint8Array([0x00])],
  ])('with %s are not text', (_, binary) => {
    expect(decodeManifest(binary, 'web.yaml')).toMatchObject({
      code: 'KZ_FILE_BINARY',
      severity: 'error',
      file: 'web.yaml',
      line: 0,
    })
  })

  test.each([
    ['UTF-16', 'of Windows', Buffer.from('\ufeffkind: Pod\n', 'utf16le')],
    ['UTF-16', 'of the other order', Buffer.from('\ufeffkind: Pod\n', 'utf16le').swap16()],
    ['UTF-16', 'without a byte order mark', Buffer.from('kind: Pod\n'.repeat(100), 'utf16le')],
    [
      'UTF-16',
      'of the other order, without a byte order mark',
      Buffer.from('kind: Pod\n', 'utf16le').swap16(),
    ],
    ['UTF-32', '', new Uint8Array([0xff, 0xfe, 0, 0, 0x6b, 0, 0, 0])],
    ['UTF-32', 'of the other order', new Uint8Array([0, 0, 0xfe, 0xff, 0, 0, 0, 0x6b])],
  ])('in %s %s are named as that', (encoding, _, text) => {
    expect(decodeManifest(text, 'web.yaml')).toMatchObject({
      code: 'KZ_FILE_BINARY',
      message: `the file is ${encoding}, expected UTF-8`,
      hint: 'save it as UTF-8; the ">" of Windows PowerShell writes UTF-16',
    })
  })
})

/** `kubezone check --format`, `--strict`, `--ignore` and `--allow-empty`, as a command. */
import { mkdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { workplace } from '../e2e/during-test.ts'
import { run, type Ran } from '../e2e/kubezone.ts'
import type { Workplace } from '../e2e/workplace.ts'

const service = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${more}spec:\n  ports: [{port: 80}, {port: 81}]\n`
const ignoring = (codes: string): string => `  annotations:\n    kubezone.dev/ignore: ${codes}\n`
const wrong = (name: string): string => service(name).replace('spec:\n', 'spec:\n  clusterIP: nowhere\n')

const outside = (name: string, more = ''): string =>
  service(name, more).replace('[{port: 80}, {port: 81}]', '[{port: 80}]\n  clusterIP: 172.30.0.1')
const selecting = (name: string, more = ''): string => `${service(name, more)}  selector: {app: ${name}}\n`
const item = (name: string, codes: string | null): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...(codes === null ? {} : { annotations: { 'kubezone.dev/ignore': codes } }) },
  spec: { ports: [{ port: 80 }, { port: 81 }] },
})
const block = (line: string): string => `cluster.local {\n${line}    kubernetes\n}\n`

const check = async (place: Workplace, ...words: readonly string[]): Promise<Ran> =>
  run(['check', ...words], { cwd: place.folder })
const lastLine = ({ stdout }: Ran): string => stdout.trimEnd().split('\n').at(-1) ?? ''
const codesOf = ({ stdout }: Ran): string[] =>
  Array.from(stdout.matchAll(/\[(KZ_\w+)\]$/gm), ([, code = '']) => code)

describe('--format', () => {
  test('writes several formats to files, and one to standard output', async () => {
    const place = workplace({ 'm/a b.yaml': service('web') })
    const formats = ['sarif=out.sarif', 'json=a=b.json', 'junit=out.xml', 'gitlab=quality.json', 'github']
    const ran = await check(place, 'm', ...formats.flatMap((one) => ['--format', one]))
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^::warning file=m\/a b\.yaml,line=6,col=11,title=KZ_PORT_NAME::/)
    const read = (file: string): string => readFileSync(place.path(file), 'utf8')
    const [{ results, tool }] = JSON.parse(read('out.sarif')).runs
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('m/a%20b.yaml')
    expect(tool.driver.rules[0].helpUri).toMatch(/^file:\/\/\/.*\/docs\/reference\/codes\.md#kz_port_name$/)
    expect(JSON.parse(read('a=b.json')).summary).toMatchObject({ warnings: 1, failed: false })
    expect(read('out.xml')).toContain('<testsuite ')
    expect(JSON.parse(read('quality.json'))).toHaveLength(1)
  })

  test('prints the text, if no format is for standard output', async () => {
    const place = workplace({ 'web.yaml': service('web') })
    const ran = await check(place, '.', '--format', 'sarif=out.sarif')
    expect(ran.stdout).toContain('[KZ_PORT_NAME]')
  })

  test('has each diagnostic, however many there are; the text has the first hundred of a file', async () => {
    const place = workplace({
      'all.yaml': Array.from({ length: 600 }, (_, i) => service(`s${i}`)).join('---\n'),
    })
    const json = JSON.parse((await check(place, '.', '--format', 'json')).stdout)
    expect([json.diagnostics.length, json.summary.warnings]).toEqual([600, 600])
    const text = await check(place, '.')
    expect(codesOf(text).filter((code) => code === 'KZ_PORT_NAME')).toHaveLength(100)
    expect(text.stdout).toContain('info: 500 more diagnostics of this file are not shown [KZ_FILE_MORE]')
    expect(lastLine(text)).toMatch(/^0 errors, 600 warnings; /)
  })

  test('has each of many remarks, which the text counts', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: a}]}\n'
    const services = Array.from(
      { length: 30 },
      (_, i) =>
        `apiVersion: v1\nkind: Service\nmetadata: {name: s${i}}\nspec: {ports: [{port: 1}], selector: {app: a${i}}}\n`,
    )
    const place = workplace({ 'all.yaml': [pod, ...services].join('---\n') })
    const github = await check(place, '.', '--format', 'github')
    expect(github.stdout.match(/title=KZ_SERVICE_SELECTOR/g)).toHaveLength(30)
    const text = await check(place, '.')
    expect(text.stdout).toContain('; and 10 more like this [KZ_SERVICE_SELECTOR]')
    expect(lastLine(text)).toMatch(/^0 errors, 30 warnings; /)
  })

  test.each([
    [['sraif'], "'sraif' is not a format; did you mean sarif?"],
    [['json='], "expected a file behind 'json='"],
    [['json', 'sarif'], 'two formats would be written to standard output'],
    [['json=a', 'sarif=a'], "two formats would be written to 'a'"],
  ])('is a usage error: %j', async (formats, message) => {
    const place = workplace({ 'web.yaml': service('web') })
    const ran = await check(place, '.', ...formats.flatMap((one) => ['--format', one]))
    expect(ran.stderr).toContain(message)
    expect([ran.code, ran.stdout]).toEqual([2, ''])
  })

  test('names a file that cannot be written', async () => {
    const place = workplace({ 'web.yaml': service('web') })
    const ran = await check(place, '.', '--format', 'json=no/where.json')
    expect([ran.code, ran.stderr]).toEqual([
      1,
      'kubezone: the report cannot be written to no/where.json: it does not exist\n',
    ])
  })
})

test('--strict lets warnings fail, but not infos', async () => {
  const place = workplace({
    'warning/web.yaml': service('web'),
    'info/web.yaml': service('web').replace(
      '[{port: 80}, {port: 81}]',
      '[{port: 80}]\n  clusterIP: 172.30.0.1',
    ),
  })
  expect((await check(place, 'warning')).code).toBe(0)
  expect((await check(place, 'warning', '--strict')).code).toBe(1)
  const info = await check(place, 'info', '--strict')
  expect([info.code, codesOf(info)]).toEqual([0, ['KZ_SERVICE_ADDRESS_RANGE']])
})

describe('--ignore', () => {
  test('takes codes out, and counts them; an ignored error does not fail', async () => {
    const place = workplace({ 'web.yaml': wrong('web') })
    const ran = await check(
      place,
      '.',
      '--ignore',
      'KZ_SERVICE_CLUSTER_IP',
      '--strict',
      '--ignore',
      'KZ_LOCK,KZ_PORT_NAME',
    )
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/^0 errors, 0 warnings, 2 ignored; 0 objects in 0 files make \d+ names\n$/),
    ])
  })

  test('is a usage error for a code that does not exist', async () => {
    const ran = await check(workplace({ 'web.yaml': service('web') }), '.', '--ignore', 'KZ_PORT_NAMES')
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('did you mean KZ_PORT_NAME?')])
  })

  test('takes single ones out of many that the text shows as one', async () => {
    const ignored = ignoring('KZ_SERVICE_ADDRESS_RANGE')
    const place = workplace({ 'all.yaml': [outside('a', ignored), outside('b'), outside('c')].join('---\n') })
    const ran = await check(place, '.', '--ignore', 'KZ_SERVICE_ADDRESS_SHARED')
    expect(ran.stdout).toMatch(/^all\.yaml:11:1: info: Service default\/b .*; and 1 more like this \[/)
    expect(lastLine(ran)).toMatch(/^0 errors, 0 warnings, 2 ignored; /)
  })
})

describe('the annotation kubezone.dev/ignore', () => {
  test('counts for its object: its fields, and what is found about it beside others', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: a}]}\n'
    const codes = ignoring('"KZ_PORT_NAME, KZ_SERVICE_SELECTOR"')
    const place = workplace({ 'all.yaml': [pod, selecting('a', codes), selecting('b')].join('---\n') })
    const ran = await check(place, '.')
    expect(codesOf(ran)).toEqual(['KZ_PORT_NAME', 'KZ_SERVICE_SELECTOR'])
    expect(ran.stdout).not.toContain('default/a')
    expect(lastLine(ran)).toMatch(/, 2 ignored; /)
  })

  test('counts for items of lists, and for objects of one line, each by itself', async () => {
    const items = [item('a', 'KZ_PORT_NAME'), item('b', null), item('c', 'KZ_PORT_VALUE KZ_PORT_NAME')]
    const place = workplace({
      'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      'stream.json': items.map((one) => JSON.stringify(one)).join(''),
    })
    for (const file of ['list.json', 'stream.json']) {
      const ran = await check(place, file)
      expect(codesOf(ran)).toEqual(['KZ_PORT_NAME'])
      expect(ran.stdout).toContain('default/b')
      expect(lastLine(ran)).toMatch(/, 2 ignored; /)
    }
  })

  test('counts for errors, and in standard input', async () => {
    const text = wrong('web').replace('spec:', `${ignoring('KZ_SERVICE_CLUSTER_IP,KZ_PORT_NAME')}spec:`)
    const ran = await run(['check', '-', '--strict'], { input: text })
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/^0 errors, 0 warnings, 2 ignored; 0 objects/),
    ])
  })

  test('is reported with what was meant, where it names no code', async () => {
    const place = workplace({ 'web.yaml': service('web', ignoring('KZ_PORT_NAMES')) })
    const ran = await check(place, '.')
    expect(codesOf(ran).toSorted()).toEqual(['KZ_IGNORE_CODE', 'KZ_PORT_NAME'])
    expect(ran.stdout).toMatch(/^web\.yaml:6:26: warning: Service default\/web: /m)
    expect(ran.stdout).toContain('  hint: did you mean KZ_PORT_NAME?')
  })
})

describe('the comment kubezone:ignore', () => {
  test.each([
    ['on the line', '    kuberntes # kubezone:ignore KZ_COREFILE_UNKNOWN_DIRECTIVE\n'],
    [
      'on the line, with a reason',
      '    kuberntes #kubezone:ignore KZ_LOCK, KZ_COREFILE_UNKNOWN_DIRECTIVE: see below\n',
    ],
    ['above the line', '# kubezone:ignore KZ_COREFILE_UNKNOWN_DIRECTIVE\n    # a remark\n    kuberntes\n'],
  ])('counts %s', async (_, line) => {
    const ran = await check(workplace({ Corefile: block(line), 'web.yaml': service('web') }), '.')
    expect([ran.code, codesOf(ran)]).toEqual([0, ['KZ_PORT_NAME']])
    expect(lastLine(ran)).toMatch(/, 1 ignored; /)
  })

  test.each([
    ['two lines above', '# kubezone:ignore KZ_COREFILE_UNKNOWN_DIRECTIVE\n\n    kuberntes\n'],
    ['for another code', '    kuberntes # kubezone:ignore KZ_LOCK\n'],
    ['under another name', '    kuberntes # kubezone:ignored KZ_COREFILE_UNKNOWN_DIRECTIVE\n'],
  ])('does not count %s', async (_, line) => {
    const ran = await check(workplace({ Corefile: block(line), 'web.yaml': service('web') }), '.')
    expect(codesOf(ran)).toContain('KZ_COREFILE_UNKNOWN_DIRECTIVE')
  })

  test('is reported where it names no code', async () => {
    const place = workplace({
      Corefile: block('    errors # kubezone:ignore KZ_NOPE\n'),
      'web.yaml': service('web'),
    })
    const ran = await check(place, '.')
    expect(ran.stdout).toMatch(/^Corefile:2:30: warning: .*'KZ_NOPE' is not the code of a diagnostic/)
  })

  test('counts in the Corefile of a ConfigMap, as does the annotation', async () => {
    const corefile = block(
      '    kuberntes # kubezone:ignore KZ_COREFILE_UNKNOWN_DIRECTIVE\n    errorz # kubezone:ignore KZ_NO\n',
    )
    const data = `data:\n  Corefile: |\n${corefile.replace(/^/gm, '    ')}`
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: coredns\n  namespace: kube-system\n`
    const place = workplace({ 'map.yaml': map + data })
    const ran = await check(place, '.')
    expect(codesOf(ran)).toEqual(['KZ_COREFILE_UNKNOWN_DIRECTIVE', 'KZ_IGNORE_CODE'])
    expect(ran.stdout).toContain("map.yaml:10:9: error: 'errorz'")
    const caret = / \| (.*errorz.*)\n +\| ( +)\^\^\^\^\^\n/.exec(ran.stdout)
    expect(caret?.[1]?.indexOf('KZ_NO')).toBe(caret?.[2]?.length)
    place.write('map.yaml', map + ignoring('KZ_COREFILE_UNKNOWN_DIRECTIVE, KZ_IGNORE_CODE') + data)
    const annotated = await check(place, '.')
    expect([annotated.code, codesOf(annotated)]).toEqual([0, []])
    expect(lastLine(annotated)).toMatch(/^0 errors, 0 warnings, 3 ignored; /)
  })

  test('counts in a Corefile of standard input', async () => {
    const place = workplace({ 'm/web.yaml': service('web') })
    const input = block('    kuberntes # kubezone:ignore KZ_COREFILE_UNKNOWN_DIRECTIVE\n')
    const ran = await run(['check', '--conf', 'stdin', 'm'], { cwd: place.folder, input })
    expect([ran.code, codesOf(ran)]).toEqual([0, ['KZ_PORT_NAME']])
  })
})

test('what is found about the objects of every cluster has a name, and is shown', async () => {
  const place = workplace({ 'web.yaml': service('web') })
  const ran = await check(place, '.', '--service-cidr', '10.0.0.0/30')
  expect(ran.stdout).toMatch(/^built-in objects: error: Service [\w/-]+ gets no IPv4 address/m)
  expect(ran.stdout).not.toContain('is not shown')
})

describe('paths without manifests', () => {
  const EMPTY: readonly (readonly [
    what: string,
    files: Readonly<Record<string, string>>,
    words: string[],
  ])[] = [
    ['an empty folder', {}, ['empty']],
    ['a folder of other files', { 'empty/README.md': '# a\n' }, ['empty']],
    ['a file of comments', { 'a.yaml': '# nothing\n---\n' }, ['a.yaml']],
    ['values of a chart', { 'm/values.yaml': 'replicas: 1\n' }, ['m']],
    ['an empty folder beside a full one', { 'm/web.yaml': service('web') }, ['m', 'empty']],
    ['an empty folder under --conf', { Corefile: '. {\n kubernetes\n}\n' }, ['--conf', 'Corefile', 'empty']],
    ['an empty input', {}, ['-']],
  ]
  test.each(EMPTY)('fail the check, unless --allow-empty: %s', async (_, files, words) => {
    const place = workplace(files)
    mkdirSync(place.path('empty'), { recursive: true })
    const ran = await check(place, ...words)
    expect(codesOf(ran)).toContain('KZ_CHECK_EMPTY')
    expect(codesOf(ran)).not.toContain('KZ_FOLDER_EMPTY')
    expect([ran.code, ran.stdout]).toEqual([1, expect.stringContaining('--allow-empty')])
    const allowed = await check(place, ...words, '--allow-empty', '--strict', '--ignore', 'KZ_PORT_NAME')
    expect([allowed.code, allowed.stdout]).toEqual([0, expect.not.stringContaining('_EMPTY]')])
  })

  const FULL: readonly (readonly [what: string, files: Readonly<Record<string, string>>, words: string[]])[] =
    [
      ['a Corefile in its folder', { Corefile: '. {\n kubernetes\n}\n' }, ['.']],
      ['a Corefile by itself', { 'c/Corefile': '. {\n whoami\n}\n' }, ['c/Corefile']],
      ['a Corefile of --conf', { 'c/Corefile': '. {\n kubernetes\n}\n' }, ['--conf', 'c/Corefile']],
      [
        'objects that DNS does not read',
        { 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' },
        ['m'],
      ],
    ]
  test.each(FULL)('are not %s', async (_, files, words) => {
    const ran = await check(workplace(files), ...words)
    expect([ran.code, codesOf(ran)]).toEqual([0, expect.not.arrayContaining(['KZ_CHECK_EMPTY'])])
  })
})

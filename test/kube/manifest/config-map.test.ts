/** ConfigMaps with Corefiles, and where their texts are written. */
import { describe, expect, test } from 'vitest'
import { readConfigMaps } from '../../../src/kube/manifest/config-map.ts'

const COREDNS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
  namespace: kube-system
data:
  Corefile: |
    .:53 {
        errors
    }
  NodeHosts: |
    10.0.0.1 node
`

function titles(text: string): string[] {
  return readConfigMaps(text, 'a.yaml').map(
    ({ namespace, name, data }) => `${namespace}/${name}: ${[...data.keys()].join(' ')}`,
  )
}

describe('a ConfigMap with a Corefile', () => {
  test('is read with all its data', () => {
    expect(titles(COREDNS)).toEqual(['kube-system/coredns: Corefile NodeHosts'])
  })

  test('is found among other documents, in lists, and behind a broken document', () => {
    const other = 'kind: ConfigMap\nmetadata:\n  name: app\ndata:\n  key: value\n'
    const list = `kind: List\nitems:\n${COREDNS.replaceAll(/^/gm, '  ').replace('  apiVersion', '- apiVersion').trimEnd()}\n`
    const typed = `kind: ConfigMapList\nitems:\n- metadata: {name: x}\n  data: {Corefile: ". {}"}\n`
    expect(titles(`${other}---\n${COREDNS}`)).toHaveLength(1)
    expect(titles(list)).toEqual(['kube-system/coredns: Corefile NodeHosts'])
    expect(titles(typed)).toEqual(['null/x: Corefile'])
    expect(titles(`kind: [\n---\n${COREDNS}`)).toHaveLength(1)
  })

  test('has parts of a Corefile as well', () => {
    const parts =
      'kind: ConfigMap\nmetadata: {name: coredns-custom}\ndata: {a.server: "", b.override: "", c: ""}\n'
    expect(titles(parts)).toEqual(['null/coredns-custom: a.server b.override c'])
  })

  test.each([
    ['no name', COREDNS.replace('name: coredns', 'labels: {}')],
    ['another group', COREDNS.replace('apiVersion: v1', 'apiVersion: example.org/v1')],
    ['another kind', COREDNS.replace('ConfigMap', 'Secret')],
    ['a Corefile that is no text', 'kind: ConfigMap\nmetadata: {name: a}\ndata: {Corefile: {a: b}}\n'],
  ])('is not one with %s', (_, text) => {
    expect(titles(text)).toEqual([])
  })

  test('may be an alias', () => {
    const text = 'x: &c |\n  . {\n  }\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  Corefile: *c\n'
    const written = readConfigMaps(text, 'a.yaml')[0]?.data.get('Corefile')
    expect(written?.text).toBe('. {\n}\n')
    expect(written?.placeOf(4)).toEqual({ file: 'a.yaml', line: 3, column: 3 })
  })

  test('has the places of its text in the file', () => {
    const [map] = readConfigMaps(`# first\n---\n${COREDNS}`, 'a.yaml')
    const written = map?.data.get('Corefile')
    const at = written?.text.indexOf('errors') ?? -1
    expect(written?.placeOf(at)).toEqual({ file: 'a.yaml', line: 11, column: 9 })
    expect(written?.lineOf(at)).toBe('        errors')
  })
})

/** Names and labels that are booleans in YAML 1.1, and so for kubectl. */
import { describe, expect, test } from 'vitest'
import { names, only, reports } from './manifest-report.ts'

const service = (metadata: string, selector = '{}'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {${metadata}}\nspec: {clusterIP: 10.0.0.1, selector: ${selector}}\n`
const found = (word: string): string =>
  `is ${word} without quotes, which kubezone reads as text and kubectl as a boolean (quote it: "${word}")`

describe('without quotes, a boolean of YAML 1.1 is read as text and reported at its place', () => {
  test.each(['y', 'yes', 'n', 'no', 'on', 'off'])('as the name %s', (word) => {
    expect(reports(service(`name: ${word}`))).toEqual([
      `3:18 KZ_OBJECT_BOOLEAN Service: metadata.name ${found(word)}`,
    ])
    expect(names(service(`name: ${word}`))).toEqual([`Service default/${word}`])
  })

  test('as a namespace', () => {
    expect(reports(service('name: a, namespace: no'))).toEqual([
      `3:32 KZ_OBJECT_BOOLEAN Service: metadata.namespace ${found('no')}`,
    ])
    expect(names(service('name: a, namespace: no'))).toEqual(['Service no/a'])
  })

  test.each(['Y', 'Yes', 'YES', 'N', 'No', 'NO', 'On', 'ON', 'Off', 'OFF', 'y', 'off'])(
    'as the value %s of labels and selectors',
    (word) => {
      expect(reports(service(`name: a, labels: {app: ${word}}`, `{app: ${word}}`))).toEqual([
        `3:35 KZ_OBJECT_BOOLEAN Service default/a: metadata.labels.app ${found(word)}`,
        `4:45 KZ_OBJECT_BOOLEAN Service default/a: spec.selector.app ${found(word)}`,
      ])
    },
  )

  test('as plain text on a line of its own', () => {
    expect(reports('apiVersion: v1\nkind: Pod\nmetadata:\n  name: off # for now\n')).toEqual([
      `4:9 KZ_OBJECT_BOOLEAN Pod: metadata.name ${found('off')}`,
    ])
  })
})

describe('nothing is reported', () => {
  test.each(['"on"', "'off'", '!!str yes', '|-\n    no', 'yEs', 'oN', 'non', 'o', 'f'])('of %j', (word) => {
    const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\n   app: ${word}\nspec: {clusterIP: None}\n`
    expect(reports(text)).toEqual([])
  })

  test('of JSON', () => {
    const text =
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "on", "namespace": "no", "labels": {"a": "y"}}}'
    expect(only(text, 'Pod')).toMatchObject({ namespace: 'no', name: 'on', labels: { a: 'y' } })
  })

  test('of other fields, and of kinds that DNS does not read', () => {
    expect(reports(`${service('name: a')}---\nkind: ConfigMap\nmetadata: {name: on}\n`)).toEqual([])
    expect(reports('apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {x: on}}\n')).toEqual([])
  })
})

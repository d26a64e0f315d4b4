/** Where the fields are written that explanations point to. */
import { expect, test } from 'vitest'
import { type PlacedField, placeOf } from '../../../src/kube/model/field-places.ts'
import { first, parse } from './manifest-report.ts'

const SERVICE = `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
`
const WORKLOAD = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels:
        app: web
    spec: {containers: [{name: main, image: main}]}
`

function placed(text: string, kind: 'Service' | 'Workload', field: PlacedField): string {
  const { line, column } = placeOf(first(parse(text), kind).location, field)
  return `${line}:${column}`
}

test.each([
  [SERVICE, 'Service', 'selector', '8:5'],
  [SERVICE, 'Service', 'ports', '10:3'],
  // A field that is not there has the place of its object.
  [SERVICE, 'Service', 'externalName', '2:1'],
  [WORKLOAD, 'Workload', 'serviceName', '5:16'],
  [WORKLOAD, 'Workload', 'replicas', '6:13'],
  [WORKLOAD, 'Workload', 'labels', '11:9'],
] as const)('%#: the place of a field', (text, kind, field, place) => {
  expect(placed(text, kind, field)).toBe(place)
})

test('a column beyond those that a place has room for is the last of them', () => {
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {${' '.repeat(5000)}selector: {app: web}}\n`
  expect(placed(text, 'Service', 'selector')).toBe('4:4095')
})

/** The log tells of names that nothing answers: at the start, and after an edit. */
import { expect, test } from 'vitest'
import { said, world } from './manifest-world.ts'

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n'
const asks = (host: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop}\nspec: {containers: [{name: c, image: x, env: [{name: PASSWORD, value: "s3cret@${host}"}]}]}\n`

test('the log names the host, and nothing else of its value', async () => {
  const one = await world({ 'a.yaml': SERVICE, 'b.yaml': asks('x http://db.shop.svc/') })
  expect(said(one, /KZ_REFERENCE/)).toEqual([
    'b.yaml:4:71: warning: Pod shop/api: env PASSWORD of container c asks for db.shop.svc, and no manifest has a Service db in shop [KZ_REFERENCE_SERVICE]',
  ])
  one.write('b.yaml', asks('x http://web.shop.svc:81/'))
  await expect
    .poll(() => said(one, /KZ_REFERENCE_PORT/), { timeout: 5000 })
    .toEqual([expect.stringContaining('env PASSWORD of container c asks for port 81 of web.shop.svc')])
  expect(one.log.join('')).not.toContain('s3cret')
})

test('a chart beside the manifests may have the Service', async () => {
  const one = await world({
    'a.yaml': SERVICE,
    'b.yaml': asks('x http://db.shop.svc/'),
    'chart/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'chart/templates/db.yaml': 'kind: {{ .Values.kind }}\n',
  })
  expect(said(one, /KZ_CHART_UNRENDERED/)).toHaveLength(1)
  expect(said(one, /KZ_REFERENCE/)).toEqual([])
})

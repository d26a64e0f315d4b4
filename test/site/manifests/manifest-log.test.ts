/** The log lines about changed manifests: each fact once, in few lines. */
import { expect, test } from 'vitest'
import { changes, said, world } from './manifest-world.ts'

function service(name: string, spec = 'clusterIP: 10.0.0.1', port = 80): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}, ports: [{port: ${port}, name: p${port}}]}\n---\n`
}

test('a change names its files, and marks deleted ones as gone', async () => {
  const one = await world({})
  const seen = await changes(
    one,
    ['a.yaml', service('a')],
    ['x\ny.yaml', service('yy', 'clusterIP: 10.0.0.2')],
    ['a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'],
    ['a.yaml', service('a')],
    ['a.yaml', ''],
    ['x\ny.yaml', null],
  )
  expect(seen).toEqual(['a.yaml', 'x\\ny.yaml', 'a.yaml', 'a.yaml', 'a.yaml', 'x\\ny.yaml (gone)'])
})

test('a change does not name files that only have errors', async () => {
  const one = await world({ 'a.yaml': service('a') })
  one.write('bin.yaml', '\0')
  expect(await changes(one, ['a.yaml', service('a', 'clusterIP: 10.0.0.9')])).toEqual(['a.yaml'])
  await expect.poll(() => said(one, /bin\.yaml/)).toEqual([expect.stringContaining('[KZ_FILE_BINARY]')])
})

test('an address of several services is reported once, and again when another service has it', async () => {
  const names = Array.from({ length: 200 }, (_, i) => `s${String(i).padStart(3, '0')}`)
  const one = await world({ 'many.yaml': names.map((name) => service(name)).join('') })
  const shared = () => said(one, /KZ_SERVICE_ADDRESS_SHARED/).map((line) => line.replace(/ \(give .*/, ''))
  const first =
    'many.yaml:6:1: error: Service default/s001 shares the clusterIP 10.0.0.1 with ' +
    'default/s000 at many.yaml:1:1, default/s002 at many.yaml:11:1, default/s003 at many.yaml:16:1 and 196 more'
  expect(shared()).toEqual([first])
  // An edit of one of the services, or a deleted one, is not reported again.
  const fewer = names.slice(2).map((name, i) => service(name, 'clusterIP: 10.0.0.1', 80 + (i % 2)))
  await changes(one, ['many.yaml', fewer.join('')])
  await changes(one, ['new.yaml', service('new')])
  await expect
    .poll(shared)
    .toEqual([
      first,
      expect.stringMatching(
        /^new\.yaml:1:1: error: Service default\/new shares the clusterIP 10\.0\.0\.1 with default\/s002 at many.yaml:1:1, .* and 195 more$/,
      ),
    ])
  await changes(one, ['many.yaml', service('s002', 'clusterIP: 10.0.0.2')], ['many.yaml', service('s002')])
  await expect
    .poll(() => shared().slice(2))
    .toEqual([
      'many.yaml:1:1: error: Service default/s002 shares the clusterIP 10.0.0.1 with default/new at new.yaml:1:1',
    ])
})

test('a duplicate object is reported once, and again after it was unique', async () => {
  const other = service('a', undefined, 81)
  const one = await world({ 'a.yaml': service('a'), 'b.yaml': other })
  const twice = () => said(one, /KZ_OBJECT_DUPLICATE/).length
  await changes(one, ['b.yaml', service('a', undefined, 82)], ['b.yaml', `# moved\n${other}`])
  expect(twice()).toBe(1)
  await changes(one, ['b.yaml', service('b')], ['b.yaml', other])
  await expect.poll(twice).toBe(2)
  // A definition that is equal for DNS is as good as none.
  await changes(one, ['b.yaml', service('a')], ['b.yaml', other])
  await expect.poll(twice).toBe(3)
})

const noErrors = (file: string) => `errors fixed: ${file}; no answer has changed`

test('a file whose errors are fixed is logged if no answer has changed', async () => {
  const one = await world({ 'a.yaml': service('a'), 'kubezone.yaml': 'paths: []\n' })
  const fixed = () => said(one, /errors fixed/)
  const broken = async (file: string, text: string, times: number) => {
    one.write(file, text)
    await expect.poll(() => said(one, new RegExp(`${file}:.*error:`)), { timeout: 5000 }).toHaveLength(times)
  }
  await broken('a.yaml', 'metadata: {', 1)
  one.write('a.yaml', `# as it was\n${service('a')}`)
  await expect.poll(fixed, { timeout: 5000 }).toEqual([noErrors('a.yaml')])

  await broken('a.yaml', 'metadata: {', 2)
  expect(await changes(one, ['a.yaml', service('a', 'clusterIP: 10.0.0.9')])).toEqual(['a.yaml'])
  await broken('kubezone.yaml', 'pahts: []\n', 1)
  one.write('kubezone.yaml', 'paths: []\n')
  await expect.poll(fixed, { timeout: 5000 }).toEqual([noErrors('a.yaml'), noErrors('kubezone.yaml')])
})

/**
 * `kubezone serve` from the ready line to the restart, while manifests appear, change, break and disappear.
 */
import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../support/ask.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { Kubezone } from './kubezone.ts'
import { freePort, nameOf, service } from './workplace.ts'

/** The time within which a saved file takes effect. */
const VISIBLE_MS = 1000

test('logs one line of JSON when it is ready, and answers on loopback of both families over UDP and TCP', async () => {
  const port = await freePort()
  const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
  const kubezone = await serve([folder, '--port', String(port)])
  const [first = ''] = kubezone.stdout.split('\n')
  expect(JSON.parse(first)).toMatchObject({ level: 'info', msg: kubezone.readyLine })
  expect(kubezone.readyLine).toMatch(
    new RegExp(
      `^kubezone \\S+ serving cluster\\.local\\. in-addr\\.arpa\\. ip6\\.arpa\\. on 127\\.0\\.0\\.1:${port}, \\[::1\\]:${port} \\(UDP and TCP\\): \\d+ names from \\d+ objects in 1 files$`,
    ),
  )
  for (const target of kubezone.targets) {
    for (const transport of ['udp', 'tcp'] as const) {
      const reply = await ask(target, { name: nameOf('web'), type: 'A' }, transport)
      expect(reply.answer).toEqual([`${nameOf('web')}. 5 IN A 10.96.0.20`])
    }
  }
  await kubezone.stop()
  expect(kubezone.stderr).toBe('')
})

test('logs text with --log-format text, and only warnings with -quiet', async () => {
  const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
  const kubezone = await serve([folder, ...ANY_PORT, '--log-format', 'text'])
  expect(kubezone.stdout).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: kubezone \S+ serving /)
  await kubezone.stop()
  const port = await freePort()
  const quiet = new Kubezone(['serve', folder, '--port', String(port), '--bind', '127.0.0.1', '-quiet'])
  onTestFinished(() => quiet.kill())
  const answers = async (): Promise<readonly string[]> => {
    const target = { address: '127.0.0.1', port }
    return (await ask(target, { name: nameOf('web'), type: 'A' }, 'tcp').catch(() => null))?.answer ?? []
  }
  await expect.poll(answers, { timeout: 10_000 }).toHaveLength(1)
  await quiet.stop()
  expect(quiet.output).toBe('')
})

test('follows edits, keeps the last good objects of a broken file, and restarts on the same ports', async () => {
  const place = workplace({
    'web.yaml': service('web', '10.96.0.20'),
    'db.yaml': service('db', '10.96.0.30'),
  })
  const port = await freePort()
  const args = [place.folder, '--port', String(port)]
  let kubezone = await serve(args)
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')

  place.write('web.yaml', service('web', '10.96.0.21'))
  await kubezone.resolves(nameOf('web'), '10.96.0.21', VISIBLE_MS)

  place.write('web.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web\nspec: [}\n')
  const complaint = await kubezone.says(/web\.yaml:\d+:\d+: error: /)
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.21')
  expect(await kubezone.resolve(nameOf('db'))).toBe('10.96.0.30')

  place.write('web.yaml', service('web', '10.96.0.22'))
  await kubezone.resolves(nameOf('web'), '10.96.0.22')
  expect(kubezone.messages.filter((line) => /web\.yaml:\d/.test(line))).toEqual([complaint])

  place.write('new.yaml', service('new', '10.96.0.40', 'shop'))
  await kubezone.resolves(nameOf('new', 'shop'), '10.96.0.40')
  place.remove('new.yaml')
  await kubezone.resolves(nameOf('new', 'shop'), 'NXDOMAIN')

  await kubezone.stop()
  kubezone = await serve(args)
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.22')
  expect(await kubezone.resolve(nameOf('new', 'shop'))).toBe('NXDOMAIN')

  await kubezone.kill()
  kubezone = await serve(args)
  expect(await kubezone.resolve(nameOf('db'))).toBe('10.96.0.30')
  await kubezone.stop()
})

test('an empty folder gives zones with their apex only, until manifests appear', async () => {
  const place = workplace()
  const kubezone = await serve([place.folder, ...ANY_PORT])
  expect(await kubezone.says(/holds no manifests/)).toContain(place.folder)
  expect(await kubezone.resolve('cluster.local', 'SOA')).toMatch(
    /^ns\.dns\.cluster\.local\. hostmaster\.cluster\.local\. \d+ 7200 1800 86400 5$/,
  )
  expect(await kubezone.resolve('cluster.local', 'NS')).toBe('ns.dns.cluster.local.')
  expect(await kubezone.resolve('svc.cluster.local')).toBe('NOERROR')
  expect(await kubezone.resolve(nameOf('web'))).toBe('NXDOMAIN')
  place.write('web.yaml', service('web', '10.96.0.20'))
  await kubezone.resolves(nameOf('web'), '10.96.0.20')
  await kubezone.stop()
})

/** Signals: stop, stop at once, reload. A killed process leaves nothing that blocks the next start. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { freePort, nameOf, service } from './workplace.ts'

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops the server with exit code 0', async (signal) => {
  const kubezone = await serve([workplace().folder, ...ANY_PORT])
  kubezone.signal(signal)
  expect(await kubezone.exited()).toBe(0)
  expect(kubezone.messages.at(-1)).toBe(`${signal} received, stopping`)
})

test('a second signal stops the server at once, with clients connected', async () => {
  const kubezone = await serve([workplace().folder, ...ANY_PORT])
  const { port, address } = kubezone.target
  // A client that keeps its side open, and never reads.
  const client = connect({ port, host: address, allowHalfOpen: true })
  onTestFinished(() => void client.destroy())
  client.on('error', () => undefined)
  await once(client, 'connect')
  kubezone.signal('SIGTERM')
  await kubezone.says(/SIGTERM received/)
  kubezone.signal('SIGINT')
  expect(await kubezone.exited()).toBe(0)
})

const BLOCK = 'cluster.local {\n    kubernetes\n}\n'

test.each(['SIGHUP', 'SIGUSR1'] as const)(
  '%s reloads: a good Corefile counts, a bad one does not',
  async (signal) => {
    const place = workplace({ Corefile: BLOCK, 'web.yaml': service('web', '10.96.0.20') })
    const kubezone = await serve([place.folder, ...ANY_PORT])
    expect(await kubezone.resolve('example.org', 'SOA')).toBe('REFUSED')

    place.write('Corefile', `${BLOCK}example.org {\n    kubernetes\n}\n`)
    kubezone.signal(signal)
    await kubezone.says(/^reloaded: serving cluster\.local\. example\.org\. /)
    expect(await kubezone.resolve('example.org', 'SOA')).toMatch(/^ns\.dns\.example\.org\. /)
    expect(await kubezone.resolve('web.default.svc.example.org')).toBe('10.96.0.20')

    place.write('Corefile', `${BLOCK}example.net {\n    kubernets\n}\n`)
    kubezone.signal(signal)
    expect(await kubezone.says(/Corefile:5:5: error: 'kubernets' is not a directive/)).toContain('kubernetes')
    await kubezone.says(/^reload failed, the old configuration stays in force/)
    expect(await kubezone.resolve('web.default.svc.example.org')).toBe('10.96.0.20')
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')

    place.write('Corefile', BLOCK)
    kubezone.signal(signal)
    await kubezone.says(/^reloaded: serving cluster\.local\. on /)
    expect(await kubezone.resolve('example.org', 'SOA')).toBe('REFUSED')
    await kubezone.stop()
    expect(kubezone.stderr).toBe('')
  },
)

test('a killed server starts again on the same port at once', async () => {
  const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
  const port = String(await freePort())
  for (let round = 0; round < 3; round++) {
    const kubezone = await serve([folder, '--port', port])
    // A TCP connection that is open when the process dies leaves its port in TIME_WAIT.
    const { address } = kubezone.target
    const client = connect(Number(port), address)
    client.on('error', () => undefined)
    await once(client, 'connect')
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    await kubezone.kill()
    client.destroy()
  }
})

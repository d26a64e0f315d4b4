/**
 * Stopping as in a rollout of a cluster: readiness fails first, queries are answered to the last, then the
 * process ends.
 */
import { expect, test } from 'vitest'
import { fetchPage, urlOf } from '../support/fetch-page.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import type { Kubezone } from './kubezone.ts'
import { until } from './until.ts'
import { nameOf, service } from './workplace.ts'

const ANY_PAGES = ['--health-port', '0', '--ready-port', '0', '--metrics-port', '0']

function pagesOf(kubezone: Kubezone): string[] {
  return (kubezone.readyLine ?? '').match(/http:\/\/\S+/g) ?? []
}

function corefile(health: string): string {
  return `cluster.local {\n    ${health}\n    ready\n    kubernetes\n}\n`
}

test('during lameduck /ready is 503 and queries are answered; then the process exits with 0', async () => {
  const place = workplace({
    Corefile: corefile('health {\n        lameduck 2s\n    }'),
    'web.yaml': service('web', '10.96.0.20'),
  })
  const kubezone = await serve([place.folder, ...ANY_PORT, ...ANY_PAGES])
  const health = urlOf(pagesOf(kubezone), '/health')
  const ready = urlOf(pagesOf(kubezone), '/ready')
  expect((await fetchPage(health)).status).toBe(200)
  expect((await fetchPage(ready)).status).toBe(200)
  const asked = performance.now()
  kubezone.signal('SIGTERM')
  await until('/ready is 503', async () => (await fetchPage(ready)).status === 503, 1000)
  await kubezone.says(/answered for another 2s \(lameduck\)/)
  let answers = 0
  while (performance.now() - asked < 1500) {
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    answers++
  }
  expect(answers).toBeGreaterThan(10)
  expect((await fetchPage(health)).status).toBe(200)
  expect(await kubezone.exited()).toBe(0)
  expect(performance.now() - asked).toBeGreaterThan(1900)
})

test('a second signal ends lameduck at once', async () => {
  const place = workplace({ Corefile: corefile('health {\n        lameduck 1m\n    }') })
  const kubezone = await serve([place.folder, ...ANY_PORT, ...ANY_PAGES])
  kubezone.signal('SIGTERM')
  await kubezone.says(/lameduck/)
  kubezone.signal('SIGTERM')
  expect(await kubezone.exited()).toBe(0)
})

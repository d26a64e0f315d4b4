/**
 * The manual's commands that dump the manifests and the Corefile of a cluster, run with a `kubectl` that
 * prints a `List` for each kind.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serve, workplace } from '../e2e/during-test.ts'
import { run } from '../e2e/kubezone.ts'
import { freePort, type Workplace } from '../e2e/workplace.ts'
import { blocksOf, ROOT, textOf } from '../support/manual.ts'

const PAGE = textOf('docs/howto/from-a-cluster.md')
const DUMP = join(import.meta.dirname, 'cluster-dump')
const COREFILE = join(ROOT, 'test/distributions/kubeadm/etc/coredns/Corefile')

/** As `kubectl get -o yaml` prints it. */
const CONFIG_MAP = JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'coredns', namespace: 'kube-system', uid: 'c0' },
  data: { Corefile: readFileSync(COREFILE, 'utf8') },
})

const KUBECTL = `#!/bin/sh
case "$*" in
  "get "*" -A -o yaml") cat "${DUMP}/$2.yaml" ;;
  "-n kube-system get configmap coredns -o yaml") cat "$(dirname "$0")/coredns.yaml" ;;
  "-n kube-system get configmap coredns-custom -o yaml") echo "Error: NotFound" >&2; exit 1 ;;
  *) echo "unexpected: kubectl $*" >&2; exit 1 ;;
esac
`

/** A folder with the files that the commands of the page have written. */
function dumped(): Workplace {
  const place = workplace({ 'bin/kubectl': KUBECTL, 'bin/coredns.yaml': CONFIG_MAP })
  chmodSync(place.path('bin/kubectl'), 0o755)
  const [manifests = '', configMaps = ''] = blocksOf(PAGE).map(({ text }) => text)
  const env = { ...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}` }
  const runs = (script: string) =>
    spawnSync('bash', ['-c', script], { cwd: place.folder, env, encoding: 'utf8' }).stderr
  expect(runs(`set -e\n${manifests}`)).toBe('')
  // A cluster of kubeadm has no second ConfigMap: kubectl says so, and leaves an empty file behind.
  expect(runs(configMaps)).toBe('Error: NotFound\n')
  return place
}

test('the commands write a file for each kind, and for each ConfigMap', () => {
  const place = dumped()
  const expected = [...readdirSync(DUMP), 'coredns.yaml', 'coredns-custom.yaml'].toSorted()
  expect(readdirSync(place.path('manifests')).toSorted()).toEqual(expected)
})

test('`kubezone check` reads their files without an error', async () => {
  const { folder } = dumped()
  const words = /^ {4}kubezone (check .*)$/m.exec(PAGE)?.[1]?.split(' ') ?? []
  const { code, stdout } = await run(words, { cwd: folder })
  expect(stdout).toMatch(/^0 errors, /m)
  expect(stdout).toMatch(/\b16 objects in 8 files\b/)
  expect(code).toBe(0)
})

test('`kubezone serve` answers from their files like the cluster', async () => {
  const { folder } = dumped()
  const port = String(await freePort())
  const words = /^ {4}kubezone serve (.*)$/m.exec(PAGE)?.[1]?.replace('1053', port).split(' ') ?? []
  const pages = ['--health-port', '0', '--ready-port', '0', '--metrics-port', '0']
  const kubezone = await serve([...pages, ...words], { cwd: folder })
  await kubezone.resolves('web.shop.svc.cluster.local', '10.96.77.12')
  await kubezone.resolves('db.shop.svc.cluster.local', '10.244.1.20')
  await kubezone.resolves('db-0.db.shop.svc.cluster.local', '10.244.1.20')
  await kubezone.stop()
})

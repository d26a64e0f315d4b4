/** `kubezone explain NAME`, by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from './run-command.ts'

const COREDNS = `apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    . {
        template ANY ANY svc.cluster.local {
            rcode NXDOMAIN
        }
        kubernetes cluster.local
    }
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {clusterIP: 10.96.0.9, ports: [{port: 80}]}
`

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-explain-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('names the Corefile of a ConfigMap that it does not use', async () => {
  const folder = folderOf({ 'a.yaml': COREDNS })
  const { out, errors, code } = await run('explain', 'web', 'A', folder)
  expect([errors, code]).toEqual([
    'kubezone: the Corefile of a ConfigMap is not used here; use it with --conf configmap:kube-system/coredns\n',
    0,
  ])
  expect(out).toContain('built-in Corefile')
  writeFileSync(join(folder, 'b.yaml'), COREDNS.replace('name: coredns', 'name: node-local-dns'))
  expect((await run('explain', 'web', 'A', folder)).errors).toBe(
    'kubezone: the Corefiles of ConfigMaps are not used here; use one with --conf configmap:kube-system/coredns or configmap:kube-system/node-local-dns\n',
  )
})

test('is silent with a Corefile', async () => {
  const folder = folderOf({ 'a.yaml': COREDNS })
  const used = await run('explain', 'web', 'A', '--conf', 'configmap:kube-system/coredns', folder)
  expect([used.errors, used.code]).toEqual(['', 1])
  expect(used.out).toContain('template')
  writeFileSync(join(folder, 'Corefile'), '. {\n    kubernetes cluster.local\n}\n')
  expect((await run('explain', 'web', 'A', folder)).errors).toBe('')
})

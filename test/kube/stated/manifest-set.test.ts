import { expect, test } from 'vitest'
import { AppliedCluster } from '../../../src/kube/applied/applied-cluster.ts'
import { applyOptions } from '../../../src/kube/applied/apply-options.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { objectKey } from '../../../src/kube/model/keys.ts'
import { ManifestSet } from '../../../src/kube/stated/manifest-set.ts'
import { complete } from '../../../src/zone/steps.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}}}
`

test('an object that moves in its file is no change, and its pods have the new place', () => {
  const set = new ManifestSet()
  const write = (text: string) =>
    complete(set.apply([{ file: 'web.yaml', objects: parseManifest(text, 'web.yaml').objects }]))
  const { transitions } = write(`# Source: chart/web.yaml\n${DEPLOYMENT}`)
  const applied = new AppliedCluster(applyOptions({ hasBuiltInServices: false }), null)
  const [pod, ...rest] = complete(applied.follow(transitions, () => [])).flatMap(({ after }) =>
    after?.kind === 'Pod' ? [after] : [],
  )
  expect(rest).toEqual([])
  const before = pod?.location.place
  expect(before).toEqual({ file: 'web.yaml', line: 2, column: 1, source: 'chart/web.yaml' })
  expect(write(`# one\n# two\n---\n${DEPLOYMENT}`).transitions).toEqual([])
  const now = { file: 'web.yaml', line: 4, column: 1 }
  expect(pod?.location.place).toEqual(now)
  const [object] = transitions.flatMap(({ after }) => after ?? [])
  if (object === undefined) throw new Error('the Deployment has not appeared')
  expect(set.definitionsOf(objectKey(object)).map(({ location }) => location.place)).toEqual([now])
  // A place that a diagnostic already holds stays unchanged.
  expect(before).toEqual({ file: 'web.yaml', line: 2, column: 1, source: 'chart/web.yaml' })
})

/**
 * The form of the tables of verdicts: what an API server says to an object, and what kubezone makes of it.
 * The verdicts are those of Kubernetes 1.37.
 *
 * A table has an object a line: `KIND METADATA | FIELDS | NAMED`. `KIND` may have the apiVersion before it;
 * `METADATA` may be left out. `\n` in `FIELDS` begins a line. `NAMED` is the field that the diagnostic names.
 */
import { expect, test } from 'vitest'
import { parseManifest } from '../../../../src/kube/manifest/manifest.ts'

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
}

export interface Verdicts {
  /** An API server takes these: they are served without a word. */
  readonly taken: string
  /** An API server refuses these for a field that is missing: they are served, with a warning. */
  readonly lacking: string
  /** An API server refuses these: nothing of them is served. */
  readonly refused: string
}

export function judges({ taken, lacking, refused }: Verdicts): void {
  test.each(rowsOf(taken))('takes %s', (row) => {
    const { objects, refused: identities, diagnostics } = parse(row)
    // An API server drops unknown fields, if kubectl does not ask it to refuse them.
    expect(diagnostics.filter(({ code }) => code !== 'KZ_OBJECT_UNKNOWN_FIELD')).toEqual([])
    expect([objects.length, identities]).toEqual([row.startsWith('CronJob') ? 0 : 1, []])
  })

  test.each(rowsOf(lacking))('serves %s with a warning', (row) => {
    const { objects, refused: identities, diagnostics, named } = parse(row)
    expect([objects.length, identities]).toEqual([row.startsWith('CronJob') ? 0 : 1, []])
    expect(diagnostics[0]).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining(` ${named}`),
    })
  })

  test.each(rowsOf(refused))('refuses %s', (row) => {
    const { objects, refused: identities, namespaces, diagnostics, named } = parse(row)
    expect({ objects, namespaces }).toEqual({ objects: [], namespaces: [] })
    expect(identities).toHaveLength(1)
    const [first] = diagnostics.filter(({ severity }) => severity === 'error')
    expect(first?.message).toContain(`: ${named} `)
  })
}

function rowsOf(table: string): string[] {
  return table.split('\n').filter((line) => line !== '')
}

function parse(row: string): ReturnType<typeof parseManifest> & { readonly named: string } {
  const [what = '', fields = '', named = ''] = row.split(' | ')
  const [, apiVersion, kind = '', metadata] = /^(?:(\S+\/?\S*) )?([A-Za-z]+)(?: (\{.*))?$/.exec(what) ?? []
  const version = apiVersion ?? VERSIONS[kind] ?? 'v1'
  const text = `apiVersion: ${version}\nkind: ${kind}\nmetadata: ${metadata ?? '{name: web}'}\n${fields.replaceAll('\\n', '\n')}\n`
  return { ...parseManifest(text, 'web.yaml'), named }
}

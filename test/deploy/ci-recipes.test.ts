/** Runs the programs of the page about CI unchanged. */
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { expect, test } from 'vitest'
import { workplace } from '../e2e/during-test.ts'
import { MAIN } from '../e2e/kubezone.ts'
import { freePort, type Workplace } from '../e2e/workplace.ts'
import { fileIn } from '../support/manual.ts'
import { needs } from '../support/needs.ts'

const WEB = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`

/** A folder with manifests, and with `kubezone` on the PATH. */
function prepared(files: Readonly<Record<string, string>>): Workplace {
  const program = `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`
  const place = workplace({ 'manifests/web.yaml': WEB, 'bin/kubezone': program, ...files })
  chmodSync(place.path('bin/kubezone'), 0o755)
  return place
}

function run(place: Workplace, ...words: readonly string[]): { status: number | null; stdout: string } {
  const [program = '', ...args] = words
  const env = { ...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}` }
  const { status, stdout } = spawnSync(program, args, {
    cwd: place.folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout }
}

test('a job starts a server, asks it and stops it', { timeout: 70_000, ...needs('dig') }, async () => {
  const script = fileIn('docs/howto/ci.md', 'job.sh').replaceAll('1053', String(await freePort()))
  const place = prepared({ 'job.sh': script })
  const { status, stdout } = run(place, 'bash', '-e', 'job.sh')
  const answers = stdout.split('\n').filter((line) => /^[\d.]+$/.test(line))
  expect([status, answers]).toEqual([0, ['127.89.138.76']])
})

test('a suite starts a server at a free port, asks it and stops it', { timeout: 70_000 }, () => {
  const place = prepared({ 'suite.mjs': fileIn('docs/howto/ci.md', 'suite.mjs') })
  const { status, stdout } = run(place, process.execPath, 'suite.mjs')
  expect([status, stdout]).toEqual([0, "[ '10.109.249.24' ]\n"])
})

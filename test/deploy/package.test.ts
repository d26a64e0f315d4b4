/** The package of `npm pack`: its files, and a run in a folder without other packages. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ANY_PORT, serve, workplace } from '../e2e/during-test.ts'
import { MAIN, run } from '../e2e/kubezone.ts'
import { nameOf, service } from '../e2e/workplace.ts'

const ROOT = join(import.meta.dirname, '../..')
const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** A file of 256 KiB is parsed in a worker thread. */
const LARGE = `# ${'x'.repeat(300_000)}\n`

test('the package runs by itself, with a parser thread, pages and a lookup', async () => {
  const place = workplace()
  // The prepack script does not run: dist/ is built, and other tests run from it.
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', place.folder]
  const file = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }).trim()
  execFileSync('tar', ['-xzf', place.path(file), '-C', place.folder])
  const main = place.path('package/dist/main.js')
  expect(await run(['--version'], { main })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })

  place.write('package/zones/large.yaml', LARGE + service('large', '10.96.9.9'))
  place.write('Corefile', 'cluster.local {\n    kubernetes\n    prometheus 127.0.0.1:0\n}\n')
  const server = await serve([place.path('package/zones'), '--conf', place.path('Corefile'), ...ANY_PORT], {
    main,
  })
  expect(await server.resolve(nameOf('large'))).toBe('10.96.9.9')
  const [page = ''] = /http:\S+\/metrics/.exec(server.readyLine ?? '') ?? []
  expect(await (await fetch(page)).text()).toContain('process_cpu_seconds_total')
  const { address, port } = server.target
  const asked = await run(['lookup', 'kubernetes', '--server', `${address}#${port}`], { main })
  expect(asked.stdout).toContain(`${nameOf('kubernetes')}. 5 IN A `)
  await server.stop()
})

test('the bundle has the licence of every package that is compiled in', () => {
  const licences = readFileSync(join(MAIN, '../LICENSES.txt'), 'utf8')
  const named = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+: /gm)].map((match) => match[1])
  expect(named).toEqual(expect.arrayContaining(Object.keys(dependencies)))
})

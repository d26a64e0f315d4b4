/** The Containerfile: its instructions, and the server that its steps make. */
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Namespace, whyNoNamespace } from '../clients/namespace.ts'
import { workplace } from '../e2e/during-test.ts'
import { Kubezone } from '../e2e/kubezone.ts'
import { nameOf, service } from '../e2e/workplace.ts'
import { unless, whyMissing } from '../support/needs.ts'
import { build, parseContainerfile, restOf, stagesOf, wordsOf } from './containerfile.ts'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'Containerfile'), 'utf8')
const instructions = parseContainerfile(text)
const stages = stagesOf(instructions)
const last = stages.at(-1) ?? []

describe('the Containerfile', () => {
  test('has instructions that are known, on one line each', () => {
    const known = /^(?:ARG|FROM|WORKDIR|COPY|RUN|ENV|USER|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD)$/
    for (const { name, rest } of instructions) {
      expect(name).toMatch(known)
      expect(rest).not.toMatch(/\\$/)
    }
  })

  test('begins with the official image of Node.js, its version pinned, and from no registry in particular', () => {
    expect(instructions[0]?.rest).toMatch(/^NODE=node:\d+-\w+-slim$/)
    for (const [from] of stages) expect(from?.rest).toMatch(/^\$\{NODE\}( AS \w+)?$/)
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const [least = NaN] = String(engines.node).match(/\d+/g)?.map(Number) ?? []
    expect(Number(/node:(\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(least)
  })

  test('makes an image that is not root, stops as asked, and says where it listens', () => {
    expect(restOf(last, 'USER')).toBe('node')
    expect(restOf(last, 'EXPOSE')).toBe('53/udp 53/tcp')
    expect(restOf(last, 'STOPSIGNAL')).toBe('SIGTERM')
    expect(wordsOf(last, 'ENTRYPOINT')).toEqual(['node', '/kubezone/dist/main.js'])
    expect(wordsOf(last, 'CMD')[0]).toBe('serve')
  })

  test('copies what is there, and what is not ignored', () => {
    const ignore = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')
    expect(ignore).toContain('*')
    const copied = stages[0]?.flatMap(({ name, rest }) =>
      name === 'COPY' ? rest.split(' ').slice(0, -1) : [],
    )
    expect(copied?.toSorted()).toEqual(
      ignore.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : [])).toSorted(),
    )
    for (const path of copied ?? []) expect(existsSync(join(ROOT, path)), path).toBe(true)
  })
})

test('its steps make a server that answers on port 53, is not root, is healthy and stops', {
  timeout: 120_000,
  ...unless(whyNoNamespace() ?? whyMissing('npm', 'setpriv', 'dig')),
}, async (context) => {
  const place = workplace({ 'manifests/web.yaml': service('web', '10.96.0.20') })
  const root = buildOffline(place.path('stages'))
  if (root === null) {
    context.skip('npm has not all packages in its cache')
    return
  }
  // The bundle has the packages, and their licences lie beside it.
  expect(readdirSync(join(root, 'kubezone')).toSorted()).toEqual(['dist', 'package.json'])
  expect(readFileSync(join(root, 'kubezone/dist/LICENSES.txt'), 'utf8')).toMatch(/^pino [\d.]+: MIT$/m)
  chmodSync(place.folder, 0o755)

  const namespace = Namespace.open()
  onTestFinished(() => namespace.close())
  // Docker sets this in its containers, too.
  await namespace.run('sh', '-c', 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start')
  const inside = (words: readonly string[]): string[] =>
    words.map((word) =>
      word === 'node' ? process.execPath : word.replace(/^\/kubezone\//, `${root}/kubezone/`),
    )
  const health = async (): Promise<number> => {
    const [command = '', ...args] = inside(wordsOf(last, 'HEALTHCHECK'))
    return (await namespace.run(command, ...args)).code
  }
  expect(await health()).toBe(1)
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs']
  const [, ...args] = wordsOf(last, 'CMD')
  const kubezone = await Kubezone.serve(
    args.map((word) => (word === '/manifests' ? place.path('manifests') : word)),
    { prefix: [...namespace.prefix, ...nobody], main: inside(wordsOf(last, 'ENTRYPOINT'))[1] ?? '' },
  )
  onTestFinished(() => kubezone.kill())
  expect(await health()).toBe(0)
  const { output } = await namespace.run('dig', '+short', '@127.0.0.1', nameOf('web'))
  expect(output).toBe('10.96.0.20\n')
  await kubezone.stop()
})

/** The root folder of the last stage; `null` if npm would have to download packages. */
function buildOffline(folder: string): string | null {
  try {
    return build(stages, { context: ROOT, folder })
  } catch (problem) {
    if (String(problem).includes('ENOTCACHED')) return null
    throw problem
  }
}

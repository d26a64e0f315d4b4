/** The answers of `file` equal those of NSD for the same zone file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../e2e/until.ts'
import { freePort } from '../../e2e/workplace.ts'
import { ask, type Target } from '../../support/ask.ts'
import { openWorld, type World } from '../../support/world.ts'
import { findProgram, needs } from '../../support/needs.ts'
import { EXAMPLE_ZONE, EXPANDED_ZONE, QUESTIONS } from './zone-texts.ts'
import { removeFolder } from '../../support/remove-folder.ts'

const NSD = findProgram('nsd')

function configuration(folder: string, port: number): string {
  return `server:
  server-count: 1
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${join(folder, 'nsd.pid')}"
  xfrdfile: "${join(folder, 'xfrd.state')}"
  zonelistfile: "${join(folder, 'zone.list')}"
  logfile: "${join(folder, 'nsd.log')}"
  minimal-responses: no
remote-control:
  control-enable: no
zone:
  name: "example.org"
  zonefile: "db"
`
}

/** `NAME TYPE`; a name without a final dot is below example.org. */
async function look(target: Target, question: string) {
  const [name = '', written = ''] = question.split(' ')
  const type = /^TYPE\d+$/.test(written) ? Number(written.slice(4)) : (NUMBERS[written] ?? written)
  const full = name.endsWith('.') ? name : `${name}.example.org.`
  const reply = await ask(target, { name: full, type, payload: 1232 })
  const [answer, authority, additional] = [reply.answer, reply.authority, reply.additional].map((list) => {
    return list.toSorted()
  })
  return { rcode: reply.rcode, flags: reply.flags, answer, authority, additional }
}

const NUMBERS: Readonly<Record<string, number>> = { DNAME: 39 }

describe('beside NSD', needs('nsd'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-nsd-'))
  let nsd: ChildProcess | null = null
  let world: World
  let target: Target
  beforeAll(async () => {
    const port = await freePort()
    writeFileSync(join(folder, 'db'), EXPANDED_ZONE)
    writeFileSync(join(folder, 'nsd.conf'), configuration(folder, port))
    nsd = spawn(NSD ?? '', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' })
    target = { address: '127.0.0.1', port }
    world = await openWorld({ db: EXAMPLE_ZONE, Corefile: 'example.org {\n file db\n}\n' })
    await until('NSD answers', async () => (await look(target, 'web A').catch(() => null)) !== null, 15_000)
  }, 20_000)
  afterAll(async () => {
    await world?.close()
    nsd?.kill()
    removeFolder(folder)
  })

  test.each(QUESTIONS)('%s', async (question) => {
    expect(await look(world.target, question)).toEqual(await look(target, question))
  })
})

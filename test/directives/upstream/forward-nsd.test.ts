/** `forward` relays the replies of NSD unchanged. */
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../e2e/workplace.ts'
import { ask, type Target } from '../../support/ask.ts'
import { world } from '../../site/manifests/manifest-world.ts'
import { needs } from '../../support/needs.ts'
import { removeFolder } from '../../support/remove-folder.ts'

const ZONE = `$ORIGIN example.org.
$TTL 60
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns
ns A 10.0.0.53
web A 10.0.0.1
web AAAA fd00::1
alias CNAME web
mail MX 10 web
service SRV 1 2 80 web
big TXT ${Array.from({ length: 20 }, (_, i) => `"${String(i).padStart(200, 'x')}"`).join(' ')}
`
const QUESTIONS = [
  ['web', 'A'],
  ['alias', 'AAAA'],
  ['mail', 'MX'],
  ['service', 'SRV'],
  ['big', 'TXT'],
  ['nothing', 'A'],
  ['web', 'CAA'],
] as const

describe('forward before NSD', () => {
  it('relays the replies of NSD', { timeout: 20_000, ...needs('nsd') }, async () => {
    const nsd = await startNsd()
    const front = await world({
      Corefile: `. {\n bind 127.0.0.1\n forward . 127.0.0.1:${nsd.port}\n}\n`,
    })
    for (const transport of ['udp', 'tcp'] as const) {
      for (const [label, type] of QUESTIONS) {
        const question = { name: `${label}.Example.org`, type, payload: 1232 }
        const { edns: _, octets: __, ...direct } = await ask(nsd, question, transport)
        const relayed = await ask(front.target, question, transport)
        expect(relayed, `${label} ${type} ${transport}`).toMatchObject(
          // Each server truncates a reply in its own way.
          direct.flags.includes('tc') ? { rcode: direct.rcode, flags: direct.flags } : direct,
        )
      }
    }
  })
})

async function startNsd(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-nsd-'))
  const target = { address: '127.0.0.1', port: await freePort() }
  writeFileSync(join(folder, 'example.org'), ZONE)
  const lines = [
    'server:',
    ` ip-address: 127.0.0.1@${target.port}`,
    ` zonesdir: "${folder}"`,
    ` pidfile: "${folder}/pid"`,
    ` zonelistfile: "${folder}/list"`,
    ` xfrdfile: "${folder}/xfrd"`,
    ` xfrdir: "${folder}"`,
    ' username: ""',
    ' chroot: ""',
    ' server-count: 1',
    'remote-control:',
    ' control-enable: no',
    'zone:',
    ' name: example.org',
    ' zonefile: example.org',
  ]
  writeFileSync(join(folder, 'nsd.conf'), `${lines.join('\n')}\n`)
  const nsd = spawn('nsd', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' })
  onTestFinished(() => {
    nsd.kill()
    removeFolder(folder)
  })
  await expect
    .poll(
      () => ask(target, { name: 'web.example.org', type: 'A' }, 'tcp').then(({ rcode }) => rcode, String),
      {
        timeout: 8000,
      },
    )
    .toBe('NOERROR')
  return target
}

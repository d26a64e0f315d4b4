/**
 * systemd-resolved, configured as in the manual: it sends names of the cluster to kubezone, and all others to
 * the previous server. It runs in namespaces of its own, with a bus of its own.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workplace } from '../e2e/during-test.ts'
import { MAIN } from '../e2e/kubezone.ts'
import { blocksOf, ROOT, textOf } from '../support/manual.ts'
import { unless, whyMissing } from '../support/needs.ts'

/** The tree of systemd-resolved: installed, or unpacked by `.ci/run`. */
const TREES = ['', '/usr/local/lib/systemd-resolved']
const TREE = TREES.find((tree) => existsSync(`${tree}/lib/systemd/systemd-resolved`))

/** `--kill-child` ends the processes that the script leaves running. */
const IN_NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'bash']

function whyNot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'namespaces need Linux, and root'
  if (TREE === undefined) return 'systemd-resolved is neither installed nor unpacked by .ci/run'
  const missing = whyMissing('dbus-daemon', 'ip', 'unshare')
  if (missing !== null) return missing
  const { status } = spawnSync('unshare', [...IN_NAMESPACES, '-c', 'mount -t tmpfs tmpfs /run'])
  if (status !== 0) return 'no namespaces of network, mounts and processes here'
  return spawnSync(`${TREE}/usr/bin/resolvectl`, ['--version']).status === 0
    ? null
    : 'resolvectl does not run'
}

const [LINK = '', SERVE = '', , SEARCH = ''] = blocksOf(
  /## Linux with systemd-resolved[^]*?\n## /.exec(textOf('docs/howto/laptop.md'))?.[0] ?? '',
).map(({ text }) => text)

const BUS = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/>
    <allow send_type="method_call"/> <allow send_type="signal"/>
    <allow send_type="method_return"/> <allow send_type="error"/>
    <allow receive_type="method_call"/> <allow receive_type="signal"/>
    <allow receive_type="method_return"/> <allow receive_type="error"/>
  </policy>
</busconfig>
`
const QUIET = '[Resolve]\nFallbackDNS=\nLLMNR=no\nMulticastDNS=no\nDNSSEC=no\n'

interface Machine extends SpawnSyncReturns<string> {
  /** The queries that each of the two servers received, by name. */
  readonly cluster: readonly string[]
  readonly other: readonly string[]
}

/** Runs `ask` on a machine whose resolver `link` has configured. */
function runMachine(commands: { link: string; ask: string; settings?: string }): Machine {
  const place = workplace({
    // The built-in configuration, and a log line for names of other zones too, which are REFUSED.
    'Corefile.cluster':
      '. {\n log . "asked {name}"\n acl example.org {\n block\n }\n kubernetes cluster.local in-addr.arpa ip6.arpa\n}\n',
    'Corefile.other':
      '. {\n bind 192.0.2.2\n log . "asked {name}"\n hosts {\n  192.0.2.80 www.example.org\n }\n}\n',
    'resolved.conf': QUIET + (commands.settings ?? ''),
    'bus.conf': BUS,
  })
  cpSync(join(ROOT, 'zones'), place.path('zones'), { recursive: true })
  const ran = spawnSync('unshare', [...IN_NAMESPACES, join(import.meta.dirname, 'resolved-machine.sh')], {
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: `${process.env['PATH']}:/usr/sbin:/sbin`,
      LC_ALL: 'C',
      WORK: place.folder,
      KUBEZONE: `${process.execPath} ${MAIN}`,
      RESOLVED: `${TREE}/lib/systemd/systemd-resolved`,
      RESOLVECTL: `${TREE}/usr/bin/resolvectl`,
      LINK: commands.link,
      SERVE: `${SERVE.trim()} --conf Corefile.cluster`,
      ASK: commands.ask,
    },
  })
  const asked = (log: string): string[] => [
    ...new Set(
      Array.from(readFileSync(place.path(log), 'utf8').matchAll(/asked (\S+?)"/g), ([, one = '']) => one),
    ),
  ]
  return { ...ran, cluster: asked('cluster.log'), other: asked('other.log') }
}

describe('systemd-resolved', { timeout: 90_000, ...unless(whyNot()) }, () => {
  test('sends names and addresses of the cluster to kubezone, and all others elsewhere', () => {
    const questions = [
      'kubia.default.svc.cluster.local',
      '10.96.111.249',
      'www.example.org',
      'nope.default.svc.cluster.local',
      '172.16.0.1',
    ]
    const ask = questions.map((name) => `resolvectl query ${name} 2>&1`).join('\n')
    const { stdout, cluster, other } = runMachine({ link: LINK, ask })
    expect(stdout).toMatch(/^kubia\.default\.svc\.cluster\.local: 10\.96\.111\.249 .*-- link: kubezone0$/m)
    expect(stdout).toMatch(/^10\.96\.111\.249: kubia\.default\.svc\.cluster\.local .*-- link: kubezone0$/m)
    expect(stdout).toMatch(/^www\.example\.org: 192\.0\.2\.80 .*-- link: net0$/m)
    expect(stdout).toMatch(/^nope\.default\.svc\.cluster\.local: .*not found/m)
    expect(cluster.toSorted()).toEqual([
      '249.111.96.10.in-addr.arpa.',
      'kubia.default.svc.cluster.local.',
      'nope.default.svc.cluster.local.',
    ])
    expect(other).toContain('www.example.org.')
    expect(other).toContain('1.0.16.172.in-addr.arpa.')
    expect(
      other.filter((name) => name.endsWith('.cluster.local.') || name.endsWith('.10.in-addr.arpa.')),
    ).toEqual([])
  })

  test('completes short names with a domain to search', () => {
    const { stdout, other } = runMachine({ link: LINK + SEARCH, ask: 'resolvectl query kubia 2>&1' })
    expect(stdout).toMatch(/10\.96\.111\.249/)
    expect(other).toEqual([])
  })

  test('asks a server of resolved.conf for every name, whatever its domains are', () => {
    const { cluster } = runMachine({
      // Keeps the address, and removes the server of the link.
      link: LINK.replace(/^resolvectl .*\n/gm, ''),
      settings: 'DNS=169.254.20.10:1053\nDomains=~cluster.local\n',
      ask: 'resolvectl query www.example.org 2>&1',
    })
    expect(cluster).toContain('www.example.org.')
  })
})

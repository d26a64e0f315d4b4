/**
 * The systemd unit: its settings, the verdict of systemd on it, and its life under a real systemd, which runs
 * in namespaces of its own as the user manager of root. Settings that a user manager cannot apply (a dynamic
 * user, some mounts) are left out.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workplace } from '../e2e/during-test.ts'
import { MAIN } from '../e2e/kubezone.ts'
import { freePort, nameOf, service } from '../e2e/workplace.ts'
import { needs, unless, whyMissing } from '../support/needs.ts'

const UNIT = readFileSync(join(import.meta.dirname, '../../deploy/kubezone.service'), 'utf8')
const SYSTEMD = '/lib/systemd/systemd'

/** The values of each `Section.Key`. */
function settingsOf(unit: string): Map<string, string[]> {
  const settings = new Map<string, string[]>()
  let section = ''
  for (const line of unit.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const header = /^\[(\w+)\]$/.exec(line)?.[1]
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (header !== undefined) section = header
    else settings.set(`${section}.${key}`, [...(settings.get(`${section}.${key}`) ?? []), value])
  }
  return settings
}

function analyze(...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('the unit', () => {
  const settings = settingsOf(UNIT)
  const serviceSetting = (key: string): string => (settings.get(`Service.${key}`) ?? []).join(' ')

  test('has no root, and one capability', () => {
    expect([...settings.keys()]).not.toContain('Service.User')
    expect(serviceSetting('DynamicUser')).toBe('yes')
    expect(serviceSetting('AmbientCapabilities')).toBe('CAP_NET_BIND_SERVICE')
    expect(serviceSetting('CapabilityBoundingSet')).toBe('CAP_NET_BIND_SERVICE')
    expect(serviceSetting('NoNewPrivileges')).toBe('yes')
    expect(serviceSetting('ProtectSystem')).toBe('strict')
  })

  test('starts again after a failure, and reloads', () => {
    expect(serviceSetting('Restart')).toBe('on-failure')
    expect(serviceSetting('ExecReload')).toBe('/bin/kill -HUP $MAINPID')
  })

  test('leaves V8 its memory', () => {
    expect([...settings.keys()]).not.toContain('Service.MemoryDenyWriteExecute')
  })

  test(
    'passes `systemd-analyze verify`, and has an exposure of at most 2.5 in `security`',
    needs('systemd-analyze'),
    () => {
      const place = workplace({
        'kubezone.service': UNIT.replaceAll('/usr/local/bin/kubezone', process.execPath),
      })
      const unit = place.path('kubezone.service')
      expect(analyze('verify', unit)).toEqual({ status: 0, output: '' })
      const { status, output } = analyze('security', '--no-pager', '--offline=true', '--threshold=25', unit)
      expect(status, output).toBe(0)
    },
  )
})

/** Settings that the user manager of root cannot apply, or that would hide dist/ in a home or in /tmp. */
const NOT_HERE = /^(?:DynamicUser|ProtectHome|PrivateTmp|ProtectKernelLogs|ProtectKernelTunables)=.*\n/gm

/**
 * The script of the life of the service; each step prints its result. `$1` is the served folder, `$2` the
 * port.
 */
const LIFE = `
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/xdg/systemd/user
chmod 700 /run/xdg
export XDG_RUNTIME_DIR=/run/xdg
cp "$1/kubezone.service" /run/xdg/systemd/user/
${SYSTEMD} --user --log-target=null &
for i in $(seq 100); do systemctl --user is-system-running >/dev/null 2>&1 && break; sleep 0.1; done
state() { systemctl --user show kubezone -p "$1" --value; }
ask() { dig +short +time=2 +tries=1 @127.0.0.1 -p "$2" ${nameOf('web')}; }
systemctl --user start kubezone; status=$?; echo "started $status"
[ $status = 0 ] || { systemctl --user status kubezone >&2; exit; }
pid=$(state MainPID)
[ "$(cat /run/xdg/kubezone/kubezone.pid)" = "$pid" ] && echo "pid told"
echo "answer $(ask "$@")"
awk '/^CapEff|^CapBnd|^NoNewPrivs/ { print $1, $2 }' /proc/$pid/status
systemctl --user reload kubezone; echo "reloaded $? $(ask "$@")"
kill -KILL $pid
for i in $(seq 100); do [ "$(state MainPID)" != $pid ] && [ "$(state ActiveState)" = active ] && break; sleep 0.1; done
echo "again $(ask "$@")"
systemctl --user stop kubezone; echo "stopped $? $(state Result) $(state ExecMainStatus)"
[ -e /run/xdg/kubezone ] || echo "nothing left"
echo nonsense { > "$1/served/Corefile"
systemctl --user start kubezone; echo "bad start $? $(state ExecMainStatus)"
`

/** Why systemd cannot run here; `null` if it can. */
function whyNoSystemd(): string | null {
  if (process.getuid?.() !== 0) return 'namespaces need root'
  const missing = whyMissing('unshare', 'systemctl', 'dig')
  if (missing !== null) return missing
  if (!existsSync(SYSTEMD)) return 'install systemd'
  const { status, stderr } = inNamespaces('mount -t tmpfs tmpfs /run')
  return status === 0 ? null : `no namespaces: ${stderr}`
}

function inNamespaces(script: string, ...args: readonly string[]) {
  const isolate = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  // A process group of its own: signals of the script to its group do not reach the tests.
  return spawnSync('setsid', ['unshare', ...isolate, 'bash', '-c', script, 'bash', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
}

test('starts when it answers, reloads, restarts and stops', {
  timeout: 90_000,
  ...unless(whyNoSystemd()),
}, async () => {
  const port = String(await freePort())
  const place = workplace({ 'served/web.yaml': service('web', '10.96.0.20') })
  chmodSync(place.folder, 0o755)
  const unit = UNIT.replace(NOT_HERE, '')
    .replaceAll('/usr/local/bin/kubezone', `${process.execPath} ${MAIN}`)
    .replaceAll('/etc/kubezone', place.path('served'))
    .replace('--port 53', `--port ${port}`)
  place.write('kubezone.service', unit)
  const { stdout, stderr } = inNamespaces(LIFE, place.folder, port)
  const bindService = (1 << 10).toString(16).padStart(16, '0')
  expect(stdout.trimEnd().split('\n'), stderr).toEqual([
    'started 0',
    'pid told',
    'answer 10.96.0.20',
    `CapEff: ${bindService}`,
    `CapBnd: ${bindService}`,
    'NoNewPrivs: 1',
    'reloaded 0 10.96.0.20',
    'again 10.96.0.20',
    'stopped 0 success 0',
    'nothing left',
    'bad start 1 1',
  ])
})

/** Port 53 without root, and the warning for root. */
import { expect, onTestFinished, test } from 'vitest'
import { Namespace, whyNoNamespace } from '../clients/namespace.ts'
import { serve, workplace } from '../e2e/during-test.ts'
import { run, whyNotNobody } from '../e2e/kubezone.ts'
import { unless, whyMissing } from '../support/needs.ts'

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const CAPABILITY = ['--inh-caps', '+net_bind_service', '--ambient-caps', '+net_bind_service']
const WARNING = /kubezone runs as root, .*CAP_NET_BIND_SERVICE/

const POSSIBLE = unless(whyNoNamespace() ?? whyNotNobody() ?? whyMissing('setpriv'))

function namespace(): Namespace {
  const opened = Namespace.open()
  onTestFinished(() => opened.close())
  return opened
}

test('the capability is enough for port 53, without a warning', POSSIBLE, async () => {
  const prefix = [...namespace().prefix, ...NOBODY, ...CAPABILITY]
  const kubezone = await serve([workplace().folder, '--port', '53'], { prefix })
  expect(kubezone.target.port).toBe(53)
  await kubezone.stop()
  expect(kubezone.output).not.toMatch(WARNING)
})

test('without the capability the error names three remedies', POSSIBLE, async () => {
  const prefix = [...namespace().prefix, ...NOBODY]
  const { code, stderr } = await run(['serve', workplace().folder, '--port', '53'], { prefix })
  expect(code).toBe(1)
  for (const help of ['--port', 'net.ipv4.ip_unprivileged_port_start=53', 'CAP_NET_BIND_SERVICE'])
    expect(stderr).toContain(help)
})

test('root with a privileged port gets a warning; with another port it gets none', POSSIBLE, async () => {
  const { prefix } = namespace()
  const kubezone = await serve([workplace().folder, '--port', '53'], { prefix })
  await kubezone.says(WARNING)
  await kubezone.stop()
  const other = await serve([workplace().folder, '--port', '1053'], { prefix })
  await other.stop()
  expect(other.output).not.toMatch(WARNING)
})

/** The flags that describe a cluster, as the settings that a site gets. */
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addClusterOptions, type ClusterFlags, clusterSettings } from '../../src/cli/cluster-options.ts'
import { readRanges } from '../../src/kube/applied/apply-options.ts'

function settings(...words: readonly string[]): ReturnType<typeof clusterSettings> {
  const command = addClusterOptions(new Command('any').exitOverride().configureOutput({ writeErr: String }))
  return clusterSettings(command.parse(words, { from: 'user' }).opts<ClusterFlags>())
}

describe('the flags of a cluster', () => {
  test('set nothing if they are left out, so that the Corefile or the profile decides', () => {
    expect(settings()).toEqual({ apply: {}, lock: null })
  })

  test.each([
    [['--profile', 'k3s'], { profile: 'k3s' }],
    [['--service-cidr', '10.43.0.0/16,fd00::/112'], { services: readRanges(['10.43.0.0/16', 'fd00::/112']) }],
    [['--pod-cidr', '10.9.0.0/16'], { pods: readRanges(['10.9.0.0/16']) }],
    [['--lb-cidr', '192.0.2.0/24'], { loadBalancers: readRanges(['192.0.2.0/24']) }],
    [['--nodes', '3'], { nodes: 3 }],
    [['--node-ip', 'FD00::0:1'], { nodeAddress: 'fd00::1' }],
    [['--no-synthesize'], { synthesizesPods: false }],
    [['--no-builtin-services'], { hasBuiltInServices: false }],
    [['--include-hooks'], { includesHooks: true }],
    [['--operators'], { runsOperators: true }],
    [
      ['--cluster-ip', 'shop/web=10.96.0.5', '--cluster-ip', 'shop/db=10.96.0.6,fd00::6'],
      {
        clusterIPs: new Map([
          ['shop/web', ['10.96.0.5']],
          ['shop/db', ['10.96.0.6', 'fd00::6']],
        ]),
      },
    ],
  ])('%j', (words, apply) => {
    expect(settings(...words)).toEqual({ apply, lock: null })
  })

  test('name the file of allocated addresses', () => {
    expect(settings('--lock', 'kubezone.lock')).toEqual({ apply: {}, lock: 'kubezone.lock' })
  })

  test.each([
    [['--node-ip', 'node'], 'Expected an IP address.'],
    [['--nodes', '0'], "argument '0' is invalid"],
    [['--service-cidr', '10.96.0.0'], "argument '10.96.0.0' is invalid"],
    [['--cluster-ip', 'web'], 'Expected NAMESPACE/NAME=ADDRESS, such as shop/web=172.20.0.5.'],
    [['--cluster-ip', 'a/b=10.0.0.1=10.0.0.2'], 'Expected NAMESPACE/NAME=ADDRESS'],
  ])('%j is wrong usage', (words, message) => {
    expect(() => settings(...words)).toThrow(message)
  })
})

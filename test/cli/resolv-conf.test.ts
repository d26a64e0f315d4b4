import { describe, expect, test } from 'vitest'
import { run } from './run-command.ts'

function settings(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

describe('kubezone resolv-conf', () => {
  test('prints the resolv.conf of a pod in the default namespace', async () => {
    const { code, out, errors } = await run('resolv-conf')
    expect(settings(out)).toEqual([
      'nameserver 127.0.0.1',
      'search default.svc.cluster.local svc.cluster.local cluster.local',
      'options ndots:5',
    ])
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  })

  test('uses namespace, domain and address of the command line', async () => {
    const { out } = await run(
      'resolv-conf',
      '--namespace',
      'shop',
      '--cluster-domain',
      'k8s.test.',
      '--server',
      '172.17.0.1',
    )
    expect(settings(out)).toEqual([
      'nameserver 172.17.0.1',
      'search shop.svc.k8s.test svc.k8s.test k8s.test',
      'options ndots:5',
    ])
    expect(out).toContain('docker run --dns 172.17.0.1 --dns-search shop.svc.k8s.test')
    expect(out).toContain('kubezone serve DIR --port 53 --bind 172.17.0.1')
    expect(out).not.toContain('Inside a container')
  })

  test('warns that loopback means the container itself', async () => {
    expect((await run('resolv-conf', '--server', '::1')).out).toContain(
      'Inside a container ::1 is the container itself',
    )
  })

  test.each([
    [
      'a port, for which the file has no place',
      ['--server', '127.0.0.1#1053'],
      'resolv.conf has no place for a port',
    ],
    ['a name instead of an address', ['--server', 'dns.example'], 'Expected an IP address'],
    ['a namespace with capitals', ['--namespace', 'Shop'], 'Expected the name of a namespace'],
    [
      'a namespace with a line break',
      ['--namespace', 'a\nnameserver 8.8.8.8'],
      'Expected the name of a namespace',
    ],
    ['a namespace of two labels', ['--namespace', 'shop.svc'], 'Expected the name of a namespace'],
    ['a domain that is none', ['--cluster-domain', 'a..b'], 'Expected a domain name'],
  ])('refuses %s', async (_, words, message) => {
    const { code, out, errors } = await run('resolv-conf', ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(errors).toContain(message)
  })
})

/** What the manual shows of containers and resolvers, against what the image, the unit and kubezone really have. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { parseAddress } from '../../src/wire/address.ts'
import { MAIN } from '../e2e/kubezone.ts'
import { parseContainerfile, wordsOf } from './containerfile.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const README = read('README.md')
const SECTION = /^## Running as a service\n.*?^## /ms.exec(README)?.[0] ?? ''

/** The block that is headed by a file's name. */
function blockOf(file: string): string {
  const heading = README.indexOf(` ${file}\n`, README.indexOf('## Running as a service'))
  const start = README.indexOf('\n', heading) + 1
  return heading < 0 ? '' : README.slice(start, README.indexOf('```', start))
}

/** As a container is to look names up: its name server, search list and options. */
interface Lookup {
  readonly server: string
  readonly search: readonly string[]
  readonly options: readonly string[]
}

function resolvConf(): Lookup {
  const text = execFileSync(process.execPath, [MAIN, 'resolv-conf', '--server', '172.30.0.53'], {
    encoding: 'utf8',
  })
  const wordsAfter = (key: string): string[] =>
    new RegExp(`^${key} (.*)$`, 'm').exec(text)?.[1]?.split(' ') ?? []
  return {
    server: wordsAfter('nameserver').join(' '),
    search: wordsAfter('search'),
    options: wordsAfter('options'),
  }
}

/** The words behind each occurrence of an option. */
function given(command: string, option: string): string[] {
  return [...command.matchAll(new RegExp(`${option} (\\S+)`, 'g'))].map((match) => match[1] ?? '')
}

test('docker run is told what resolv.conf would say', () => {
  const command = /docker run --network[^]*?alpine/.exec(SECTION)?.[0] ?? ''
  expect({
    server: given(command, '--dns').join(' '),
    search: given(command, '--dns-search'),
    options: given(command, '--dns-option'),
  }).toEqual(resolvConf())
  expect(given(SECTION, '--ip')).toEqual(given(command, '--dns'))
})

test('so is a service of compose, and the other one has that address in the subnet', () => {
  const compose = load(blockOf('compose.yaml')) as Compose
  const { dns, test: asker } = compose.services
  expect({ server: asker.dns, search: asker.dns_search, options: asker.dns_opt }).toEqual(resolvConf())
  expect(dns.networks.cluster.ipv4_address).toBe(asker.dns)
  expect(asker.networks).toEqual(['cluster'])
  expect(asker.depends_on.dns.condition).toBe('service_healthy')
  const [{ subnet } = { subnet: '' }] = compose.networks.cluster.ipam.config
  expect(parseAddress(asker.dns)?.slice(0, 3)).toBe(parseAddress(subnet.replace('/24', ''))?.slice(0, 3))
  expect(given(SECTION, '--subnet')).toEqual([subnet])
})

interface Compose {
  readonly services: {
    readonly dns: {
      readonly build: { readonly dockerfile: string }
      readonly volumes: readonly string[]
      readonly networks: { readonly cluster: { readonly ipv4_address: string } }
    }
    readonly test: {
      readonly dns: string
      readonly dns_search: readonly string[]
      readonly dns_opt: readonly string[]
      readonly networks: readonly string[]
      readonly depends_on: { readonly dns: { readonly condition: string } }
    }
  }
  readonly networks: {
    readonly cluster: { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }
  }
}

test('manifests are mounted where the image serves them', () => {
  const command = wordsOf(parseContainerfile(read('Containerfile')), 'CMD')
  expect(SECTION).toContain(`\`${command.join(' ')}\``)
  const [, folder = ''] = command
  const { services } = load(blockOf('compose.yaml')) as Compose
  expect(services.dns.volumes).toEqual([`./manifests:${folder}:ro`])
  expect(services.dns.build.dockerfile).toBe('Containerfile')
  expect(given(SECTION, '-v')).toEqual([`"$PWD/manifests:${folder}:ro"`])
})

test('the unit serves the folder, at the place, that the manual names', () => {
  const [, program = '', folder = ''] =
    /^ExecStart=(\S+) serve (\S+)/m.exec(read('deploy/kubezone.service')) ?? []
  expect(SECTION).toContain(`\`${folder}\``)
  expect(SECTION).toContain(`--prefix ${program.replace('/bin/kubezone', '')} `)
})

test('resolvers of a laptop are sent to where kubezone listens by itself', () => {
  expect(blockOf('/etc/systemd/resolved.conf.d/kubezone.conf')).toBe(
    '[Resolve]\nDNS=127.0.0.1:1053\nDomains=~cluster.local\n',
  )
  expect(blockOf('/etc/resolver/cluster.local')).toBe('nameserver 127.0.0.1\nport 1053\n')
})

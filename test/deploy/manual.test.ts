/** The manual's pages about containers and resolvers agree with the image, the unit and kubezone. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { expect, onTestFinished, test } from 'vitest'
import { parseAddress } from '../../src/wire/address.ts'
import { MAIN } from '../e2e/kubezone.ts'
import { ask } from '../support/ask.ts'
import { fileIn, textOf } from '../support/manual.ts'
import { openWorld } from '../support/world.ts'
import { parseContainerfile, wordsOf } from './containerfile.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const README = textOf('README.md')
const PAGE = textOf('docs/howto/compose.md')
const compose = (): Compose => load(fileIn('docs/howto/compose.md', 'compose.yaml')) as Compose

/** The resolver configuration of a container: its name server, search list and options. */
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

/** The word after each occurrence of an option. */
function given(command: string, option: string): string[] {
  return [...command.matchAll(new RegExp(`${option} (\\S+)`, 'g'))].map((match) => match[1] ?? '')
}

test.each([
  ['docs/howto/compose.md', PAGE],
  ['README.md', README],
])('docker run has the options of `kubezone resolv-conf`: %s', (_path, text) => {
  const command = /docker run --network[^]*?alpine/.exec(text)?.[0] ?? ''
  expect({
    server: given(command, '--dns').join(' '),
    search: given(command, '--dns-search'),
    options: given(command, '--dns-option'),
  }).toEqual(resolvConf())
  expect(given(text, '--ip')).toEqual(given(command, '--dns'))
})

test('the client of compose has these options, and the server has that address in the subnet', () => {
  const { services, networks } = compose()
  const { dns, test: asker } = services
  expect({ server: asker.dns, search: asker.dns_search, options: asker.dns_opt }).toEqual(resolvConf())
  expect(dns.networks.cluster.ipv4_address).toBe(asker.dns)
  expect(asker.networks).toEqual(['cluster'])
  expect(asker.depends_on.dns.condition).toBe('service_healthy')
  const [{ subnet } = { subnet: '' }] = networks.cluster.ipam.config
  expect(parseAddress(asker.dns)?.slice(0, 3)).toBe(parseAddress(subnet.replace('/24', ''))?.slice(0, 3))
  for (const text of [PAGE, README]) expect(given(text, '--subnet')).toEqual([subnet])
})

test('compose uses the image that the page builds from the Containerfile', () => {
  const [image] = given(PAGE, 'docker build -f Containerfile -t')
  expect(compose().services.dns.image).toBe(image)
  expect(given(README, 'docker build -f Containerfile -t')).toEqual([image])
  expect(existsSync(join(ROOT, 'Containerfile'))).toBe(true)
})

interface Compose {
  readonly services: {
    readonly dns: {
      readonly image: string
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
  expect(PAGE.replaceAll('\n', ' ')).toContain(`\`${command.join(' ')}\``)
  const [, folder = ''] = command
  expect(compose().services.dns.volumes).toEqual([`./manifests:${folder}:ro`])
  for (const text of [PAGE, README]) expect(given(text, '-v')).toEqual([`"$PWD/manifests:${folder}:ro"`])
})

test('the Corefile of compose answers names of the cluster, and asks other servers for the rest', async () => {
  const corefile = fileIn('docs/howto/compose.md', 'manifests/Corefile').replace(':53 ', ' ')
  const upstream = await openWorld({ Corefile: '. {\n hosts {\n  192.0.2.80 www.example.org\n }\n}\n' })
  onTestFinished(() => upstream.close())
  const { address, port } = upstream.target
  const world = await openWorld({
    'postgres.yaml': fileIn('docs/howto/compose.md', 'manifests/postgres.yaml').replace(
      /cluster-ip: postgres/,
      'cluster-ip: localhost',
    ),
    Corefile: corefile.replace('/etc/resolv.conf', `${address}:${port}`),
  })
  onTestFinished(() => world.close())
  const answers = async (name: string): Promise<string[]> =>
    (await ask(world.target, { name, type: 'A' })).answer.map((record) => record.split(' ').at(-1) ?? '')
  expect(await answers('www.example.org')).toEqual(['192.0.2.80'])
  expect(await answers('kubernetes.default.svc.cluster.local')).toEqual(['10.96.0.1'])
  expect(await answers('postgres.shop.svc.cluster.local')).toEqual(['127.0.0.1'])
})

test('the unit has the folder and the program path of the manual', () => {
  const page = textOf('docs/howto/systemd.md')
  const [, program = '', folder = ''] =
    /^ExecStart=(\S+) serve (\S+)/m.exec(read('deploy/kubezone.service')) ?? []
  expect(page).toContain(`\`${folder}\``)
  expect(page).toContain(`mkdir -p ${folder} `)
  expect(page).toContain(`--prefix ${program.replace('/bin/kubezone', '')} `)
})

test('the resolver of a laptop points to the default address and port of kubezone', () => {
  expect(fileIn('docs/howto/laptop.md', '/etc/resolver/cluster.local')).toBe(
    'nameserver 127.0.0.1\nport 1053\n',
  )
})

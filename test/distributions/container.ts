/**
 * A container for kubezone on a simulated node: a network namespace, port 53, and the files of a fixture over
 * the root of the file system, so that the paths of a Corefile exist. `Outside` has the servers that clusters
 * forward to.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Namespace, whyNoNamespace } from '../clients/namespace.ts'
import { Kubezone } from '../e2e/kubezone.ts'
import { Workplace } from '../e2e/workplace.ts'
import { COREFILE, FIXTURES } from './corefiles.ts'
import { MANIFESTS } from './manifests.ts'

/** The name server of the nodes and of their containers. */
const NAME_SERVER = '203.0.113.53'
/**
 * Other servers in the fixtures: public resolvers, those of a company, and the cluster DNS behind a
 * node-local cache.
 */
const OTHERS = ['8.8.8.8', '8.8.4.4', '198.51.100.53', '198.51.100.54', '10.96.0.11']

const OUTSIDE = `.:53 {
    bind ${NAME_SERVER} ${OTHERS.join(' ')}
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
    }
    file outside.zone .
}
`
const OUTSIDE_ZONE = `. 60 SOA ns. hostmaster. 1 7200 1800 86400 60
. 60 NS ns.
ns. 60 A ${NAME_SERVER}
www.example.org. 60 A 203.0.113.80
www.corp.example. 60 A 10.0.0.80
`

/**
 * Builds a root file system from that of the machine and the folders before `--`, and runs the command after
 * it there.
 */
const IN_CONTAINER = `set -e
mount -t tmpfs container /mnt
mkdir /mnt/etc
for path in /*; do
  case $path in /etc | /mnt) continue ;; esac
  if [ -d $path ]; then mkdir /mnt$path; mount --rbind $path /mnt$path; fi
done
while [ "$1" != -- ]; do cp -R "$1/." /mnt; shift; done
shift
exec env -i PATH="$PATH" chroot /mnt "$@"`

/** Why this machine cannot run containers; `null` if it can. */
export function whyNoContainer(): string | null {
  const obstacle = whyNoNamespace()
  if (obstacle !== null) return obstacle
  const node = Namespace.open()
  try {
    node.ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1')
    const mount = [...node.prefix.slice(1), 'sh', '-c', 'mount -t tmpfs container /mnt && chroot / true']
    const { status, stderr } = spawnSync('ip', mount, { encoding: 'utf8' })
    return status === 0 ? null : `nothing can be mounted: ${stderr.trim()}`
  } catch (problem) {
    return `nodes cannot be linked: ${problem instanceof Error ? problem.message : ''}`
  } finally {
    node.close()
  }
}

/** The servers outside, and the files that all nodes share. */
export class Outside {
  readonly #namespace = Namespace.open()
  readonly #place = new Workplace({
    'outside/Corefile': OUTSIDE,
    'outside/outside.zone': OUTSIDE_ZONE,
    'outside/cluster.yaml': MANIFESTS,
    'manifests/cluster.yaml': MANIFESTS,
    'node/etc/resolv.conf': `nameserver ${NAME_SERVER}\n`,
    'node/etc/hosts': '127.0.0.1 localhost\n',
  })
  #kubezone: Kubezone | null = null
  #nodes = 0

  /** Throws if the system refuses, and then leaves nothing behind. */
  static async open(): Promise<Outside> {
    const outside = new Outside()
    try {
      for (const address of [NAME_SERVER, ...OTHERS])
        outside.#namespace.ip('address', 'add', address, 'dev', 'lo')
      const { prefix } = outside.#namespace
      outside.#kubezone = await Kubezone.serve([outside.#place.path('outside')], { prefix })
      return outside
    } catch (problem) {
      await outside.close()
      throw problem
    }
  }

  /** Adds a node that reaches all servers; `extra`: further addresses of the node. */
  connect(extra: readonly string[]): Namespace {
    const node = Namespace.open()
    const number = ++this.#nodes
    const [own, other] = [`10.200.${number}.2/24`, `10.200.${number}.1/24`]
    node.ip(
      'link',
      'add',
      'eth0',
      'type',
      'veth',
      'peer',
      'name',
      `node${number}`,
      'netns',
      this.#namespace.name,
    )
    this.#namespace.ip('address', 'add', other, 'dev', `node${number}`)
    this.#namespace.ip('link', 'set', `node${number}`, 'up')
    node.ip('address', 'add', own, 'dev', 'eth0')
    node.ip('link', 'set', 'eth0', 'up')
    node.ip('route', 'add', 'default', 'via', other.replace('/24', ''))
    for (const address of extra) node.ip('address', 'add', address, 'dev', 'lo')
    return node
  }

  /** Runs a fixture on a node, with the command line of a Deployment. */
  async run(fixture: string, node: Namespace): Promise<Kubezone> {
    const folders = [this.#place.path('node'), join(FIXTURES, fixture)]
    const prefix = [...node.prefix, 'sh', '-c', IN_CONTAINER, 'sh', ...folders, '--']
    return Kubezone.serve([this.#place.path('manifests'), '-conf', COREFILE], { prefix })
  }

  async close(): Promise<void> {
    await this.#kubezone?.kill()
    this.#namespace.close()
    this.#place.close()
  }
}

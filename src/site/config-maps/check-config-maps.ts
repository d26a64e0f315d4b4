/**
 * Checks the Corefiles in ConfigMaps as CoreDNS would read them in its container. It does not report what
 * kubezone would serve otherwise, nor files, variables, interfaces and plugins that only the container has.
 */
import { ReloadStore } from '../../block/carry.ts'
import { COREFILE_KEY } from '../../kube/manifest/config-map.ts'
import type { Code } from '../../report/codes.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import type { ConfigMap } from '../../source/config-maps.ts'
import { type CorefileText, loadSite } from '../configuration.ts'
import { ManifestLibrary } from '../manifests/manifest-library.ts'
import { isCustom, MOUNT, MountedFiles, partsFor } from './mounted-files.ts'
import { isTemplate } from './placeholders.ts'

/** Codes about what kubezone does with a Corefile, and about the machine that serves it. */
const OF_THE_SERVER: ReadonlySet<Code> = new Set<Code>([
  'KZ_COREFILE_IGNORED',
  'KZ_COREFILE_LEFT_OUT',
  'KZ_COREFILE_CANNOT_FOLLOW',
  'KZ_COREFILE_NOT_SERVED',
  'KZ_COREFILE_LISTEN',
  'KZ_COREFILE_IMPORT_EMPTY',
  'KZ_COREFILE_ENVIRONMENT',
])

/**
 * What stands around the parts that K3s and AKS import: their own Corefiles are not among the manifests of
 * those who write the parts.
 */
const AROUND_PARTS = `.:53 {
    kubernetes cluster.local in-addr.arpa ip6.arpa
    import ${MOUNT}/custom/*.override
}
import ${MOUNT}/custom/*.server
`
const AROUND_NAME = 'the Corefile of the distribution'

export async function checkConfigMaps(maps: readonly ConfigMap[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = []
  const sound = maps.filter(({ data }) => ![...data.values()].some(({ text }) => isTemplate(text)))
  const imported = new Set<ConfigMap>()
  for (const map of sound) {
    const written = map.data.get(COREFILE_KEY)
    // A Corefile has a block; a text without one is something else, or empty.
    if (written === undefined || !written.text.includes('{')) continue
    const custom = /\bimport\s+\S*custom\//.test(written.text) ? partsFor(map, sound) : null
    if (custom !== null) imported.add(custom)
    const files = new MountedFiles('none')
    files.mount(map, custom)
    const { file } = written.placeOf(0)
    found.push(...(await check({ text: '', name: file, written, files, folder: MOUNT })))
  }
  for (const map of sound.filter((one) => isCustom(one) && !imported.has(one))) {
    const files = new MountedFiles('none')
    files.mount(null, map)
    found.push(...(await check({ text: AROUND_PARTS, name: AROUND_NAME, files, folder: MOUNT })))
  }
  return found
}

async function check(corefile: CorefileText & { readonly files: MountedFiles }): Promise<Diagnostic[]> {
  const { files } = corefile
  const found: Diagnostic[] = []
  const log = collectingLog(found)
  const manifests = new ManifestLibrary({ open: noManifests, log, clock: () => 0, isReadOnly: true })
  const carried = new ReloadStore().begin()
  const text = files.get(`${MOUNT}/${COREFILE_KEY}`)
  const options = {
    folder: MOUNT,
    corefile: text === undefined ? corefile : { ...corefile, text: text.text, written: text },
    port: null,
    defaultPort: null,
    addresses: null,
    environment: {},
    contacts: { hosts: false, servers: false },
  }
  const site = loadSite(options, log, manifests, carried.carry, (one) => void found.push(one))
  for (const plugin of site.plugins.filter(({ name }) => name === 'file')) {
    await plugin.start?.()
    await plugin.stop?.()
  }
  await carried.end()
  return found.filter((one) => isOfTheText(one) && one.file !== AROUND_NAME)
}

function isOfTheText({ code, hint, sourceLine = '' }: Diagnostic): boolean {
  if (OF_THE_SERVER.has(code)) return false
  // Many images of CoreDNS have further plugins; a name that is near another one is misspelt.
  if (code === 'KZ_COREFILE_UNKNOWN_DIRECTIVE' && hint === undefined) return false
  return !/\{[$%]/.test(sourceLine)
}

function noManifests(): never {
  throw new Error('the manifests of a Corefile that is only checked are not read')
}

function ignore(): void {
  // Only diagnostics are collected.
}

function collectingLog(found: Diagnostic[]): Log {
  const diagnostic = (one: Diagnostic): void => void found.push(one)
  return { debug: ignore, info: ignore, warn: ignore, error: ignore, setDebug: ignore, diagnostic }
}

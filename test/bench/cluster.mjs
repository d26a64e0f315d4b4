/** Builds kubezone's zones in this process, from a folder, with the options of the built-in configuration. */
import { applyOptions } from '../../build/src/kube/applied/apply-options.js'
import { ReloadStore } from '../../build/src/block/carry.js'
import { ManifestLibrary } from '../../build/src/site/manifests/manifest-library.js'
import { ManifestFolder } from '../../build/src/source/folder.js'
import { parseOctets } from '../../build/src/source/parser-pool.js'
import { parseName } from '../../build/src/wire/name.js'

const SILENT = { debug() {}, info() {}, warn() {}, error() {}, diagnostic() {}, setDebug() {} }

/** The options of `kubernetes` in the built-in Corefile. */
export const OPTIONS = {
  zones: ['cluster.local', 'in-addr.arpa', 'ip6.arpa'].map((zone) => parseName(zone)),
  multicluster: [],
  namespaces: null,
  namespaceLabels: null,
  labels: null,
  pods: 'insecure',
  endpointPodNames: false,
  noEndpoints: false,
  ignoreEmptyService: false,
  zonal: false,
  strict: false,
  ttl: 5,
}

/** Resolves to the `BlockZones` of a folder, and a function that releases them. */
export async function openCluster(folder) {
  const library = new ManifestLibrary({
    open: ({ places, namespace }, report) =>
      new ManifestFolder({ paths: places, namespace, parse: parseOctets, report }),
    log: SILENT,
    clock: () => Math.floor(Date.now() / 1000),
    isReadOnly: true,
  })
  const source = { places: [folder], namespace: 'default', apply: applyOptions(), lock: null }
  const wanted = { cluster: OPTIONS, external: null, listedOf: () => [] }
  const carried = new ReloadStore().begin()
  const { zones } = await library.subscribe(carried.carry, source, wanted, ['\x7f\0\0\x01'])
  return { zones, close: async () => carried.end() }
}

/** Builds kubezone's zones in this process, from a folder, with the options of the built-in configuration. */
import { applyOptions } from '../../dist/kube/applied/apply-options.js'
import { ReloadStore } from '../../dist/block/carry.js'
import { ManifestLibrary } from '../../dist/site/manifests/manifest-library.js'
import { ManifestFolder } from '../../dist/source/folder.js'
import { parseOctets } from '../../dist/source/parser-pool.js'
import { parseName } from '../../dist/wire/name.js'

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

/** Resolves to the `ClusterZones` of a folder, and a function that releases them. */
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
  return { zones: zones.cluster, close: async () => carried.end() }
}

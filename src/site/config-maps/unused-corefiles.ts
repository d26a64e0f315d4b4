/** Finds the Corefiles of ConfigMaps that a command without `--conf` leaves aside. */
import { COREFILE_KEY } from '../../kube/manifest/config-map.ts'
import { DEFAULT_NAMESPACE } from '../../kube/manifest/file-context.ts'
import { ConfigMaps } from '../../source/config-maps.ts'
import { type SiteOptions, usesBuiltIn } from '../configuration.ts'
import { configMapText } from './config-map-name.ts'

/** Their names for `--conf`; none for a site that has a Corefile. */
export async function unusedCorefiles(options: SiteOptions): Promise<readonly string[]> {
  if (!usesBuiltIn(options)) return []
  const { manifests = [options.folder], namespace = DEFAULT_NAMESPACE } = options
  const maps = await new ConfigMaps(manifests, namespace).read()
  const whole = maps.filter(({ data }) => data.has(COREFILE_KEY))
  return [...new Set(whole.map((one) => configMapText({ ...one, key: COREFILE_KEY })))]
}

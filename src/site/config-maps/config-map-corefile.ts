/**
 * A Corefile in the data of a ConfigMap, as the configuration of a server: with the files that its container
 * has from ConfigMaps. All other files that it names are those of this machine.
 */
import type { ManifestPlaces } from '../../block/manifests.ts'
import { quote } from '../../config/token.ts'
import { COREFILE_KEY } from '../../kube/manifest/config-map.ts'
import { type Diagnostic, diagnostic, formatPlace } from '../../report/diagnostic.ts'
import { suggest } from '../../report/suggestion.ts'
import { type ConfigMap, ConfigMaps } from '../../source/config-maps.ts'
import type { CorefileText } from '../configuration.ts'
import { type ConfigMapName, configMapText } from './config-map-name.ts'
import { MOUNT, MountedFiles, partsFor } from './mounted-files.ts'

/** Reads the Corefile from the manifests; its `renew` reads them again. */
export async function readConfigMapCorefile(
  wanted: ConfigMapName,
  places: ManifestPlaces,
  namespace: string,
): Promise<CorefileText> {
  const reader = new ConfigMaps(places, namespace, wanted.key)
  const files = new MountedFiles('disk')
  const renew = async (): Promise<CorefileText> => {
    const maps = await reader.read()
    const text = corefileIn(maps, wanted, files)
    return typeof text === 'string' ? { ...unreadable(wanted, text, maps), renew } : { ...text, renew }
  }
  return renew()
}

/** A text is the reason why there is none. */
function corefileIn(
  maps: readonly ConfigMap[],
  { namespace, name, key }: ConfigMapName,
  files: MountedFiles,
): CorefileText | string {
  const all = maps.filter((one) => one.namespace === namespace && one.name === name)
  const main = all.at(-1)
  const title = `ConfigMap ${namespace}/${name}`
  if (main === undefined) return `the manifests hold no ${title}`
  if (!main.data.has(key)) {
    const keys = [...main.data.keys()].map((one) => quote(one)).join(', ')
    return `${title} has no key ${quote(key)}, only ${keys}`
  }
  files.mount(main, partsFor(main, maps))
  const written = files.get(`${MOUNT}/${key}`)
  if (written === undefined) return `${title} has no key ${quote(key)}`
  const { file } = written.placeOf(0)
  const remark = remarkOf(main, all, key)
  return { text: written.text, name: file, written, files, folder: MOUNT, remark }
}

/** Overlays of one repository can have different Corefiles; `kubectl apply` leaves the last one. */
function remarkOf(main: ConfigMap, all: readonly ConfigMap[], key: string): Diagnostic | null {
  const text = main.data.get(key)?.text
  const other = all.find(({ data }) => data.get(key)?.text !== text)
  if (other === undefined) return null
  const title = `ConfigMap ${main.namespace}/${main.name}`
  const message = `${title} is also defined at ${formatPlace(main.place)}, whose ${quote(key)} is another one, and is used`
  const hint =
    'the later path wins, and within one file the later document: name the folder of one of the two'
  return diagnostic('KZ_COREFILE_DUPLICATE', other.place, message, { hint })
}

function unreadable(wanted: ConfigMapName, reason: string, maps: readonly ConfigMap[]): CorefileText {
  const whole = configMapText(wanted)
  const others = [...new Set(maps.flatMap((one) => namesOf(one)))]
  const nearest = suggest(whole, others)
  const hint =
    nearest !== null
      ? `did you mean ${nearest}?`
      : others.length === 0
        ? 'no manifest holds a ConfigMap with a Corefile'
        : `ConfigMaps with Corefiles: ${others.join(', ')}`
  return { text: '', name: whole, problem: diagnostic('KZ_COREFILE_UNREADABLE', whole, reason, { hint }) }
}

function namesOf({ namespace, name, data }: ConfigMap): string[] {
  return data.has(COREFILE_KEY) ? [configMapText({ namespace, name, key: COREFILE_KEY })] : []
}

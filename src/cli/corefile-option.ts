/**
 * `--conf FILE`: a Corefile other than the folder's own. `stdin` is standard input, as in CoreDNS, and
 * `configmap:NAMESPACE/NAME` a ConfigMap of the manifests.
 */
import { fstatSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import type { ManifestPlaces } from '../block/manifests.ts'
import { problemOf } from '../report/system-error.ts'
import { isConfigMapName, parseConfigMapName } from '../site/config-maps/config-map-name.ts'
import type { SiteOptions } from '../site/configuration.ts'

export const CONF_STDIN = 'stdin'

/** `what`: the Corefile, in the words of the command. */
export function confOption(what: string): Option {
  const forms = "'stdin' reads it from standard input, 'configmap:NAMESPACE/NAME' from the manifests"
  return new Option('--conf <file>', `${what}; ${forms}`).argParser((text: string) => {
    if (isConfigMapName(text) && parseConfigMapName(text) === null) {
      throw new InvalidArgumentError('Expected configmap:NAMESPACE/NAME or configmap:NAMESPACE/NAME/KEY.')
    }
    return text
  })
}

/** The manifests among which a ConfigMap is looked for, and the namespace of those that state none. */
export interface GivenManifests {
  readonly places: ManifestPlaces
  readonly namespace: string
}

/** Reads a Corefile of standard input here, because it can be read only once and a reload needs it again. */
export async function corefileOf(
  conf: string | undefined,
  { places, namespace }: GivenManifests,
): Promise<SiteOptions['corefile']> {
  const named = conf === undefined ? null : parseConfigMapName(conf)
  if (named !== null) {
    const { readConfigMapCorefile } = await import('../site/config-maps/config-map-corefile.ts')
    return readConfigMapCorefile(named, places, namespace)
  }
  if (conf !== CONF_STDIN) return conf ?? null
  if (fstatSync(process.stdin.fd).isDirectory()) {
    throw new Error('the Corefile cannot be read from standard input: it is a folder')
  }
  try {
    const { text } = await import('node:stream/consumers')
    return { name: CONF_STDIN, text: await text(process.stdin) }
  } catch (problem) {
    throw new Error(`the Corefile cannot be read from standard input: ${problemOf(problem)}`, {
      cause: problem,
    })
  }
}

/** The name of a Corefile in a ConfigMap: `configmap:NAMESPACE/NAME[/KEY]`. */
const SCHEME = 'configmap:'
const USUAL_KEY = 'Corefile'

export interface ConfigMapName {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

export function isConfigMapName(text: string): boolean {
  return text.startsWith(SCHEME)
}

/** `null`: the text is not of that form. */
export function parseConfigMapName(text: string): ConfigMapName | null {
  const [namespace = '', name = '', key = USUAL_KEY, ...rest] = text.slice(SCHEME.length).split('/')
  const isWhole = isConfigMapName(text) && namespace !== '' && name !== '' && key !== ''
  return isWhole && rest.length === 0 ? { namespace, name, key } : null
}

/** The shortest text of a name. */
export function configMapText({ namespace, name, key }: ConfigMapName): string {
  return `${SCHEME}${namespace}/${name}${key === USUAL_KEY ? '' : `/${key}`}`
}

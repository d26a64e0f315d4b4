/**
 * What `explain` is asked, and its form as the parameters of a URL, in which the command line sends it to a
 * running server.
 */
import { RESOLVER_NAMES, type ResolverName, readResolverName } from '../../client/stub/resolver-name.ts'
import { typeNumber } from '../../wire/record-types.ts'

export interface ExplainRequest {
  /** A name, short or full, or an address, as written. */
  readonly name: string
  /** `null`: A and AAAA; PTR of an address. */
  readonly type: number | null
  /** The asker, such as `web/api-0` or `web/deployment/api`; `null`: any pod of `namespace`. */
  readonly from: string | null
  readonly namespace: string
  /** The stub resolver of the asker. */
  readonly client: ResolverName
  /** The kubelet's cluster domain; `null`: the first zone of the first `kubernetes`. */
  readonly clusterDomain: string | null
}

export function parametersOf(request: ExplainRequest): URLSearchParams {
  const { type, ...texts } = request
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(texts)) if (value !== null) parameters.set(key, value)
  if (type !== null) parameters.set('type', `TYPE${type}`)
  return parameters
}

/** A text says what is wrong with the parameters. */
export function readParameters(parameters: URLSearchParams): ExplainRequest | string {
  const name = parameters.get('name') ?? ''
  const typeText = parameters.get('type')
  const type = typeText === null ? null : typeNumber(typeText)
  if (name === '') return "the parameter 'name' is missing, expected a name such as web.shop"
  if (typeText !== null && type === null) return "the parameter 'type' is not a record type such as A or SRV"
  const client = readResolverName(parameters.get('client') ?? 'glibc')
  if (client === null) return `the parameter 'client' is not one of ${RESOLVER_NAMES.join(', ')}`
  return {
    name,
    type,
    from: parameters.get('from'),
    namespace: parameters.get('namespace') ?? 'default',
    client,
    clusterDomain: parameters.get('clusterDomain'),
  }
}

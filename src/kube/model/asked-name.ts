/**
 * The names that manifests ask for: host names in the variables and arguments of containers, the backends of
 * routes, the services of webhooks. DNS needs none of them; they tell whom a missing Service leaves without
 * an answer. Of a variable only the name is kept, never the value around it.
 */
import type { Place } from '../../report/diagnostic.ts'
import { type ServiceKey, serviceKey } from './keys.ts'

export interface AskedName {
  /** `text`: a host name in a text; `config`: in a ConfigMap; `backend`: of a route or a webhook. */
  readonly origin: 'text' | 'config' | 'backend'
  /** The object that asks: `Deployment web/api`. */
  readonly by: string
  /** Where in the object: `env DB_HOST of container api`, or the path of a field. */
  readonly where: string
  /** The namespace of the object; empty for a cluster-scoped one. */
  readonly namespace: string
  /** The host name as written, `db.shop.svc`; of a backend the name of the Service. */
  readonly name: string
  /** The Service that the name stands for. A pod's name, `db-0.db.shop.svc`, stands for its Service. */
  readonly service: ServiceKey
  /** The name has no namespace: it is a bare word, and may be anything. */
  readonly isBare: boolean
  /** A number, or the name of a port; `null`: none is stated. */
  readonly port: number | string | null
  readonly place: Place
}

/** What a file says besides its objects. */
export interface Mentions {
  readonly asked: readonly AskedName[]
  /**
   * Services that may exist beyond the manifests, as `namespace/name`, or `namespace/*` for any: those of
   * custom resources whose operators are not known, and refused ones.
   */
  readonly possible: readonly string[]
}

export const NO_MENTIONS: Mentions = { asked: [], possible: [] }

/** Those who ask for a Service, in the order of the manifests: "asked for by …". */
export function askersOf(asked: Iterable<AskedName>, namespace: string, name: string): AskedName[] {
  const key = serviceKey(namespace, name)
  return [...asked].filter(({ service }) => service === key)
}

/**
 * The directives of CoreDNS that kubezone leaves out. A diagnostic for each tells the owner of a Corefile
 * what is missing, and why. Their arguments and options are not read.
 */
import type { Directive } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import type { Code } from '../report/codes.ts'

/**
 * The effect of the omission, in this order: no answer differs, some answers differ, or every answer is at
 * risk.
 */
type LeftOutCode = Extract<Code, 'KZ_COREFILE_IGNORED' | 'KZ_COREFILE_LEFT_OUT' | 'KZ_COREFILE_CANNOT_FOLLOW'>

interface Reason {
  readonly code: LeftOutCode
  /** The rest of a sentence that begins with the name of the directive. */
  readonly because: string
  readonly hint?: string
}

const noEffect = (because: string, hint?: string): Reason => ({
  code: 'KZ_COREFILE_IGNORED',
  because: `has no effect: ${because}`,
  ...(hint !== undefined && { hint }),
})
const leftOut = (because: string, hint?: string): Reason => ({
  code: 'KZ_COREFILE_LEFT_OUT',
  because,
  ...(hint !== undefined && { hint }),
})

export const LEFT_OUT: Readonly<Record<string, Reason>> = {
  geoip: leftOut('adds no labels: kubezone does not read databases of locations'),
  cancel: noEffect(
    'kubezone answers at once, and each directive that queries other servers has its own time limit',
  ),
  proxyproto: {
    code: 'KZ_COREFILE_CANNOT_FOLLOW',
    because:
      'cannot be ignored: kubezone does not read PROXY headers, so each query with such a header would be malformed',
    hint: 'let clients reach kubezone without the proxy, and remove the line',
  },
  quic: leftOut('sets limits of DNS over QUIC, which kubezone does not serve'),
  grpc_server: leftOut('sets limits of DNS over gRPC, which kubezone does not serve'),
  https3: leftOut('sets limits of DNS over HTTP/3, which kubezone does not serve'),
  trace: noEffect('kubezone does not send traces of queries', "'log' has the duration of each reply"),
  pprof: noEffect('it serves profiles of programs in Go', 'node --cpu-prof writes one of kubezone'),
  shed: noEffect(
    'the kernel drops the queries that exceed the capacity of kubezone, before they cost anything',
  ),
  dnstap: leftOut('sends no frames: kubezone does not speak dnstap', "'log' has a line for each reply"),
  dnssec: leftOut(
    'signs nothing: kubezone does not sign answers, so to validating resolvers zones are unsigned unless their files are signed',
  ),
  route53: leftOut("answers nothing: kubezone does not ask Amazon's Route 53 for records"),
  azure: leftOut('answers nothing: kubezone does not ask Azure DNS for records'),
  clouddns: leftOut("answers nothing: kubezone does not ask Google's Cloud DNS for records"),
  etcd: leftOut('answers nothing: kubezone does not read records from etcd'),
  grpc: leftOut('forwards nothing: kubezone does not ask other servers over gRPC'),
  erratic: leftOut('has no effect: kubezone does not drop, delay or cut replies on purpose'),
  on: leftOut('runs nothing: kubezone does not run commands of a Corefile'),
  sign: leftOut('signs nothing: kubezone does not write zone files'),
  nomad: leftOut("answers nothing: kubezone does not ask Nomad's API for services"),
  // Only OpenShift's build of CoreDNS has this directive.
  ocp_dnsnameresolver: noEffect(
    "it resolves names for OpenShift's network policies, and kubezone has no cluster",
  ),
  // CoreDNS has removed it, but Corefiles of old clusters have it. They have `proxy`, too, which is read as
  // `forward`.
  federation: noEffect('Kubernetes has removed federated services, and CoreDNS 1.7 removed the directive'),
}

/** Reports why kubezone leaves the directive out; `false` if it does not. */
export function reportLeftOut({ name }: Directive, report: Report): boolean {
  const reason = Object.hasOwn(LEFT_OUT, name.text) ? LEFT_OUT[name.text] : undefined
  if (reason === undefined) return false
  report(atToken(reason.code, name, `${quote(name.text)} ${reason.because}`, reason.hint))
  return true
}

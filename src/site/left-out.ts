/**
 * Directives of CoreDNS's that kubezone leaves out, each with its reason: whoever brings a Corefile is told what will be
 * missing, in words about that directive. Their arguments and options are not looked at.
 */
import type { Directive } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import type { Code } from '../report/codes.ts'

/** How much it matters: not at all, some answers differ, or the server would do harm without it. */
type LeftOutCode = Extract<Code, 'KZ_COREFILE_IGNORED' | 'KZ_COREFILE_LEFT_OUT' | 'KZ_COREFILE_CANNOT_FOLLOW'>

interface Reason {
  readonly code: LeftOutCode
  /** Follows the directive's name in a sentence. */
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
  geoip: leftOut('adds nothing here: kubezone reads no database of where addresses are'),
  cancel: noEffect('answers are made at once, and what has to wait for others has a limit of its own'),
  proxyproto: {
    code: 'KZ_COREFILE_CANNOT_FOLLOW',
    because:
      'cannot be left out in silence: kubezone does not read PROXY headers, so each query behind one would be malformed',
    hint: 'let clients reach kubezone without the proxy, and remove the line',
  },
  quic: leftOut('sets limits of DNS over QUIC, which kubezone does not serve'),
  grpc_server: leftOut('sets limits of DNS over gRPC, which kubezone does not serve'),
  https3: leftOut('sets limits of DNS over HTTP/3, which kubezone does not serve'),
  trace: noEffect('kubezone sends no traces of queries anywhere', "'log' has the duration of each reply"),
  pprof: noEffect('it serves profiles of programs in Go', 'node --cpu-prof writes one of kubezone'),
  shed: noEffect('what is too much is always dropped by the kernel, before it costs anything'),
  dnstap: leftOut('sends no frames: kubezone does not speak dnstap', "'log' has a line for each reply"),
  dnssec: leftOut(
    'signs nothing: answers of kubezone have no signatures, so to validating clients its zones are unsigned',
  ),
  route53: leftOut("answers nothing: kubezone does not ask Amazon's Route 53 for records"),
  azure: leftOut('answers nothing: kubezone does not ask Azure DNS for records'),
  clouddns: leftOut("answers nothing: kubezone does not ask Google's Cloud DNS for records"),
  etcd: leftOut('answers nothing: kubezone does not read records from etcd'),
  grpc: leftOut('forwards nothing: kubezone does not ask other servers over gRPC'),
  erratic: leftOut('has no effect: kubezone does not drop, delay or cut replies on purpose'),
  on: leftOut('runs nothing: kubezone never runs commands that stand in a Corefile'),
  sign: leftOut('signs nothing: kubezone does not write zone files'),
  nomad: leftOut("answers nothing: kubezone does not ask Nomad's API for services"),
  // Of OpenShift's build of CoreDNS alone.
  ocp_dnsnameresolver: noEffect(
    "it tells OpenShift's network policies what names lead to, and no cluster is here",
  ),
  // Gone from CoreDNS, but still in the files of old clusters; so is `proxy`, which is read as `forward`.
  federation: noEffect('federated services are gone from Kubernetes, and CoreDNS has not had it since 1.7'),
}

/** Says why the directive is left out; `false` if it is not one of these. */
export function reportLeftOut({ name }: Directive, report: Report): boolean {
  const reason = Object.hasOwn(LEFT_OUT, name.text) ? LEFT_OUT[name.text] : undefined
  if (reason === undefined) return false
  report(atToken(reason.code, name, `${quote(name.text)} ${reason.because}`, reason.hint))
  return true
}

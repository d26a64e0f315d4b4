/** The stub resolvers that have a model, by name. */
import { walkBusybox } from './busybox.ts'
import { walkGlibc } from './glibc.ts'
import { walkGo } from './go.ts'
import { walkMusl } from './musl.ts'
import { walkNode } from './node.ts'
import type { ResolverName } from './resolver-name.ts'
import type { StubResolver } from './stub.ts'
import { walkSystemd } from './systemd.ts'

export const STUB_RESOLVERS: Readonly<Record<ResolverName, StubResolver>> = {
  glibc: walkGlibc,
  musl: walkMusl,
  busybox: walkBusybox,
  node: walkNode,
  go: walkGo,
  systemd: walkSystemd,
}

/** The names of the stub resolvers that have a model. */
export const RESOLVER_NAMES = ['glibc', 'musl', 'busybox', 'node', 'go', 'systemd'] as const

export type ResolverName = (typeof RESOLVER_NAMES)[number]

/** `null`: no stub resolver has the name. */
export function readResolverName(text: string): ResolverName | null {
  return RESOLVER_NAMES.find((name) => name === text) ?? null
}

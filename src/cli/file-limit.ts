/** The limit of open files, which connections and followed files count against. */
import { readFileSync } from 'node:fs'
import { TCP_LIMITS } from '../server/tcp-limits.ts'

/** Files, folders and sockets besides connections. */
const OTHERS = 24

/**
 * Why the limit does not allow the connections that the manual promises; `null` if it does, or is unknown.
 * Node.js has raised it to the highest value that the system allows.
 */
export function fileLimitProblem(limits = readLimits()): string | null {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? []
  const limit = Number(soft)
  if (soft === undefined || limit >= TCP_LIMITS.connections + OTHERS) return null
  return (
    `the process may have only ${limit} open files, and each connection is one: kubezone accepts ` +
    `${TCP_LIMITS.connections} at an address; raise the limit with 'ulimit -n 4096', or LimitNOFILE= in a systemd unit`
  )
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'latin1')
  } catch {
    return ''
  }
}

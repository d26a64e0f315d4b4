/** Finds the process that has a port, from /proc on Linux: the error message of a taken port names it. */
import { readdir, readFile, readlink } from 'node:fs/promises'

export interface PortHolder {
  readonly pid: number
  readonly command: string
}

/** `null` if unknown: on other systems, and for processes of other users. */
export async function findPortHolder(port: number, transport: 'UDP' | 'TCP'): Promise<PortHolder | null> {
  const inodes = await inodesOf(port, transport)
  if (inodes.size === 0) return null
  for (const pid of await listNumbers('/proc')) {
    if (!(await holdsAny(pid, inodes))) continue
    const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a process')
    return { pid, command: command.trim() }
  }
  return null
}

/**
 * The inodes of the sockets on a local port. A line of /proc/net has `sl local_address rem_address st …
 * inode`, with the port in hexadecimal.
 */
async function inodesOf(port: number, transport: 'UDP' | 'TCP'): Promise<Set<string>> {
  const inodes = new Set<string>()
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const family of ['', '6']) {
    const table = await readFile(`/proc/net/${transport.toLowerCase()}${family}`, 'utf8').catch(() => '')
    for (const line of table.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      const inode = fields[9]
      if (fields[1]?.endsWith(suffix) === true && inode !== undefined && inode !== '0') inodes.add(inode)
    }
  }
  return inodes
}

async function holdsAny(pid: number, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await listNumbers(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    if (inode !== undefined && inodes.has(inode)) return true
  }
  return false
}

async function listNumbers(folder: string): Promise<number[]> {
  const entries = await readdir(folder).catch(() => [])
  return entries.filter((entry) => /^\d+$/.test(entry)).map(Number)
}

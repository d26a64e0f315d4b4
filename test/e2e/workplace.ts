/** Folders and ports for processes; they exist for one test. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export class Workplace {
  /** All users may enter the folder, because some tests run as the user `nobody`. */
  readonly folder = mkdtempSync(join(tmpdir(), 'kubezone-e2e-'))

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    chmodSync(this.folder, 0o755)
    for (const [file, text] of Object.entries(files)) this.write(file, text)
  }

  path(file: string): string {
    return join(this.folder, file)
  }

  write(file: string, text: string | Buffer): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), text)
  }

  remove(file: string): void {
    rmSync(this.path(file))
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The manifest of a service with one address; several of them make a file. */
export function service(name: string, address: string, namespace = 'default'): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {clusterIP: ${address}, ports: [{port: 80, name: http}]}
---
`
}

export function nameOf(name: string, namespace = 'default'): string {
  return `${name}.${namespace}.svc.cluster.local`
}

/**
 * A port that is free for UDP and TCP, IPv4 and IPv6. It is below the ports that the system gives to clients,
 * so it stays free.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
  throw new Error('no free port found')
}

/** Whether a server could open the port for UDP and for TCP. */
export async function isFree(port: number): Promise<boolean> {
  const udp = createSocket('udp4')
  const tcp = createServer()
  try {
    udp.bind(port, '127.0.0.1')
    await once(udp, 'listening')
    tcp.listen(port)
    await once(tcp, 'listening')
    return true
  } catch {
    return false
  } finally {
    udp.close()
    tcp.close()
  }
}

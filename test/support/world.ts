/** A world for a test: a folder with manifests, and a Corefile if given, and a server for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { App } from '../../src/app.ts'
import type { SiteOptions } from '../../src/site/configuration.ts'
import { createLog } from '../../src/report/log.ts'
import type { Target } from './ask.ts'

export interface World {
  readonly folder: string
  readonly app: App
  /** The first address of the server. */
  readonly target: Target
  /** Lines of the log so far. */
  readonly log: readonly string[]
  write(file: string, text: string): void
  close(): Promise<void>
}

/**
 * Writes files by relative path, and starts a server on 127.0.0.1 and a free port, unless the Corefile states
 * others.
 */
export async function openWorld(
  files: Readonly<Record<string, string>>,
  options: Partial<SiteOptions> = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-'))
  const write = (file: string, text: string): void => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const log: string[] = []
  const app = await App.start(
    {
      folder,
      corefile: null,
      port: 0,
      defaultPort: null,
      addresses: ['127.0.0.1'],
      environment: {},
      ...options,
    },
    createLog({ format: 'text', write: (line) => void log.push(line) }),
  )
  const target = app.addresses[0] as Target
  const close = async (): Promise<void> => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, app, target, log, write, close }
}

/**
 * What tests need of the machine. A test that cannot run here is skipped, and the end of the run tells its name and the
 * reason:
 *
 *   test('dig reads it', needs('dig'), async () => { … })
 *   describe('in a namespace', unless(whyNoNamespace()), () => { … })
 *
 * Within a test, `context.skip(reason)` does the same.
 */
import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestOptions } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Why the test is skipped. */
    reason?: string
  }
}

/** Skips tests for the reason that is given; `null` for none. */
export function unless(obstacle: string | null): TestOptions {
  return obstacle === null ? {} : { skip: true, meta: { reason: obstacle } }
}

/** Skips tests where one of these programs is not installed. */
export function needs(...programs: readonly string[]): TestOptions {
  return unless(whyMissing(...programs))
}

/** The packages to install, or `null` where all programs are here. */
export function whyMissing(...programs: readonly string[]): string | null {
  const missing = programs.filter((program) => findProgram(program) === null).map(packageOf)
  return missing.length === 0 ? null : `install ${[...new Set(missing)].join(' and ')}`
}

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']

/** The path of a program, also of those for administrators; `null` where it is not installed. */
export function findProgram(name: string): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** What CI installs, `PROGRAM:PACKAGE`. */
const PROGRAMS = /^PROGRAMS=\(([^)]*)\)/m.exec(
  readFileSync(join(import.meta.dirname, '../../.ci/run'), 'utf8'),
)?.[1]

function packageOf(program: string): string {
  const entries = (PROGRAMS ?? '').split(/\s+/).map((entry) => entry.split(':'))
  const [, found] = entries.find(([name]) => name === program) ?? []
  if (found === undefined) throw new Error(`${program} is not among the PROGRAMS of .ci/run`)
  return found
}

export function whyNoIpv6(): string | null {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return addresses.some(({ address }) => address === '::1') ? null : 'this machine has no ::1'
}

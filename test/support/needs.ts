/**
 * What tests need of the machine. A test that cannot run here is skipped, and the end of the run tells its
 * name and the reason:
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
    /** The reason why the test is skipped. */
    reason?: string
  }
}

/** Skips tests for `reason`; `null`: runs them. */
export function unless(obstacle: string | null): TestOptions {
  return obstacle === null ? {} : { skip: true, meta: { reason: obstacle } }
}

/** Skips tests if one of these programs is not installed. */
export function needs(...programs: readonly string[]): TestOptions {
  return unless(whyMissing(...programs))
}

/** The reason with the packages to install; `null`: all programs are installed. */
export function whyMissing(...programs: readonly string[]): string | null {
  const missing = programs.filter((program) => findProgram(program) === null).map(packageOf)
  return missing.length === 0 ? null : `install ${[...new Set(missing)].join(' and ')}`
}

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']

/** The path of a program, also in the folders for administrators; `null`: it is not installed. */
export function findProgram(name: string): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** The packages that CI installs, as `PROGRAM:PACKAGE`. */
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

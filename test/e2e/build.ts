/**
 * Global setup of Vitest: builds dist/ if the sources are newer, so that the tests run the build that users
 * run.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import config from '../../rolldown.config.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** The inputs of the build. */
const SOURCES = ['src', 'package.json', 'package-lock.json', 'rolldown.config.ts']

export async function setup(): Promise<void> {
  if (process.env['KUBEZONE_MAIN'] !== undefined || newest('dist/main.js') > Math.max(...SOURCES.map(newest)))
    return
  await build({ cwd: ROOT, ...config })
}

/** The time of the last change of a file, or of any file in a folder; 0 if it does not exist. */
function newest(path: string): number {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (stats === undefined) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(...readdirSync(join(ROOT, path)).map((name) => newest(join(path, name))))
}

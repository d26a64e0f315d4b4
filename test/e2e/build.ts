/** Vitest's global setup: compiles src/ to dist/ if it is older, so that the tests run what users will run. */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function setup(): void {
  if (process.env['KUBEZONE_MAIN'] !== undefined || newest('dist', '.js') > newest('src', '.ts')) return
  const compiler = join(ROOT, 'node_modules/.bin/tsc')
  const { status, stdout, stderr } = spawnSync(compiler, [], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`tsc failed:\n${stdout}${stderr}`)
}

function newest(folder: string, ending: string): number {
  const path = join(ROOT, folder)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return 0
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(ending),
  )
  return Math.max(0, ...files.map((file) => statSync(join(path, file)).mtimeMs))
}

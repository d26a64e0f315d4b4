/**
 * Prints the coverage of the tests by folder of src/, at the end of `npm run coverage`. It counts the code
 * that runs in the processes of the tests. Code of a child process or of the parser's worker is not counted,
 * so src/main.ts, the compile cache and the worker have a lower figure than their real coverage.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const files = JSON.parse(readFileSync(join(ROOT, 'coverage/coverage-summary.json'), 'utf8'))

const folders = new Map()
for (const [file, { lines, branches }] of Object.entries(files)) {
  const path = file === 'total' ? 'all' : dirname(relative(join(ROOT, 'src'), file))
  const sums = folders.get(path) ?? { lines: [0, 0], branches: [0, 0] }
  for (const [kind, { covered, total }] of Object.entries({ lines, branches })) {
    sums[kind][0] += covered
    sums[kind][1] += total
  }
  folders.set(path, sums)
}

const percent = ([covered, total]) => (total === 0 ? '-' : ((100 * covered) / total).toFixed(1)).padStart(9)
console.log(`${'folder'.padEnd(36)}${'lines %'.padStart(9)}${'branches %'.padStart(12)}`)
for (const [folder, { lines, branches }] of [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${folder.padEnd(36)}${percent(lines)}${percent(branches).padStart(12)}`)

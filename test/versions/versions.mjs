/**
 * Runs the main job and the quick tests on every Node.js that kubezone supports (`npm run test:versions`).
 * npm installs each version into a temporary folder. A version that npm cannot install is skipped, with the
 * reason. The last line is that of the tests: `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The oldest that package.json allows, and one of each line since. */
const VERSIONS = ['20.19.0', '22.23.3', '24.21.0', '26.10.0']
/** A server asked, edited, broken, signalled and stopped; and what depends on no other program. */
const TESTS = [
  'test/e2e/serve.test.ts',
  'test/e2e/signals.test.ts',
  ...['wire', 'zone', 'kube', 'config', 'chain', 'server', 'source'].map((folder) => `test/${folder}/`),
]
const ROOT = join(import.meta.dirname, '../..')
const SUMMARY = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m

async function run(command, words, options = {}) {
  const child = spawn(command, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => void (output += chunk))
  const code = await new Promise((resolve) => {
    child.on('error', (problem) => {
      output += String(problem)
      resolve(1)
    })
    child.on('close', resolve)
  })
  return { code, output }
}

/** The path of that Node.js, or why it is not to be had. */
async function fetchNode(folder, version) {
  const name = `node-${process.platform}-${process.arch}`
  const words = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `${name}@${version}`,
  ]
  const { code, output } = await run('npm', words)
  const path = join(folder, 'node_modules', name, 'bin/node')
  if (code === 0 && existsSync(path)) return { path, reason: '' }
  return { path: null, reason: `npm does not bring ${name}@${version}: ${output.trim().split('\n')[0]}` }
}

/** Counts of passed, failed and skipped tests. */
async function testOn(version) {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-node-'))
  try {
    const { path, reason } = await fetchNode(folder, version)
    if (path === null) {
      console.log(`SKIPPED the tests on Node.js ${version}: ${reason}`)
      return [0, 0, 1]
    }
    const began = performance.now()
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const reporters = ['--reporter=dot', '--reporter=./test/support/summary-reporter.ts']
    const { code, output } = await run(path, [vitest, 'run', ...reporters, ...TESTS])
    const counts = SUMMARY.exec(output)?.slice(1).map(Number) ?? [0, 0, 0]
    // A run that fails without a failing test, or that runs no test, fails.
    if (counts[1] === 0 && (code !== 0 || counts[0] === 0)) counts[1] = 1
    if (counts[1] > 0) console.log(output)
    const seconds = Math.round((performance.now() - began) / 1000)
    console.log(
      `Node.js ${version}: ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped in ${seconds} s`,
    )
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const total = [0, 0, 0]
for (const version of VERSIONS) {
  for (const [i, count] of (await testOn(version)).entries()) total[i] += count
}
console.log(`\n${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`)
process.exitCode = total[1] === 0 ? 0 : 1

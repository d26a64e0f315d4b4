/**
 * Runs scripts of package.json side by side, and prints the output of each when it has ended. Fails if one of
 * them fails.
 */
import { spawn } from 'node:child_process'

async function run(script) {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => void child.on('close', resolve).on('error', () => resolve(1)))
  process.stdout.write(Buffer.concat(said))
  if (code !== 0) process.stdout.write(`npm run ${script} has failed\n`)
  return code === 0
}

const isGood = await Promise.all(process.argv.slice(2).map(run))
process.exitCode = isGood.every(Boolean) ? 0 : 1

#!/usr/bin/env node
/**
 * The command `kubezone`. It prints the version without loading anything else, so `--version` costs hardly
 * more than Node.js itself. All other modules load when the command line is read, from V8's compile cache if
 * Node.js has one.
 */
import { enableCompileCache } from './cli/compile-cache.ts'
import { VERSION } from './report/version.ts'

const VERSION_FLAGS: readonly unknown[] = ['--version', '-version', '-V']

const words = process.argv.slice(2)
if (words.length === 1 && VERSION_FLAGS.includes(words[0])) {
  // The reader of the pipe may have exited; that is not an error.
  process.stdout.on('error', () => undefined)
  process.stdout.write(`${VERSION}\n`)
} else {
  enableCompileCache()
  const { runProgram } = await import('./program.ts')
  await runProgram(words)
}

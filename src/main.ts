#!/usr/bin/env node
/**
 * The command `kubezone`. Prints the version by itself: a script that asks for it pays for no more than Node.js. Everything
 * else is loaded when the command line is read, out of V8's compile cache where Node.js has one.
 */
import { enableCompileCache } from './cli/compile-cache.ts'
import { VERSION } from './report/version.ts'

const VERSION_FLAGS: readonly unknown[] = ['--version', '-version', '-V']

const words = process.argv.slice(2)
if (words.length === 1 && VERSION_FLAGS.includes(words[0])) {
  // A reader that is gone already has no use for an error.
  process.stdout.on('error', () => undefined)
  process.stdout.write(`${VERSION}\n`)
} else {
  enableCompileCache()
  const { runProgram } = await import('./program.ts')
  await runProgram(words)
}

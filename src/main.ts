#!/usr/bin/env node
/**
 * The command `kubezone`. It prints the version without loading anything else, so `--version` costs hardly
 * more than Node.js itself. All other modules load when the command line is read, from V8's compile cache if
 * Node.js has one.
 */
import { enableCompileCache } from './cli/compile-cache.ts'
import { VERSION } from './report/version.ts'

// Without a listener Node.js opens its debugger at this signal, to all programs of the machine. `serve` adds
// its own listener.
process.on('SIGUSR1', () => undefined)

const VERSION_FLAGS: readonly unknown[] = ['--version', '-version', '-V']

const words = process.argv.slice(2)
if (words.length === 1 && VERSION_FLAGS.includes(words[0])) {
  // The reader of the pipe may have exited; that is not an error.
  process.stdout.on('error', () => undefined)
  process.stdout.write(`${VERSION}\n`)
} else {
  enableCompileCache()
  try {
    const { runProgram } = await import('./program.ts')
    await runProgram(words)
  } catch (problem) {
    // `runProgram` reports all other problems. This one is that its own files cannot be opened.
    if (!String(problem).includes('EMFILE')) throw problem
    process.stderr.write("kubezone: too many open files (EMFILE): raise the limit with 'ulimit -n 4096'\n")
    process.exitCode = 1
  }
}

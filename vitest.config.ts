import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

/**
 * Tests that replace modules, or that measure their whole process, have a process of their own; the others
 * share some.
 */
const ALONE = [
  'test/app.test.ts',
  'test/serving.test.ts',
  'test/cli/disclosure.test.ts',
  'test/server/hot-path.test.ts',
  'test/server/tls.test.ts',
  'test/server/udp.test.ts',
  'test/source/unreadable.test.ts',
  'test/source/unwatched.test.ts',
  'test/directives/zones/transfer/messages.test.ts',
  'test/site/reload-memory.test.ts',
  'test/zone/zone-limits.test.ts',
]
for (const file of ALONE) if (!existsSync(file)) throw new Error(`${file} is to run alone, and is not there`)

export default defineConfig({
  test: {
    globalSetup: ['test/e2e/build.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Only a test that hangs comes to them: a busy machine shall not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A test that asserts nothing cannot fail.
    expect: { requireAssertions: true },
    // Many tests wait, for a process or a timer: one more than there are processors keeps them all busy.
    maxWorkers: availableParallelism() + 1,
    coverage: { include: ['src/**'], reporter: ['json-summary'], reportOnFailure: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
    ],
  },
})

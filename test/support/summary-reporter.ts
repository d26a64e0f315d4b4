import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/**
 * Ends a run with a list of the skipped tests, with their reasons, and with one plain line for CI:
 * `N passed, N failed, N skipped`.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const skipped: string[] = []
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state]++
        if (state === 'skipped') skipped.push(`SKIPPED ${nameOf(test)}: ${reasonOf(test)}`)
      }
      // A file that fails to load has no tests; it must count as a failure.
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed++
    }
    if (skipped.length > 0) console.log(`\n${skipped.join('\n')}`)
    console.log(
      `\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`,
    )
  }
}

function nameOf({ module, fullName }: TestCase): string {
  return `${relative(module.project.config.root, module.moduleId)} > ${fullName}`
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  return (result.state === 'skipped' ? result.note : undefined) ?? test.meta().reason ?? 'no reason is given'
}

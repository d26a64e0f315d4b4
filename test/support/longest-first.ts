/**
 * The order of test files: slow files start first, so that the last worker does not end long after the
 * others.
 */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose tests start processes or wait for events; the slowest first. */
const SLOW = ['e2e', 'deploy', 'distributions', 'directives', 'fuzz', 'clients', 'site', 'spec', 'charts']

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}

/** Files that need a process of their own start first, because they cannot reuse a worker of other files. */
function rank({ moduleId, project }: TestSpecification): number {
  const [, folder = ''] = relative(project.config.root, moduleId).split(/[\\/]/)
  const place = SLOW.indexOf(folder)
  return project.config.isolate ? -1 : place === -1 ? SLOW.length : place
}

import { expect, test } from 'vitest'
import { fileLimitProblem } from '../../src/cli/file-limit.ts'

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units
Max processes             61754                61754                processes
Max open files            ${soft.padEnd(20)} 1048576              files
`

test('a limit of open files below the connections of one address is said', () => {
  expect(fileLimitProblem(limits('256'))).toMatch(
    /^the process may have only 256 open files, .* 1000 .*ulimit -n/,
  )
  expect(fileLimitProblem(limits('1000'))).not.toBeNull()
})

test.each(['1024', '1048576', 'unlimited'])('a limit of %s is enough', (soft) => {
  expect(fileLimitProblem(limits(soft))).toBeNull()
})

test('an unknown limit is enough', () => {
  expect(fileLimitProblem('')).toBeNull()
})

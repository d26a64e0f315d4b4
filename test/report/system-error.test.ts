import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorCode, isAbsent, problemOf, reasonOf } from '../../src/report/system-error.ts'

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const missing = thrownBy(() => readFileSync('/nowhere/at/all'))
const astray = thrownBy(() => readFileSync(`${import.meta.filename}/below`))
const folder = thrownBy(() => readFileSync('/'))

test.each([
  [missing, 'ENOENT', true, 'no such file or folder (ENOENT)', 'it does not exist'],
  [astray, 'ENOTDIR', true, 'a part of its path is not a folder (ENOTDIR)', 'it does not exist'],
  [folder, 'EISDIR', false, 'it is a folder (EISDIR)', 'it is a folder (EISDIR)'],
  [Object.assign(new Error('x'), { code: 'EFOO' }), 'EFOO', false, 'EFOO', 'EFOO'],
  [Object.assign(new Error('x'), { code: 7 }), null, false, 'UNKNOWN', 'UNKNOWN'],
  [new Error('x'), null, false, 'UNKNOWN', 'UNKNOWN'],
  [{ code: 'ENOENT' }, null, false, 'UNKNOWN', 'UNKNOWN'],
  [undefined, null, false, 'UNKNOWN', 'UNKNOWN'],
])('%o has the code %s', (error, code, absent, reason, problem) => {
  expect(errorCode(error)).toBe(code)
  expect(isAbsent(error)).toBe(absent)
  expect(reasonOf(error)).toBe(reason)
  expect(problemOf(error)).toBe(problem)
})

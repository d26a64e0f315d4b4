import { expect, test } from 'vitest'
import { run } from './run-command.ts'

test.each([
  [['-', '-'], "'-' is given twice"],
  [['-', '--conf', 'stdin'], "'-' and '--conf stdin' both want it"],
  [['-', 'zones', '--conf', 'Corefile'], "with --conf, '-' stands alone"],
])('check %j asks too much of standard input', async (words, message) => {
  const { code, errors } = await run('check', ...words)
  expect([code, errors]).toEqual([2, expect.stringContaining(message)])
})

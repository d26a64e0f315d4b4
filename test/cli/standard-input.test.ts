import { expect, test } from 'vitest'
import { run } from './run-command.ts'

test.each([
  [['-', '-'], "'-' is given twice"],
  [['-', '--conf', 'stdin'], "'-' and '--conf stdin' both read it"],
  [['-', 'zones', '--conf', 'Corefile'], "with --conf, '-' must be the only path"],
])('check %j exits with 2', async (words, message) => {
  const { code, errors } = await run('check', ...words)
  expect([code, errors]).toEqual([2, expect.stringContaining(message)])
})

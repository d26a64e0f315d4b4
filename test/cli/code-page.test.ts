/** `kubezone explain KZ_…`: the page of a code. */
import { expect, test } from 'vitest'
import { run } from './run-command.ts'

test.each(['KZ_PORT_NAME', 'kz_port_name'])('prints the page of %s', async (word) => {
  const { out, code } = await run('explain', word)
  expect(out).toMatch(/^KZ_PORT_NAME\n\nA warning: one of several ports has no name\.\n/)
  expect(code).toBe(0)
})

test('prints no links, which lead to pages of the manual', async () => {
  const { out } = await run('explain', 'KZ_POD_LIMIT')
  expect(out).toContain('because the limit of pods is reached')
})

test('prints the page of a reason', async () => {
  const { out, code } = await run('explain', 'KZ_WHY_NO_SERVICE')
  expect(out).toMatch(/^KZ_WHY_NO_SERVICE\n\nA reason: no Service has the name\.\n/)
  expect(code).toBe(0)
})

test('names the code that was meant', async () => {
  const { out, errors, code } = await run('explain', 'KZ_PORT_NAMES')
  expect([out, errors, code]).toEqual([
    '',
    "error: 'KZ_PORT_NAMES' is not a code of kubezone; did you mean KZ_PORT_NAME?\n",
    2,
  ])
})

test('names no code where none is near, and prints no control characters', async () => {
  const { errors } = await run('explain', 'kz_\u001b[31mhelloworldhelloworld')
  expect(errors).toBe("error: 'kz_\\u001b[31mhelloworldhelloworld' is not a code of kubezone\n")
})

/** Each directive declares exactly the options that it reads. */
import { expect, test } from 'vitest'
import { REGISTRY } from '../../src/site/registry.ts'
import { setUp } from '../support/block.ts'

/** The lines of `rewrite` are words of a rule; `proxy` ignores the other options of `forward`. */
const OTHER_LINES = ['rewrite', 'proxy']
/** `loadbalance` has both of its options under this policy only. */
const ARGUMENTS: Readonly<Record<string, string>> = { loadbalance: 'weighted /nowhere' }

const definitions = REGISTRY.filter(({ name }) => !OTHER_LINES.includes(name))

test.each(definitions)('$name', (definition) => {
  const { name, options } = definition
  const { diagnostics } = setUp(definition, `${name} ${ARGUMENTS[name] ?? ''} {\n no_such_option\n}`)
  const names = Object.keys(options).toSorted()
  const hint = names.length === 0 ? 'it has no options' : `options: ${names.join(', ')}`
  expect(diagnostics.find(({ message }) => message.includes('no_such_option'))).toMatchObject({
    code: 'KZ_COREFILE_OPTION',
    hint: expect.stringContaining(hint),
  })
})

/** The options of each directive, as the hint about one that it does not have lists them. */
import { LEFT_OUT } from '../../src/site/left-out.ts'
import { DIRECTIVES } from '../../src/site/registry.ts'
import { siteOf } from '../site/site-of.ts'

/** Directives whose options are not in a table, or depend on their arguments, and what is to stand before the braces. */
const HEADS: Readonly<Record<string, string>> = {
  loadbalance: 'weighted nowhere',
  forward: '. 192.0.2.1',
}

function optionsOf(name: string): readonly string[] {
  const { diagnostics } = siteOf(`. {\n${name} ${HEADS[name] ?? ''} {\nqqqq\n}\n}\n`)
  const lists = diagnostics.map(({ hint }) => /options: (.*)$/.exec(hint ?? '')?.[1])
  return lists.find((list) => list !== undefined)?.split(', ') ?? []
}

/** Its rules are no options, but begin with a field, and the diagnostic about a wrong one lists the right ones. */
function rewriteFields(): readonly string[] {
  const messages = siteOf('. {\nrewrite qqqq\n}\n').diagnostics.map(({ message }) => message)
  const [, list = ''] = messages.join('').split(', expected ')
  return [...list.matchAll(/'(\w+)'/g)].map(([, field = '']) => field)
}

/** Of the options of `forward`, those that are followed. */
function proxyOptions(): readonly string[] {
  return optionsOf('forward').filter((option) => {
    const { diagnostics } = siteOf(`. {\nproxy . 192.0.2.1 {\n${option} 1\n}\n}\n`)
    return !diagnostics.some(({ message }) => message.includes('is not supported'))
  })
}

export const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...DIRECTIVES, ...Object.keys(LEFT_OUT)].map((name) => [name, optionsOf(name)] as const),
  ['rewrite', rewriteFields()] as const,
  ['proxy', proxyOptions()] as const,
])

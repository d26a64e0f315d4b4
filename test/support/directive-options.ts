/** The options of each directive, read from the hint about an unknown option. */
import { LEFT_OUT } from '../../src/site/left-out.ts'
import { DIRECTIVES } from '../../src/site/registry.ts'
import { siteOf } from '../site/site-of.ts'

/** The arguments before the braces, for directives whose options depend on them. */
const HEADS: Readonly<Record<string, string>> = {
  loadbalance: 'weighted nowhere',
  forward: '. 192.0.2.1',
}

function optionsOf(name: string): readonly string[] {
  const { diagnostics } = siteOf(`. {\n${name} ${HEADS[name] ?? ''} {\nqqqq\n}\n}\n`)
  const lists = diagnostics.map(({ hint }) => /options: (.*)$/.exec(hint ?? '')?.[1])
  return lists.find((list) => list !== undefined)?.split(', ') ?? []
}

/** The fields with which rules of `rewrite` begin, from the diagnostic about an unknown field. */
function rewriteFields(): readonly string[] {
  const messages = siteOf('. {\nrewrite qqqq\n}\n').diagnostics.map(({ message }) => message)
  const [, list = ''] = messages.join('').split(', expected ')
  return [...list.matchAll(/'(\w+)'/g)].map(([, field = '']) => field)
}

/** The options of `forward` that `proxy` supports. */
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

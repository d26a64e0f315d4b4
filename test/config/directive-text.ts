/** Directives from the text of a Corefile, and readers that return values with diagnostics. */
import type { Directive } from '../../src/config/server-block.ts'
import type { Report } from '../../src/config/token.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { parse } from './corefile-shape.ts'

/** All directives of a block of the root zone. The first stands in line 2. */
export function directivesOf(text: string): readonly [Directive, ...Directive[]] {
  const [first, ...others] = parse(`. {\n${text}\n}`).blocks[0]?.directives ?? []
  if (first === undefined) throw new Error('the test gives no directive')
  return [first, ...others]
}

export function collecting<Value>(read: (report: Report) => Value): {
  readonly value: Value
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  return { value: read((one) => void diagnostics.push(one)), diagnostics }
}

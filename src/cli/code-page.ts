/** `kubezone explain KZ_…`: prints the page of a code. */
import { codesWithPages, pageText, plainText } from '../report/pages/code-page.ts'
import { suggest } from '../report/suggestion.ts'
import { visible } from '../report/visible.ts'

/** The page of a code with its heading, or `problem`: why there is none. */
export function printCodePage(code: string): { readonly text: string } | { readonly problem: string } {
  const wanted = code.toUpperCase()
  const page = pageText(wanted)
  if (page !== null) return { text: `${wanted}\n\n${plainText(page)}\n` }
  const nearest = suggest(wanted, codesWithPages())
  const hint = nearest === null ? '' : `; did you mean ${nearest}?`
  return { problem: `'${visible(code)}' is not a code of kubezone${hint}` }
}

/**
 * The format of hosts(5): lines of an address and its names, `#` begins a comment. What a system's own file holds besides,
 * such as addresses that mean something only on one interface, is passed over in silence.
 */
import { quote } from '../../../config/token.ts'
import { type Diagnostic, diagnostic } from '../../../report/diagnostic.ts'
import { parseAddress } from '../../../wire/address.ts'
import { parseSpelledName } from '../../../wire/name.ts'

/** An address in octets, and a name on the wire in its own spelling. */
export type AddHost = (address: string, name: string) => void

/** Who reads more than these has the wrong file. */
const MAX_DIAGNOSTICS = 20

/** Hands all sound entries to `add`, and gives what is wrong with the others; the first ones, and how many more there are. */
export function readHosts(text: string, file: string, add: AddHost): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  let omitted = 0
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const report = (word: RegExpExecArray, message: string): void => {
      if (diagnostics.length >= MAX_DIAGNOSTICS) {
        omitted++
        return
      }
      const place = { file, line: i + 1, column: word.index + 1 }
      const details = { sourceLine: line, length: word[0].length }
      diagnostics.push(diagnostic('KZ_COREFILE_HOSTS_FILE', place, message, details))
    }
    readLine(line, add, report)
  }
  if (omitted > 0) {
    const message = `${omitted} more words of this file are not valid`
    diagnostics.push(diagnostic('KZ_COREFILE_HOSTS_FILE', file, message))
  }
  return diagnostics
}

function readLine(
  line: string,
  add: AddHost,
  report: (word: RegExpExecArray, message: string) => void,
): void {
  const [first, ...names] = line.replace(/#.*/, '').matchAll(/\S+/g)
  if (first === undefined) return
  // RFC 4007 §11: with a zone id it is nobody else's address.
  if (first[0].includes('%')) return
  const address = parseAddress(first[0])
  if (address === null) {
    report(first, `found ${quote(first[0])}, expected an IP address and its names`)
    return
  }
  if (names.length === 0) report(first, `the address ${quote(first[0])} has no name`)
  for (const word of names) {
    const name = parseSpelledName(word[0])
    if (name === null) report(word, `${quote(word[0])} is not a valid domain name`)
    else add(address, name)
  }
}

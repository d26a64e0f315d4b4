/**
 * Parses the format of hosts(5): lines of an address and its names; `#` begins a comment. Addresses with a
 * zone id, as in the files of some systems, are skipped without a diagnostic.
 */
import { quote } from '../../../config/token.ts'
import { type Diagnostic, diagnostic } from '../../../report/diagnostic.ts'
import { parseAddress } from '../../../wire/address.ts'
import { parseSpelledName } from '../../../wire/name.ts'

/** `address`: octets. `name`: wire form, in the spelling of the file. */
export type AddHost = (address: string, name: string) => void

/** Further diagnostics are only counted: a file with this many is probably no hosts file. */
const MAX_DIAGNOSTICS = 20

/** Calls `add` for each valid entry. Returns the first diagnostics, and one with the number of the others. */
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
  // RFC 4007 §11: an address with a zone id is valid on this machine only.
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

/** Which words of a command line are codes of diagnostics and reasons. */

/** Whether a word is meant as a code, in any letter case: no host name begins with it. */
export function isCode(word: string): boolean {
  return /^kz_/i.test(word)
}

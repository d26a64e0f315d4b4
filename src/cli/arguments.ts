/**
 * Converts arguments to the form that commander reads. CoreDNS's flags have one dash (`-conf FILE`,
 * `-dns.port=53`), and `--bind` takes several addresses, but not the folder that may follow them. Also
 * detects a misspelt subcommand, which commander would read as the folder of `serve`.
 */
import { existsSync } from 'node:fs'
import { suggest } from '../report/suggestion.ts'
import { parseAddress } from '../wire/address.ts'

const FLAGS: ReadonlySet<string> = new Set(['conf', 'dns.port', 'pidfile', 'plugins', 'version', 'quiet'])

export function normalizeArguments(args: readonly string[]): string[] {
  const normal: string[] = []
  let isBinding = false
  for (const argument of args) {
    // `--bind A B DIR` is `--bind A --bind B DIR`.
    if (isBinding && normal.at(-1) !== '--bind' && parseAddress(argument) !== null) normal.push('--bind')
    else isBinding &&= normal.at(-1) === '--bind'
    if (argument === '--bind') isBinding = true
    const flag = /^-([a-z.]+)(=.*)?$/.exec(argument)
    normal.push(flag?.[1] !== undefined && FLAGS.has(flag[1]) ? `-${argument}` : argument)
  }
  return normal
}

/**
 * The error for a first word that is a misspelt command; `null` if the word is a command, a path, or may be a
 * folder.
 */
export function mistypedCommand(args: readonly string[], commands: readonly string[]): string | null {
  const [word = '-', next = '-'] = args
  if (word.startsWith('-') || commands.includes(word) || existsSync(word)) return null
  const nearest = word.includes('/') ? null : suggest(word, commands)
  // A single word may name a missing folder; with another word after it, it can only be a command.
  if (nearest === null && next.startsWith('-')) return null
  const guess = nearest === null ? '' : `\n(Did you mean ${nearest}?)`
  return `error: '${word}' is neither a command nor a folder${guess}`
}

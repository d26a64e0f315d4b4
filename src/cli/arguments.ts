/**
 * Arguments as users write them, in the one form that commander reads: CoreDNS's own flags have one dash (`-conf FILE`,
 * `-dns.port=53`), and `--bind` takes several addresses, but not the folder that may follow them.
 */
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

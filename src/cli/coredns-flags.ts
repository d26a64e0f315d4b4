/** CoreDNS's own flags have one dash (`-conf FILE`, `-dns.port=53`); they are understood as kubezone's with two. */

const FLAGS: ReadonlySet<string> = new Set(['conf', 'dns.port', 'pidfile', 'plugins', 'version', 'quiet'])

/** The arguments with CoreDNS's flags spelled the usual way. */
export function coreDnsArguments(args: readonly string[]): string[] {
  return args.map((argument) => {
    const flag = /^-([a-z.]+)(=.*)?$/.exec(argument)
    return flag?.[1] !== undefined && FLAGS.has(flag[1]) ? `-${argument}` : argument
  })
}

/**
 * `nsid [DATA]`: returns a server identifier to clients that request it (RFC 5001): DATA, or the host name.
 */
import { hostname } from 'node:os'
import type { Plugin } from '../../chain/plugin.ts'
import { readOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import { atToken, type Report } from '../../config/token.ts'
import type { Directive } from '../../config/server-block.ts'
import { EDNS_OPTION } from '../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, { report }: Block): Plugin | null {
  const data = readOnce(occurrences, report, (directive) => readNsid(directive, report))
  if (data === null) return null
  return {
    name: 'nsid',
    takesAllClasses: true,
    attach: (next) => (query) => {
      const { request } = query
      if (request.hasOption(EDNS_OPTION.NSID)) request.setReplyOption(EDNS_OPTION.NSID, data)
      return next(query)
    },
  }
}

export const nsid: PluginDefinition = { name: 'nsid', options: {}, setup }

/** Enough for a host name. The option has to fit into a reply of 512 octets with the longest question. */
const MAX_OCTETS = 128

function readNsid(directive: Directive, report: Report): Buffer | null {
  const { args } = directive
  expectNoOptions(directive, report)
  const [first] = args
  if (first === undefined) return Buffer.from(hostname()).subarray(0, MAX_OCTETS)
  const data = Buffer.from(args.map(({ text }) => text).join(' '))
  if (data.length <= MAX_OCTETS) return data
  const message = `the identifier has ${data.length} octets, expected at most ${MAX_OCTETS}`
  report(atToken('KZ_COREFILE_VALUE', first, message))
  return null
}

/**
 * `bufsize [OCTETS]`: limits replies over UDP to OCTETS (default 1232), even if the client accepts more.
 * Plugins that forward the query advertise the same size to upstreams.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { readOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { readInteger } from '../../config/settings.ts'
import { atToken, quote, type Report } from '../../config/token.ts'
import { MAX_UDP_OCTETS, MIN_UDP_OCTETS } from '../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, { report }: Block): Plugin | null {
  const octets = readOnce(occurrences, report, (directive) => readBufsize(directive, report))
  if (octets === null) return null
  return {
    name: 'bufsize',
    takesAllClasses: true,
    attach: (next) => (query) => {
      const { request } = query
      if (request.payloadOctets > octets) request.payloadOctets = octets
      return next(query)
    },
  }
}

export const bufsize: PluginDefinition = { name: 'bufsize', options: {}, setup }

/** CoreDNS's limit. */
const MAX_OCTETS = 4096

function readBufsize(directive: Directive, report: Report): number | null {
  const { name, args } = directive
  expectNoOptions(directive, report)
  if (!hasArguments(name, args, [0, 1], report)) return null
  const [word] = args
  if (word === undefined) return MAX_UDP_OCTETS
  const octets = readInteger(word, { min: MIN_UDP_OCTETS, max: MAX_OCTETS }, report)
  if (octets !== null && octets > MAX_UDP_OCTETS) {
    const message = `${quote(word.text)} has no effect: replies over UDP have at most ${MAX_UDP_OCTETS} octets`
    report(atToken('KZ_COREFILE_IGNORED', word, message))
  }
  return octets
}

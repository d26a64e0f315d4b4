/**
 * `whoami`: returns the client's address. The answer section is empty; the additional section holds an A or
 * AAAA record with the address, and an SRV record with the port and the transport.
 */
import type { Plugin } from '../../chain/plugin.ts'
import type { Query } from '../../chain/query.ts'
import { expectBare } from '../../config/options.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { FLAG, MAX_NAME_OCTETS, TYPE } from '../../wire/constants.ts'
import { ROOT } from '../../wire/name.ts'
import { addressData } from '../../wire/rdata.ts'
import { type ResourceRecord, record } from '../../wire/section.ts'
import { SRV } from '../../wire/types/srv.ts'
import { clientOctets } from '../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  for (const directive of occurrences) expectBare(directive, block.report)
  return { name: 'whoami', attach: () => answer }
}

export const whoami: PluginDefinition = { name: 'whoami', options: {}, setup }

const AUTHORITATIVE: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA })

function answer(query: Query): Answer {
  const additional: ResourceRecord[] = []
  const address = clientOctets(query)
  if (address !== null) {
    const type = address.length === 4 ? TYPE.A : TYPE.AAAA
    additional.push(record(query.name, type, 0, addressData(address)))
  }
  // A compression pointer to the question follows the label, so both owners keep the client's letter case.
  const owner = `\x04_${query.transport}${query.name}`
  if (owner.length <= MAX_NAME_OCTETS) {
    additional.push(
      record(owner, TYPE.SRV, 0, SRV.data({ priority: 0, weight: 0, port: query.client.port, target: ROOT })),
    )
  }
  return withRecords(AUTHORITATIVE, { answer: [], authority: [], additional }, query.name, query.name)
}

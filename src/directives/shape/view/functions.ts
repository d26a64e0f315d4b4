/** The functions of expressions about a query: CoreDNS's, under its names. */
import type { Query } from '../../../chain/query.ts'
import type { ExpressionFunction, ExpressionFunctions, Kind, Value } from '../../../config/expression/term.ts'
import { isInRange, parseAddress, parseRange } from '../../../wire/address.ts'
import { className } from '../../../wire/constants.ts'
import { typeName } from '../../../wire/record-types.ts'
import { nameText } from '../../../wire/name.ts'
import { bracketedClient, bracketedServer } from '../../../block/client-address.ts'
import { asksDnssec, opcodeOf, replyLimit } from '../../../block/query-facts.ts'

type QueryFunction = ExpressionFunction<Query>

/** `labelOf` returns a label of a query; empty text without one. */
export function queryFunctions(labelOf: (query: Query, label: string) => string): ExpressionFunctions<Query> {
  return {
    bufsize: fact('number', replyLimit),
    class: fact('text', (query) => className(query.class)),
    client_ip: fact('text', bracketedClient),
    do: fact('boolean', asksDnssec),
    id: fact('number', ({ request }) => request.id),
    name: fact('text', ({ name }) => nameText(name)),
    opcode: fact('number', opcodeOf),
    port: fact('text', ({ client }) => String(client.port)),
    proto: fact('text', ({ transport }) => transport),
    server_ip: fact('text', bracketedServer),
    server_port: fact('text', ({ server }) => String(server.port)),
    size: fact('number', ({ request }) => request.packet.length),
    type: fact('text', ({ type }) => typeName(type)),
    incidr: IN_RANGE,
    metadata: {
      parameters: ['text'],
      result: 'text',
      bind:
        ([label]) =>
        (query) =>
          labelOf(query, String(label?.evaluate(query))),
    },
  }
}

function fact(result: Kind, evaluate: (query: Query) => Value): QueryFunction {
  return { parameters: [], result, bind: () => evaluate }
}

const IN_RANGE: QueryFunction = {
  parameters: ['text', 'text'],
  result: 'boolean',
  bind: ([address, cidr], report) => {
    if (address === undefined || cidr === undefined) return null
    const range = parseRange(String(cidr.constant))
    if (range === null) report(cidr, "expected a range (CIDR) in quotes, such as '10.0.0.0/8'")
    return range === null ? null : (query) => isWithin(String(address.evaluate(query)))

    function isWithin(text: string): boolean {
      const octets = parseAddress(text.replace(/^\[(.*?)(?:%.*)?\]$/, '$1'))
      return octets !== null && range !== null && isInRange(octets, range)
    }
  },
}

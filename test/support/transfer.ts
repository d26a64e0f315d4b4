/** Transfers a zone over TCP and reads all messages of the reply. */
import { connect } from 'node:net'
import { encodeName, encodeQuery, type Target } from './ask.ts'
import { decodeReply, type Reply } from './decode.ts'

export interface Transfer {
  readonly messages: readonly Reply[]
  /** Zone-file text of all messages. */
  readonly records: readonly string[]
}

const TIMEOUT_MS = 10_000

/**
 * `serial`: requests the changes since then (IXFR). Ends with the reply, or when the server closes the
 * connection.
 */
export async function transfer(target: Target, zone: string, serial?: number): Promise<Transfer> {
  const query = serial === undefined ? encodeQuery({ name: zone, type: 'AXFR' }) : encodeIxfr(zone, serial)
  const messages: Reply[] = []
  const socket = connect(target.port, target.address)
  try {
    await new Promise<void>((resolve, reject) => {
      let received = Buffer.alloc(0)
      socket.setTimeout(TIMEOUT_MS, () => reject(new Error('the transfer does not go on')))
      socket.once('error', reject)
      socket.once('close', resolve)
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk])
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const end = 2 + received.readUInt16BE(0)
          messages.push(decodeReply(received.subarray(2, end)))
          received = received.subarray(end)
        }
        if (isComplete(messages, serial)) resolve()
      })
      const length = Buffer.alloc(2)
      length.writeUInt16BE(query.length)
      socket.write(Buffer.concat([length, query]))
    })
  } finally {
    socket.destroy()
  }
  return { messages, records: recordsOf(messages) }
}

/** An IXFR query with an SOA of that serial, as secondaries send it. */
export function encodeIxfr(zone: string, serial: number): Buffer {
  const bare = encodeQuery({ name: zone, type: 'IXFR' })
  bare.writeUInt16BE(1, 8)
  const numbers = Buffer.alloc(20)
  numbers.writeUInt32BE(serial)
  const data = Buffer.concat([encodeName('.'), encodeName('.'), numbers])
  const fixed = Buffer.from([0, 6, 0, 1, 0, 0, 0, 0, 0, data.length])
  return Buffer.concat([bare, encodeName(zone), fixed, data])
}

export function serialOf(soa: string): number {
  return Number(soa.split(' ')[6])
}

function recordsOf(messages: readonly Reply[]): string[] {
  return messages.flatMap(({ answer }) => answer)
}

function isSoa(record: string | undefined): boolean {
  return record?.split(' ')[3] === 'SOA'
}

/**
 * RFC 5936 §2.2, RFC 1995 §4: the last record repeats the first; the differences of IXFR have SOAs between
 * them.
 */
function isComplete(messages: readonly Reply[], serial: number | undefined): boolean {
  const records = recordsOf(messages)
  const [first, second] = records
  if (messages.some(({ rcode }) => rcode !== 'NOERROR') || first === undefined) return true
  const again = records.filter((one) => one === first).length
  const isStepwise = serial !== undefined && isSoa(second) && second !== first
  if (serial !== undefined && records.length === 1) return true
  return records.at(-1) === first && again === (isStepwise ? 3 : 2)
}

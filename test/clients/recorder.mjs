/**
 * A name server on port 53 of 127.0.0.1 that replies as it is told and records the questions. A line of
 * standard input is an object of replies by `NAME TYPE`: an rcode, or `data`; NXDOMAIN for what is not there.
 * The server prints the questions since the last line as JSON, and begins anew.
 */
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'

const DATA = { 1: '0a000001', 16: '0161', 28: 'fd000000000000000000000000000001' }
const TYPES = { 1: 'A', 16: 'TXT', 28: 'AAAA' }
let replies = {}
let questions = []

const socket = createSocket('udp4', (packet, { address, port }) => {
  const labels = []
  let at = 12
  for (; at < packet.length && packet[at] !== 0; at += packet[at] + 1)
    labels.push(packet.toString('latin1', at + 1, at + 1 + packet[at]))
  const type = packet.readUInt16BE(at + 1)
  const question = `${labels.join('.')}. ${TYPES[type] ?? type}`
  questions.push(question)
  const reply = replies[question] ?? 3
  const hasData = reply === 'data'
  const head = Buffer.from([0x85, 0x80 | (hasData ? 0 : reply), 0, 1, 0, hasData ? 1 : 0, 0, 0, 0, 0])
  const data = Buffer.from(hasData ? DATA[type] : '', 'hex')
  const record = hasData ? Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 5, 0, data.length, ...data]) : data
  const own = packet.subarray(12, at + 5)
  socket.send(Buffer.concat([packet.subarray(0, 2), head, own, record]), port, address)
})

createInterface({ input: process.stdin })
  .on('line', (line) => {
    replies = JSON.parse(line)
    process.stdout.write(`${JSON.stringify(questions)}\n`)
    questions = []
  })
  .on('close', () => socket.close())

socket.bind(53, '127.0.0.1')

/**
 * The floor: the cost of a UDP socket of Node.js without a DNS server. Returns each query with the QR bit
 * set.
 */
import { createSocket } from 'node:dgram'

const socket = createSocket({
  type: 'udp4',
  lookup: (address, _options, callback) => callback(null, address, 4),
})
socket.on('message', (packet, remote) => {
  packet[2] |= 0x80
  socket.send(packet, 0, packet.length, remote.port, remote.address)
})
socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  socket.setRecvBufferSize(4 * 1024 * 1024)
  console.log('serving')
})

/**
 * Asks two servers the same questions and compares the RCODE, the flags AA and TC, and the number of answers.
 */
import { createSocket } from 'node:dgram'
import { packetOf } from './questions.mjs'

const AT_ONCE = 64
const PATIENCE_MS = 500

/** Asks each distinct question once, alternately with and without EDNS. */
export async function compareAnswers(questions, onePort, otherPort) {
  const different = [
    ...new Map(questions.map((question) => [`${question.name} ${question.type}`, question])).values(),
  ]
  const [one, other] = [await askAll(different, onePort), await askAll(different, otherPort)]
  const differences = different.flatMap(({ name, type }, i) =>
    one[i] !== null && one[i] === other[i] ? [] : [{ name, type, one: one[i], other: other[i] }],
  )
  return { asked: different.length, differences }
}

/** The summary of the reply to each question; `null` if none arrived. */
async function askAll(questions, port) {
  const gists = questions.map(() => null)
  const socket = createSocket('udp4')
  let heard = () => {}
  socket.on('message', (reply) => {
    gists[reply.readUInt16BE(0)] = gistOf(reply)
    heard()
  })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve))
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    const batch = questions.slice(from, from + AT_ONCE)
    batch.forEach((question, i) => socket.send(packetOf(question, from + i, i % 2 === 1)))
    const isComplete = () => batch.every((_, i) => gists[from + i] !== null)
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS)
      heard = () => {
        if (!isComplete()) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
  socket.close()
  return gists
}

/** RCODE, AA, TC and the number of answers: servers of the same zone must agree on them. */
function gistOf(reply) {
  const flags = reply.readUInt16BE(2)
  return `rcode ${flags & 15}, aa ${(flags >> 10) & 1}, tc ${(flags >> 9) & 1}, ${reply.readUInt16BE(6)} answers`
}

/**
 * Loads kubezone, NSD and the floor with dnsperf in turns: the server on one core, dnsperf on the other.
 * Measures the CPU time of a query, user and system together, as the kernel counts it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareAnswers } from './compare.mjs'
import { takeTurns } from './load.mjs'
import { stop } from './processes.mjs'
import { dnsperfText, drawQuestions } from './questions.mjs'
import { startFloor, startKubezone, startNsd } from './servers.mjs'

const QUESTIONS = 20_000

export async function race({ folder, scratch, services, zones, rounds, seconds, seed, say }) {
  mkdirSync(scratch, { recursive: true })
  const questions = drawQuestions(services, QUESTIONS, seed)
  const file = join(scratch, 'questions')
  writeFileSync(file, dnsperfText(questions))

  const servers = [await startKubezone(folder), await startNsd(scratch, zones), await startFloor()]
  try {
    const [kubezone, nsd] = servers
    const answers = await compareAnswers(questions, kubezone.port, nsd.port)
    say(`${answers.asked} questions asked of both, ${answers.differences.length} answered differently`)
    for (const server of servers) server.file = file
    const results = await takeTurns(servers, { rounds, seconds, say })
    const [ours, theirs, floor] = results.map(({ median }) => median)
    return { servers: results, ratio: ours / theirs, floorRatio: floor / theirs, ...answers }
  } finally {
    for (const server of servers) await stop(server.child)
  }
}

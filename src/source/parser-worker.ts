/**
 * The parser's worker: gets the octets of a file, parses them, and sends the objects in portions on request.
 * It is an entry point of its own, which `parser-pool.ts` starts, and holds one file at a time.
 */
import { parentPort } from 'node:worker_threads'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import { parseOctets } from './parser-pool.ts'
import type { ParserRequest, ParserResponse } from './parser-protocol.ts'

/** A portion of 500 services takes the main thread 2 to 4 ms to read. */
const PORTION = 500

let parsed: ParsedFile | null = null
let sent = 0

parentPort?.on('message', (message: ParserRequest | 'more') => {
  if (message !== 'more') {
    parsed = parseOctets(message.octets, message.file, message.context, message.maxFindings)
    sent = 0
  }
  if (parsed === null) return
  const { objects, ...rest } = parsed
  const portion = objects.slice(sent, sent + PORTION)
  sent += portion.length
  const isEnd = sent >= objects.length
  const response: ParserResponse = { objects: portion, end: isEnd ? rest : null }
  if (isEnd) parsed = null
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(response)
})

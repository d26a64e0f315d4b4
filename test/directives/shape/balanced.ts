/**
 * The kit of the tests of loadbalance: a folder for weights, a plugin before an answer, counts of first
 * addresses.
 */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { loadbalance } from '../../../src/directives/shape/loadbalance/loadbalance.ts'
import type { Answer } from '../../../src/wire/answer.ts'
import { setUp } from '../../support/block.ts'
import { askHandler, before } from '../../support/chain.ts'

export let folder = ''

/** There is one during the tests of the file that calls this. */
export function useFolder(): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubezone-loadbalance-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
}

/** Writes a file of weights with an old mtime, so that a later write changes its times. */
export function writeWeights(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
  utimesSync(join(folder, file), new Date(0), new Date(0))
}

export function balanced(directives: string, answer: Answer): Handler {
  const { plugin, diagnostics } = setUp(loadbalance, directives, { folder })
  expect(diagnostics).toEqual([])
  return before(plugin, () => answer)
}

export const addresses = (count: number, owner = 'web.example.org'): string[] =>
  Array.from({ length: count }, (_, i) => `${owner} A 10.0.0.${i + 1}`)
export const dataOf = (records: readonly string[]): string[] =>
  records.map((text) => text.split(' ').at(-1) ?? '')

export const places = (text: string) => setUp(loadbalance, text, { folder }).places

/** The number of replies, of `count`, in which each record's data is first. */
export async function firstOf(handler: Handler, count: number, type = 'A'): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const reply = await askHandler(handler, { name: 'web.example.org', type })
    const [first = ''] = dataOf(reply.answer)
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  return counts
}

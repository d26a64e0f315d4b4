/**
 * A server for one file of tests, and a short form for its answers, read like a zone file whose origin is
 * `svc.ZONE`, whose default TTL is 5 and whose owner is the name of the question:
 *
 *   'web.shop A'          a question; a name with a final dot is absolute
 *   'A 10.0.0.1'          an answer at the name of the question (`OWNER TTL TYPE RDATA` otherwise)
 *   '+ web A 10.0.0.1'    a record of the additional section
 *   'NODATA', 'NXDOMAIN'  the verdict, with the SOA record of the zone; deviations follow it
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SiteOptions } from '../../src/site/configuration.ts'
import { type Answers, expectAnswers, inOrder, type Lines } from '../support/answer-table.ts'
import { ask } from '../support/ask.ts'
import type { Reply } from '../support/decode.ts'
import { openWorld, type World } from '../support/world.ts'

export interface ClusterSetup {
  /** The zones after `kubernetes`; relative names end in the first one. */
  readonly zones?: string
  /** The lines inside the braces of `kubernetes`. */
  readonly options?: readonly string[]
  /** The whole Corefile, instead of zones and lines. */
  readonly corefile?: string
  readonly app?: Partial<SiteOptions>
}

export interface Cluster {
  readonly world: World
  /** Declares one test of this cluster. */
  answers(sentence: string, table: Answers): void
  look(question: string): Promise<Lines>
}

/**
 * Files by path, or the text of the only file. The server runs during the tests of the file that calls this.
 */
export function useCluster(
  manifests: string | Readonly<Record<string, string>>,
  setup: ClusterSetup = {},
): Cluster {
  const zones = setup.zones ?? 'cluster.local'
  const corefile =
    setup.corefile ?? `. {\n  kubernetes ${zones} {\n${(setup.options ?? []).join('\n')}\n}\n}\n`
  const files = typeof manifests === 'string' ? { 'manifests.yaml': manifests } : manifests
  const form = new ShortForm((zones.split(' ')[0] ?? '').toLowerCase())
  let world: World | null = null
  const running = (): World => {
    if (world === null) throw new Error('the cluster is not up yet')
    return world
  }
  beforeAll(async () => {
    world = await openWorld({ ...files, Corefile: corefile }, setup.app)
  })
  afterAll(async () => world?.close())
  const look = async (question: string): Promise<Lines> => {
    const [name, type] = form.question(question)
    return form.reply(await ask(running().target, { name, type, payload: 1232 }), name)
  }
  return {
    get world() {
      return running()
    },
    look,
    answers: (sentence, table) =>
      test(sentence, async () => {
        await expectAnswers(table, look)
      }),
  }
}

const SOA = /^(\S+) (\d+) IN SOA ns\.dns\.(\S*) hostmaster\.(\S*) \d+ 7200 1800 86400 (\d+)$/

class ShortForm {
  readonly #zone: string
  readonly #origin: string

  constructor(zone: string) {
    this.#zone = zone === '.' ? zone : `${zone}.`
    this.#origin = zone === '.' ? '.svc.' : `.svc.${zone}.`
  }

  /** The absolute name and the type. */
  question(text: string): readonly [string, string | number] {
    const [name = '', type = ''] = text.split(' ')
    const number = /^TYPE(\d+)$/.exec(type)?.[1]
    return [name.endsWith('.') ? name : name + this.#origin, number === undefined ? type : Number(number)]
  }

  reply(reply: Reply, name: string): Lines {
    const { answer, authority, additional } = reply
    expect(reply.question?.split(' ')[0]).toBe(name)
    const lines = inOrder([
      ...answer.map((one) => this.#record(one, name)),
      ...this.#verdict(reply),
      ...(answer.length === 0 ? authority.slice(1) : []),
      ...additional.map((one) => `+ ${this.#record(one, name)}`),
    ])
    return lines.length === 1 ? lines.join() : lines
  }

  #verdict({ rcode, flags, answer, authority, edns }: Reply): string[] {
    const verdicts: string[] = []
    const soa = SOA.exec(authority[0] ?? '')
    if (soa !== null) {
      const [, owner, ttl, , , minimum] = soa
      const zone = owner === this.#zone ? '' : ` ${owner}`
      const times = ttl === '5' && minimum === '5' ? '' : ` ttl=${ttl} minimum=${minimum}`
      const below = owner === '.' ? '' : owner
      expect([soa[3], soa[4]]).toEqual([below, below])
      verdicts.push(`${rcode === 'NOERROR' ? 'NODATA' : rcode}${zone}${times}`)
    } else if (rcode !== 'NOERROR' || answer.length === 0) {
      verdicts.push(rcode, ...authority)
    }
    for (const { code, data } of edns?.options ?? []) {
      verdicts.push(code === 15 ? `EDE ${data.readUInt16BE(0)}` : `option ${code}`)
    }
    if (flags !== 'qr aa rd' && !(rcode === 'REFUSED' && flags === 'qr rd')) verdicts.push(`flags ${flags}`)
    return verdicts
  }

  #record(text: string, name: string): string {
    const [owner = '', ttl, , type, ...rdata] = text.split(' ')
    const parts = [owner === name ? '' : this.#name(owner), ttl === '5' ? '' : ttl, type]
    return [...parts, ...rdata.map((part) => this.#name(part))].filter((part) => part !== '').join(' ')
  }

  #name(text: string): string {
    return text.endsWith(this.#origin) ? text.slice(0, -this.#origin.length) : text
  }
}

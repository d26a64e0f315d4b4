import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { compose, composeForOtherClasses } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { chaos } from '../../../src/directives/observe/chaos.ts'
import { errors } from '../../../src/directives/observe/errors.ts'
import { log } from '../../../src/directives/observe/log/log.ts'
import { whoami } from '../../../src/directives/observe/whoami.ts'
import { VERSION } from '../../../src/report/version.ts'
import { Responder } from '../../../src/server/respond.ts'
import { ReplyWriter } from '../../../src/wire/reply.ts'
import { SuffixTable } from '../../../src/zone/suffix-table.ts'
import { encodeQuery } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { askHandler } from '../../support/chain.ts'
import { decodeReply } from '../../support/decode.ts'
import { siteOf } from '../../site/site-of.ts'

const CH = 3

/** The chains of a site: one for class IN and one for other classes, of the same plugins. */
function serving(directive: string) {
  const plugins = [
    setUp(errors, 'errors').plugin,
    setUp(chaos, directive).plugin,
    setUp(whoami, 'whoami').plugin,
  ]
  const found = plugins.filter((plugin) => plugin !== null)
  const [internet, others] = [compose(found), composeForOtherClasses(found)]
  return async (name: string, type = 'TXT', value = CH) => {
    const handler = value === 1 ? internet : others
    return askHandler(handler, { name, type, class: value })
  }
}

describe('chaos', () => {
  it("answers the version and the host name in class CH, in the client's letter case", async () => {
    const ask = serving('chaos')
    const reply = await ask('Version.BIND')
    expect(reply).toMatchObject({ rcode: 'NOERROR', flags: 'qr aa rd', question: 'Version.BIND. CH TXT' })
    expect(reply.answer).toEqual([`Version.BIND. 0 CH TXT "kubezone-${VERSION}"`])
    expect((await ask('version.server')).answer).toHaveLength(1)
    expect((await ask('id.server')).answer).toEqual([`id.server. 0 CH TXT "${hostname()}"`])
    expect((await ask('hostname.bind')).answer).toEqual([`hostname.bind. 0 CH TXT "${hostname()}"`])
  })

  it('answers the configured version and authors, in their order', async () => {
    const ask = serving('chaos "my DNS 1.0" Ann Ben')
    expect((await ask('version.bind')).answer).toEqual(['version.bind. 0 CH TXT "my DNS 1.0"'])
    expect((await ask('authors.bind')).answer).toEqual([
      'authors.bind. 0 CH TXT "Ann"',
      'authors.bind. 0 CH TXT "Ben"',
    ])
  })

  it('answers other types without records', async () => {
    expect(await serving('chaos')('version.bind', 'A')).toMatchObject({ rcode: 'NOERROR', answer: [] })
  })

  it('refuses other names and other classes before other plugins see them', async () => {
    const ask = serving('chaos')
    expect(await ask('web.example.org', 'A')).toMatchObject({ rcode: 'REFUSED', additional: [] })
    expect(await ask('version.bind', 'TXT', 4)).toMatchObject({ rcode: 'REFUSED', additional: [] })
  })

  it('passes class IN to the next plugin', async () => {
    const { additional } = await serving('chaos')('version.bind', 'TXT', 1)
    expect(additional[0]).toBe('version.bind. 0 IN A 192.0.2.1')
  })

  it('is logged by log', async () => {
    const { plugin, log: lines } = setUp(log, 'log . "{class} {name}"')
    const found = [plugin, setUp(chaos, 'chaos').plugin].filter((one) => one !== null)
    await askHandler(composeForOtherClasses(found), { name: 'version.bind', type: 'TXT', class: CH })
    expect(lines).toEqual(['info CH version.bind.'])
  })

  it('answers only in blocks that have it', async () => {
    const { site, diagnostics } = siteOf('. {\n chaos 1.0\n whoami\n}\nexample.org {\n whoami\n}\n')
    expect(diagnostics).toEqual([])
    const responder = new Responder(site.listeners[0]?.routes ?? new SuffixTable([]))
    const writer = new ReplyWriter()
    const rcodeOf = (name: string): string => {
      const packet = encodeQuery({ name, type: 'TXT', class: CH })
      const length = responder.respond(new Query(), packet, { address: '127.0.0.1', port: 1 }, writer)
      return decodeReply(Buffer.from(writer.octets.subarray(0, Number(length)))).rcode
    }
    expect(['version.bind', 'version.bind.example.org', 'a'].map(rcodeOf)).toEqual([
      'NOERROR',
      'REFUSED',
      'REFUSED',
    ])
  })

  it('reports all its errors in one run', () => {
    const long = 'x'.repeat(256)
    const { places, plugin } = setUp(chaos, `chaos ok ${long} {\n a\n}\nchaos`)
    expect(places).toEqual(['4:1 OPTION', '2:2 OPTION', '1:10 VALUE'])
    expect(plugin).toBeNull()
  })
})

/**
 * The same zones for NSD: writes zone files from the compiled zones of kubezone, and a configuration with one
 * server process.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TYPE } from '../../build/src/wire/constants.js'
import { decodeAnswer } from '../../build/src/wire/decode.js'
import { nameText } from '../../build/src/wire/name.js'
import { rdataText } from '../../build/src/wire/rdata-text.js'
import { typeName } from '../../build/src/wire/record-types.js'
import { soaRecord } from '../../build/src/zone/zone.js'

/** Writes all files of NSD into `folder`; returns the path of its configuration and the number of records. */
export function writeNsd(folder, zones, port) {
  mkdirSync(folder, { recursive: true })
  let records = 0
  const clauses = zones.map((zone) => {
    const origin = nameText(zone.origin)
    const file = join(folder, `${origin}zone`)
    const lines = [...linesOf(zone)]
    records += lines.length
    writeFileSync(file, `${lines.join('\n')}\n`)
    return `zone:\n  name: "${origin}"\n  zonefile: "${file}"\n`
  })
  const config = join(folder, 'nsd.conf')
  writeFileSync(config, `${configText(folder, port)}${clauses.join('')}`)
  return { config, records }
}

function* linesOf(zone) {
  yield line(soaRecord(zone))
  for (const [name, { rrsets }] of zone.nodes.entries()) {
    for (const rrset of rrsets) {
      // `soaRecord` gives the SOA record with the serial, so the one of the node is skipped.
      if (rrset.type !== TYPE.SOA) for (const record of decodeAnswer(rrset, name).answer) yield line(record)
    }
  }
}

function line({ name, type, ttl, rdata }) {
  return `${nameText(name)} ${ttl} IN ${typeName(type)} ${rdataText(type, rdata)}`
}

function configText(folder, port) {
  return `server:
  server-count: 1
  ip-address: 127.0.0.1@${port}
  do-ip6: no
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${join(folder, 'nsd.pid')}"
  xfrdfile: "${join(folder, 'xfrd.state')}"
  zonelistfile: "${join(folder, 'zone.list')}"
  logfile: "${join(folder, 'nsd.log')}"
  verbosity: 0
  minimal-responses: ${process.env.BENCH_NSD_MINIMAL ?? 'no'}
  rrl-ratelimit: 0
  receive-buffer-size: 4194304
remote-control:
  control-enable: no
`
}

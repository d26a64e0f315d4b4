/** `kubezone names`: what it lists, and whether other programs read its formats. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../support/needs.ts'
import { run } from './run-command.ts'

const MANIFEST = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.7.1, ports: [{name: pg, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: six, namespace: shop}
spec: {clusterIP: 'fd00:10:96::7', ipFamilies: [IPv6], ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: inside, namespace: shop}
spec: {type: ExternalName, externalName: db.shop.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: shop}
spec: {type: ExternalName, externalName: db.example.org}
`

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-names-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}

async function names(format: string, ...words: readonly string[]): Promise<string> {
  const folder = folderOf({ 'shop.yaml': MANIFEST })
  const { out, code, errors } = await run('names', folder, '--format', format, ...words)
  expect([code, errors]).toEqual([0, ''])
  return out.replaceAll(`${folder}/`, '')
}

test('text has each record with its object and line', async () => {
  const lines = (await names('text')).split('\n').map((line) => line.replaceAll(/ {2,}/g, '  '))
  expect(lines).toContain('db.shop.svc.cluster.local.  A  10.96.7.1  Service shop/db  shop.yaml:1')
  expect(lines).toContain(
    '1.7.96.10.in-addr.arpa.  PTR  db.shop.svc.cluster.local.  Service shop/db  shop.yaml:1',
  )
})

test('json has the same as data', async () => {
  const list: unknown = JSON.parse(await names('json'))
  expect(list).toContainEqual({
    name: 'db.shop.svc.cluster.local.',
    type: 'A',
    ttl: 5,
    data: '10.96.7.1',
    zone: 'cluster.local.',
    object: 'Service shop/db',
    place: { file: 'shop.yaml', line: 1, column: 1 },
  })
})

test('a broken manifest is reported, and the names of the others are there', async () => {
  const folder = folderOf({ 'a.yaml': MANIFEST, 'b.yaml': 'kind: [' })
  const { out, code, errors } = await run('names', folder)
  expect(code).toBe(1)
  expect(errors).toContain('KZ_FILE_SYNTAX')
  expect(out).toContain('db.shop.svc.cluster.local.')
})

test('a zone that is not there is a mistake that names the others', async () => {
  const { errors, code } = await run('names', folderOf({}), '--zone', 'example.org')
  expect(errors).toContain('there is cluster.local., in-addr.arpa., ip6.arpa.')
  expect(code).toBe(1)
})

describe('the zone file', needs('named-checkzone'), () => {
  test.each(['cluster.local', 'in-addr.arpa', 'ip6.arpa'])('of %s loads', async (zone) => {
    const file = join(folderOf({ db: await names('zone', '--zone', zone) }), 'db')
    const shown = execFileSync('named-checkzone', ['-k', 'ignore', zone, file], { encoding: 'utf8' })
    expect(shown).toMatch(/loaded serial \d+\nOK\n$/)
  })
})

describe('the hosts file', () => {
  test('has the names that a search list makes of short ones, and the addresses of aliases', async () => {
    const lines = (await names('hosts')).split('\n')
    expect(lines).toContain('10.96.7.1 db.shop.svc.cluster.local db.shop.svc db.shop')
    expect(lines).toContain('fd00:10:96::7 six.shop.svc.cluster.local six.shop.svc six.shop')
    expect(lines).toContain('10.96.7.1 inside.shop.svc.cluster.local inside.shop.svc inside.shop')
    expect(lines).toContain(
      '# outside.shop.svc.cluster.local outside.shop.svc outside.shop is an alias of db.example.org., which is not here',
    )
  })

  test('is read by getent', needs('unshare', 'getent'), async () => {
    const file = join(folderOf({ hosts: await names('hosts') }), 'hosts')
    const ask = `mount --bind ${file} /etc/hosts && getent hosts db.shop && getent ahostsv6 six.shop.svc`
    const shown = execFileSync('unshare', ['--mount', '--map-root-user', 'sh', '-c', ask], {
      encoding: 'utf8',
    })
    expect(shown).toContain('10.96.7.1')
    expect(shown).toContain('fd00:10:96::7')
  })
})

test('dnsmasq reads its lines', needs('dnsmasq'), async () => {
  const text = await names('dnsmasq')
  const file = join(folderOf({ conf: text }), 'conf')
  const shown = execFileSync('dnsmasq', ['--test', `--conf-file=${file}`], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  expect(shown).toBe('')
  expect(text).toContain('srv-host=_pg._tcp.db.shop.svc.cluster.local,db.shop.svc.cluster.local,5432,0,100')
})

test('unbound reads its lines', needs('unbound-checkconf'), async () => {
  const file = join(folderOf({ conf: await names('unbound') }), 'conf')
  const shown = execFileSync('unbound-checkconf', [file], { encoding: 'utf8', stdio: 'pipe' })
  expect(shown).toContain('no errors')
})

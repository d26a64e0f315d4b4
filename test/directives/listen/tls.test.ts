/** The directives `tls` and `https`: their options, files and diagnostics. */
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { https, MAX_CONNECTIONS } from '../../../src/directives/listen/https.ts'
import { CertificateFiles } from '../../../src/directives/listen/tls/certificate-files.ts'
import { CREDENTIALS, tls } from '../../../src/directives/listen/tls/tls.ts'
import { collectingLog, setUp } from '../../support/block.ts'
import { Authority, placePair } from '../../support/certificates.ts'
import { siteOf } from '../../site/site-of.ts'
import { needs } from '../../support/needs.ts'

describe('tls', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  const other = authority.issue('DNS:other.test')
  afterAll(() => authority.dispose())

  const folderWith = (pair = own): string => authority.folderWith(pair)

  it('reads changed files again, and keeps the last good certificate while they are faulty', async () => {
    const folder = folderWith()
    const log = collectingLog()
    const { plugin, block, places } = setUp(tls, 'tls cert.pem key.pem', { folder, log })
    expect(places).toEqual([])
    const source = block.get(CREDENTIALS)
    const seen: string[] = []
    const unfollow = source?.follow(({ cert }) => void seen.push(cert))
    const look = async () => plugin?.refresh?.()
    await look()
    expect(seen).toEqual([])

    // A fault is not reported at once, since a writer may be between the two files.
    placePair(folder, { cert: other.cert })
    await look()
    expect([seen.length, log.lines]).toEqual([0, []])
    placePair(folder, { key: other.key })
    await look()
    expect(seen).toHaveLength(1)
    expect(log.lines).toEqual([
      'info plugin/tls: the certificate in cert.pem is in force for new connections',
    ])

    writeFileSync(join(folder, 'key.pem'), 'nothing')
    await look()
    await look()
    await look()
    expect(seen).toHaveLength(1)
    expect(log.lines.slice(1)).toEqual([
      expect.stringMatching(
        /^error Corefile:2:14: error: 'key\.pem' holds no private key; the last good certificate stays in force \(.*\) \[KZ_COREFILE_CERTIFICATE\]$/,
      ),
    ])
    rmSync(join(folder, 'key.pem'))
    await look()
    await look()
    expect(log.lines.at(-1)).toMatch(/it does not exist; the last good/)
    unfollow?.()
    placePair(folder, own)
    await look()
    expect(seen).toHaveLength(1)
    expect(source?.current.cert).not.toBe(seen[0])
  })

  it('polls its files every 5 s', async () => {
    const folder = folderWith()
    const { plugin, block } = setUp(tls, 'tls cert.pem key.pem', { folder })
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    await plugin?.start?.()
    placePair(folder, other)
    const before = block.get(CREDENTIALS)?.current.cert
    vi.advanceTimersByTime(4999)
    expect(block.get(CREDENTIALS)?.current.cert).toBe(before)
    vi.advanceTimersByTime(1)
    expect(block.get(CREDENTIALS)?.current.cert).not.toBe(before)
    await plugin?.stop?.()
    expect(vi.getTimerCount()).toBe(0)
  })

  const wrong = (text: string, folder = folderWith()) => {
    const { diagnostics, block } = setUp(tls, text, { folder })
    expect(block.get(CREDENTIALS)).toBeUndefined()
    return diagnostics.map(
      ({ code, line, column, message, hint }) => [`${line - 1}:${column} ${code}`, message, hint] as const,
    )
  }

  const places = (text: string) => setUp(tls, text, { folder: folderWith() }).places

  describe('reports', () => {
    it('files that are missing, folders, or not PEM, each at its word', () => {
      const folder = folderWith()
      writeFileSync(join(folder, 'empty.pem'), '')
      expect(wrong('tls nowhere.pem . empty.pem', folder)).toEqual([
        [
          '1:5 KZ_COREFILE_CERTIFICATE',
          expect.stringMatching(/nowhere\.pem' cannot be read: it does not exist$/),
          expect.any(String),
        ],
        [
          '1:17 KZ_COREFILE_CERTIFICATE',
          expect.stringMatching(/cannot be read: it is a folder$/),
          expect.any(String),
        ],
        [
          '1:19 KZ_COREFILE_CERTIFICATE',
          "'empty.pem' holds no certificate",
          expect.stringContaining('BEGIN CERTIFICATE'),
        ],
      ])
      expect(wrong('tls key.pem cert.pem').map(([place, message]) => `${place} ${message}`)).toEqual([
        "1:5 KZ_COREFILE_CERTIFICATE 'key.pem' holds no certificate",
        "1:13 KZ_COREFILE_CERTIFICATE 'cert.pem' holds no private key",
      ])
    })

    it('a key that does not match the certificate', () => {
      expect(wrong('tls cert.pem key.pem', folderWith({ cert: own.cert, key: other.key }))).toEqual([
        [
          '1:14 KZ_COREFILE_CERTIFICATE',
          "the key in 'key.pem' does not match the certificate",
          expect.any(String),
        ],
      ])
    })

    it('a key that is encrypted', () => {
      const folder = folderWith()
      const args = ['pkey', '-in', own.key, '-aes256', '-passout', 'pass:x', '-out', join(folder, 'key.pem')]
      expect(spawnSync('openssl', args).status).toBe(0)
      expect(wrong('tls cert.pem key.pem', folder)[0]?.[1]).toMatch(/encrypted, and kubezone does not ask/)
    })

    it('a request for a certificate by ACME', () => {
      expect(wrong('tls acme {\n domain dns.test\n}')).toEqual([
        [
          '1:5 KZ_COREFILE_CERTIFICATE',
          expect.stringContaining('ACME'),
          expect.stringContaining('tls CERT KEY'),
        ],
      ])
    })

    it('wrong arguments and options', () => {
      expect(places('tls cert.pem')).toEqual(['1:1 ARGUMENTS'])
      expect(places('tls cert.pem key.pem {\n client_auth maybe\n keylog x\n ciphers\n}')).toEqual([
        '2:14 VALUE',
        '3:9 IGNORED',
        '4:2 OPTION',
      ])
      expect(places('tls cert.pem key.pem\ntls cert.pem key.pem')).toEqual(['2:1 OPTION'])
    })

    it('a key of a block that needs a certificate and has none', () => {
      const { site, diagnostics } = siteOf('tls://a.test https://b.test quic://c.test {\n whoami\n}\n')
      expect(site.listeners).toEqual([])
      expect(diagnostics.map(({ code, column }) => `${column} ${code}`)).toEqual([
        '1 KZ_COREFILE_CERTIFICATE',
        '14 KZ_COREFILE_CERTIFICATE',
        '29 KZ_COREFILE_NOT_SERVED',
      ])
      // A faulty certificate is reported once, and not at the keys as well.
      const faulty = siteOf('tls://a.test {\n tls /nowhere/a /nowhere/b\n}\n').diagnostics
      expect(faulty.map(({ line, column }) => `${line}:${column}`)).toEqual(['2:6', '2:17'])
    })

    it('a port with two protocols or two certificates', () => {
      const pair = `tls ${own.cert} ${own.key}`
      const two = siteOf(`tls://a.test:853 .:853 {\n ${pair}\n}\n`)
      expect(two.diagnostics.map(({ code, column }) => `${column} ${code}`)).toEqual([
        '18 KZ_COREFILE_ZONE_TAKEN',
      ])
      expect(two.diagnostics[0]?.message).toMatch(
        /port 853 of 0\.0\.0\.0 already serves the key 'tls:\/\/a\.test:853'/,
      )
      const others = siteOf(
        `tls://a.test {\n ${pair}\n}\ntls://b.test {\n tls ${other.cert} ${other.key}\n}\n`,
      )
      expect(others.diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual([
        '4 KZ_COREFILE_CERTIFICATE',
      ])
      const same = siteOf(`tls://a.test {\n ${pair}\n}\ntls://b.test https://. {\n ${pair}\n}\n`)
      expect(same.diagnostics).toEqual([])
      expect(same.site.listeners.map(({ address, port, secure }) => [secure?.scheme, address, port])).toEqual(
        [
          ['tls', '0.0.0.0', 853],
          ['tls', '::', 853],
          ['https', '0.0.0.0', 443],
          ['https', '::', 443],
        ],
      )
    })
  })

  it('reads relative paths from the folder of root', () => {
    const folder = folderWith()
    const { diagnostics } = siteOf(`tls://a.test {\n root ${folder}\n tls cert.pem key.pem\n}\n`)
    expect(diagnostics).toEqual([])
    expect(setUp(tls, 'tls cert.pem key.pem', { folder }).block.get(CREDENTIALS)).toBeInstanceOf(
      CertificateFiles,
    )
  })
})

describe('https', () => {
  it('limits the number of connections', () => {
    expect(setUp(https, 'https').block.get(MAX_CONNECTIONS)).toBeUndefined()
    expect(setUp(https, 'https {\n max_connections 10\n}').block.get(MAX_CONNECTIONS)).toBe(10)
    expect(setUp(https, 'https {\n max_connections 0\n}').block.get(MAX_CONNECTIONS)).toBe(Infinity)
  })

  it('reports each error at its word', () => {
    expect(setUp(https, 'https x {\n max_connections -1\n max_streams 5\n}\nhttps').places).toEqual([
      '5:1 OPTION',
      '1:7 ARGUMENTS',
      '2:18 VALUE',
      '3:2 OPTION',
    ])
  })
})

/** What `check` prints of files outside the given folders, and whom it asks over the network. */
import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { run } from './run-command.ts'

const lookups = vi.hoisted(() => ({ names: [] as string[] }))
vi.mock('node:dns/promises', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:dns/promises')>()),
  lookup: async (name: string) => {
    lookups.names.push(name)
    return [{ address: '192.0.2.7' }]
  },
}))

const SECRET = 'hunter2'
let root = ''
beforeEach(() => {
  lookups.names = []
  root = mkdtempSync(join(tmpdir(), 'kubezone-disclosure-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
})

/** Files by path below the root; a text that begins with `-> ` is the target of a link. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), join(root, file))
    else writeFileSync(join(root, file), text)
  }
}

const check = async (...words: readonly string[]): Promise<string> => {
  const { out, errors } = await run(
    'check',
    ...words.map((word) => (word.startsWith('-') ? word : join(root, word))),
  )
  return (out + errors).replaceAll(`${root}/`, '')
}

const SERVICE = (address: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: ${address}, ports: [{port: 80}]}\n`
const BLOCK = (directive: string): string => `example.org {\n    ${directive}\n    whoami\n}\n`
const SOA = '@ 60 IN SOA ns hostmaster 1 60 60 60 60\n'

describe('a file outside the given folders', () => {
  const OUTSIDE: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'a linked manifest',
      { 'm/web.yaml': '-> ../out/x', 'out/x': SERVICE(SECRET) },
      'm/web.yaml:4:19: error',
    ],
    ['a linked text', { 'm/web.yaml': '-> ../out/x', 'out/x': `a: [${SECRET}\n b` }, 'm/web.yaml:1:4: error'],
    [
      'a Corefile in a linked ConfigMap',
      {
        'm/coredns.yaml': '-> ../out/x',
        'out/x': `kind: ConfigMap\nmetadata: {name: coredns}\ndata:\n  Corefile: |\n    . {\n      cach ${SECRET}\n    }\n`,
      },
      'm/coredns.yaml:6:7: error',
    ],
    [
      'a manifest in a linked folder',
      { 'm/sub': '-> ../out', 'out/x.yaml': SERVICE(SECRET) },
      'm/sub/x.yaml:4:19',
    ],
    [
      'linked settings',
      { 'm/kubezone.yaml': '-> ../out/x', 'out/x': `${SECRET}: 1` },
      'm/kubezone.yaml:1:1: error',
    ],
    [
      'an imported Corefile',
      { 'm/Corefile': BLOCK('import ../out/x'), 'out/x': `${SECRET} b\n` },
      'out/x:1:1: error',
    ],
    [
      'a Corefile that is a link',
      { 'm/Corefile': '-> ../out/x', 'out/x': BLOCK(SECRET) },
      'm/Corefile:2:5: error',
    ],
    [
      'a zone file',
      { 'm/Corefile': BLOCK('file ../out/x'), 'out/x': `${SOA}a 60 IN A ${SECRET}\n` },
      'out/x:2:11: error',
    ],
    [
      'an included zone file',
      {
        'm/Corefile': BLOCK('file z'),
        'm/z': `${SOA}$INCLUDE ../out/x\n`,
        'out/x': `${SECRET} 60 IN A x\n`,
      },
      'out/x:1:17: error',
    ],
    [
      'a name in a zone that parses',
      {
        'm/Corefile': BLOCK('file ../out/x'),
        'out/x': `${SOA}${SECRET} 60 IN CNAME a\n${SECRET} 60 IN CNAME b\n`,
      },
      'out/x:3:',
    ],
    [
      'a hosts file',
      { 'm/Corefile': BLOCK('hosts ../out/x'), 'out/x': `${SECRET} a\n` },
      'out/x:1:1: warning',
    ],
    [
      'a file of weights',
      {
        'm/Corefile': BLOCK('loadbalance weighted ../out/x'),
        'out/x': `${SECRET} 1 2\n`,
      },
      'out/x:1:',
    ],
    [
      'a lock file that a Corefile names',
      { 'm/Corefile': BLOCK('kubernetes {\n lock ../out/x\n}'), 'out/x': `${SECRET}\n` },
      'out/x:1:1: error',
    ],
    [
      'a key file',
      {
        'm/Corefile': BLOCK('tsig {\n secrets ../out/x\n}'),
        'out/x': `key ${SECRET} { algorithm ${SECRET}; };`,
      },
      'm/Corefile:3:10: error',
    ],
    [
      'a hidden file',
      { 'm/Corefile': BLOCK('import .git/config'), 'm/.git/config': `${SECRET} b\n` },
      'm/.git/config:1:1: error',
    ],
  ]

  test.each(OUTSIDE)('is not quoted: %s', async (_, files, place) => {
    write(files)
    const text = await check('m')
    expect(text).toContain(place)
    expect(text).not.toContain(SECRET)
  })

  test('is one line for each code, and still counts', async () => {
    write({ 'm/web.yaml': '-> ../out/x', 'out/x': `${SERVICE(SECRET)}---\n${SERVICE(SECRET)}` })
    expect((await check('m')).split('\n')).toEqual([
      expect.stringMatching(
        /^m\/web\.yaml:4:19: error: this is not shown, nor 1 more of this code: the file is outside the given folders \[KZ_SERVICE_CLUSTER_IP\]$/,
      ),
      '  hint: name its folder on the command line, too',
      expect.stringMatching(/^2 errors, /),
      '',
    ])
  })

  test.each([
    ['its folder is given', ['m', 'out']],
    ['it is given', ['m', 'out/x.yaml']],
  ])('is quoted where %s', async (_, words) => {
    write({ 'm/web.yaml': '-> ../out/x.yaml', 'out/x.yaml': SERVICE(SECRET) })
    expect((await check(...words)).split('\n').filter((line) => /^m\/.*"hunter2"/.test(line))).toHaveLength(1)
  })

  test('says why it cannot be read', async () => {
    write({ 'm/web.yaml': '-> ../out/x', 'out/x': 'a\0b' })
    expect(await check('m')).toContain('m/web.yaml: error: the file is not text')
  })
})

describe('a file in the given folders is quoted', () => {
  test.each([
    [
      'through the links of a ConfigMap volume',
      { 'm/web.yaml': '-> ..data/web.yaml', 'm/..data': '-> ..1', 'm/..1/web.yaml': SERVICE(SECRET) },
      ['m'],
    ],
    ['through a link to the given folder', { m: '-> out', 'out/web.yaml': SERVICE(SECRET) }, ['m']],
    ['in a hidden folder that is given', { '.m/web.yaml': SERVICE(SECRET) }, ['.m']],
    ['by itself', { 'm/web.yaml': SERVICE(SECRET) }, ['m/web.yaml']],
    ['beside a given Corefile', { 'm/Corefile': 'import x\n', 'm/x': BLOCK(SECRET) }, ['m/Corefile']],
  ])('%s', async (_, files, words) => {
    write(files)
    expect(await check(...words)).toContain(SECRET)
  })

  test('and so are the Corefile of --conf and the file of --lock', async () => {
    write({
      'm/web.yaml': SERVICE('10.96.0.9'),
      'conf/Corefile': 'import more\n',
      'conf/more': BLOCK(SECRET),
      lock: SECRET,
    })
    expect(await check('m', '--conf', 'conf/Corefile')).toContain(`'${SECRET}' is not a directive`)
    expect(await check('m', '--lock', 'lock')).toContain(`1 | ${SECRET}`)
  })
})

describe('the network', () => {
  const OVERRIDE = `apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {kubezone.dev/cluster-ip: db.example.net}}\nspec: {ports: [{port: 80}]}\n`

  test('a host of a manifest is looked up only with --lookups', async () => {
    write({ 'm/web.yaml': OVERRIDE })
    expect(await check('m')).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files/)
    expect(lookups.names).toEqual([])
    expect(await check('m', '--lookups')).toContain('clusterIP 192.0.2.7')
    expect(lookups.names).toEqual(['db.example.net'])
  })

  test('a host of a Corefile, too', async () => {
    write({ 'm/Corefile': BLOCK('forward . dns.example.net') })
    await check('m')
    expect(lookups.names).toEqual([])
    await check('m', '--lookups')
    expect(lookups.names).toEqual(['dns.example.net'])
  })

  test('no primary is asked, and no secondary notified', async () => {
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    let datagrams = 0
    socket.on('message', () => datagrams++)
    const at = `127.0.0.1:${socket.address().port}`
    write({
      'm/Corefile': `cluster.local {\n kubernetes\n transfer {\n  to ${at}\n }\n}\nexample.org {\n secondary {\n  transfer from ${at}\n }\n}\n`,
      'm/web.yaml': SERVICE('10.96.0.9'),
    })
    expect(await check('m', '--lookups')).toMatch(/^0 errors/)
    // The debounce of notices takes 100 ms.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(datagrams).toBe(0)
  })
})

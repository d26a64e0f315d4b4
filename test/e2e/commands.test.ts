/** Command lines that end by themselves: exit codes, and one message with a remedy, without a stack trace. */
import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { unless } from '../support/needs.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { Kubezone, NOBODY, run, whyNotNobody } from './kubezone.ts'
import { freePort, nameOf, service } from './workplace.ts'

describe('wrong usage exits with 2', () => {
  test.each([
    [['serve', '--prot', '53'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    [['serve', '--port', '65536'], /'65536' is invalid\. Expected a port from 0 to 65535/],
    [['serve', '--port', 'dns'], /'dns' is invalid\. Expected a port from 0 to 65535/],
    [['serve', '-dns.port', '-1'], /'-1' is invalid\. Expected a port/],
    [['serve', '--bind', 'localhost'], /'localhost' is invalid\. Expected an IP address/],
    [['serve', '--log-format', 'xml'], /'xml' is invalid\. Allowed choices are text, json/],
    [['serve', '--bind', '127.0.0.1,::1'], /is invalid\. Expected an IP address\. Repeat --bind for more/],
    [['serve', '--namespace', 'My_NS'], /'My_NS' is invalid\. Expected the name of a namespace/],
    [['serve', '--conf'], /'--conf <file>' argument missing/],
    [['serv'], /^error: 'serv' is neither a command nor a folder\n\(Did you mean serve\?\)\n$/],
    [['lookp', 'web'], /^error: 'lookp' is neither a command nor a folder\n\(Did you mean lookup\?\)\n$/],
    [['frobnicate', 'web'], /^error: 'frobnicate' is neither a command nor a folder\n$/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect(stderr).toMatch(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('a failed start exits with 1', () => {
  test('a missing folder is named', async () => {
    const { code, stderr } = await run(['serve', '/nonexistent/manifests', '--port', '0'])
    expect(stderr).toMatch(/^\/nonexistent\/manifests: error: no such file or folder/)
    expect(code).toBe(1)
  })

  test('every error of a Corefile is printed with its line and a caret', async () => {
    const place = workplace({
      Corefile: '.:53 {\n    errors\n    kuberntes cluster.local\n    loadblance\n}\n',
    })
    const { code, stderr } = await run(['serve', place.folder])
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toEqual([
      `${place.path('Corefile')}:3:5: error: 'kuberntes' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]`,
      '  3 |     kuberntes cluster.local',
      '    |     ^^^^^^^^^',
      "  hint: did you mean 'kubernetes'?",
      `${place.path('Corefile')}:4:5: error: 'loadblance' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]`,
      '  4 |     loadblance',
      '    |     ^^^^^^^^^^',
      "  hint: did you mean 'loadbalance'?",
    ])
    expect(code).toBe(1)
  })

  test('a missing Corefile is named', async () => {
    const { code, stderr } = await run(['-conf', '/nonexistent/Corefile'])
    expect(stderr).toMatch(
      /^\/nonexistent\/Corefile: error: the Corefile cannot be read: it does not exist \[/,
    )
    expect(code).toBe(1)
  })

  test('a port in use is reported with its process and a remedy', async () => {
    const { folder } = workplace()
    const port = await freePort()
    const holder = await serve([folder, '--port', String(port)])
    const { code, stderr } = await run(['serve', folder, '--port', String(port)])
    expect(stderr).toBe(
      `kubezone: cannot listen on 127.0.0.1:${port} (UDP): node (pid ${holder.pid}) has the port; stop it, or choose another port with --port\n`,
    )
    expect(code).toBe(1)
    await holder.stop()
  })

  const unprivileged = '/proc/sys/net/ipv4/ip_unprivileged_port_start'
  const obstacle =
    whyNotNobody() ??
    (Number(readFileSync(unprivileged, 'utf8')) > 53 ? null : 'any user may listen on port 53 here')

  test('a port that needs a privilege is reported with a remedy', unless(obstacle), async () => {
    const { folder } = workplace()
    const { code, stderr } = await run(['serve', folder, '--port', '53'], NOBODY)
    expect(stderr).toMatch(
      /^kubezone: cannot listen on 127\.0\.0\.1:53 \(UDP\): ports below 1024 need a priv/,
    )
    expect(stderr).toMatch(
      /choose another port with --port, or allow this one with .*ip_unprivileged_port_start=53/,
    )
    expect(code).toBe(1)
  })
})

describe('command lines written for CoreDNS', () => {
  test('-conf and -dns.port', async () => {
    const port = await freePort()
    const place = workplace({
      'conf/Corefile':
        'cluster.local {\n    bind 127.0.0.1\n    kubernetes {\n        manifests ../zones\n    }\n}\n',
      'zones/web.yaml': service('web', '10.96.0.20'),
    })
    for (const flags of [['-dns.port', String(port)], [`-dns.port=${port}`]]) {
      const kubezone = await serve(['-conf', place.path('conf/Corefile'), ...flags])
      expect(kubezone.targets).toEqual([{ address: '127.0.0.1', port }])
      expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
      await kubezone.stop()
    }
  })

  test('-conf stdin; a reload does not read it again', async () => {
    const place = workplace({ 'zones/web.yaml': service('web', '10.96.0.20') })
    const input = 'cluster.local {\n    kubernetes {\n        manifests zones\n    }\n}\n'
    const kubezone = await serve(['-conf', 'stdin', ...ANY_PORT], { cwd: place.folder, input })
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    kubezone.signal('SIGHUP')
    await kubezone.says(/^reloaded: serving cluster\.local\. on /)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    await kubezone.stop()
  })

  test('-conf stdin: diagnostics name it', async () => {
    const input = '. {\n    nonsense\n}\n'
    for (const command of ['serve', 'check']) {
      const { code, stdout, stderr } = await run([command, '-conf', 'stdin', 'zones'], { input })
      expect(stdout + stderr).toContain("stdin:2:5: error: 'nonsense' is not a directive")
      expect(code).toBe(1)
    }
  })

  test('-version', async () => {
    const { code, stdout } = await run(['-version'])
    expect(stdout).toMatch(/\d+\.\d+\.\d+/)
    expect(code).toBe(0)
  })

  test('-plugins', async () => {
    const { code, stdout } = await run(['-plugins'])
    for (const directive of ['kubernetes', 'errors', 'loadbalance']) expect(stdout).toContain(directive)
    expect(code).toBe(0)
  })
})

test('serves the working directory if no folder is named', async () => {
  const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
  const kubezone = await serve(ANY_PORT, { cwd: folder })
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
  await kubezone.stop()
})

test('listens once on an address that is given twice, in two spellings', async () => {
  const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
  const twice = ['--bind', '127.0.0.1', '127.0.0.1', '--bind', '::1', '--bind', '0:0:0:0:0:0:0:1']
  const kubezone = await serve([folder, '--port', '0', ...twice])
  expect(kubezone.targets.map(({ address }) => address)).toEqual(['127.0.0.1', '::1'])
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
  await kubezone.stop()
})

test('a folder with a name similar to a command is served', async () => {
  const place = workplace({ 'serv/web.yaml': service('web', '10.96.0.20') })
  const kubezone = new Kubezone(['serv', ...ANY_PORT], { cwd: place.folder })
  onTestFinished(() => kubezone.kill())
  await kubezone.says(/ serving .* 1 objects in 1 files/)
  await kubezone.stop()
})

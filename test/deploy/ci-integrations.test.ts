/**
 * What CI systems are given: the action of GitHub, the hook of pre-commit, the problem matcher, and the
 * examples of the page about CI.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { workplace } from '../e2e/during-test.ts'
import { MAIN, run } from '../e2e/kubezone.ts'
import type { Workplace } from '../e2e/workplace.ts'
import { fileIn, ROOT } from '../support/manual.ts'

const PAGE = 'docs/howto/ci.md'
const service = (ports: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [${ports}]}\n`
const SOUND = service('{port: 80}')
const UNNAMED = service('{port: 80}, {port: 81}')
const WRONG = service('{port: 99999}')
const fileOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

interface Step {
  readonly name: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly [Step] }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests below fail for another shape
const ACTION = load(fileOf('action.yml')) as Action

/** Runs a step as the runner does, with bash's `-e` and `pipefail`. */
function runStep(
  place: Workplace,
  step: Step,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  const github: Readonly<Record<string, string>> = {
    server_url: 'https://git.example.org',
    action_repository: 'owner/kubezone',
    action_ref: 'v1',
  }
  const given = Object.entries(step.env ?? {}).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ (inputs|github)\.(\w+)(?: \|\| [\w.]+)? \}\}/g, (_, of: string, key: string) =>
      of === 'github' ? (github[key] ?? '') : (inputs[key] ?? ACTION.inputs[key]?.default ?? ''),
    ),
  ])
  const path = `${place.path('bin')}:${process.env['PATH']}`
  const workspace = { GITHUB_WORKSPACE: place.folder, GITHUB_ACTION_PATH: ROOT }
  const env = { ...process.env, PATH: path, ...workspace, ...Object.fromEntries(given), ...environment }
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: place.folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
}

describe('the action', () => {
  const [check] = ACTION.runs.steps

  test('is a composite of one step, whose script holds no input', () => {
    expect([ACTION.runs.using, ACTION.runs.steps.length]).toEqual(['composite', 1])
    expect(check.run).not.toContain('${{')
    for (const input of Object.values(ACTION.inputs)) {
      expect(input.description).toMatch(/\.$/)
      expect(typeof input.default).toBe('string')
    }
  })

  test('checks the repository, and fails for errors', () => {
    const place = workplace({ 'm/web.yaml': WRONG })
    const { status, stdout } = runStep(place, check, {})
    expect(stdout).toMatch(/^::error file=m\/web\.yaml,line=4,col=23,title=KZ_PORT_VALUE::/)
    expect(status).toBe(1)
  })

  test('fails for warnings if that is wanted', () => {
    const place = workplace({ 'web.yaml': UNNAMED })
    expect(runStep(place, check, {}).status).toBe(0)
    expect(runStep(place, check, { strict: 'true' }).status).toBe(1)
    const ignored = runStep(place, check, { strict: 'true', options: '--ignore=KZ_PORT_NAME\n' })
    expect(ignored.status).toBe(0)
  })

  test('takes paths with blanks and options as lines, and writes SARIF', () => {
    const place = workplace({ 'a b/web.yaml': UNNAMED, '-c/web.yaml': WRONG, 'd/web.yaml': WRONG })
    const ran = runStep(place, check, { paths: 'a b\n\n-c\n', sarif: 'out dir.sarif' })
    expect(ran.stdout).toContain('file=a b/web.yaml,')
    expect(ran.stdout).toContain('file=-c/web.yaml,')
    expect(ran.stdout).not.toContain('file=d/web.yaml,')
    const [{ tool }] = JSON.parse(readFileSync(place.path('out dir.sarif'), 'utf8')).runs
    expect(tool.driver.rules.map(({ helpUri }: { helpUri: string }) => helpUri)).toContain(
      'https://git.example.org/owner/kubezone/blob/v1/docs/reference/codes.md#kz_port_name',
    )
  })
})

interface Hook {
  readonly id: string
  readonly entry: string
  readonly args: readonly string[]
  readonly language: string
  readonly files: string
  readonly pass_filenames: boolean
}

test('the script for checkouts builds kubezone once, and runs check', () => {
  const npm =
    '#!/bin/sh\necho "npm $@"\nmkdir -p dist\necho "console.log(process.argv.slice(2))" > dist/main.js\n'
  const place = workplace({ 'bin/npm': npm, 'deploy/check.sh': fileOf('deploy/check.sh') })
  chmodSync(place.path('bin/npm'), 0o755)
  const env = { ...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}` }
  const [first, second] = [0, 1].map(() =>
    spawnSync('sh', ['deploy/check.sh', '--strict', 'a b'], { cwd: place.folder, env, encoding: 'utf8' }),
  )
  expect(first?.stderr).toBe(
    'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error\nnpm run --silent build\n',
  )
  expect([first?.stdout, second?.stdout]).toEqual(["[ 'check', '--strict', 'a b' ]\n", first?.stdout])
  expect([second?.stderr, second?.status]).toEqual(['', 0])
  expect(JSON.parse(fileOf('package.json')).scripts).toHaveProperty('build')
})

describe('the hook of pre-commit', () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests below fail for another shape
  const [hook] = load(fileOf('.pre-commit-hooks.yaml')) as readonly [Hook]

  test('is for manifests and Corefiles', () => {
    expect(hook.files.startsWith('(?i)')).toBe(true)
    const pattern = new RegExp(hook.files.replace('(?i)', ''), 'i')
    const names = ['web.yaml', 'm/web.yml', 'a.json', 'Corefile', 'm/Corefile.prod', 'prod.corefile']
    expect(names.filter((name) => !pattern.test(name))).toEqual([])
    expect(['README.md', 'a.yaml.txt', 'CorefileX/a.go'].filter((name) => pattern.test(name))).toEqual([])
  })

  test('runs a program of this repository, on whole folders', () => {
    expect([hook.language, hook.pass_filenames]).toEqual(['script', false])
    const place = workplace({ 'm/web.yaml': WRONG })
    const runHook = (): { status: number | null; stdout: string } =>
      spawnSync(join(ROOT, hook.entry), hook.args, { cwd: place.folder, encoding: 'utf8', timeout: 60_000 })
    expect(runHook()).toMatchObject({ status: 1, stdout: expect.stringContaining('[KZ_PORT_VALUE]') })
    place.write('m/web.yaml', SOUND)
    expect(runHook().status).toBe(0)
  })

  test('is the one that the manual configures', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fault fails the comparison
    const configuration = load(fileIn(PAGE, '.pre-commit-config.yaml')) as {
      repos: readonly [{ hooks: readonly [{ id: string; args: readonly string[] }] }]
    }
    const [{ hooks }] = configuration.repos
    expect(hooks[0].id).toBe(hook.id)
    expect(hooks[0].args).toEqual(['--strict', 'manifests'])
  })
})

interface Matcher {
  readonly owner: string
  readonly severity?: string
  readonly pattern: readonly [Readonly<Record<string, number>> & { readonly regexp: string }]
}

test('the problem matcher reads each kind of line of the text, by one matcher each', async () => {
  const matchers: readonly Matcher[] = JSON.parse(fileOf('.github/problem-matcher.json')).problemMatcher
  expect(new Set(matchers.map(({ owner }) => owner)).size).toBe(matchers.length)
  const place = workplace({
    'm/a b:1.yaml': `${UNNAMED}---\n${WRONG}`,
    'm/far.yaml': SOUND.replace('{ports', '{clusterIP: 172.30.0.1, ports').replace('web', 'far'),
    'm/bin.yaml': 'a\0',
    'empty/Corefile': '. {\n    kubernetes\n}\n',
  })
  const { stdout } = await run(['check', 'm', 'empty'], { cwd: place.folder })
  const found = stdout.split('\n').flatMap((line) => {
    const matches = matchers.flatMap(({ severity, pattern: [{ regexp, ...groups }] }) => {
      const match = new RegExp(regexp).exec(line)
      if (match === null) return []
      const at = (name: string): string | undefined => match[groups[name] ?? -1]
      return [[at('file'), at('line'), at('column'), severity ?? at('severity'), at('code')]]
    })
    expect(matches.length, line).toBeLessThanOrEqual(1)
    return matches
  })
  expect(found.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
    ['empty', undefined, undefined, 'warning', 'KZ_FOLDER_EMPTY'],
    ['m/a b:1.yaml', '4', '16', 'warning', 'KZ_PORT_NAME'],
    ['m/a b:1.yaml', '9', '23', 'error', 'KZ_PORT_VALUE'],
    ['m/bin.yaml', undefined, undefined, 'error', 'KZ_FILE_BINARY'],
    ['m/far.yaml', '1', '1', 'notice', 'KZ_SERVICE_ADDRESS_RANGE'],
  ])
})

/** A folder with `manifests/`, and with `kubezone` on the PATH. */
function prepared(files: Readonly<Record<string, string>>): Workplace {
  const place = workplace({
    'bin/kubezone': `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`,
    ...files,
  })
  chmodSync(place.path('bin/kubezone'), 0o755)
  return place
}

function shell(place: Workplace, script: string): number | null {
  const env = { ...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}` }
  return spawnSync('bash', ['-e', '-c', script], { cwd: place.folder, env, timeout: 60_000 }).status
}

describe('the page about CI', () => {
  test('writes several formats', () => {
    const place = prepared({ 'manifests/web.yaml': SOUND })
    expect(shell(place, fileIn(PAGE, 'formats.sh'))).toBe(0)
    expect(['kubezone.sarif', 'kubezone.xml'].filter((file) => !existsSync(place.path(file)))).toEqual([])
  })

  test('uses inputs that the action has', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fault fails the comparison
    const workflow = load(fileIn(PAGE, '.github/workflows/dns.yml')) as {
      jobs: { dns: { steps: readonly { uses: string; with?: Readonly<Record<string, string>> }[] } }
    }
    const { steps } = workflow.jobs.dns
    const inputs = steps.find(({ uses }) => uses.startsWith('OWNER/kubezone@'))?.with ?? {}
    expect(Object.keys(inputs)).toEqual(['paths', 'options', 'sarif'])
    expect(Object.keys(inputs).filter((name) => !Object.hasOwn(ACTION.inputs, name))).toEqual([])
    expect(steps.at(-1)?.with).toEqual({ sarif_file: inputs['sarif'] })
    const place = workplace({ 'manifests/web.yaml': SOUND, Corefile: 'cluster.local {\n    kubernetes\n}\n' })
    expect(runStep(place, ACTION.runs.steps[0], inputs).status).toBe(0)
    expect(existsSync(place.path('kubezone.sarif'))).toBe(true)
  })

  test('names all inputs of the action', () => {
    const page = fileOf(PAGE)
    for (const name of Object.keys(ACTION.inputs)) expect(page).toContain(`| \`${name}\` |`)
  })

  test('has a job of GitLab whose reports are written', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fault fails the comparison
    const { dns } = load(fileIn(PAGE, '.gitlab-ci.yml')) as {
      dns: { script: readonly string[]; artifacts: { reports: Readonly<Record<string, string>> } }
    }
    const place = prepared({ 'manifests/web.yaml': WRONG })
    expect(shell(place, dns.script.join('\n'))).toBe(1)
    const reports = Object.values(dns.artifacts.reports)
    expect(reports.map((file) => existsSync(place.path(file)))).toEqual([true, true])
  })

  test('ignores what it says', async () => {
    const place = workplace({ 'web.yaml': fileIn(PAGE, 'web.yaml'), Corefile: fileIn(PAGE, 'Corefile') })
    const ran = await run(['check', '.', '--strict'], { cwd: place.folder })
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringMatching(/^0 errors, 0 warnings, 2 ignored; /)])
  })
})

/** What docs/reference lists of flags, metrics and directives, against what there is. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { addCheckCommand } from '../../src/cli/check.ts'
import { addClusterOptions } from '../../src/cli/cluster-options.ts'
import type { CommandIo } from '../../src/cli/command-io.ts'
import { addDiffCommand } from '../../src/cli/diff.ts'
import { addEnvCommand } from '../../src/cli/env.ts'
import { addExplainCommand } from '../../src/cli/explain.ts'
import { addLookupCommand } from '../../src/cli/lookup.ts'
import { addNamesCommand } from '../../src/cli/names.ts'
import { addResolvConfCommand } from '../../src/cli/resolv-conf.ts'
import { addServeCommand } from '../../src/cli/serve.ts'
import { run } from '../e2e/kubezone.ts'
import { fetchPage } from '../support/fetch-page.ts'
import { firstCells, PAGES, ROOT, sectionOf, textOf } from '../support/manual.ts'
import { openWorld } from '../support/world.ts'

const CLI = textOf('docs/reference/cli.md')
const SHARED = '## Options of the cluster'

const program = new Command('kubezone').version('0', '-V, --version')
const io: CommandIo = { write: () => undefined, complain: () => undefined, finish: () => undefined }
addServeCommand(program, async () => undefined)
addCheckCommand(program, io)
addExplainCommand(program, io)
addLookupCommand(program, io)
addNamesCommand(program, io)
addDiffCommand(program, io)
addEnvCommand(program, io)
addResolvConfCommand(program, io)

/** `-p`, `--port`: each flag of its own. */
function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ short, long }) => [short, long].filter((flag) => flag != null))
}

/** Of the tables in a section. */
function documentedIn(heading: string): string[] {
  const cells = firstCells(sectionOf(CLI, heading) ?? '').flat()
  return cells.filter((code) => code.startsWith('-')).map((code) => /^--?[\w.-]+/.exec(code)?.[0] ?? '')
}

const shared = flagsOf(addClusterOptions(new Command()))

test.each(program.commands.map((command) => [command.name(), command] as const))(
  'the manual has each option of %s, and no other',
  (name, command) => {
    const heading = `## kubezone ${name}`
    const flags = flagsOf(command)
    const takesShared = shared.every((flag) => flags.includes(flag))
    const own = takesShared ? flags.filter((flag) => !shared.includes(flag)) : flags
    expect(documentedIn(heading).toSorted()).toEqual(own.toSorted())
    const refers = sectionOf(CLI, heading)?.includes('(#options-of-the-cluster)')
    expect(refers).toBe(takesShared)
  },
)

test('the manual has each option of the cluster, and no other', () => {
  expect(documentedIn(SHARED).toSorted()).toEqual(shared.toSorted())
})

test('the manual has each command, and no other', async () => {
  const { stdout } = await run(['help'])
  const listed = [...stdout.matchAll(/^ {2}([a-z-]+) \[/gm)].map(([, name = '']) => name)
  const named = [...CLI.matchAll(/^\| \[?`([a-z][a-z-]*)`/gm)].map(([, name = '']) => name)
  expect(named.toSorted()).toEqual(listed.toSorted())
  expect(program.commands.map((command) => command.name())).toEqual(listed.filter((name) => name !== 'help'))
})

test('no page names an option that does not exist', () => {
  const known = new Set([...flagsOf(program), ...program.commands.flatMap(flagsOf), '--help'])
  const named = PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(/\bkubezone (?:(?!kubezone|\|)[^\n])*/g)].flatMap(([line]) =>
      [...line.matchAll(/(?<= )--[a-z][\w.-]*/g)].map(([flag]) => ({ path, flag })),
    ),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ flag }) => !known.has(flag))).toEqual([])
})

test('the manual has each metric, and no other', async () => {
  const world = await openWorld(
    {
      'hosts.txt': '192.0.2.1 one.example\n',
      Corefile: `. {
    prometheus 127.0.0.1:0
    acl {
        block type MX
    }
    autopath @kubernetes
    cache
    dns64
    local
    rrl {
        responses-per-second 100
    }
    template IN A example.org {
        answer "{{ .Name }} 60 IN A 192.0.2.1"
    }
    hosts hosts.txt {
        fallthrough
    }
    forward . 127.0.0.1:9
    kubernetes cluster.local {
        pods verified
    }
}
`,
    },
    { pagePorts: { metrics: 0 } },
  )
  onTestFinished(() => world.close())
  const { body } = await fetchPage(world.app.pages[0] ?? '')
  const served = [...body.matchAll(/^# TYPE ((?:coredns|kubezone)_\w+) /gm)].map(([, name = '']) => name)
  const documented = firstCells(textOf('docs/reference/metrics.md')).flat()
  expect(documented.toSorted()).toEqual(served.toSorted())
})

test('the manual has each metric that a source names', () => {
  const documented = firstCells(textOf('docs/reference/metrics.md')).flat()
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const named = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/'((?:coredns|kubezone)_\w+)'/g),
    ])
    .map(([, name]) => name)
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((name) => !documented.includes(name ?? ''))).toEqual([])
})

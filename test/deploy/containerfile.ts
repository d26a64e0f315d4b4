/**
 * Parses the Containerfile, as far as ours goes, and runs its stages in a folder, for machines without a
 * container engine. This machine stands in for the image of `FROM`.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { basename, join, posix } from 'node:path'

export interface Instruction {
  readonly name: string
  readonly rest: string
}

export function parseContainerfile(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    return { name, rest }
  })
}

/** The stages; each begins with its FROM. */
export function stagesOf(instructions: readonly Instruction[]): Instruction[][] {
  const stages: Instruction[][] = []
  for (const one of instructions) {
    if (one.name === 'FROM') stages.push([one])
    else stages.at(-1)?.push(one)
  }
  return stages
}

/** The arguments of the last instruction of that name; empty if there is none. */
export function restOf(stage: readonly Instruction[], name: string): string {
  return stage.findLast((one) => one.name === name)?.rest ?? ''
}

/** The words of an instruction in exec form. */
export function wordsOf(stage: readonly Instruction[], name: string): string[] {
  const words: unknown = JSON.parse(/\[.*\]$/.exec(restOf(stage, name))?.[0] ?? '[]')
  return Array.isArray(words) ? words.map(String) : []
}

/**
 * Executes COPY and RUN of every stage; returns the root folder of the last stage. Throws the output of a
 * command that fails.
 */
export function build(
  stages: readonly (readonly Instruction[])[],
  { context, folder }: { readonly context: string; readonly folder: string },
): string {
  const roots = new Map<string, string>()
  let root = ''
  for (const [i, stage] of stages.entries()) {
    root = join(folder, String(i))
    roots.set(/ AS (\w+)$/.exec(stage[0]?.rest ?? '')?.[1] ?? '', root)
    let workdir = '/'
    for (const { name, rest } of stage) {
      if (name === 'WORKDIR') mkdirSync(join(root, (workdir = rest)), { recursive: true })
      if (name === 'COPY') copy(rest, roots, context, join(root, workdir))
      if (name === 'RUN') run(rest, join(root, workdir))
    }
  }
  return root
}

function copy(rest: string, roots: ReadonlyMap<string, string>, context: string, workdir: string): void {
  const [, stage, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest) ?? []
  const words = paths.split(' ')
  const target = posix.join(workdir, words.at(-1) ?? '')
  for (const source of words.slice(0, -1)) {
    const from = join(stage === undefined ? context : (roots.get(stage) ?? ''), source)
    cpSync(from, target.endsWith('/') ? join(target, basename(source)) : target, { recursive: true })
  }
}

/** npm installs from its cache: the tests download nothing. */
function run(command: string, cwd: string): void {
  const env = {
    ...process.env,
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`)
}

/**
 * The example of a directive's page: a Corefile, the files beside it, and commands with their output. It runs
 * as the page of all directives describes: `kubezone serve zones --conf Corefile --port 1053 --bind
 * 127.0.0.1` in a copy of the repository's `zones/`. Ports that the page names are replaced by free ones.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { App } from '../../src/app.ts'
import { createLog } from '../../src/report/log.ts'
import { freePort } from '../e2e/workplace.ts'
import { type Block, blocksOf, normalize, ROOT, sectionOf, type Transcript, transcriptsOf } from './manual.ts'

/** The effect of a changed file, or an answer of another server, takes a moment. */
const DEADLINE_MS = 30_000
const PORT = 1053

export interface PageExample {
  readonly corefile: string
  readonly files: readonly Block[]
  /** Commands that make more files. */
  readonly preparations: readonly string[]
  readonly transcripts: readonly Transcript[]
  /** Parts of lines that the log has at the end. */
  readonly logLines: readonly string[]
}

/** The example in the section `## Example`; throws if the section has no Corefile or no question. */
export function exampleOf(page: string): PageExample {
  const blocks = blocksOf(sectionOf(page, '## Example') ?? '')
  const [corefile, ...others] = textsOf(blocks, 'corefile')
  // The section may have more Corefiles, for other cases; they are parsed, not run.
  const start = blocks.findIndex(({ language }) => language === 'corefile')
  const end = others.length === 0 ? blocks.length : blocks.findLastIndex((one) => one.language === 'corefile')
  const own = blocks.slice(0, end)
  const transcripts = textsOf(own, 'console').flatMap(transcriptsOf)
  if (corefile === undefined || start === -1) throw new Error('the example has no Corefile')
  if (transcripts.length === 0) throw new Error('the example asks no question')
  return {
    corefile,
    files: own.filter(({ file }) => file !== ''),
    preparations: textsOf(own, 'sh'),
    transcripts,
    logLines: textsOf(own, 'log').flatMap((text) => text.trim().split('\n')),
  }
}

function textsOf(blocks: readonly Block[], language: string): string[] {
  return blocks.filter((one) => one.language === language).map(({ text }) => text)
}

export interface Shown {
  readonly transcripts: readonly Transcript[]
  readonly log: readonly string[]
}

/** Runs the example, and waits until each output is the one on the page. */
export async function runExample(example: PageExample): Promise<Shown> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-page-'))
  const ports = await freePorts(example)
  const toFree = (text: string): string => replacePorts(text, ports)
  const toShown = (text: string): string =>
    replacePorts(text, new Map(Array.from(ports, ([shown, free]) => [free, shown])))
  let app: App | null = null
  const log: string[] = []
  try {
    cpSync(join(ROOT, 'zones'), join(folder, 'zones'), { recursive: true })
    const corefile: Block = { language: 'corefile', file: 'Corefile', text: example.corefile }
    for (const { file, text } of [corefile, ...example.files]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), toFree(text))
    }
    for (const command of example.preparations) await shell(command, folder)
    app = await App.start(
      {
        folder: join(folder, 'zones'),
        corefile: join(folder, 'Corefile'),
        port: ports.get(PORT) ?? 0,
        defaultPort: null,
        addresses: ['127.0.0.1'],
        environment: {},
      },
      createLog({ format: 'text', write: (line) => void log.push(line) }),
    )
    const transcripts: Transcript[] = []
    for (const { command, output } of example.transcripts) {
      const run = async (): Promise<string> => toShown(await shell(toFree(command), folder))
      transcripts.push({ command, output: await eventually(run, output) })
    }
    const missing = (): boolean =>
      example.logLines.some((line) => !log.some((one) => toShown(one).includes(line)))
    for (let end = performance.now() + DEADLINE_MS; missing() && performance.now() < end; ) await delay(20)
    return { transcripts, log: log.map(toShown) }
  } finally {
    await app?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The expected output, or else the last one before the deadline. */
async function eventually(run: () => Promise<string>, wanted: string): Promise<string> {
  const end = performance.now() + DEADLINE_MS
  for (;;) {
    const output = await run()
    if (normalize(output) === normalize(wanted) || performance.now() > end) return output
    await delay(100)
  }
}

/** The standard output of a command; its exit code is ignored. */
function shell(command: string, folder: string): Promise<string> {
  const main = `${process.execPath} ${join(ROOT, 'dist/main.js')}`
  const words = ['-c', command.replace(/^kubezone /, `${main} `)]
  return new Promise((resolve) => {
    execFile('bash', words, { cwd: folder, timeout: DEADLINE_MS }, (_error, stdout) => resolve(stdout))
  })
}

/** A free port for each port that the page names. */
async function freePorts({ corefile, files, transcripts }: PageExample): Promise<Map<number, number>> {
  const texts = [corefile, ...files.map(({ text }) => text), ...transcripts.map(({ command }) => command)]
  const named = texts.flatMap((text) => [...text.matchAll(NAMED_PORT)].map(([, , port = '']) => Number(port)))
  const ports = new Map<number, number>()
  for (const port of new Set([PORT, ...named])) {
    let free = await freePort()
    while ([...ports.values()].includes(free)) free = await freePort()
    ports.set(port, free)
  }
  return ports
}

/** Matches `:8080` and `-p 1053`. */
const NAMED_PORT = /(:|-p )(\d{4,5})\b(?!:)/g

function replacePorts(text: string, ports: ReadonlyMap<number, number>): string {
  return text.replace(NAMED_PORT, (whole, mark: string, port: string) => {
    const other = ports.get(Number(port))
    return other === undefined ? whole : `${mark}${other}`
  })
}

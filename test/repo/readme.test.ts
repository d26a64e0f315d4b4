/** The README is the manual: what it shows is run here, and must come out as it says. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCorefile } from '../../src/config/corefile.ts'
import { parseManifest } from '../../src/kube/manifest/manifest.ts'
import { DIRECTIVES } from '../../src/site/registry.ts'
import { readSettings } from '../../src/source/settings.ts'
import { startKubezone, type Kubezone } from '../support/process.ts'
import { whyMissing } from '../support/needs.ts'

const ROOT = join(import.meta.dirname, '../..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '')

/** `$ command`, and the lines that follow it. */
const transcripts = blocks('console').flatMap((block) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.split('\n')
      return { command, output: output.join('\n') }
    }),
)

/** Numbers that differ from run to run get names; runs of blanks are one blank. */
function normalize(text: string): string {
  return text
    .replace(/(hostmaster\.\S+ )\d+/g, '$1SERIAL')
    .replace(/\d+\.\d ms/g, 'MS')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

describe('the README', () => {
  let server: Kubezone
  beforeAll(async () => {
    server = await startKubezone(['serve', 'zones', '--port', '0'])
  })
  afterAll(async () => {
    await server.stop()
  })

  test.for(transcripts)('shows what really comes out of: $command', ({ command, output }, { skip }) => {
    const missing = command.startsWith('dig') ? whyMissing('dig') : null
    if (missing !== null) skip(missing)
    const kubezone = `${process.execPath} ${join(ROOT, 'dist/main.js')}`
    const ours = command
      .replace('-p 1053', `-p ${server.port}`)
      .replace(/^kubezone lookup (.*)$/, `${kubezone} lookup $1 --server 127.0.0.1#${server.port}`)
      .replace(/^kubezone /, `${kubezone} `)
    const shown = execFileSync('bash', ['-c', ours], { cwd: ROOT, encoding: 'utf8' })
    expect(normalize(shown.replaceAll(`:${server.port}`, ':1053'))).toBe(normalize(output))
  })

  test.each(blocks('corefile'))('has Corefiles without a fault: %#', (text) => {
    const { blocks: found, diagnostics } = parseCorefile(text, 'Corefile', { environment: {} })
    expect(diagnostics).toEqual([])
    expect(found.length).toBeGreaterThan(0)
    for (const { directives } of found)
      for (const { name } of directives) expect(DIRECTIVES).toContain(name.text)
  })

  test.each(blocks('yaml'))('has manifests without a fault: %#', (text) => {
    const { objects, diagnostics } = parseManifest(text, 'readme.yaml')
    expect(diagnostics).toEqual([])
    expect(objects.length).toBeGreaterThan(0)
  })

  test.each(blocks('yaml kubezone.yaml'))('has settings without a fault: %#', (text) => {
    const { content, diagnostics } = readSettings(text, 'kubezone.yaml', () => true)
    expect(diagnostics).toEqual([])
    expect(content?.size).toBeGreaterThan(0)
  })

  test('has a section for each directive', () => {
    for (const name of DIRECTIVES) expect(README).toMatch(new RegExp(`^### ${name}$`, 'm'))
  })

  test('shows the built-in configuration as it is', () => {
    const source = readFileSync(join(ROOT, 'src/site/configuration.ts'), 'utf8')
    const builtIn = /const BUILT_IN = `([^`]*)`/.exec(source)?.[1]
    expect(blocks('corefile')).toContain(builtIn)
  })

  test('names the licence that is there', () => {
    const { license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(license).toBe('Apache-2.0')
    expect(README).toContain(`[Apache-2.0](LICENSE)`)
    expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^\s+Apache License\n\s+Version 2\.0, /)
  })

  test('has no link to a heading that is not there', () => {
    const headings = [...README.matchAll(/^#+ (.*)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
    for (const [, anchor] of README.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor)
  })
})

/** README and docs/ are the manual: what they show is run here, and what they list is what there is. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCorefile } from '../../src/config/corefile.ts'
import { parseManifest } from '../../src/kube/manifest/manifest.ts'
import { LEFT_OUT } from '../../src/site/left-out.ts'
import { DIRECTIVES } from '../../src/site/registry.ts'
import { readSettings } from '../../src/source/settings.ts'
import { Kubezone } from '../e2e/kubezone.ts'
import { RECORD_TYPES } from '../../src/wire/record-types.ts'
import { siteOf } from '../site/site-of.ts'
import {
  blocksOf,
  type Block,
  firstCells,
  normalize,
  PAGES,
  ROOT,
  sectionOf,
  textOf,
  transcriptsOf,
} from '../support/manual.ts'
import { needs } from '../support/needs.ts'

const README = textOf('README.md')
const DIRECTIVE_PAGE = /^docs\/reference\/directives\/(?!README)/

interface Shown extends Block {
  readonly path: string
}

const BLOCKS: readonly Shown[] = PAGES.flatMap(({ path, text }) =>
  blocksOf(text).map((block) => ({ ...block, path })),
)
const inLanguage = (language: string): Shown[] => BLOCKS.filter((block) => block.language === language)

describe('what the manual shows', () => {
  let server: Kubezone
  beforeAll(async () => {
    server = await Kubezone.serve([join(ROOT, 'zones'), '--port', '0'], { cwd: ROOT })
  })
  afterAll(async () => {
    await server.stop()
  })

  // The pages of directives have servers of their own.
  const transcripts = inLanguage('console')
    .filter(({ path }) => !DIRECTIVE_PAGE.test(path))
    .flatMap(({ path, text }) => transcriptsOf(text).map((transcript) => ({ path, ...transcript })))

  for (const { path, command, output } of transcripts) {
    test(`comes out of: ${command} (${path})`, command.startsWith('dig') ? needs('dig') : {}, () => {
      const { port } = server.target
      const kubezone = `${process.execPath} ${join(ROOT, 'dist/main.js')}`
      const ours = command
        .replace('-p 1053', `-p ${port}`)
        .replace(/^kubezone lookup (.*)$/, `${kubezone} lookup $1 --server 127.0.0.1#${port}`)
        .replace(/(^|\| )kubezone /, `$1${kubezone} `)
      const shown = execFileSync('bash', ['-c', `${ours} || true`], { cwd: ROOT, encoding: 'utf8' })
      expect(normalize(shown.replaceAll(`:${port}`, ':1053'))).toBe(normalize(output))
    })
  }

  test.each(inLanguage('corefile'))('is a Corefile without a fault: $path', ({ text }) => {
    const { blocks: found, diagnostics } = parseCorefile(text, 'Corefile', { environment: {} })
    expect(diagnostics).toEqual([])
    expect(found.length).toBeGreaterThan(0)
    for (const { directives } of found)
      for (const { name } of directives) expect(DIRECTIVES).toContain(name.text)
  })

  const manifests = inLanguage('yaml').filter(({ file }) => !/^(?:kubezone|compose)\.yaml$|^\./.test(file))
  test.each(manifests)('is a manifest without a fault: $path', ({ text }) => {
    const { objects, diagnostics } = parseManifest(text, 'manual.yaml')
    expect(diagnostics).toEqual([])
    expect(objects.length).toBeGreaterThan(0)
  })

  const settings = inLanguage('yaml').filter(({ file }) => file === 'kubezone.yaml')
  test.each(settings)('has settings without a fault: $path', ({ text }) => {
    const { content, diagnostics } = readSettings(text, 'kubezone.yaml', () => true)
    expect(diagnostics).toEqual([])
    expect(content?.size).toBeGreaterThan(0)
  })

  test('has settings at all', () => expect(settings).not.toEqual([]))

  test('is the built-in configuration as it is', () => {
    const source = readFileSync(join(ROOT, 'src/site/configuration.ts'), 'utf8')
    const builtIn = /const BUILT_IN = `([^`]*)`/.exec(source)?.[1]
    const section = sectionOf(textOf('docs/reference/corefile.md'), '## The built-in configuration') ?? ''
    expect(blocksOf(section).map(({ text }) => text)).toEqual([builtIn])
  })
})

describe('the front page', () => {
  test('has at most 150 lines', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(150)
  })

  test('names the two commands, and recipes of at most ten lines', () => {
    expect(README).toMatch(/^ {4}npm ci && npm start /m)
    expect(README).toMatch(/^ {4}npm ci && npm test /m)
    const recipes = [...(sectionOf(README, '## For you') ?? '').matchAll(/(?:^ {4}.*\n)+/gm)]
    expect(recipes).toHaveLength(5)
    for (const [recipe] of recipes) expect(recipe.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
  })

  test('names the licence that is there', () => {
    const { license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(license).toBe('Apache-2.0')
    expect(README).toContain(`[Apache-2.0](LICENSE)`)
    expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^\s+Apache License\n\s+Version 2\.0, /)
  })
})

describe('the pages', () => {
  test('are all in the index, but for those of directives', () => {
    const linked = linksOf('docs/README.md').map(({ target }) => target)
    const others = PAGES.filter(({ path }) => path !== 'docs/README.md' && !DIRECTIVE_PAGE.test(path))
    expect(others.filter(({ path }) => !linked.includes(path))).toEqual([])
  })

  test('wrap prose at 110 columns', () => {
    expect(PAGES.flatMap(({ path, text }) => longLines(text).map((line) => `${path}: ${line}`))).toEqual([])
  })

  test('link to files and headings that are there', () => {
    const broken = PAGES.flatMap(({ path }) =>
      linksOf(path).filter(({ target, anchor }) => {
        if (!existsSync(join(ROOT, target))) return true
        return anchor !== '' && !anchorsOf(target).includes(anchor)
      }),
    )
    expect(broken).toEqual([])
  })

  test('name sources that are there, and what is in them', () => {
    const paths = PAGES.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src|test|deploy)\/[^`…*]*)`/g)].map(([, named = '']) => ({ path, named })),
    )
    expect(paths.length).toBeGreaterThan(50)
    expect(paths.filter(({ named }) => !existsSync(join(ROOT, named)))).toEqual([])
    const words = PAGES.flatMap(({ text }) => [
      ...text.matchAll(/`([#\w.]+)`\s+in\s+`(src\/[^`]+\.ts)`/g),
    ]).map(([, word = '', file = '']) => ({ word: word.split('.').at(-1) ?? '', file }))
    expect(words.length).toBeGreaterThan(30)
    const isIn = (file: string, word: string): boolean =>
      new RegExp(`(?<![\\w#])${word}\\b`).test(readFileSync(join(ROOT, file), 'utf8'))
    expect(words.filter(({ word, file }) => !isIn(file, word.replace('#', '#?')))).toEqual([])
  })
})

test('each directive that is left out has its severity in the manual, and no other is there', () => {
  const section = sectionOf(textOf('docs/reference/corefile.md'), '## Directives that are left out') ?? ''
  const listed = [...section.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, severity]) => [
    name,
    severity,
  ])
  const severities = Object.keys(LEFT_OUT).map((name) => [
    name,
    siteOf(`. {\n    ${name}\n}\n`).diagnostics[0]?.severity,
  ])
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(severities))
})

test('each record type is in the manual, and no other', () => {
  const page = textOf('docs/reference/zone-files.md')
  const rows = (sectionOf(page, '## Record types') ?? '').match(/^\| [A-Z\d].*(?= \| )/gm) ?? []
  const listed = rows.flatMap((row) => row.slice(2).split(', '))
  expect(listed.toSorted()).toEqual(RECORD_TYPES.map(({ mnemonic }) => mnemonic).toSorted())
})

test('each profile has its ranges in the manual, and no other is there', async () => {
  const { PROFILE_NAMES } = await import('../../src/kube/applied/apply-options.ts')
  const section = sectionOf(textOf('docs/reference/as-if-applied.md'), '## Profiles') ?? ''
  expect(firstCells(section).flat()).toEqual([...PROFILE_NAMES])
})

interface Link {
  readonly from: string
  /** From the root of the repository. */
  readonly target: string
  /** Empty: the page as a whole. */
  readonly anchor: string
}

/** To files of the repository. */
function linksOf(path: string): Link[] {
  const prose = textOf(path).replace(/^```[^]*?^```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !link.includes('://'))
    .map((link) => {
      const [file = '', anchor = ''] = link.split('#')
      return { from: path, target: file === '' ? path : join(dirname(path), file), anchor }
    })
}

/** As GitHub makes them of headings. */
function anchorsOf(path: string): string[] {
  const headings = readFileSync(join(ROOT, path), 'utf8').matchAll(/^#+ (.*)$/gm)
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** Lines of prose: no tables, and nothing that is shown. */
function longLines(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, '').split('\n')
  return prose.filter((line) => line.length > 110 && !line.startsWith('|') && !line.startsWith('    '))
}

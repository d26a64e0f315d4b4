/** The examples of the pages of codes: `check` reports the code for each. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { dump, loadAll } from 'js-yaml'
import { expect, onTestFinished, test } from 'vitest'
import { codesWithPages, findPage, severityOf, silenceOf } from '../../src/report/pages/code-page.ts'
import { run } from '../cli/run-command.ts'

/** Codes without an example, and why no short text makes them. */
const WITHOUT_EXAMPLE: Readonly<Record<string, string>> = {
  KZ_COREFILE_LIMIT: 'needs a very large Corefile',
  KZ_COREFILE_LISTEN: 'needs a server: check listens on nothing',
  KZ_ZONE_LIMIT: 'needs a very large zone',
  KZ_ZONE_SERIAL: 'needs an edit while the server runs',
  KZ_FORWARD_HOST: 'needs a look-up in the DNS of the machine',
  KZ_FILE_UNREADABLE: 'needs a file of another user',
  KZ_FILE_TOO_LARGE: 'needs a very large file',
  KZ_FILE_TOO_MANY: 'needs very many files',
  KZ_FILE_PARSER: 'needs a file that takes half a minute to parse',
  KZ_FILE_BINARY: 'needs octets that are no text',
  KZ_FILE_LIMIT: 'needs a document that expands, or is nested deeply',
  KZ_FILE_MORE: 'needs hundreds of mistakes in one file',
  KZ_FOLDER_TOO_DEEP: 'needs very deep folders',
  KZ_FOLDER_TOO_LARGE: 'needs a very large tree',
  KZ_FOLDER_REPEATED: 'needs a link',
  KZ_FOLDER_UNWATCHED: 'needs a system that has no watches left',
  KZ_FOLDER_UPDATE: 'is a fault of kubezone',
  KZ_INPUT_EMPTY: 'needs a server: check reports KZ_CHECK_EMPTY',
  KZ_ENDPOINT_MANY: 'needs a very large slice',
  KZ_SERVICE_ADDRESS_MOVED: 'needs an edit while the server runs',
  KZ_SERVICE_ENDPOINTS: 'needs millions of endpoints',
  KZ_SERVICE_OVERRIDE: 'needs a look-up in the DNS of the machine',
  KZ_SERIALS: 'needs a server with secondaries',
}

const DIAGNOSTICS = codesWithPages().filter((code) => severityOf(code) !== null)

test.each(DIAGNOSTICS)('the example of %s makes it', async (code) => {
  const { example, remedy } = findPage(code) ?? {}
  const where = `${code}: its page in src/report/pages/`
  expect(remedy, `${where} needs a 'remedy': what to do`).toMatch(/\.$/)
  if (example === undefined) {
    const missing = `${where} needs an 'example' that makes it, or a reason in test/repo/code-examples.test.ts`
    expect(WITHOUT_EXAMPLE[code], missing).toBeDefined()
    return
  }
  expect(WITHOUT_EXAMPLE[code], `${code} has an example`).toBeUndefined()
  expect(await codesFor(example.files, example.words)).toContain(code)
})

const SILENCED = DIAGNOSTICS.filter((code) => findPage(code)?.example !== undefined)

test.each(SILENCED.filter((code) => silenceOf(code) === 'annotation'))(
  'the annotation silences %s, as its page says',
  async (code) => {
    const { files = {}, words } = findPage(code)?.example ?? {}
    const annotated = Object.entries(files).map(([file, text]) => [file, withAnnotations(text, code)])
    expect(await codesFor(Object.fromEntries(annotated), words)).not.toContain(code)
  },
)

test.each(SILENCED.filter((code) => silenceOf(code) === 'comment'))(
  'the comment silences %s, as its page says',
  async (code) => {
    const { files = {}, words } = findPage(code)?.example ?? {}
    const commented = Object.entries(files).map(([file, text]) => [
      file,
      text.replace(/^(?=[^\S\n]*\S)/gm, `# kubezone:ignore ${code}\n`),
    ])
    expect(await codesFor(Object.fromEntries(commented), words)).not.toContain(code)
  },
)

/** Gives every object the annotation. */
function withAnnotations(text: string, code: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- examples hold objects
  const objects = loadAll(text) as { metadata?: object }[]
  const annotations = { 'kubezone.dev/ignore': code }
  return objects.map((one) => dump({ ...one, metadata: { ...one.metadata, annotations } })).join('---\n')
}

/** The codes that `check` reports for files in a folder, but for those about objects of every cluster. */
async function codesFor(
  files: Readonly<Record<string, string>>,
  given: readonly string[] = ['.'],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const words = given.map((word) =>
    word.startsWith('-')
      ? word.replace(/^--(?:conf|lock)=(?!configmap:)/, `$&${folder}/`)
      : join(folder, word),
  )
  const { out } = await run('check', ...words, '--format', 'json')
  const found: readonly { code: string; file: string }[] = JSON.parse(out).diagnostics
  return found.filter(({ file }) => file !== 'built-in objects').map(({ code }) => code)
}

test('each reason for a missing example belongs to a code', () => {
  expect(Object.keys(WITHOUT_EXAMPLE).filter((code) => !DIAGNOSTICS.includes(code))).toEqual([])
})

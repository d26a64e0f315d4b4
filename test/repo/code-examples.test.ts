/** The examples of the pages of codes: `check` reports the code for each. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { codesWithPages, findPage, severityOf } from '../../src/report/pages/code-page.ts'
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
  KZ_INPUT_EMPTY: 'needs a pipe, and --allow-empty',
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
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [file, text] of Object.entries(example.files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const words = (example.words ?? ['.']).map((word) =>
    word.startsWith('-')
      ? word.replace(/^--(?:conf|lock)=(?!configmap:)/, `$&${folder}/`)
      : join(folder, word),
  )
  const { out } = await run('check', ...words)
  expect(out.replaceAll(`${folder}/`, '')).toContain(`[${code}]`)
})

test('each reason for a missing example belongs to a code', () => {
  expect(Object.keys(WITHOUT_EXAMPLE).filter((code) => !DIAGNOSTICS.includes(code))).toEqual([])
})

/** Standard input as an origin of manifests: read once, bounded, and like a file that never changes. */
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { OriginError } from '../../src/source/origin.ts'
import { parseOctets } from '../../src/source/parser-pool.ts'
import { InputManifests, StandardInput } from '../../src/source/standard-input.ts'

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1')
}

function manifests(input: StandardInput, namespace = 'default') {
  const reported: Diagnostic[] = []
  const report = (one: Diagnostic): void => void reported.push(one)
  return { reported, origin: new InputManifests({ input, namespace, parse: parseOctets, report }) }
}

async function refusal(input: StandardInput): Promise<readonly Diagnostic[]> {
  const error: unknown = await manifests(input)
    .origin.load()
    .catch((reason: unknown) => reason)
  if (!(error instanceof OriginError)) throw new Error('expected an OriginError')
  return error.diagnostics
}

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n'

test('the input is one file for any chunks, and is parsed in each namespace', async () => {
  let opened = 0
  const input = new StandardInput(() => {
    opened++
    return chunks(POD.slice(0, 20), POD.slice(20))
  })
  expect(input.isRead).toBe(false)
  for (const namespace of ['default', 'shop', 'default']) {
    const [update, ...others] = await manifests(input, namespace).origin.load()
    expect(others).toEqual([])
    expect(update).toMatchObject({ file: 'standard input', isGone: false, diagnostics: [] })
    expect(update?.objects).toMatchObject([{ kind: 'Pod', namespace, name: 'web' }])
  }
  expect({ opened, isRead: input.isRead }).toEqual({ opened: 1, isRead: true })
})

test('a broken document costs no other, and is reported at its place', async () => {
  const input = new StandardInput(() =>
    chunks(`${POD}---\nkind: [\n---\n${POD.replace('name: web', 'name: db')}`),
  )
  const { origin, reported } = manifests(input)
  const [update] = await origin.load()
  expect(update?.objects.map(({ name }) => name)).toEqual(['web', 'db'])
  expect(reported).toMatchObject([{ code: 'KZ_FILE_SYNTAX', file: 'standard input', line: 6 }])
})

test.each([
  ['nothing', []],
  ['blanks and comments', ['\n---\n# nothing\n', '---\n']],
])('%s is a warning, and no objects', async (_, texts) => {
  const { origin, reported } = manifests(new StandardInput(() => chunks(...texts)))
  expect(await origin.load()).toMatchObject([{ objects: [] }])
  expect(reported).toMatchObject([{ code: 'KZ_INPUT_EMPTY', severity: 'warning' }])
})

test('an input with objects of other kinds only is not empty', async () => {
  const { origin, reported } = manifests(new StandardInput(() => chunks(POD.replace('Pod', 'ConfigMap'))))
  expect(await origin.load()).toMatchObject([{ objects: [], ignored: 1 }])
  expect(reported).toEqual([])
})

test('an input that is not text, or has no readable document, is refused', async () => {
  expect(await refusal(new StandardInput(() => chunks('a', '\0b')))).toMatchObject([
    { code: 'KZ_FILE_BINARY' },
  ])
  expect(await refusal(new StandardInput(() => chunks('\xff')))).toMatchObject([{ code: 'KZ_FILE_BINARY' }])
  expect(await refusal(new StandardInput(() => chunks('Error: [')))).toMatchObject([
    { code: 'KZ_FILE_SYNTAX' },
  ])
})

test('an input over the limit is refused, and not read to its end', async () => {
  let taken = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken++
      yield Buffer.alloc(1_024, '#')
    }
  }
  expect(await refusal(new StandardInput(endless, 10 * 1_024))).toMatchObject([
    {
      code: 'KZ_FILE_TOO_LARGE',
      message: 'not read: more than 10.0 KiB, which is the limit',
      hint: 'write it to several files, and serve their folder',
    },
  ])
  expect(taken).toBe(11)
})

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(POD)
  throw Object.assign(new Error('no'), { code: 'EIO' })
}

test('an input that cannot be read is refused, with the reason', async () => {
  expect(await refusal(new StandardInput(failing))).toMatchObject([
    { code: 'KZ_FILE_UNREADABLE', message: 'cannot be read: input/output error (EIO)' },
  ])
})

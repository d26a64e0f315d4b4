/** A path that is not a regular file neither blocks the process nor fills its memory, for both readers. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realFiles } from '../../src/config/file-access.ts'
import { readManifestFile } from '../../src/source/read-file.ts'

const MAXIMUM = 10

function folder(): string {
  const path = fs.mkdtempSync(join(tmpdir(), 'kubezone-'))
  onTestFinished(() => fs.rmSync(path, { recursive: true }))
  return path
}

/** The result of both readers: of files that a Corefile names, and of manifests. */
async function read(path: string): Promise<readonly [string, string]> {
  const content = realFiles.read(path, MAXIMUM)
  const reading = await readManifestFile(path, 'a.yaml', MAXIMUM)
  return [
    'problem' in content ? content.problem : `text ${content.text}`,
    reading.kind === 'read'
      ? `octets ${Buffer.from(reading.octets).toString()}`
      : reading.kind === 'gone'
        ? 'gone'
        : reading.diagnostic.message,
  ]
}

test('a file is read up to the limit, and a larger file is refused', async () => {
  const path = join(folder(), 'a.yaml')
  fs.writeFileSync(path, 'x'.repeat(MAXIMUM))
  expect(await read(path)).toEqual(['text xxxxxxxxxx', 'octets xxxxxxxxxx'])
  fs.writeFileSync(path, 'x'.repeat(MAXIMUM + 1))
  expect(await read(path)).toEqual([
    'it is larger than 10 octets',
    'not read: 0.0 KiB, and the limit is 0.0 KiB',
  ])
})

test('a pipe without a writer, a socket and a folder are refused at once', async () => {
  const path = folder()
  const pipe = join(path, 'pipe')
  execFileSync('mkfifo', [pipe])
  const irregular = ['it is not a regular file', 'not read: neither a regular file nor a folder']
  expect(await read(pipe)).toEqual(irregular)
  const socket = join(path, 'socket')
  const server = createServer().listen(socket)
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const reason = 'it is not a regular file (ENXIO)'
  expect(await read(socket)).toEqual([reason, `cannot be read: ${reason}`])
  expect(await read(path)).toEqual(['it is a folder', irregular[1]])
  expect(realFiles.read(path, MAXIMUM)).toMatchObject({ isFolder: true, isMissing: false })
})

test('a missing file is reported as missing', async () => {
  const path = join(folder(), 'a.yaml', 'b')
  expect(await read(path)).toEqual(['it does not exist', 'gone'])
  expect(realFiles.read(path, MAXIMUM)).toMatchObject({ isFolder: false, isMissing: true })
})

function openDescriptors(): number {
  return fs.readdirSync('/proc/self/fd').length
}

test('no descriptor stays open after any outcome', async () => {
  const path = folder()
  const file = join(path, 'a.yaml')
  fs.writeFileSync(file, 'x')
  const before = openDescriptors()
  for (let i = 0; i < 50; i++) await Promise.all([read(file), read(path), read(join(path, 'none'))])
  expect(openDescriptors()).toBeLessThanOrEqual(before + 5)
})

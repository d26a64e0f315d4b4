import { expect, test } from 'vitest'
import { mistypedCommand, normalizeArguments } from '../../src/cli/arguments.ts'

test.each([
  ['-conf Corefile -dns.port=53 -quiet', '--conf Corefile --dns.port=53 --quiet'],
  ['-c Corefile -p=53 --port 53 -', '-c Corefile -p=53 --port 53 -'],
  ['--bind 127.0.0.1 ::1 zones', '--bind 127.0.0.1 --bind ::1 zones'],
  ['--bind 127.0.0.1 zones 10.0.0.1', '--bind 127.0.0.1 zones 10.0.0.1'],
  ['--bind eth0 10.0.0.1', '--bind eth0 --bind 10.0.0.1'],
  ['10.0.0.1 --bind ::1 --quiet ::2', '10.0.0.1 --bind ::1 --quiet ::2'],
  ['--bind ::1 --bind ::2 ::3', '--bind ::1 --bind ::2 --bind ::3'],
])('%s is %s', (written, normal) => {
  expect(normalizeArguments(written.split(' '))).toEqual(normal.split(' '))
})

const COMMANDS = ['serve', 'check', 'lookup']

test.each<[string, string | null]>([
  ['', null],
  ['chek', "'chek' is neither a command nor a folder\n(Did you mean check?)"],
  ['chek --json', "'chek' is neither a command nor a folder\n(Did you mean check?)"],
  ['check', null],
  ['--port', null],
  // An existing folder, a folder that may be missing, and a word before another word, which has to be a
  // command.
  ['src', null],
  ['manifests', null],
  ['./chek', null],
  ['manifests --port', null],
  ['manifests web', "'manifests' is neither a command nor a folder"],
])('of the words %j a command was meant: %j', (words, message) => {
  const said = mistypedCommand(words === '' ? [] : words.split(' '), COMMANDS)
  expect(said).toBe(message === null ? null : `error: ${message}`)
})

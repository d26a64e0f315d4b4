import { expect, test } from 'vitest'
import { diagnostic, renderDiagnostic, summarizeDiagnostic } from '../../src/report/diagnostic.ts'
import { createLog } from '../../src/report/log.ts'

const FORGED = 'a\n[00:00:00.000] INFO: all is well\u001b[2J\u2028\u009b.yaml'
const SHOWN = 'a\\n[00:00:00.000] INFO: all is well\\u001b[2J\\u2028\\u009b.yaml'

test('control characters in a name do not begin a new line', () => {
  const place = { file: FORGED, line: 3, column: 1 }
  const one = diagnostic('KZ_OBJECT_NAME', place, `as in ${FORGED}`, { hint: `see ${FORGED}` })
  expect(summarizeDiagnostic(one)).toBe(`${SHOWN}:3:1: error: as in ${SHOWN} (see ${SHOWN}) [KZ_OBJECT_NAME]`)
  expect(renderDiagnostic(one)).toBe(
    `${SHOWN}:3:1: error: as in ${SHOWN} [KZ_OBJECT_NAME]\n  hint: see ${SHOWN}`,
  )
})

test.each(['::error file=a::b.yaml', '##[command]a.yaml', ' ::a.yaml'])(
  'the name %j does not begin a command of a CI log',
  (file) => {
    const one = diagnostic('KZ_OBJECT_NAME', { file, line: 3, column: 1 }, 'wrong')
    expect(renderDiagnostic(one)).toBe(`./${file}:3:1: error: wrong [KZ_OBJECT_NAME]`)
  },
)

test('in JSON a diagnostic has its parts as fields, and line and column only if it has a place', () => {
  const lines: string[] = []
  const log = createLog({ format: 'json', write: (line) => void lines.push(line) })
  log.diagnostic(diagnostic('KZ_FOLDER_EMPTY', 'zones', 'holds no manifests'))
  log.diagnostic(diagnostic('KZ_OBJECT_NAME', { file: 'a.yaml', line: 3, column: 1 }, 'has no name'))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'warn',
      time: expect.any(String),
      code: 'KZ_FOLDER_EMPTY',
      file: 'zones',
      msg: 'zones: warning: holds no manifests [KZ_FOLDER_EMPTY]',
    },
    {
      level: 'error',
      time: expect.any(String),
      code: 'KZ_OBJECT_NAME',
      file: 'a.yaml',
      line: 3,
      column: 1,
      msg: 'a.yaml:3:1: error: has no name [KZ_OBJECT_NAME]',
    },
  ])
})

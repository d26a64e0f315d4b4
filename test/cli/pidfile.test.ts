import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Pidfile } from '../../src/cli/pidfile.ts'
import { workplace } from '../e2e/during-test.ts'

const OURS = `${process.pid}\n`

/** A pidfile, and what it does when the process exits. */
function hold(path: string): { pidfile: Pidfile; exit: () => void } {
  const before = new Set(process.listeners('exit'))
  const pidfile = new Pidfile(path)
  const [listener] = process.listeners('exit').filter((one) => !before.has(one))
  if (listener === undefined) throw new Error('the pidfile does not wait for the exit')
  onTestFinished(() => void process.off('exit', listener))
  return {
    pidfile,
    exit: () => {
      listener.call(process, 0)
    },
  }
}

describe('a pidfile', () => {
  test('appears when it is told to, in the place of an earlier one, and goes with the process', () => {
    const place = workplace({ 'kubezone.pid': '1\n' })
    const { pidfile, exit } = hold(place.path('kubezone.pid'))
    expect(readFileSync(place.path('kubezone.pid'), 'utf8')).toBe('1\n')
    pidfile.appear()
    expect(readdirSync(place.folder)).toEqual(['kubezone.pid'])
    expect(readFileSync(place.path('kubezone.pid'), 'utf8')).toBe(OURS)
    exit()
    expect(readdirSync(place.folder)).toEqual([])
  })

  test('leaves nothing behind if the process exits before', () => {
    const place = workplace()
    const { exit } = hold(place.path('kubezone.pid'))
    exit()
    expect(readdirSync(place.folder)).toEqual([])
  })

  test('stays if another server has replaced it', () => {
    const place = workplace()
    const { pidfile, exit } = hold(place.path('kubezone.pid'))
    pidfile.appear()
    writeFileSync(place.path('kubezone.pid'), '1\n')
    exit()
    expect(readFileSync(place.path('kubezone.pid'), 'utf8')).toBe('1\n')
  })

  test('says at the start why it cannot be written', () => {
    const place = workplace()
    mkdirSync(place.path('folder'))
    const folder = place.path('folder')
    expect(() => new Pidfile(folder)).toThrow(`--pidfile ${folder} is not a regular file`)
    const nowhere = place.path('nowhere/kubezone.pid')
    expect(() => new Pidfile(nowhere)).toThrow(`--pidfile ${nowhere} cannot be written: `)
  })
})

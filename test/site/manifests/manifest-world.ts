/** A world whose manifests a test changes, with the lines of its log. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { SiteOptions } from '../../../src/site/configuration.ts'
import { openWorld, type World } from '../../support/world.ts'

/** Starts a world that stops at the end of the test. */
export async function world(
  files: Readonly<Record<string, string>>,
  options: Partial<SiteOptions> = {},
): Promise<World> {
  const opened = await openWorld(files, options)
  onTestFinished(() => opened.close())
  return opened
}

/** Lines of the log, without time, level, and the path of the folder. */
export function said({ log, folder }: World, pattern: RegExp): string[] {
  return log
    .filter((line) => pattern.test(line))
    .map((line) => line.trimEnd().replace(/^.*?(?:INFO|WARN|ERROR): /, ''))
    .map((line) => line.replaceAll(`${folder}/`, '').replaceAll(folder, '.'))
}

/** Writes (or removes) files one after another, each after the change before it is in force. */
export async function changes(
  one: World,
  ...edits: [file: string, text: string | null][]
): Promise<string[]> {
  for (const [file, text] of edits) {
    const before = said(one, /changed:/).length
    if (text === null) rmSync(join(one.folder, file))
    else one.write(file, text)
    await expect.poll(() => said(one, /changed:/).length, { timeout: 5000 }).toBeGreaterThan(before)
  }
  return said(one, /changed:/).map((line) => line.replace(/^changed: (.*?): \S+ serial.*/, '$1'))
}

/** `root DIR`: where the relative paths of the block's other directives start. A relative DIR starts at the Corefile's folder. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { expectNoOptions } from '../../config/options.ts'
import { atToken, quote, type Report, type Token } from '../../config/token.ts'
import { isAbsent, reasonOf } from '../../report/system-error.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** Where relative paths of the block's directives start. */
export const ROOT_FOLDER = blockKey<string>('root')

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const { report } = block
  const start = block.folder
  for (const directive of occurrences) {
    const { name, args } = directive
    expectNoOptions(directive, report)
    hasArguments(name, args, 1, report)
    const [folder] = args
    if (folder === undefined) continue
    // The last one counts, and the ones before it do not move its start.
    const path = resolve(start, folder.text)
    block.provide(ROOT_FOLDER, path)
    checkFolder(folder, path, report)
  }
  return null
}

export const root: PluginDefinition = { name: 'root', options: {}, setup }

/** A missing folder may come to be before anything is read from it; a file never becomes one. */
function checkFolder(token: Token, path: string, report: Report): void {
  try {
    if (statSync(path).isDirectory()) return
    report(atToken('KZ_COREFILE_VALUE', token, `${quote(path)} is not a folder`))
  } catch (error) {
    const reason = isAbsent(error) ? 'does not exist' : `cannot be read: ${reasonOf(error)}`
    report(atToken('KZ_COREFILE_FOLDER_MISSING', token, `the folder ${quote(path)} ${reason}`))
  }
}

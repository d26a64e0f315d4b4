/**
 * `root DIR`: the folder that relative paths of the block's other directives start from. A relative DIR
 * starts from the Corefile's folder.
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { expectNoOptions } from '../../config/options.ts'
import { atToken, quote, type Report, type Token } from '../../config/token.ts'
import { isAbsent, reasonOf } from '../../report/system-error.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** The folder that relative paths of the block's directives start from. */
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
    // The last `root` counts. An earlier one does not change the folder that its path starts from.
    const path = resolve(start, folder.text)
    block.provide(ROOT_FOLDER, path)
    if (!block.files.isElsewhere(path)) checkFolder(folder, path, report)
  }
  return null
}

export const root: PluginDefinition = { name: 'root', options: {}, setup }

/**
 * A missing folder is a warning, since it may exist before a directive reads from it. A file in its place is
 * an error.
 */
function checkFolder(token: Token, path: string, report: Report): void {
  try {
    if (statSync(path).isDirectory()) return
    report(atToken('KZ_COREFILE_VALUE', token, `${quote(path)} is not a folder`))
  } catch (error) {
    const reason = isAbsent(error) ? 'does not exist' : `cannot be read: ${reasonOf(error)}`
    report(atToken('KZ_COREFILE_FOLDER_MISSING', token, `the folder ${quote(path)} ${reason}`))
  }
}

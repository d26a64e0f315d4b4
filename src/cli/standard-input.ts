/** `-` in the place of a folder: manifests of standard input. The same input cannot hold a Corefile, too. */
import { fstatSync } from 'node:fs'
import type { Command } from 'commander'
import type { SiteOptions } from '../site/configuration.ts'
import { StandardInput } from '../source/standard-input.ts'
import { failUsage } from './command-io.ts'
import { CONF_STDIN } from './corefile-option.ts'

const DASH = '-'

export function isDash(path: string): boolean {
  return path === DASH
}

/** Ends the command where more is wanted of standard input than it can give. */
export function checkDash(command: Command, paths: readonly string[], conf: string | undefined): void {
  const dashes = paths.filter(isDash).length
  if (dashes === 0) return
  if (dashes > 1) failUsage(command, "standard input can be read once: '-' is given twice")
  if (conf === CONF_STDIN) {
    failUsage(command, "standard input can be read once: '-' and '--conf stdin' both want it")
  }
  if (conf !== undefined && paths.length > 1) {
    failUsage(command, "with --conf, '-' stands alone: manifests are read from standard input or from files")
  }
}

/** What `-` is for a site: manifests without a folder, in which no Corefile is looked for. */
export function dashSite(
  conf: string | undefined,
  complain: (text: string) => void,
): Pick<SiteOptions, 'folder' | 'ignoresCorefile'> & { readonly manifests: StandardInput } {
  const manifests = new StandardInput(() => octetsOfStandardInput(complain))
  return { folder: '.', manifests, ignoresCorefile: conf === undefined }
}

async function* octetsOfStandardInput(complain: (text: string) => void): AsyncGenerator<Uint8Array> {
  const { stdin } = process
  // Node takes a folder for an empty input.
  if (fstatSync(stdin.fd).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  if (stdin.isTTY) complain('kubezone: waiting for manifests on standard input; Ctrl-D ends them\n')
  for await (const chunk of stdin) yield Buffer.from(chunk)
}

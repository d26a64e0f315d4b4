/**
 * `-` instead of a folder reads manifests from standard input. The same input cannot hold a Corefile, too.
 */
import type { Command } from 'commander'
import { failUsage } from './command-io.ts'
import { CONF_STDIN } from './corefile-option.ts'

const DASH = '-'

export function isDash(path: string): boolean {
  return path === DASH
}

/** Ends the command if the arguments read standard input twice, or combine it with files under `--conf`. */
export function checkDash(command: Command, paths: readonly string[], conf: string | undefined): void {
  const dashes = paths.filter(isDash).length
  if (dashes === 0) return
  if (dashes > 1) failUsage(command, "standard input can be read once: '-' is given twice")
  if (conf === CONF_STDIN) {
    failUsage(command, "standard input can be read once: '-' and '--conf stdin' both read it")
  }
  if (conf !== undefined && paths.length > 1) {
    failUsage(
      command,
      "with --conf, '-' must be the only path: manifests come from standard input or from files, not both",
    )
  }
}

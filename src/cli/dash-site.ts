/** A site whose manifests come from standard input. */
import { fstatSync } from 'node:fs'
import type { SiteOptions } from '../site/configuration.ts'
import { StandardInput } from '../source/standard-input.ts'

/** The options of a site for `-`: manifests of standard input, and no Corefile but that of `--conf`. */
export function dashSite(
  conf: string | undefined,
  complain: (text: string) => void,
): Pick<SiteOptions, 'folder' | 'ignoresCorefile'> & { readonly manifests: StandardInput } {
  const manifests = new StandardInput(() => octetsOfStandardInput(complain))
  return { folder: '.', manifests, ignoresCorefile: conf === undefined }
}

async function* octetsOfStandardInput(complain: (text: string) => void): AsyncGenerator<Uint8Array> {
  const { stdin } = process
  // Node.js reads a folder as an empty input.
  if (fstatSync(stdin.fd).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  if (stdin.isTTY) complain('kubezone: waiting for manifests on standard input; Ctrl-D ends them\n')
  for await (const chunk of stdin) yield Buffer.from(chunk)
}

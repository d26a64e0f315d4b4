/** `--conf FILE`: a Corefile other than the folder's own. `stdin` is standard input, as in CoreDNS. */
import { fstatSync } from 'node:fs'
import { problemOf } from '../report/system-error.ts'
import type { SiteOptions } from '../site/configuration.ts'

export const CONF_STDIN = 'stdin'

/** Reads a Corefile of standard input here, because it can be read only once and a reload needs it again. */
export async function corefileOf(conf: string | undefined): Promise<SiteOptions['corefile']> {
  if (conf !== CONF_STDIN) return conf ?? null
  if (fstatSync(process.stdin.fd).isDirectory()) {
    throw new Error('the Corefile cannot be read from standard input: it is a folder')
  }
  try {
    const { text } = await import('node:stream/consumers')
    return { name: CONF_STDIN, text: await text(process.stdin) }
  } catch (problem) {
    throw new Error(`the Corefile cannot be read from standard input: ${problemOf(problem)}`, {
      cause: problem,
    })
  }
}

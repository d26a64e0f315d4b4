/** Which kubezone this is, as the package says. */
import { readFileSync } from 'node:fs'

const PACKAGE: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

export const VERSION = PACKAGE.version

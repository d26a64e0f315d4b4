/** The Corefiles of the fixtures. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the fixtures. In each fixture files have the paths that they have in the container. */
export const FIXTURES = import.meta.dirname
export const COREFILE = '/etc/coredns/Corefile'

export const COREFILES = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, text: readFileSync(join(FIXTURES, name, COREFILE), 'utf8') }))

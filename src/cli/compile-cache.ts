/** V8's compile cache: what one run of the command has compiled, the next one does not compile again. */
import { existsSync, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** As the XDG Base Directory Specification has it. */
const PRIVATE = { mode: 0o700 }

/**
 * Turns the cache on for modules that load after this, where Node.js has it (22.1 and later). Node.js itself heeds
 * `NODE_COMPILE_CACHE`, which names another folder, and `NODE_DISABLE_COMPILE_CACHE=1`. Without a folder nothing is cached.
 */
export function enableCompileCache(): void {
  if (!('enableCompileCache' in nodeModule) || typeof nodeModule.enableCompileCache !== 'function') return
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return
  try {
    nodeModule.enableCompileCache(cacheFolder())
  } catch {
    // There is no home, or nothing can be made in it.
  }
}

/**
 * A folder of the user's own. Node.js would take one in /tmp, where another user can be first to make it, and what V8 finds
 * in it is code that runs. Each level is made by itself: Node.js tries for ever to make all of a path where the system
 * refuses its first part, as in /proc.
 */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: stated = '' } = process.env
  const caches = isAbsolute(stated) ? stated : join(homedir(), '.cache')
  const folder = join(caches, 'kubezone')
  if (!existsSync(folder)) {
    if (!existsSync(caches)) mkdirSync(caches, PRIVATE)
    mkdirSync(folder, PRIVATE)
  }
  return folder
}

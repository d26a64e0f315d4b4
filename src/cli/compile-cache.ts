/** V8's compile cache: what one run of the command has compiled, the next one does not compile again. */
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Turns the cache on for modules that load after this, where Node.js has it (22.1 and later). `NODE_COMPILE_CACHE` names
 * another folder, `NODE_DISABLE_COMPILE_CACHE=1` turns it off. A folder that cannot be written is no fault: nothing is cached.
 */
export function enableCompileCache(): void {
  if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function')
    nodeModule.enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? cacheFolder())
}

/**
 * A folder of the user's own. Node.js would take one in /tmp, where another user can be first to make it, and what V8 finds
 * in it is code that runs.
 */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: stated = '' } = process.env
  return join(isAbsolute(stated) ? stated : join(homedir(), '.cache'), 'kubezone')
}

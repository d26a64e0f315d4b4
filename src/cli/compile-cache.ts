/** V8's compile cache: one run of the command stores compiled code, and the next run loads it. */
import { existsSync, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The mode that the XDG Base Directory Specification requires. */
const PRIVATE = { mode: 0o700 }

/**
 * Turns the cache on for modules that load after this call (Node.js 22.1 and later). Node.js itself reads
 * `NODE_COMPILE_CACHE`, which names another folder, and `NODE_DISABLE_COMPILE_CACHE=1`. If the folder cannot
 * be made, the cache stays off.
 */
export function enableCompileCache(): void {
  if (!('enableCompileCache' in nodeModule) || typeof nodeModule.enableCompileCache !== 'function') return
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return
  try {
    nodeModule.enableCompileCache(cacheFolder())
  } catch {
    // The user has no home folder, or it is not writable.
  }
}

/**
 * A folder that belongs to the user. The default of Node.js is a folder in /tmp, which another user can
 * create first, and V8 runs the code that it finds there. Each level is made by itself: a recursive mkdir of
 * Node.js never returns if the system refuses the first part of the path, as in /proc.
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

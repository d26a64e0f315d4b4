/**
 * Files of kubezone's own that appear whole: the text is written to a new file beside the path, which is then
 * renamed. A reader never sees a part of it.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { errorCode } from '../report/system-error.ts'

/** Replaces the file at `path`, or makes it. Throws the system's error, and then leaves nothing behind. */
export function replaceFile(path: string, text: string): void {
  moveTo(path, writeBeside(path, text))
}

/**
 * Returns the path of a new file beside `path`. Throws the system's error, and then leaves nothing behind.
 */
export function writeBeside(path: string, text: string): string {
  const beside = `${path}.${process.pid}.tmp`
  try {
    writeNew(beside, text)
  } catch (problem) {
    if (errorCode(problem) !== 'EEXIST') throw problem
    // An earlier process with this id, as in a container, or a link that leads elsewhere.
    rmSync(beside, { force: true })
    writeNew(beside, text)
  }
  return beside
}

/** Renames the file of `writeBeside`. Throws the system's error, and then removes the file. */
export function moveTo(path: string, beside: string): void {
  try {
    renameSync(beside, path)
  } catch (problem) {
    rmSync(beside, { force: true })
    throw problem
  }
}

/** Never writes to a file that is there, nor through a link (O_EXCL). */
function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (problem) {
    if (errorCode(problem) !== 'EEXIST') rmSync(path, { force: true })
    throw problem
  }
}

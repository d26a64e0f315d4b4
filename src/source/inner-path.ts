/** Paths that a file names within its own folder: in `kubezone.yaml`, in a kustomization. */
import { posix } from 'node:path'

/** The normalized path; `.` is the folder itself. `null`: the path leads out of the folder. */
export function innerPath(path: string): string | null {
  const normal = posix.normalize(path).replace(/(?<=.)\/$/, '')
  return path === '' || posix.isAbsolute(path) || normal === '..' || normal.startsWith('../') ? null : normal
}

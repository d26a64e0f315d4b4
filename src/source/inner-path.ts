/** Paths that a file names within its own folder: in `kubezone.yaml`, in a kustomization. */
import { posix } from 'node:path'

/** The path in its normal form, `.` for the folder itself; `null` if it leads out of the folder. */
export function innerPath(path: string): string | null {
  const normal = posix.normalize(path).replace(/(?<=.)\/$/, '')
  return path === '' || posix.isAbsolute(path) || normal === '..' || normal.startsWith('../') ? null : normal
}

/** Folders and servers that are closed at the end of the test that opened them, passed or failed. */
import { onTestFinished } from 'vitest'
import { Kubezone, type KubezoneOptions } from './kubezone.ts'
import { Workplace } from './workplace.ts'

/** Options for tests that use any free port. */
export const ANY_PORT = ['--port', '0', '--bind', '127.0.0.1']

export function workplace(files: Readonly<Record<string, string>> = {}): Workplace {
  const place = new Workplace(files)
  onTestFinished(() => place.close())
  return place
}

export async function serve(args: readonly string[], options: KubezoneOptions = {}): Promise<Kubezone> {
  const kubezone = await Kubezone.serve(args, options)
  onTestFinished(() => kubezone.kill())
  return kubezone
}

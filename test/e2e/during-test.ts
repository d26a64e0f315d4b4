/** Folders and servers that end with the test that opened them, however it ends. */
import { onTestFinished } from 'vitest'
import { Kubezone, type KubezoneOptions } from './kubezone.ts'
import { Workplace } from './workplace.ts'

/** For tests that do not care about the port. */
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

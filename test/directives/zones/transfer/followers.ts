/** Servers with `secondary`, for the time of a test. */
import { onTestFinished } from 'vitest'
import { ask, type Target } from '../../../support/ask.ts'
import { openWorld, type World } from '../../../support/world.ts'

export async function open(files: Readonly<Record<string, string>>): Promise<World> {
  const world = await openWorld(files)
  onTestFinished(async () => world.close())
  return world
}

/** A secondary of the server at `port`. */
export async function follow(port: number, options = '', others = '', zone = 'example.org'): Promise<World> {
  const Corefile = `${zone} {
 ${others}
 secondary {
  transfer from 127.0.0.1:${port}
  ${options}
 }
}
`
  return open({ Corefile })
}

/** The rcode, then the records. */
export async function answerOf(target: Target, name: string, type = 'A'): Promise<string> {
  const { rcode, answer } = await ask(target, { name, type })
  return [rcode, ...answer].join(' | ')
}

/**
 * `proxy FROM TO… { … }`: the predecessor of `forward` before CoreDNS 1.5, in Corefiles of that time. The
 * options that mean the same in `forward` are supported.
 */
import type { BodyLine, Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Report } from '../../../config/token.ts'
import type { PluginDefinition } from '../../../block/definition.ts'
import { forward } from './forward.ts'
import { OPTIONS as FORWARD_OPTIONS } from './options.ts'

/** Options with the same meaning in `forward`. */
const OPTIONS = { except: FORWARD_OPTIONS.except, max_fails: FORWARD_OPTIONS.max_fails }

export const proxy: PluginDefinition = {
  name: 'proxy',
  options: OPTIONS,
  setup: ([first, ...others], block) =>
    forward.setup(
      [asForward(first, block.report), ...others.map((one) => asForward(one, block.report))],
      block,
    ),
}

function asForward(directive: Directive, report: Report): Directive {
  const { name, body } = directive
  const message = `${quote(name.text)} is read as 'forward', which replaced it in CoreDNS 1.5`
  report(atToken('KZ_COREFILE_IGNORED', name, message))
  return { ...directive, body: body?.filter((line) => isSupported(line, report)) ?? null }
}

function isSupported({ tokens: [option] }: BodyLine, report: Report): boolean {
  if (Object.hasOwn(OPTIONS, option.text)) return true
  const message = `option ${quote(option.text)} of 'proxy' is not supported`
  const hint = "write 'forward' with its own option for this"
  report(atToken('KZ_COREFILE_LEFT_OUT', option, message, hint))
  return false
}

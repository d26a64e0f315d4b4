/**
 * `tls CERT KEY [CA] { client_auth … }`: the certificate of the block's `tls://` and `https://` keys, and how
 * they authenticate clients. The files are read again when they change.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import { hasArguments } from '../../../config/arguments.ts'
import { pathFrom } from '../../../config/paths.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { choice, ignoredWord } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken } from '../../../config/token.ts'
import { CLIENT_AUTH } from '../../../server/tls.ts'
import { blockKey } from '../../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { CertificateFiles } from './certificate-files.ts'

/** The block's certificate for TLS and HTTPS. */
export const CREDENTIALS = blockKey<CertificateFiles>('tls')

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const files = readOnce(occurrences, block.report, (directive) => readTls(directive, block))
  if (files === null) return null
  block.provide(CREDENTIALS, files)
  return {
    name: 'tls',
    start: async () => {
      files.start()
    },
    stop: async () => {
      files.stop()
    },
    refresh: async () => {
      files.poll()
    },
  }
}

const OPTIONS = {
  client_auth: choice(CLIENT_AUTH, 'nocert'),
  keylog: ignoredWord((file) => file, 'kubezone does not log the secrets of connections'),
}

export const tls: PluginDefinition = { name: 'tls', options: OPTIONS, setup }

function readTls(directive: Directive, block: Block): CertificateFiles | null {
  const { folder, files: access, report } = block
  const { name, args } = directive
  const [first] = args
  if (first?.text === 'acme') {
    const message = 'kubezone does not request certificates by ACME'
    const hint = "let an ACME client request it, and write 'tls CERT KEY': kubezone reads renewed files again"
    report(atToken('KZ_COREFILE_CERTIFICATE', first, message, hint))
    return null
  }
  const { client_auth: clientAuth } = readOptions(directive, OPTIONS, { report })
  if (!hasArguments(name, args, [2, 3], report)) return null
  const [cert, key, ca = null] = args
  if ([cert, key].some(({ text }) => access.isElsewhere(pathFrom(folder, text)))) return null
  const files = CertificateFiles.open({ cert, key, ca }, clientAuth, block)
  if (files instanceof CertificateFiles) return files
  for (const { token, message, hint } of files)
    report(atToken('KZ_COREFILE_CERTIFICATE', token, message, hint))
  return null
}

/**
 * `tls CERT KEY [CA] { client_auth … }`: what the block's `tls://` and `https://` keys prove themselves with, and what they
 * ask of clients. The files are read again when they change.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import { hasArguments, readOptions, standsOnce } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice } from '../../../config/settings.ts'
import { atToken } from '../../../config/token.ts'
import { CLIENT_AUTH, type ClientAuth } from '../../../server/tls.ts'
import { blockKey } from '../../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { CertificateFiles } from './certificate-files.ts'

/** What the block proves itself with over TLS and HTTPS. */
export const CREDENTIALS = blockKey<CertificateFiles>('tls')

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const isAlone = standsOnce(occurrences, block.report, 'one block has one')
  const [files = null] = occurrences.map((directive) => readTls(directive, block))
  if (!isAlone || files === null) return null
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
      files.look()
    },
  }
}

export const tls: PluginDefinition = { name: 'tls', setup }

function readTls(directive: Directive, { folder, report, log }: Block): CertificateFiles | null {
  const { name, args } = directive
  const [cert, key, ca = null] = args
  if (cert?.text === 'acme') {
    const message = 'kubezone does not order certificates from an authority (ACME)'
    const hint = "let another program order it, and write 'tls CERT KEY': files that it renews are read again"
    report(atToken('KZ_COREFILE_CERTIFICATE', cert, message, hint))
    return null
  }
  let clientAuth: ClientAuth = 'nocert'
  readOptions(
    directive,
    {
      client_auth: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) clientAuth = readChoice(word, CLIENT_AUTH, report) ?? clientAuth
        },
      },
      keylog: {
        args: 1,
        read: ([word]) => {
          if (word === undefined) return
          const message = "'keylog' has no effect: kubezone does not write down the keys of connections"
          report(atToken('KZ_COREFILE_IGNORED', word, message))
        },
      },
    },
    report,
  )
  if (!hasArguments(name, args, [2, 3], report) || cert === undefined || key === undefined) return null
  const files = CertificateFiles.open({ cert, key, ca }, clientAuth, folder, log)
  if (files instanceof CertificateFiles) return files
  for (const { token, message, hint } of files)
    report(atToken('KZ_COREFILE_CERTIFICATE', token, message, hint))
  return null
}

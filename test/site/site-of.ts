/** Builds a site from the text of a Corefile as the server does, without manifests and sockets. */
import { ReloadStore } from '../../src/block/carry.ts'
import { loadSite } from '../../src/site/configuration.ts'
import { ManifestLibrary } from '../../src/site/manifests/manifest-library.ts'
import type { Site } from '../../src/site/site.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { collectingLog } from '../support/block.ts'

function noManifests(): never {
  throw new Error('there are no manifests here')
}

export function siteOf(text: string): { readonly site: Site; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const log = collectingLog()
  const manifests = new ManifestLibrary({ open: noManifests, log, clock: () => 0, isReadOnly: true })
  const corefile = { text, name: 'Corefile' }
  const options = {
    folder: '/nowhere',
    corefile,
    port: null,
    defaultPort: null,
    addresses: null,
    environment: {},
  }
  const { carry } = new ReloadStore().begin()
  const site = loadSite(options, log, manifests, carry, (one) => void diagnostics.push(one))
  return { site, diagnostics }
}

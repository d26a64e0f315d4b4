/** The metrics of the server, its configuration and its manifests. */
import { EDIT_BOUNDS } from '../../../block/edit-delays.ts'
import type { Manifests } from '../../../block/manifests.ts'
import type { ServerStatus } from '../../../block/server-status.ts'
import { type Family, histogramSamples, single } from '../../../block/metric-family.ts'

export function statusFamilies(server: ServerStatus): Family[] {
  const { version, digest, diagnostics, failedReloads, reloads, reloadFailure, loadedAt } = server
  const build = { version, revision: '', goversion: '', nodeversion: process.version }
  return [
    gaugeWith('coredns_build_info', build, 'The version of kubezone, in the place of CoreDNS.'),
    gaugeWith(
      'coredns_reload_version_info',
      { hash: 'sha512', value: digest },
      'A hash of the configuration in force.',
    ),
    single('coredns_reload_failed_total', 'counter', failedReloads, 'Reloads that failed.'),
    single('kubezone_reloads_total', 'counter', reloads, 'Reloads that succeeded.'),
    single(
      'kubezone_last_reload_successful',
      'gauge',
      reloadFailure === null ? 1 : 0,
      'Whether the last reload succeeded; 1 before the first.',
    ),
    single(
      'kubezone_last_load_timestamp_seconds',
      'gauge',
      loadedAt.getTime() / 1000,
      'When the configuration in force was loaded.',
    ),
    {
      name: 'kubezone_diagnostics_total',
      help: 'Diagnostics that were logged.',
      type: 'counter',
      samples: Object.entries(diagnostics).map(([severity, value]) => ({ labels: { severity }, value })),
    },
  ]
}

export function libraryFamilies(manifests: Manifests): Family[] {
  const { files, objects, names } = manifests.summary()
  const { counts, seconds, lastChange, faults } = manifests.edits
  return [
    single('kubezone_files', 'gauge', files, 'Manifest files with objects.'),
    single('kubezone_objects', 'gauge', objects, 'Kubernetes objects in them.'),
    single('kubezone_names', 'gauge', names, 'Names in the zones of these objects.'),
    single(
      'kubezone_last_change_timestamp_seconds',
      'gauge',
      lastChange,
      'When a change of manifests last became visible in answers; 0 before the first.',
    ),
    single(
      'kubezone_change_faults_total',
      'counter',
      faults,
      'Changes of manifests that a fault of kubezone stopped.',
    ),
    {
      name: 'kubezone_edit_visible_seconds',
      help: 'Time from the last write of a file until answers reflect it.',
      type: 'histogram',
      samples: histogramSamples({}, EDIT_BOUNDS, counts, seconds),
    },
  ]
}

function gaugeWith(name: string, labels: Readonly<Record<string, string>>, help: string): Family {
  return { name, help, type: 'gauge', samples: [{ labels, value: 1 }] }
}

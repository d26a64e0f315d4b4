/** The run of `kubezone check`: reads all sites, takes out what is ignored, and writes the formats. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LibrarySummary, ManifestPlaces } from '../block/manifests.ts'
import type { Code } from '../report/codes.ts'
import { MAX_FINDINGS, moreFindings } from '../kube/manifest/findings.ts'
import { type Diagnostic, diagnostic, isError, summarizeDiagnostic } from '../report/diagnostic.ts'
import { type CheckReport, countSeverities, hasFailed, type Totals } from '../report/formats/check-report.ts'
import { standingFor } from '../report/remarks.ts'
import type { CorefileText, SiteOptions } from '../site/configuration.ts'
import { StandardInput } from '../source/standard-input.ts'
import type { FormatChoice } from './check-format.ts'
import { Disclosure } from './disclosure.ts'
import { IgnoredDiagnostics } from './ignored-diagnostics.ts'
import { readSite } from './read-site.ts'
import { writeFormats } from './write-formats.ts'

export interface CheckRequest {
  readonly sites: readonly SiteOptions[]
  /** The manifests, or the Corefile, of standard input; `null`: it is not read. */
  readonly input: StandardInput | null
  readonly conf: CorefileText | null
  /** Paths whose text may be shown; see `Disclosure`. */
  readonly shown: readonly string[]
  readonly shownFiles: readonly string[]
  /** Paths without manifests do not fail the check. */
  readonly isEmptinessAllowed: boolean
  readonly isStrict: boolean
  readonly ignored: readonly Code[]
  readonly formats: readonly FormatChoice[]
  readonly write: (text: string) => void
}

/** Writes all formats. `true`: the check fails. Throws if a file cannot be written. */
export async function runCheck(request: CheckRequest): Promise<boolean> {
  const { sites, isStrict, formats, write } = request
  const found: Diagnostic[] = []
  const totals: Totals[] = []
  for (const options of sites) {
    const { diagnostics, summary } = await checkSite(options)
    totals.push(summary)
    const isEmpty = summary.isEmpty && !hasOwnCorefile(options)
    const { isEmptinessAllowed } = request
    const isSilent = isEmpty || isEmptinessAllowed
    found.push(...(isSilent ? diagnostics.filter(({ code }) => !ABOUT_EMPTINESS.has(code)) : diagnostics))
    if (isEmpty && !isEmptinessAllowed) found.push(nothingIn(options))
  }
  const ignored = new IgnoredDiagnostics(request.ignored, await inputTexts(request))
  const kept = withoutIgnored(eachOnce(found), ignored)
  const disclosure = new Disclosure(request.shown, request.shownFiles)
  const report: CheckReport = {
    diagnostics: disclosure.filter(kept.diagnostics),
    brief: disclosure.filter(kept.brief),
    counts: countSeverities(kept.diagnostics),
    ignored: kept.ignored,
    totals,
    isStrict,
  }
  await writeFormats(report, formats, write)
  return hasFailed(report)
}

/** A file with more errors, or more other diagnostics, would fill a disk with reports. */
const MAX_KEPT = 10_000

/** The texts of standard input, by their names in diagnostics. */
async function inputTexts({ input, conf }: CheckRequest): Promise<ReadonlyMap<string, string>> {
  const octets = await input?.read()
  const text = octets instanceof Uint8Array ? new TextDecoder().decode(octets) : ''
  return new Map([[StandardInput.shown, text], ...(conf === null ? [] : [[conf.name, conf.text] as const])])
}

async function checkSite(
  options: SiteOptions,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly summary: LibrarySummary }> {
  const diagnostics: Diagnostic[] = []
  const report = (one: Diagnostic): void => void diagnostics.push(one)
  const { places, ...summary } = await readSite(
    options,
    report,
    ({ manifests }) => {
      for (const one of manifests.standIns()) report(one)
      return { ...manifests.summary(), places: manifests.places }
    },
    { maxFindings: MAX_KEPT },
  )
  diagnostics.push(...(await checkCorefiles(places, options.namespace)))
  return { diagnostics, summary }
}

/** The Corefiles in ConfigMaps of the manifests that were read. */
async function checkCorefiles(places: readonly ManifestPlaces[], namespace?: string): Promise<Diagnostic[]> {
  const { ConfigMaps } = await import('../source/config-maps.ts')
  const read = await Promise.all(places.map((one) => new ConfigMaps(one, namespace).read()))
  const maps = read.flat()
  if (maps.length === 0) return []
  const { checkConfigMaps } = await import('../site/config-maps/check-config-maps.ts')
  return checkConfigMaps(maps)
}

/** Each diagnostic once: a Corefile that is in force is also one of the manifests. */
function eachOnce(found: readonly Diagnostic[]): Diagnostic[] {
  const byFact = new Map(found.map((one) => [summarizeDiagnostic(one), one]))
  return [...byFact.values()]
}

// --- Paths without manifests ---

/** `KZ_CHECK_EMPTY` says the same, and `--allow-empty` wants to hear nothing of it. */
const ABOUT_EMPTINESS: ReadonlySet<Code> = new Set<Code>(['KZ_FOLDER_EMPTY', 'KZ_INPUT_EMPTY'])

/** Whether there is a Corefile to check, beside manifests that the command line does not name. */
function hasOwnCorefile({ folder, corefile, manifests, ignoresCorefile }: SiteOptions): boolean {
  if (manifests instanceof StandardInput || (manifests ?? []).length > 0) return false
  return corefile !== null || (ignoresCorefile !== true && existsSync(join(folder, 'Corefile')))
}

function nothingIn({ folder, manifests = [folder] }: SiteOptions): Diagnostic {
  const isInput = manifests instanceof StandardInput
  const place = isInput ? StandardInput.shown : (manifests[0] ?? folder)
  const message = 'nothing is checked: no object of Kubernetes is here'
  const hint = isInput
    ? 'did the command before the pipe fail? --allow-empty accepts an empty input'
    : 'expected objects in *.yaml, *.yml or *.json files; --allow-empty accepts paths without'
  return diagnostic('KZ_CHECK_EMPTY', place, message, { hint })
}

// --- Ignored diagnostics ---

/** Takes out what is ignored. */
function withoutIgnored(
  found: readonly Diagnostic[],
  ignored: IgnoredDiagnostics,
): Pick<CheckReport, 'diagnostics' | 'brief' | 'ignored'> {
  const brief = new BriefList()
  const diagnostics: Diagnostic[] = []
  let count = 0
  for (const one of found) {
    const each = one.each?.() ?? [one]
    const kept = each.filter((member) => !ignored.has(member))
    const [first] = kept
    count += each.length - kept.length
    for (const member of kept) diagnostics.push(member)
    // A diagnostic that stands for many stays as it is, if none of them is ignored.
    if (kept.length === each.length) brief.add(one)
    else if (first !== undefined) brief.add(standingFor(first, kept.length - 1))
  }
  return { diagnostics, brief: brief.list(), ignored: count }
}

/** Diagnostics for people: of each file as many as a server's log has, and the number of the others. */
class BriefList {
  readonly #kept: Diagnostic[] = []
  /** By file and severity. */
  readonly #counts = new Map<string, number>()
  readonly #omitted = new Map<string, number>()

  add(one: Diagnostic): void {
    const key = `${isError(one) ? 'error' : 'other'} ${one.file}`
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    if (count <= MAX_FINDINGS) this.#kept.push(one)
    else this.#omitted.set(one.file, (this.#omitted.get(one.file) ?? 0) + 1)
  }

  list(): readonly Diagnostic[] {
    const more = Array.from(this.#omitted, ([file, count]) => {
      const hint = '--format json, or another format, has all'
      return diagnostic('KZ_FILE_MORE', file, moreFindings(count), { hint })
    })
    return [...this.#kept, ...more]
  }
}

/**
 * `kubezone.yaml`, in the root of a served folder: the namespaces of objects that state none, by path.
 *
 *   paths:
 *     - path: charts/redis    # a file or folder, relative to kubezone.yaml; `.` is the whole folder
 *       namespace: cache
 *
 * Errors are reported at their places. If there is an error, the last good settings stay in force.
 */
import { ExpansionError, Field, isMapping, quote } from '../kube/manifest/fields.ts'
import { PLAIN_CONTEXT } from '../kube/manifest/file-context.ts'
import { isLabel } from '../kube/model/kube-names.ts'
import { ManifestFindings } from '../kube/manifest/findings.ts'
import { ManifestText, type Span } from '../kube/manifest/text.ts'
import { reportOutdents, reportRepeatedKeys, reportSyntax } from '../kube/manifest/syntax-report.ts'
import { readYaml } from '../kube/manifest/yaml-document.ts'
import { isError } from '../report/diagnostic.ts'
import { suggest } from '../report/suggestion.ts'
import { YamlSyntaxError } from '../yaml/syntax-error.ts'
import { innerPath } from './inner-path.ts'
import type { Interpretation } from './side-file.ts'

/** Namespaces by normalized path, relative to the folder of the settings; `.` is that folder. */
export type FolderSettings = ReadonlyMap<string, string>

/** `exists`: whether a path, relative to the folder of the settings, exists. */
export function readSettings(
  text: string,
  file: string,
  exists: (path: string) => boolean,
): Interpretation<FolderSettings> {
  const reader = new SettingsReader(new ManifestText(text, file), exists)
  const settings = reader.read()
  const diagnostics = reader.findings.list()
  return { content: diagnostics.some(isError) ? null : settings, diagnostics }
}

class SettingsReader {
  readonly findings: ManifestFindings
  readonly #text: ManifestText
  readonly #exists: (path: string) => boolean
  readonly #namespaces = new Map<string, string>()

  constructor(text: ManifestText, exists: (path: string) => boolean) {
    this.#text = text
    this.#exists = exists
    this.findings = new ManifestFindings(text)
  }

  read(): FolderSettings {
    const [first, second] = this.#text.documents()
    if (first !== undefined) this.#readDocument(first)
    if (second !== undefined) {
      const at = { start: second.start, end: second.start + 1 }
      this.findings.add('KZ_FILE_SYNTAX', at, 'expected one document, found a second one')
    }
    return this.#namespaces
  }

  #readDocument(span: Span): void {
    try {
      const [yaml] = [...readYaml(this.#text.text.slice(span.start, span.end), span.start)]
      if (yaml === undefined || yaml.value === null) return
      const { value, node, positions, takeOddities } = yaml
      const oddities = takeOddities()
      reportRepeatedKeys(oddities, this.#text, this.findings, this.#text.text)
      reportOutdents(oddities, this.#text, this.findings, this.#text.text)
      const document = {
        positions,
        findings: this.findings,
        context: PLAIN_CONTEXT,
        budget: span.end - span.start,
        mayBeTemplate: false,
      }
      this.#readRoot(new Field(value, { document, node, subject: 'kubezone.yaml', missing: [] }))
    } catch (error) {
      if (error instanceof ExpansionError) {
        this.findings.add(
          'KZ_FILE_LIMIT',
          span,
          'its aliases expand to more octets than its text',
          undefined,
          false,
        )
      } else if (error instanceof YamlSyntaxError) reportSyntax(error, this.#text, span, this.findings, true)
      else throw error
    }
  }

  #readRoot(root: Field): void {
    if (!isMapping(root.value)) {
      root.reportType('a mapping with the key "paths"', 'KZ_SETTINGS_VALUE')
      return
    }
    expectKeys(root, ['paths'])
    const paths = root.get('paths')
    if (paths.isPresent && !Array.isArray(paths.value)) paths.reportType('a list', 'KZ_SETTINGS_VALUE')
    else for (const item of paths.items()) this.#readItem(item)
  }

  #readItem(item: Field): void {
    if (!isMapping(item.value)) {
      item.reportType('a path with its namespace', 'KZ_SETTINGS_VALUE')
      return
    }
    expectKeys(item, ['path', 'namespace'])
    const path = readText(item, 'path')
    const namespace = readText(item, 'namespace')
    if (namespace !== null && !isLabel(namespace)) {
      const expected = 'the name of a namespace: at most 63 lower-case letters, digits and "-"'
      item.get('namespace').reportValue('KZ_SETTINGS_VALUE', expected)
    }
    const normal = path === null ? null : this.#checkPath(item.get('path'), path)
    if (normal !== null) this.#namespaces.set(normal, namespace ?? '')
  }

  /** The normalized path; `null` after an error. */
  #checkPath(field: Field, path: string): string | null {
    const normal = innerPath(path)
    if (normal === null) {
      field.reportValue(
        'KZ_SETTINGS_VALUE',
        'a path within the folder of kubezone.yaml, such as "charts/redis"',
      )
      return null
    }
    if (this.#namespaces.has(normal)) {
      field.report(
        'KZ_SETTINGS_VALUE',
        `is ${quote(path)}, which already has a namespace`,
        'keep one of them',
      )
    } else if (!this.#exists(normal)) {
      field.report('KZ_SETTINGS_PATH', `is ${quote(path)}, which does not exist`)
    }
    return normal
  }
}

function expectKeys(field: Field, known: readonly string[]): void {
  for (const [key, value] of field.entries()) {
    if (known.includes(key)) continue
    const nearest = suggest(key, known)
    const hint = nearest === null ? `the keys are ${known.join(', ')}` : `did you mean ${nearest}`
    value.reportKey('KZ_SETTINGS_KEY', 'is not a setting', hint)
  }
}

/** `null` after an error. */
function readText(item: Field, key: string): string | null {
  const field = item.get(key)
  if (typeof field.value === 'string') return field.value
  // A namespace can have the name "on", and kubectl does not read this file.
  if (typeof field.value === 'boolean') return field.written
  if (field.isPresent) field.reportType('text', 'KZ_SETTINGS_VALUE')
  else item.report('KZ_SETTINGS_VALUE', `has no ${key}`)
  return null
}

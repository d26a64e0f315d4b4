/** The files of a site, whose changes one inspector inspects one after another. */
import { Inventory, type InventoryChange } from '../../../src/kube/inventory/inventory.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { ManifestSet, type SetChange } from '../../../src/kube/stated/manifest-set.ts'
import type { Diagnostic } from '../../../src/report/diagnostic.ts'
import { complete } from '../../../src/zone/steps.ts'

type Inspect = (stated: SetChange, change: InventoryChange) => readonly Diagnostic[]

export class LintedSite {
  readonly #manifests = new ManifestSet()
  readonly #inventory = new Inventory()
  readonly #inspect: Inspect

  constructor(make: (manifests: ManifestSet, inventory: Inventory) => Inspect) {
    this.#inspect = make(this.#manifests, this.#inventory)
  }

  /** `LINE:COLUMN SEVERITY CODE MESSAGE (HINT)` of what becomes true with the new texts of files. */
  change(files: Readonly<Record<string, string>>, faults: readonly Diagnostic[] = []): string[] {
    const contents = Object.entries(files).map(([file, text]) => {
      const { objects, namespaces, mentions } = parseManifest(text, file)
      return { file, objects, namespaces, mentions, diagnostics: faults.filter((one) => one.file === file) }
    })
    const stated = complete(this.#manifests.apply(contents))
    const change = complete(this.#inventory.follow(stated.transitions, stated.residents))
    return this.#inspect(stated, change).map(
      ({ severity, line, column, code, message, hint }) =>
        `${line}:${column} ${severity} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
    )
  }
}

/** What the page of a code consists of. All texts are Markdown, whose links start in docs/reference/. */

export interface CodePage {
  /** One line without a full stop: the row in the table of the manual. */
  readonly meaning: string
  /** Why it matters; what kubezone and a cluster do. Whole sentences; an empty line divides paragraphs. */
  readonly detail?: string
  /** Files for which `kubezone check` reports the code. A test runs each example. */
  readonly example?: {
    readonly files: Readonly<Record<string, string>>
    /** The words behind `kubezone check`; `.`, if left out. */
    readonly words?: readonly string[]
  }
  /** One change that ends it: a sentence. */
  readonly remedy?: string
  /** Its place is in no object and no Corefile, so that only `--ignore` silences it. */
  readonly isIgnoredByOptionOnly?: true
}

export type CodePages = Readonly<Record<string, CodePage>>

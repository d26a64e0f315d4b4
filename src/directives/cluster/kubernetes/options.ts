/** Reads the braces of the `kubernetes` directive (coredns.io/plugins/kubernetes) and kubezone's own options in them. */
import { type OptionTable, readOptions, standsOnce } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readSeconds, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type ApplyOptions, applyOptions, rangeProblem } from '../../../kube/applied/apply-options.ts'
import { type ClusterOptions, isReverseZone } from '../../../kube/records/cluster-options.ts'
import { isLabel } from '../../../kube/model/kube-names.ts'
import { parseSelector, type Selector } from '../../../kube/model/selector.ts'
import { nameText, type NameKey, ROOT } from '../../../wire/name.ts'
import type { Block, Occurrences } from '../../../block/definition.ts'
import { ApplySettingsReader, remarkSmall } from './apply-settings.ts'
import type { SourceOptions } from '../../../block/manifests.ts'

export interface KubernetesOptions {
  readonly cluster: ClusterOptions
  readonly source: SourceOptions
  /** Zones whose missing names are left to the next plugin; the root: all. */
  readonly fallthrough: readonly NameKey[]
}

const DEFAULT_TTL = 5
const MAX_TTL = 3600

/** Options that point at an API server, and those that CoreDNS has dropped: read, and left without effect. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  endpoint: 'kubezone reads manifests, not an API server',
  tls: 'kubezone reads manifests, not an API server',
  kubeconfig: 'kubezone reads manifests, not an API server',
  apiserver_qps: 'kubezone reads manifests, not an API server',
  apiserver_burst: 'kubezone reads manifests, not an API server',
  apiserver_max_inflight: 'kubezone reads manifests, not an API server',
  startup_timeout: 'kubezone answers when all manifests are read',
  upstream: 'CoreDNS dropped it; aliases are looked up in this server',
  resyncperiod: 'CoreDNS dropped it; changes are seen at once',
  transfer: 'CoreDNS dropped it in favour of the transfer directive',
}

/** `null` where something was reported that leaves nothing to serve. */
export function readKubernetes(occurrences: Occurrences, block: Block): KubernetesOptions | null {
  const isAlone = standsOnce(occurrences, block.report, 'one block has one; list all zones after it')
  const [options = null] = occurrences.map((directive) => readDirective(directive, block))
  return isAlone ? options : null
}

/** Reads the options, too, where there is no zone to have them. */
function readDirective(directive: Directive, block: Block): KubernetesOptions | null {
  const zones = readOwnZones(directive, block)
  const reader = new OptionReader(directive.name, zones, block)
  readOptions(directive, reader.table(), block.report)
  return reader.finish()
}

/** `null` where they are not all known, because some are wrong. */
function readOwnZones({ name, args }: Directive, block: Block): readonly NameKey[] | null {
  // A block without zones is one whose keys are wrong, and that has been said.
  const zones = args.length > 0 ? readZones(args, block.report) : block.zones.length > 0 ? block.zones : null
  if (zones?.every(isReverseZone) === true) {
    const message = 'kubernetes has only reverse zones, expected a zone such as cluster.local as well'
    block.report(atToken('KZ_COREFILE_VALUE', args[0] ?? name, message))
  }
  return zones
}

class OptionReader {
  /** The directive itself, for what is wrong with several options together. */
  readonly #name: Token
  readonly #apply: ApplySettingsReader
  /** `null`: not all known. */
  readonly #zones: readonly NameKey[] | null
  readonly #block: Block
  readonly #report: Report
  readonly #manifests: string[] = []
  #namespace: string | null = null
  #namespaces: Set<string> | null = null
  #namespaceLabels: Selector | null = null
  #labels: Selector | null = null
  #pods: ClusterOptions['pods'] = 'disabled'
  #ttl = DEFAULT_TTL
  #fallthrough: NameKey[] = []
  #multicluster: NameKey[] = []
  readonly #flags = new Set<string>()

  constructor(name: Token, zones: readonly NameKey[] | null, block: Block) {
    this.#name = name
    this.#apply = new ApplySettingsReader(block.report, () => block.folder)
    this.#zones = zones
    this.#block = block
    this.#report = block.report
  }

  table(): OptionTable {
    const flag = (name: string) => ({ args: 0, read: () => void this.#flags.add(name) })
    const ignored = Object.entries(WITHOUT_EFFECT).map(
      ([name, why]) => [name, this.#withoutEffect(why)] as const,
    )
    return {
      manifests: { args: [1, Infinity], read: (paths) => this.#addManifests(paths) },
      default_namespace: { args: 1, once: true, read: ([word]) => this.#setNamespace(word) },
      namespaces: { args: [1, Infinity], read: (names, line) => this.#setNamespaces(names, line.tokens[0]) },
      namespace_labels: {
        args: [1, Infinity],
        read: (words, line) => {
          this.#namespaceLabels = this.#selector(words)
          this.#refuseBoth(line.tokens[0])
        },
      },
      labels: { args: [1, Infinity], read: (words) => void (this.#labels = this.#selector(words)) },
      pods: { args: 1, read: ([word]) => this.#setPods(word) },
      endpoint_pod_names: flag('endpoint_pod_names'),
      ttl: { args: 1, read: ([word]) => this.#setTtl(word) },
      noendpoints: { args: 0, read: (_, line) => this.#setWithConflict(line.tokens[0], 'zonal') },
      zonal: { args: 0, read: (_, line) => this.#setWithConflict(line.tokens[0], 'noendpoints') },
      strict: flag('strict'),
      fallthrough: { read: (words) => this.#setFallthrough(words) },
      ignore: { args: 1, read: ([word]) => this.#setIgnore(word) },
      multicluster: { args: [1, Infinity], read: (words) => this.#setMulticluster(words) },
      ...this.#apply.table(),
      ...Object.fromEntries(ignored),
    }
  }

  finish(): KubernetesOptions | null {
    if (this.#zones?.every(isReverseZone) !== false) return null
    return {
      cluster: {
        zones: this.#zones,
        multicluster: this.#multicluster,
        namespaces: this.#namespaces,
        namespaceLabels: this.#namespaceLabels,
        labels: this.#labels,
        pods: this.#pods,
        endpointPodNames: this.#flags.has('endpoint_pod_names'),
        noEndpoints: this.#flags.has('noendpoints'),
        ignoreEmptyService: this.#flags.has('empty_service'),
        zonal: this.#flags.has('zonal'),
        strict: this.#flags.has('strict'),
        ttl: this.#ttl,
      },
      source: {
        places: this.#manifests.length > 0 ? this.#manifests : this.#block.manifestPlaces,
        namespace: this.#namespace ?? this.#block.namespace,
        apply: this.#applyOptions(),
        lock: this.#apply.lock ?? this.#block.lock,
      },
      fallthrough: this.#fallthrough,
    }
  }

  #applyOptions(): ApplyOptions {
    const options = applyOptions(this.#apply.settings, this.#block.apply)
    if (options.services === this.#block.apply.services)
      remarkSmall(options.services, this.#name, this.#report)
    const problem = rangeProblem(options)
    if (problem !== null) this.#report(atToken('KZ_COREFILE_VALUE', this.#name, problem))
    return options
  }

  #addManifests(paths: readonly Token[]): void {
    for (const path of paths) this.#manifests.push(pathFrom(this.#block.folder, path.text))
  }

  #setNamespace(word: Token | undefined): void {
    if (word === undefined) return
    this.#namespace = word.text
    if (isLabel(word.text)) return
    const message = `${quote(word.text)} is no namespace, expected at most 63 lower-case letters, digits and '-'`
    this.#report(atToken('KZ_COREFILE_VALUE', word, message))
  }

  #setNamespaces(names: readonly Token[], option: Token): void {
    this.#namespaces = new Set([...(this.#namespaces ?? []), ...names.map(({ text }) => text.toLowerCase())])
    this.#refuseBoth(option)
  }

  #refuseBoth(option: Token): void {
    if (this.#namespaces === null || this.#namespaceLabels === null) return
    this.#report(
      atToken(
        'KZ_COREFILE_OPTION',
        option,
        'namespaces and namespace_labels cannot both be set',
        'keep one of them',
      ),
    )
  }

  #selector(words: readonly Token[]): Selector | null {
    const [first] = words
    const selector = parseSelector(words.map(({ text }) => text).join(' '))
    if (typeof selector === 'function' || first === undefined)
      return typeof selector === 'function' ? selector : null
    this.#report(atToken('KZ_COREFILE_VALUE', first, selector.problem))
    return null
  }

  #setPods(word: Token | undefined): void {
    if (word === undefined) return
    this.#pods = readChoice(word, ['disabled', 'insecure', 'verified'], this.#report) ?? this.#pods
  }

  #setTtl(word: Token | undefined): void {
    if (word === undefined) return
    this.#ttl = readSeconds(word, { minimum: 0, maximum: MAX_TTL }, this.#report) ?? this.#ttl
  }

  #setWithConflict(option: Token, other: string): void {
    this.#flags.add(option.text)
    if (!this.#flags.has(other)) return
    const message = `'${option.text}' cannot be combined with '${other}'`
    this.#report(
      atToken('KZ_COREFILE_OPTION', option, message, 'zonal names need endpoints; remove one of the two'),
    )
  }

  #setFallthrough(words: readonly Token[]): void {
    this.#fallthrough = words.length === 0 ? [ROOT] : (readZones(words, this.#report) ?? [])
  }

  #setIgnore(word: Token | undefined): void {
    if (word !== undefined && readChoice(word, ['empty_service'], this.#report) !== null) {
      this.#flags.add('empty_service')
    }
  }

  #setMulticluster(words: readonly Token[]): void {
    const zones = readZones(words, this.#report) ?? []
    const [first] = words
    const own = this.#zones?.map((zone) => nameText(zone)).join(' ')
    for (const zone of zones) {
      if (this.#zones === null || this.#zones.includes(zone) || first === undefined) continue
      const message = `the multicluster zone ${quote(nameText(zone))} is not among this block's zones (${own})`
      this.#report(atToken('KZ_COREFILE_VALUE', first, message, 'list it after kubernetes, too'))
    }
    this.#multicluster = zones
  }

  #withoutEffect(why: string): OptionTable[string] {
    return {
      hasBody: true,
      read: (_, line) => {
        const [option] = line.tokens
        this.#report(atToken('KZ_COREFILE_IGNORED', option, `'${option.text}' has no effect here: ${why}`))
      },
    }
  }
}

/** The option `--namespace` of `serve` and `check`, and the parser of namespaces for all commands. */
import { InvalidArgumentError, Option } from 'commander'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { isLabel } from '../kube/model/kube-names.ts'

export function manifestNamespaceOption(): Option {
  return new Option('--namespace <name>', 'the namespace of objects that state none')
    .argParser(parseNamespace)
    .default(DEFAULT_NAMESPACE)
}

export function parseNamespace(text: string): string {
  if (isLabel(text)) return text
  throw new InvalidArgumentError(
    'Expected the name of a namespace: lower case letters, digits and hyphens within, at most 63 characters.',
  )
}

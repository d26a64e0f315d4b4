/**
 * Placeholders in the Corefiles of manifests. Those of NodeLocal DNSCache stand for values that its own
 * container fills in, and are read as the usual ones. A Corefile with others is a template.
 */
import type { WrittenText } from '../../report/written-text.ts'
import { Marks } from '../../yaml/marks.ts'

/** The values of a kubeadm cluster. */
const PILLARS: Readonly<Record<string, string>> = {
  __PILLAR__DNS__DOMAIN__: 'cluster.local',
  __PILLAR__LOCAL__DNS__: '169.254.20.10',
  __PILLAR__DNS__SERVER__: '10.96.0.10',
  __PILLAR__CLUSTER__DNS__: '10.96.0.11',
  __PILLAR__UPSTREAM__SERVERS__: '/etc/resolv.conf',
}

const PILLAR = /__PILLAR__[A-Z_]+__/g

/** The text with the values in place of NodeLocal's placeholders, and the places of the text as written. */
export function withPillars(written: WrittenText): WrittenText {
  if (!written.text.includes('__PILLAR__')) return written
  const marks = new Marks()
  marks.add(0, 0)
  let text = ''
  let from = 0
  for (const { 0: name, index } of written.text.matchAll(PILLAR)) {
    text += written.text.slice(from, index)
    marks.add(text.length, index)
    text += PILLARS[name] ?? name
    from = index + name.length
    marks.add(text.length, from)
  }
  text += written.text.slice(from)
  return {
    text,
    placeOf: (offset) => written.placeOf(marks.find(offset)),
    lineOf: (offset) => written.lineOf(marks.find(offset)),
  }
}

/** Go templates of CoreDNS have fields (`.Name`), variables (`$x`) or constants in their actions. */
const FOREIGN_ACTION = /\{\{-|-\}\}|\{\{[^}]*\.(?:Values|Release|Chart)\b|\{\{[^}.$0-9"`]*\}\}/
/** `${X}`, `$X` and `$(X)` of shells, envsubst and kustomize; CoreDNS has `{$X}`. */
const FOREIGN_VARIABLE = /(?<!\{)\$[{(]?[A-Za-z_]\w*/
/** `CLUSTER_DOMAIN` of a script, `__DNS__DOMAIN__` of an addon. */
const FOREIGN_WORD = /(?<![\w{$%.-])_*[A-Z][A-Z0-9]*_[A-Z0-9_]*(?![\w%}.-])/

/** Whether a text is a template, which another tool makes into a Corefile first. */
export function isTemplate(text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/(?:^|\s)#.*/, ''))
  const uncommented = lines.join('\n').replaceAll(PILLAR, '')
  return (
    FOREIGN_ACTION.test(uncommented) ||
    FOREIGN_WORD.test(uncommented) ||
    lines.some((line) => FOREIGN_VARIABLE.test(line) && !/\{\{|\bmatch\b|\bregex\b/.test(line))
  )
}

/**
 * Reads the names that an object asks for, and that its operator may make. Of texts only names are kept:
 * texts can be secret.
 */
import type { AskedName } from '../model/asked-name.ts'
import { serviceKey } from '../model/keys.ts'
import { type Field, isMapping } from './fields.ts'
import { findHostNames } from './host-names.ts'
import { sharedText } from './shared-text.ts'

/** The most names that are kept of one object. */
const MAX_ASKED = 100

const CONTAINERS = ['initContainers', 'containers'] as const

/** The names in the variables, commands and arguments of the containers of a pod, or of a template. */
export function readAskedByPods(root: Field, kind: string, namespace: string): AskedName[] {
  const spec = specOfPods(root, kind)
  const found = new Asked('text', root, namespace)
  for (const list of CONTAINERS) {
    for (const container of mappingsOf(spec.get(list))) {
      const { value: name } = container.get('name')
      const title = `${list === 'containers' ? 'container' : 'init container'} ${typeof name === 'string' ? name : '?'}`
      for (const variable of mappingsOf(container.get('env'))) {
        const { value: key } = variable.get('name')
        if (typeof key === 'string') found.addText(variable.get('value'), key, `env ${key} of ${title}`)
      }
      for (const key of ['command', 'args'] as const) {
        let option = ''
        for (const item of itemsOf(container.get(key))) {
          found.addText(item, option, `${key} of ${title}`)
          option = typeof item.value === 'string' && item.value.startsWith('-') ? item.value : ''
        }
      }
    }
  }
  return found.list
}

/** The names in the values of a ConfigMap. */
export function readAskedByConfig(root: Field, namespace: string): AskedName[] {
  const found = new Asked('config', root, namespace)
  const { value: data } = root.get('data')
  if (!isMapping(data)) return []
  for (const key of Object.keys(data)) found.addText(root.get('data').get(key), key, `data ${key}`)
  return found.list
}

function specOfPods(root: Field, kind: string): Field {
  if (kind === 'Pod') return root.get('spec')
  const spec = kind === 'CronJob' ? root.get('spec').get('jobTemplate').get('spec') : root.get('spec')
  return spec.get('template').get('spec')
}

class Asked {
  readonly list: AskedName[] = []
  readonly #origin: AskedName['origin']
  readonly #root: Field
  readonly #namespace: string
  readonly #seen = new Set<string>()

  constructor(origin: AskedName['origin'], root: Field, namespace: string) {
    this.#origin = origin
    this.#root = root
    this.#namespace = namespace
  }

  addText(field: Field, key: string, where: string): void {
    if (typeof field.value !== 'string') return
    for (const { text, service, namespace, port } of findHostNames(field.value, key)) {
      const identity = `${where}\0${text}\0${port ?? ''}`
      if (this.list.length === MAX_ASKED || this.#seen.has(identity)) continue
      this.#seen.add(identity)
      this.list.push({
        origin: this.#origin,
        by: this.#root.object.subject,
        where,
        namespace: this.#namespace,
        name: sharedText(text),
        service: serviceKey(namespace ?? this.#namespace, service),
        isBare: namespace === null,
        port,
        place: field.place,
      })
    }
  }
}

/** The items of a list whose type is judged elsewhere. */
function itemsOf(list: Field): Field[] {
  return Array.isArray(list.value) ? list.items() : []
}

function mappingsOf(list: Field): Field[] {
  return itemsOf(list).filter((item) => isMapping(item.value))
}

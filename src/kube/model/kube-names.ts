/** The syntax of names in Kubernetes (RFC 1123 §2.1 with Kubernetes' limits), and of target domain names. */

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/
const TARGET_LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/

/** A DNS label in lower case, at most 63 characters. */
export function isLabel(name: string): boolean {
  return LABEL.test(name)
}

/** Labels with dots between them, at most 253 characters in all. */
export function isSubdomain(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name)
}

/** A valid name of a container's port (RFC 6335 §5.1): at most 15 characters, among them a letter. */
export function isPortName(name: string): boolean {
  return name.length <= 15 && PORT_NAME.test(name)
}

/** A valid value of a Kubernetes label: empty, or at most 63 characters. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && LABEL_VALUE.test(value)
}

/**
 * A valid key of a Kubernetes label: a non-empty label value, optionally after a DNS subdomain and a slash.
 */
export function isLabelKey(key: string): boolean {
  const slash = key.lastIndexOf('/')
  const name = key.slice(slash + 1)
  return name !== '' && isLabelValue(name) && (slash === -1 || isSubdomain(key.slice(0, slash)))
}

/** A valid target of a CNAME: a host name in any letter case, with the underscores that some zones use. */
export function isTargetName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => TARGET_LABEL.test(label))
}

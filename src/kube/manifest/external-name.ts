/** Reads the external name of a Service, the target of its CNAME record. */
import { canonicalAddress } from '../../wire/address.ts'
import type { Field } from './fields.ts'
import { isSubdomain, isTargetName } from '../model/kube-names.ts'

/** Without a final dot; empty after a report. */
export function readExternalName(spec: Field): string {
  const field = spec.get('externalName')
  if (!field.isPresent) {
    spec.report('KZ_SERVICE_EXTERNAL_NAME', 'has no externalName, which type ExternalName requires')
    return ''
  }
  const written = field.value
  if (typeof written !== 'string') {
    field.reportType('text', 'KZ_SERVICE_EXTERNAL_NAME')
    return ''
  }
  const name = field.text().replace(/\.$/, '')
  // A dotted quad is a valid name of labels, and an API server takes it. An IPv6 address is not.
  if (canonicalAddress(written) !== null && isSubdomain(written)) {
    field.report(
      'KZ_SERVICE_EXTERNAL_ADDRESS',
      'is an IP address, expected a domain name: a CNAME record cannot point to an address, so no record is published',
      'use a headless service with an EndpointSlice',
    )
    return name
  }
  // Kubernetes does not limit the labels of a subdomain to 63 characters; DNS does.
  if (isSubdomain(name) && isTargetName(name)) return name
  const expected =
    'a domain name of at most 253 lower-case letters, digits, "-" and ".", at most 63 between dots'
  field.reportValue('KZ_SERVICE_EXTERNAL_NAME', expected, hintFor(written))
  return ''
}

function hintFor(written: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(written)) return 'write the name alone, without scheme, port or path'
  if (/:\d+$/.test(written) && canonicalAddress(written) === null)
    return 'write the name alone, without a port'
  if (canonicalAddress(written) !== null) return 'use a headless service with an EndpointSlice'
  const likely = written.toLowerCase()
  return likely !== written && isSubdomain(likely.replace(/\.$/, '')) ? `did you mean "${likely}"` : undefined
}

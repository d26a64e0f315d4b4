/** RFC 8005 §4: the identity of a host, and its rendezvous servers. */
import { hostIdentity } from '../fields/host-identity.ts'
import { type } from '../record-type.ts'

export const HIP = type(55, 'HIP', hostIdentity('identity'))

/**
 * The type of the private range with which PowerDNS and Knot DNS name the host whose addresses stand for the
 * owner's. It is served as the record that it is.
 */
import { plainName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const ALIAS = type(65401, 'ALIAS', plainName('target'))

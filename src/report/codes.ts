/**
 * Every diagnostic kubezone can make, by its stable code. The severity decides what follows: `error` fails
 * `kubezone check` (and, in a Corefile, the start), `warning` and `info` are only said. The README lists the same
 * codes; a test compares.
 */
export type Severity = 'error' | 'warning' | 'info'

export const CODES = {
  // --- Corefile ---
  KZ_COREFILE_SYNTAX: 'error',
  // --- Files of the manifest folder ---
  KZ_FILE_UNREADABLE: 'error',
  // --- Kubernetes objects ---
  KZ_OBJECT_NAME: 'error',
} as const satisfies Record<string, Severity>

export type Code = keyof typeof CODES

/**
 * Every diagnostic kubezone can make, by its stable code. The severity decides what follows: `error` fails
 * `kubezone check` (and, in a Corefile, the start), `warning` and `info` are only said. The README lists the same
 * codes; a test compares.
 */
export type Severity = 'error' | 'warning' | 'info'

export const CODES = {
  // --- Corefile ---
  KZ_COREFILE_SYNTAX: 'error',
  KZ_COREFILE_QUOTE: 'warning',
  KZ_COREFILE_COMMENT: 'warning',
  KZ_COREFILE_ENVIRONMENT: 'warning',
  KZ_COREFILE_IMPORT: 'error',
  KZ_COREFILE_IMPORT_EMPTY: 'warning',
  KZ_COREFILE_KEY: 'error',
  KZ_COREFILE_ZONE_STYLE: 'warning',
  KZ_COREFILE_LIMIT: 'error',
  KZ_COREFILE_OPTION: 'error',
  KZ_COREFILE_ARGUMENTS: 'error',
  KZ_COREFILE_VALUE: 'error',
  // --- Files of the manifest folder ---
  KZ_FILE_UNREADABLE: 'error',
  KZ_FILE_MISSING: 'error',
  KZ_FILE_TOO_LARGE: 'error',
  KZ_FILE_TOO_MANY: 'error',
  KZ_FILE_PARSER: 'error',
  KZ_FOLDER_EMPTY: 'warning',
  KZ_FOLDER_TOO_DEEP: 'error',
  KZ_FOLDER_REPEATED: 'warning',
  KZ_FOLDER_UNWATCHED: 'warning',
  KZ_CHART_UNRENDERED: 'warning',
  KZ_KUSTOMIZATION: 'info',
  // --- Kubernetes objects ---
  KZ_OBJECT_NAME: 'error',
  KZ_OBJECT_DUPLICATE: 'error',
} as const satisfies Record<string, Severity>

export type Code = keyof typeof CODES

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
  KZ_COREFILE_UNREADABLE: 'error',
  KZ_COREFILE_UNKNOWN_DIRECTIVE: 'error',
  KZ_COREFILE_NOT_YET: 'warning',
  KZ_COREFILE_NOT_SERVED: 'warning',
  KZ_COREFILE_IGNORED: 'info',
  KZ_COREFILE_ZONE_TAKEN: 'error',
  KZ_COREFILE_FOLDER_MISSING: 'warning',
  KZ_COREFILE_LOG_FORMAT: 'warning',
  KZ_COREFILE_WEIGHT_FILE: 'error',
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
  KZ_FOLDER_UPDATE: 'error',
  KZ_CHART_UNRENDERED: 'warning',
  KZ_KUSTOMIZATION: 'info',
  KZ_FILE_BINARY: 'error',
  KZ_FILE_SYNTAX: 'error',
  KZ_FILE_LIMIT: 'error',
  KZ_FILE_TEMPLATE: 'warning',
  KZ_FILE_FOREIGN: 'info',
  KZ_FILE_MORE: 'info',
  // --- Kubernetes objects ---
  KZ_OBJECT_NAME: 'error',
  KZ_OBJECT_KIND: 'warning',
  KZ_OBJECT_API_VERSION: 'warning',
  KZ_OBJECT_FIELD: 'error',
  KZ_OBJECT_HOSTNAME: 'warning',
  KZ_PORT_VALUE: 'error',
  KZ_PORT_NAME: 'warning',
  KZ_SERVICE_TYPE: 'error',
  KZ_SERVICE_CLUSTER_IP: 'error',
  KZ_SERVICE_EXTERNAL_IP: 'error',
  KZ_SERVICE_EXTERNAL_NAME: 'error',
  KZ_SERVICE_EXTERNAL_ADDRESS: 'warning',
  KZ_SERVICE_IMPORT_IP: 'error',
  KZ_ENDPOINT_ADDRESS: 'error',
  KZ_ENDPOINT_FQDN: 'warning',
  KZ_POD_ADDRESS: 'error',
  KZ_OBJECT_DUPLICATE: 'error',
  KZ_SERVICE_NO_ADDRESS: 'warning',
  KZ_SERVICE_ADDRESS_SHARED: 'error',
} as const satisfies Record<string, Severity>

export type Code = keyof typeof CODES

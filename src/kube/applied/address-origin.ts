/** Where the cluster IP of a service comes from. */
export type AddressOrigin =
  /** The manifest states it. */
  | { readonly kind: 'stated' }
  /** The annotation `kubezone.dev/cluster-ip`, or the option `cluster_ip`, by an address or a host name. */
  | { readonly kind: 'annotation'; readonly value: string }
  | { readonly kind: 'option'; readonly value: string }
  /** Every cluster has it at the same place of the range. */
  | { readonly kind: 'built-in'; readonly range: string }
  /** The service's name decides; with `isKept`, the lock file keeps it. */
  | { readonly kind: 'range'; readonly range: string; readonly isKept: boolean }

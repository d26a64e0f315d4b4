/** The pages of the codes about Corefiles and zone files. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const COREFILE_PAGES: CodePages = {
  KZ_COREFILE_SYNTAX: {
    meaning: 'braces, keys or quotes do not make a Corefile',
  },
  KZ_COREFILE_QUOTE: {
    meaning: 'a double quote within a word does not quote; or a double quote seems to be missing',
  },
  KZ_COREFILE_COMMENT: {
    meaning: 'a `#` in the middle of a word begins a comment',
  },
  KZ_COREFILE_ENVIRONMENT: {
    meaning: 'an environment variable is not set',
  },
  KZ_COREFILE_IMPORT: {
    meaning: 'an import cannot be resolved',
  },
  KZ_COREFILE_IMPORT_EMPTY: {
    meaning: 'an import pattern matches no file',
  },
  KZ_COREFILE_KEY: {
    meaning: 'the key of a server block is wrong',
  },
  KZ_COREFILE_ZONE_STYLE: {
    meaning: 'the name of a zone has characters that host names do not have; perhaps it is misspelt',
  },
  KZ_COREFILE_LIMIT: {
    meaning: 'the Corefile exceeds a limit',
  },
  KZ_COREFILE_OPTION: {
    meaning:
      'the directive does not have that option, or has it only once; a directive is repeated, or lacks another directive that it needs',
  },
  KZ_COREFILE_ARGUMENTS: {
    meaning: 'a directive or option has too many or too few arguments',
  },
  KZ_COREFILE_VALUE: {
    meaning: 'a value is not of the expected form',
  },
  KZ_COREFILE_UNREADABLE: {
    meaning: 'the Corefile cannot be read; or it was in force, and is now empty or removed',
  },
  KZ_COREFILE_UNKNOWN_DIRECTIVE: {
    meaning: 'no directive has that name',
  },
  KZ_COREFILE_NOT_SERVED: {
    meaning: 'kubezone does not serve this transport yet',
  },
  KZ_COREFILE_LEFT_OUT: {
    meaning: 'kubezone ignores this directive of CoreDNS; the message names what is missing as a result',
  },
  KZ_COREFILE_CANNOT_FOLLOW: {
    meaning: 'kubezone does not have this directive, and the server would do harm without it: `proxyproto`',
  },
  KZ_COREFILE_IGNORED: {
    meaning: 'an option or directive has no effect in kubezone',
  },
  KZ_COREFILE_LISTEN: {
    meaning:
      'an address of a block or directive cannot be listened on, or two of the file want the same port',
  },
  KZ_COREFILE_ZONE_TAKEN: {
    meaning: 'two keys claim the same zone, or two blocks the same port',
  },
  KZ_COREFILE_VIEW_UNREACHED: {
    meaning: 'no query reaches this block: an earlier block takes all queries of the zone',
  },
  KZ_COREFILE_SHADOW: {
    meaning:
      'a directive that runs before `kubernetes`, or a block with a longer zone, takes the names of its services from it',
    detail:
      'The order in which directives run is fixed: `rewrite`, `acl`, `template` and `hosts` come before `kubernetes`, wherever the file has them. ' +
      '`template` fails for each name of its zones that no `match` matches, unless `fallthrough` passes it on; ' +
      '`fallthrough` does not pass a name on that one matches. ' +
      'Directives that treat some names apart, and those that deny AAAA, are normal use, and are not reported.',
    example: {
      files: {
        Corefile:
          '.:53 {\n    kubernetes cluster.local\n    template ANY ANY svc.cluster.local {\n        rcode NXDOMAIN\n    }\n    forward . 192.0.2.1\n}\n',
      },
    },
    remedy: 'remove the directive, or let it name a zone that holds no service.',
  },
  KZ_COREFILE_ORDER: {
    meaning:
      'a directive below `kubernetes` takes the name of a service before it: directives run in a fixed order, whatever the order of the file',
  },
  KZ_COREFILE_UNREACHED: {
    meaning:
      'a source behind `kubernetes` is never asked: `kubernetes` answers for its zone, and passes nothing on',
    remedy: 'add `fallthrough ZONE` to `kubernetes`, or remove the source.',
  },
  KZ_COREFILE_FALLTHROUGH: {
    meaning: '`fallthrough` of `kubernetes` names a zone for which it does not answer',
  },
  KZ_COREFILE_CERTIFICATE: {
    meaning: 'a certificate or key is missing or unusable',
  },
  KZ_COREFILE_FOLDER_MISSING: {
    meaning: 'the folder of `root` does not exist',
  },
  KZ_COREFILE_ZONE_MISSING: {
    meaning: 'the zone file of `file`, or the folder of `auto`, does not exist yet',
  },
  KZ_COREFILE_LOG_FORMAT: {
    meaning: 'the log format has an unknown placeholder, or is written where a name is expected',
  },
  KZ_COREFILE_WEIGHT_FILE: {
    meaning: 'the weight file of `loadbalance` is not valid',
  },
  KZ_COREFILE_HOSTS_FILE: {
    meaning: 'the file of `hosts` cannot be read, or a line of it has no effect',
  },
  KZ_COREFILE_RANGE: {
    meaning: 'a range is so small that a new object is likely to move the addresses of others',
  },
  KZ_ZONE_FILE: {
    meaning:
      'a zone file cannot be read, has a line that cannot be parsed, or does not make a zone: the zone keeps its last good content, and is SERVFAIL without one',
  },
  KZ_ZONE_OUTSIDE: {
    meaning: 'a zone file, or a primary, has a record outside the zone; it is ignored',
  },
  KZ_ZONE_LIMIT: {
    meaning: 'a zone has more records, names or octets than the [limits](limits.md) allow',
  },
  KZ_ZONE_SERIAL: {
    meaning: 'a zone file changed without a higher serial, so secondaries do not see the change',
  },
  KZ_COREFILE_REWRITE: {
    meaning: 'a prefix or substring of `rewrite` ends in a hyphen, but matches only where a label ends',
  },
  KZ_FORWARD_HOST: {
    meaning: 'the host of an upstream cannot be resolved; its last addresses, if there are any, stay in use',
  },
  KZ_FORWARD_LOOP: {
    meaning: 'an upstream of `forward` is its own block, or leads back to it; the server goes on without it',
  },
}

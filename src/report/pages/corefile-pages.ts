/** The pages of the codes about Corefiles and zone files. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const COREFILE_PAGES: CodePages = {
  KZ_COREFILE_SYNTAX: {
    meaning: 'braces, keys or quotes do not make a Corefile',
    detail:
      'A Corefile is a list of server blocks: keys, then directives in braces. Where that breaks, CoreDNS would not start, so kubezone does not either; on a reload, the last good configuration stays in force.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes
`,
      },
    },
    remedy:
      'close the brace or the quote. The place is where the parser notices it; the cause is often a line above.',
  },
  KZ_COREFILE_QUOTE: {
    meaning: 'a double quote within a word does not quote; or a double quote seems to be missing',
    detail:
      'A double quote quotes only at the beginning of a word. Elsewhere it is an ordinary character, as in CoreDNS, and the word ends at the next blank.',
    example: {
      files: {
        Corefile: `example.org {
    template IN A {
        match ^a"b c"
        answer "{{ .Name }} 60 IN A 192.0.2.1"
    }
}
`,
      },
    },
    remedy: 'put the quotes around the whole word.',
  },
  KZ_COREFILE_COMMENT: {
    meaning: 'a `#` in the middle of a word begins a comment',
    detail: 'A `#` begins a comment, also within a word, and the rest of the line is lost.',
    example: {
      files: {
        Corefile: `example.org {
    template IN TXT {
        match ^a#b
        answer "{{ .Name }} 60 IN TXT a"
    }
}
`,
      },
    },
    remedy: 'put a blank before the comment, or the word in double quotes.',
  },
  KZ_COREFILE_ENVIRONMENT: {
    meaning: 'an environment variable is not set',
    detail:
      '`{$NAME}` is replaced by a variable of the environment. A variable that is not set leaves nothing behind, so a key or an argument may be missing.',
    example: {
      files: {
        Corefile: `{$ZONE_THAT_IS_NOT_SET}cluster.local {
    kubernetes
}
`,
      },
    },
    remedy: 'set the variable where kubezone runs.',
  },
  KZ_COREFILE_IMPORT: {
    meaning: 'an import cannot be resolved',
    detail:
      '`import` takes a snippet that is defined above it, a file, or a glob. Files are relative to the file that imports them.',
    example: {
      files: {
        Corefile: `cluster.local {
    import logging
    kubernetes
}
`,
      },
    },
    remedy: 'correct the name, or move the snippet above its first import.',
  },
  KZ_COREFILE_IMPORT_EMPTY: {
    meaning: 'an import pattern matches no file',
    detail:
      'A glob without a match is allowed, as in CoreDNS: folders of optional additions may be empty. If one was meant to match, its block is missing.',
    example: {
      files: {
        Corefile: `cluster.local {
    import custom/*.override
    kubernetes
}
`,
      },
    },
    remedy: 'create the file, or ignore the code in this line if additions are optional.',
  },
  KZ_COREFILE_KEY: {
    meaning: 'the key of a server block is wrong',
    detail:
      'The key of a block is a zone, or a range of addresses for reverse zones, with a transport and a port if need be: `dns://example.org:1053`, `10.0.0.0/8`.',
    example: {
      files: {
        Corefile: `b..d {
    whoami
}
`,
      },
    },
    remedy: 'write a domain name, or an address range.',
  },
  KZ_COREFILE_ZONE_STYLE: {
    meaning: 'the name of a zone has characters that host names do not have; perhaps it is misspelt',
    detail:
      'Zones may have any characters, but names of hosts have letters, digits and hyphens only. Another character is most often a typing error, and no query reaches the zone then.',
    example: {
      files: {
        Corefile: `my_zone! {
    whoami
}
`,
      },
    },
    remedy: 'check the spelling of the zone.',
  },
  KZ_COREFILE_LIMIT: {
    meaning: 'the Corefile exceeds a limit',
    detail:
      'Files, imports and words have [limits](limits.md), so that no Corefile can fill the memory. Real Corefiles are far below them.',
    remedy: 'split the file, or import less.',
  },
  KZ_COREFILE_OPTION: {
    meaning:
      'the directive does not have that option, or has it only once; a directive is repeated, or lacks another directive that it needs',
    detail:
      'The option or directive is unknown here, is written twice, or needs another directive that the block does not have. CoreDNS would refuse the Corefile.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes {
        namspaces shop
    }
}
`,
      },
    },
    remedy: 'the hint names the option that was meant, or the directive that is missing.',
  },
  KZ_COREFILE_ARGUMENTS: {
    meaning: 'a directive or option has too many or too few arguments',
    detail: 'CoreDNS would refuse the Corefile, or ignore what is too much.',
    example: {
      files: {
        Corefile: `cluster.local {
    errors twice
    kubernetes
}
`,
      },
    },
    remedy: 'the message tells how many arguments are expected.',
  },
  KZ_COREFILE_VALUE: {
    meaning: 'a value is not of the expected form',
    detail: 'The message tells which form is expected.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes {
        ttl 4000
    }
}
`,
      },
    },
    remedy: 'correct the value.',
  },
  KZ_COREFILE_UNREADABLE: {
    meaning: 'the Corefile cannot be read; or it was in force, and is now empty or removed',
    detail:
      'At a start, a Corefile that was asked for and cannot be read stops the server. While it runs, an empty or removed Corefile changes nothing: an editor may be about to write it.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
      words: ['--conf=Corefile.prod', '.'],
    },
    remedy: 'check the path and the permissions.',
    isIgnoredByOptionOnly: true,
  },
  KZ_COREFILE_DUPLICATE: {
    meaning:
      'the manifests define the ConfigMap of `--conf configmap:` more than once, with different Corefiles; the message names the one in use',
    detail:
      'A cluster would have the ConfigMap that is applied last. kubezone takes the last one, by path and by place in the file.',
    example: {
      files: {
        'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    cluster.local {
        kubernetes
    }
`,
        'b.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    cluster.local {
        kubernetes
        errors
    }
`,
      },
      words: ['--conf=configmap:kube-system/coredns', '.'],
    },
    remedy: 'give the folder or file of one of the two.',
  },
  KZ_COREFILE_UNKNOWN_DIRECTIVE: {
    meaning: 'no directive has that name',
    detail: 'CoreDNS refuses a Corefile with a directive that it was not built with.',
    example: {
      files: {
        Corefile: `cluster.local {
    kuberntes
}
`,
      },
    },
    remedy: 'the hint names the directive that was meant, if one is near.',
  },
  KZ_COREFILE_NOT_SERVED: {
    meaning: 'kubezone does not serve this transport yet',
    detail: "The block's other keys are served.",
    example: {
      files: {
        Corefile: `quic://example.org {
    whoami
}
`,
      },
    },
    remedy: 'use `tls://` or `https://` for encrypted queries.',
  },
  KZ_COREFILE_LEFT_OUT: {
    meaning: 'kubezone ignores this directive of CoreDNS; the message names what is missing as a result',
    detail:
      "A cluster's Corefile starts here, and the message says what it lacks. [Directives that are left out](corefile.md#directives-that-are-left-out) has them all.",
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes
    dnstap /tmp/dnstap.sock
}
`,
      },
    },
    remedy: 'remove the directive from the Corefile for kubezone, or ignore the code in its line.',
  },
  KZ_COREFILE_CANNOT_FOLLOW: {
    meaning: 'kubezone does not have this directive, and the server would do harm without it: `proxyproto`',
    detail: 'Clients behind a proxy would be taken for the proxy.',
    example: {
      files: {
        Corefile: `cluster.local {
    proxyproto
    kubernetes
}
`,
      },
    },
    remedy: 'remove the directive, and what speaks the PROXY protocol before the server.',
  },
  KZ_COREFILE_IGNORED: {
    meaning: 'an option or directive has no effect in kubezone',
    detail: 'CoreDNS needs the option, and here there is nothing for it to do.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes {
        kubeconfig a
    }
}
`,
      },
    },
    remedy: 'nothing: the Corefile may stay as the cluster has it.',
  },
  KZ_COREFILE_LISTEN: {
    meaning:
      'an address of a block or directive cannot be listened on, or two of the file want the same port',
    detail: 'Each address and port can be listened on once.',
    remedy: 'give each listener a port of its own.',
  },
  KZ_COREFILE_ZONE_TAKEN: {
    meaning: 'two keys claim the same zone, or two blocks the same port',
    detail: 'A query must have one block. CoreDNS refuses such a Corefile.',
    example: {
      files: {
        Corefile: `example.org {
    whoami
}
example.org {
    whoami
}
`,
      },
    },
    remedy: 'merge the two blocks, or give one of them a `view`, another port or another address.',
  },
  KZ_COREFILE_VIEW_UNREACHED: {
    meaning: 'no query reaches this block: an earlier block takes all queries of the zone',
    detail:
      'Blocks with the same zone are tried in the order of the file; one without `view` takes every query.',
    example: {
      files: {
        Corefile: `example.org {
    whoami
}
example.org {
    view internal {
        expr incidr(client_ip(), '10.0.0.0/8')
    }
    whoami
}
`,
      },
    },
    remedy: 'move the block without `view` to the end.',
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
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes
    hosts {
        192.0.2.1 web.shop.svc.cluster.local
        fallthrough
    }
}
`,
      },
    },
    remedy: 'nothing, if the directive is meant to come first; or else remove the name from it.',
  },
  KZ_COREFILE_UNREACHED: {
    meaning:
      'a source behind `kubernetes` is never asked: `kubernetes` answers for its zone, and passes nothing on',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes
    forward cluster.local 192.0.2.1
}
`,
      },
    },
    remedy: 'add `fallthrough ZONE` to `kubernetes`, or remove the source.',
  },
  KZ_COREFILE_FALLTHROUGH: {
    meaning:
      '`fallthrough` has no effect, because its directive takes every name or none of that zone; or it leads to the end of the block',
    example: {
      files: {
        Corefile: `. {
    kubernetes cluster.local {
        fallthrough example.org
    }
    forward . 192.0.2.1
}
`,
      },
    },
    remedy: 'remove it, name a zone of `kubernetes`, or add `forward` behind it.',
  },
  KZ_COREFILE_CERTIFICATE: {
    meaning: 'a certificate or key is missing or unusable',
    detail: 'Encrypted transports need a certificate and its key.',
    example: {
      files: {
        Corefile: `tls://example.org {
    whoami
}
`,
      },
    },
    remedy: 'name both with `tls CERT KEY`.',
  },
  KZ_COREFILE_FOLDER_MISSING: {
    meaning: 'the folder of `root` does not exist',
    detail: 'Relative paths of the block start in the folder of `root`.',
    example: {
      files: {
        Corefile: `example.org {
    root nowhere
    whoami
}
`,
      },
    },
    remedy: 'create the folder, or correct its path.',
  },
  KZ_COREFILE_ZONE_MISSING: {
    meaning: 'the zone file of `file`, or the folder of `auto`, does not exist yet',
    detail: 'The zone is SERVFAIL until the file exists; it is looked for again while the server runs.',
    example: {
      files: {
        Corefile: `example.org {
    file db.example.org
}
`,
      },
    },
    remedy: 'create the file, or correct its path.',
  },
  KZ_COREFILE_LOG_FORMAT: {
    meaning: 'the log format has an unknown placeholder, or is written where a name is expected',
    detail:
      'The first argument of `log` is a name, and the format comes behind it. An unknown placeholder is printed as it is.',
    example: {
      files: {
        Corefile: `cluster.local {
    log . "{remote} {nmae}"
    kubernetes
}
`,
      },
    },
    remedy: 'write `log . FORMAT`, with the placeholders of [log](directives/log.md).',
  },
  KZ_COREFILE_WEIGHT_FILE: {
    meaning: 'the weight file of `loadbalance` is not valid',
    detail: 'The file has lines with a name, and below each the addresses with their weights.',
    example: {
      files: {
        Corefile: `example.org {
    loadbalance weighted weights.txt
    whoami
}
`,
        'weights.txt': `web.example.org
192.0.2.1 heavy
`,
      },
    },
    remedy: 'correct the line that the message names.',
  },
  KZ_COREFILE_HOSTS_FILE: {
    meaning: 'the file of `hosts` cannot be read, or a line of it has no effect',
    detail:
      'A line of the file has an address and the names that it has, as in `/etc/hosts`. Other lines have no effect.',
    example: {
      files: {
        Corefile: `example.org {
    hosts hosts.txt
}
`,
        'hosts.txt': `192.0.2.999 web.example.org
`,
      },
    },
    remedy: 'correct the file, or the path.',
  },
  KZ_COREFILE_RANGE: {
    meaning: 'a range is so small that a new object is likely to move the addresses of others',
    detail:
      'Addresses follow from the names of the objects. In a range with few addresses two names often want the same one, and the next new object moves others.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes {
        service_cidr 10.0.0.0/29
    }
}
`,
      },
    },
    remedy: 'take a larger range, or keep the addresses with `lock`.',
  },
  KZ_ZONE_FILE: {
    meaning:
      'a zone file cannot be read, has a line that cannot be parsed, or does not make a zone: the zone keeps its last good content, and is SERVFAIL without one',
    detail:
      'The message tells the line and what is expected there. What a zone file had before stays in force.',
    example: {
      files: {
        Corefile: `example.org {
    file db.example.org
}
`,
        'db.example.org': `@ 3600 IN SOA ns.example.org. hostmaster.example.org. 1 7200 3600 1209600 3600
@ 3600 IN NS ns
ns 3600 IN A 192.0.2.999
`,
      },
    },
    remedy: 'correct the line.',
    isIgnoredByOptionOnly: true,
  },
  KZ_ZONE_OUTSIDE: {
    meaning: 'a zone file, or a primary, has a record outside the zone; it is ignored',
    detail:
      'A zone holds names at or below its own. A record of another name is most often one that lacks the dot at the end of a full name, or has it too early.',
    example: {
      files: {
        Corefile: `example.org {
    file db.example.org
}
`,
        'db.example.org': `@ 3600 IN SOA ns.example.org. hostmaster.example.org. 1 7200 3600 1209600 3600
@ 3600 IN NS ns.example.org.
ns 3600 IN A 192.0.2.1
www.example.com. 3600 IN A 192.0.2.2
`,
      },
    },
    remedy: 'move the record into the file of its zone.',
    isIgnoredByOptionOnly: true,
  },
  KZ_ZONE_LIMIT: {
    meaning: 'a zone has more records, names or octets than the [limits](limits.md) allow',
    detail: 'A primary or a file could fill the memory otherwise. The zone keeps its last good content.',
    remedy: 'divide the zone into several.',
    isIgnoredByOptionOnly: true,
  },
  KZ_ZONE_SERIAL: {
    meaning: 'a zone file changed without a higher serial, so secondaries do not see the change',
    detail:
      'Secondaries compare serials, and transfer a zone only if its serial is higher than theirs (RFC 1982).',
    remedy: 'raise the serial of the SOA record with each change.',
    isIgnoredByOptionOnly: true,
  },
  KZ_COREFILE_REWRITE: {
    meaning: 'a prefix or substring of `rewrite` ends in a hyphen, but matches only where a label ends',
    detail: 'kubezone, as CoreDNS, compares whole labels: a part of a label matches nothing.',
    example: {
      files: {
        Corefile: `example.org {
    rewrite name prefix web- api-
    whoami
}
`,
      },
    },
    remedy: 'use `rewrite name regex`.',
  },
  KZ_FORWARD_HOST: {
    meaning: 'the host of an upstream cannot be resolved; its last addresses, if there are any, stay in use',
    detail:
      'An upstream is an address, a file in the form of `resolv.conf`, or a host that the system resolves. `check` resolves it only with `--lookups`.',
    remedy: 'correct the host, or name an address.',
  },
  KZ_FORWARD_LOOP: {
    meaning: 'an upstream of `forward` is its own block, or leads back to it; the server goes on without it',
    detail: 'The query would come back to the block that sent it, until a limit ends it.',
    example: {
      files: {
        Corefile: `.:1053 {
    bind 127.0.0.1
    forward . 127.0.0.1:1053
}
`,
      },
    },
    remedy: 'name an upstream that is another server.',
  },
}

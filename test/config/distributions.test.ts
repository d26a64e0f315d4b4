/** The shapes of configuration that Kubernetes distributions ship: none of them may give as much as an error. */
import { describe, expect, it } from 'vitest'
import { isError } from '../../src/report/diagnostic.ts'
import { parse, shapeOf } from './corefile-shape.ts'

const KUBERNETES = 'kubernetes cluster.local in-addr.arpa ip6.arpa'

const FILES: readonly [name: string, text: string, keys: string[], directives: number[]][] = [
  [
    'kubeadm',
    `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    ${KUBERNETES} {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`,
    ['.:53'],
    [10],
  ],
  [
    'k3s',
    `.:53 {
    errors
    health
    ready
    ${KUBERNETES} {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    hosts /etc/coredns/NodeHosts {
      ttl 60
      reload 15s
      fallthrough
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
    import /etc/coredns/custom/*.override
}
import /etc/coredns/custom/*.server
`,
    ['.:53'],
    [11],
  ],
  [
    'minikube',
    `.:53 {
    log
    errors
    ${KUBERNETES} {
       pods insecure
    }
    hosts {
       192.168.49.1 host.minikube.internal
       fallthrough
    }
    forward . /etc/resolv.conf
}`,
    ['.:53'],
    [5],
  ],
  [
    'OpenShift',
    `# corp
corp.example:5353 lab.example:5353 {
    prometheus 127.0.0.1:9153
    forward . 192.0.2.1 tls://192.0.2.2 {
        tls_servername dns.corp.example
        tls /etc/pki/corp/ca.crt
        policy random
    }
    errors
    log . {
        class error
    }
    bufsize 1232
    cache 900 {
        denial 9984 30
    }
}
.:5353 {
    bufsize 1232
    errors
    log . {
        class error
    }
    health {
        lameduck 20s
    }
    ready
    ${KUBERNETES} {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus 127.0.0.1:9153
    forward . /etc/resolv.conf {
        policy sequential
    }
    cache 900 {
        denial 9984 30
    }
    reload
}
hostname.bind:5353 {
    chaos
}
`,
    ['corp.example:5353', 'lab.example:5353', '.:5353', 'hostname.bind:5353'],
    [6, 10, 1],
  ],
  [
    'AKS',
    `.:53 {
    errors
    ready
    health {
      lameduck 5s
    }
    ${KUBERNETES} {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
      ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
    import custom/*.override
    template ANY ANY internal.cloudapp.net {
      match "^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$"
      rcode NXDOMAIN
      fallthrough
    }
    template ANY ANY reddog.microsoft.com {
      rcode NXDOMAIN
    }
}
import custom/*.server
`,
    ['.:53'],
    [12],
  ],
  [
    'a node-local cache',
    `cluster.local:53 {
    errors
    cache {
            success 9984 30
            denial 9984 5
    }
    bind 169.254.20.10 10.96.0.10
    forward . 10.96.0.11 {
            force_tcp
    }
    health 169.254.20.10:8080
    }
in-addr.arpa:53 {
    errors
    }
`,
    ['cluster.local:53', 'in-addr.arpa:53'],
    [5, 1],
  ],
  [
    'kubespray and Gardener',
    `.:8053 {
    errors {
    }
    rewrite stop {
      name regex (.*)\\.my\\.local {1}.svc.cluster.local
      answer name (.*)\\.svc\\.cluster\\.local {1}.my.local
    }
    log . "{remote} {type} {name}" {
      class error
    }
}`,
    ['.:8053'],
    [3],
  ],
]

describe('the Corefile', () => {
  it.each(FILES)('of %s parses without error', (_, text, keys, directives) => {
    const corefile = parse(text)
    expect(corefile.diagnostics.filter(isError)).toEqual([])
    const shape = shapeOf(corefile)
    expect(shape.flatMap((block) => block.keys)).toEqual(keys)
    expect(shape.map((block) => block.directives.length)).toEqual(directives)
  })

  it('of AKS hands a regular expression on as it is written', () => {
    const [, text = ''] = FILES.find(([name]) => name === 'AKS') ?? []
    expect(shapeOf(parse(text))[0]?.directives).toContain(
      'template ANY ANY internal.cloudapp.net {match ^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$; rcode NXDOMAIN; fallthrough}',
    )
  })
})

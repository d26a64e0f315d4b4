import { describe, expect, test } from 'vitest'
import { reports } from './manifest-report.ts'

/** A Service whose spec begins at line 6, column 3. */
const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${spec.replace(/^/gm, '  ')}\n`
const RANGE = 'expected a number from 1 to 65535'

describe('a Service', () => {
  test.each<[string, string, string[]]>([
    [
      'an unknown type',
      'type: clusterip',
      [
        '6:9 KZ_SERVICE_TYPE Service default/web: spec.type is "clusterip", expected ClusterIP, NodePort, LoadBalancer or ExternalName (did you mean ClusterIP)',
      ],
    ],
    [
      'an invalid cluster IP',
      'clusterIP: 10.96.0.300',
      [
        '6:14 KZ_SERVICE_CLUSTER_IP Service default/web: spec.clusterIP is "10.96.0.300", expected an IP address',
      ],
    ],
    [
      '"none" in lower case',
      'clusterIP: none',
      [
        '6:14 KZ_SERVICE_CLUSTER_IP Service default/web: spec.clusterIP is "none", expected an IP address (did you mean "None")',
      ],
    ],
    [
      'a number for an address',
      'clusterIPs: [fd00::1, 10.96]',
      ['6:25 KZ_SERVICE_CLUSTER_IP Service default/web: spec.clusterIPs[1] is 10.96, expected an IP address'],
    ],
    [
      'an external IP with a prefix length',
      'externalIPs: ["192.0.2.0/24"]',
      [
        '6:17 KZ_SERVICE_EXTERNAL_IP Service default/web: spec.externalIPs[0] is "192.0.2.0/24", expected an IP address (write the address alone, without a prefix length)',
      ],
    ],
    [
      'a port that is too large',
      'ports:\n- name: http\n  port: 70000',
      [`8:11 KZ_PORT_VALUE Service default/web: spec.ports[0].port is 70000, ${RANGE}`],
    ],
    [
      'a port in quotes',
      'ports: [{port: "80"}]',
      [
        `6:18 KZ_PORT_VALUE Service default/web: spec.ports[0].port is "80", ${RANGE} (write it without quotes)`,
      ],
    ],
    [
      'an empty port',
      'ports:\n- port:',
      [`7:5 KZ_PORT_VALUE Service default/web: spec.ports[0].port is empty, ${RANGE}`],
    ],
    [
      'a port without a number',
      'ports:\n- name: x',
      [`7:5 KZ_PORT_VALUE Service default/web: spec.ports[0].port is missing, ${RANGE}`],
    ],
    [
      'a protocol in lower case',
      'ports: [{port: 80, protocol: tcp}]',
      [
        '6:32 KZ_PORT_VALUE Service default/web: spec.ports[0].protocol is "tcp", expected TCP, UDP or SCTP (did you mean TCP)',
      ],
    ],
    [
      'a port name with an underscore',
      'ports: [{port: 80, name: my_port}]',
      [
        '6:28 KZ_PORT_VALUE Service default/web: spec.ports[0].name is "my_port", expected at most 63 lower-case letters, digits and "-" (did you mean "my-port")',
      ],
    ],
    [
      'a target port in quotes',
      'ports: [{port: 80, targetPort: "8080"}]',
      [
        `6:34 KZ_PORT_VALUE Service default/web: spec.ports[0].targetPort is "8080", ${RANGE} or the name of a container's port (write it without quotes)`,
      ],
    ],
    [
      'a repeated port name',
      'ports:\n- {port: 80, name: a}\n- {port: 81, name: a}',
      [
        '8:22 KZ_PORT_REPEATED Service default/web: spec.ports[1].name repeats the name "a" of an earlier port',
      ],
    ],
    [
      'an unnamed port among several',
      'ports:\n- {port: 80, name: a}\n- {port: 81}',
      [
        '8:5 KZ_PORT_NAME Service default/web: spec.ports[1] has no name, and each of several ports needs one',
      ],
    ],
    [
      'several unnamed ports',
      'ports:\n- {port: 80}\n- {port: 81, name: a}\n- {port: 82, name: ""}\n- {port: 83}',
      [
        '7:5 KZ_PORT_NAME Service default/web: spec.ports[0] has no name, and each of several ports needs one; 2 more lack one',
      ],
    ],
    [
      'a port that is not a mapping',
      'ports: [80]',
      ['6:11 KZ_OBJECT_FIELD Service default/web: spec.ports[0] is 80, expected a mapping'],
    ],
    [
      'ports that are not a list',
      'ports: {port: 80}',
      ['6:10 KZ_OBJECT_FIELD Service default/web: spec.ports is a mapping, expected a list'],
    ],
    [
      'a number in a selector',
      'selector: {version: 2}',
      ['6:23 KZ_OBJECT_FIELD Service default/web: spec.selector.version is 2, expected text (quote it: "2")'],
    ],
    [
      'a boolean that is text',
      'publishNotReadyAddresses: "yes"',
      [
        '6:29 KZ_OBJECT_FIELD Service default/web: spec.publishNotReadyAddresses is "yes", expected true or false',
      ],
    ],
    [
      'a missing external name',
      'type: ExternalName',
      [
        '6:3 KZ_SERVICE_EXTERNAL_NAME Service default/web: spec has no externalName, which type ExternalName requires',
      ],
    ],
    [
      'an empty external name',
      'type: ExternalName\nexternalName: ""',
      [
        '7:17 KZ_SERVICE_EXTERNAL_NAME Service default/web: spec.externalName is "", expected a domain name of at most 253 lower-case letters, digits, "-" and ".", at most 63 between dots',
      ],
    ],
    [
      'an external name that is a URL',
      'type: ExternalName\nexternalName: https://a.example',
      [
        '7:17 KZ_SERVICE_EXTERNAL_NAME Service default/web: spec.externalName is "https://a.example", expected a domain name of at most 253 lower-case letters, digits, "-" and ".", at most 63 between dots (write the name alone, without scheme, port or path)',
      ],
    ],
    [
      'an external name with a long label',
      `type: ExternalName\nexternalName: ${'a'.repeat(64)}.b`,
      [expect.stringContaining('7:17 KZ_SERVICE_EXTERNAL_NAME')],
    ],
    [
      'an external name that is an address',
      'type: ExternalName\nexternalName: 192.0.2.1',
      [
        '7:17 KZ_SERVICE_EXTERNAL_ADDRESS Service default/web: spec.externalName is an IP address, expected a domain name: a CNAME record cannot point to an address, so no record is published (use a headless service with an EndpointSlice)',
      ],
    ],
    [
      'families that contradict the policy',
      'ipFamilyPolicy: SingleStack\nipFamilies: [IPv4, IPv6]',
      [
        '6:19 KZ_OBJECT_CONFLICT Service default/web: spec.ipFamilyPolicy is SingleStack, but the Service has two IP families (write PreferDualStack)',
      ],
    ],
    [
      'a cluster IP of another family',
      'clusterIP: 10.96.0.7\nipFamilies: [IPv6]',
      [
        '7:15 KZ_OBJECT_CONFLICT Service default/web: spec.ipFamilies has IPv6 at 0, but the cluster IP 10.96.0.7 is IPv4',
      ],
    ],
    [
      'an IPv4-mapped cluster IP',
      'clusterIP: "::ffff:10.96.0.77"',
      [
        '6:14 KZ_SERVICE_CLUSTER_IP Service default/web: spec.clusterIP is "::ffff:10.96.0.77", expected an IP address that is not IPv4-mapped (write 10.96.0.77)',
      ],
    ],
    [
      'an external IP that no other machine reaches',
      'externalIPs: [127.0.0.1]',
      [
        '6:17 KZ_SERVICE_EXTERNAL_IP Service default/web: spec.externalIPs[0] is a loopback address, expected an address to which other machines can connect',
      ],
    ],
    [
      'a wanted address of a load balancer that is none',
      'type: LoadBalancer\nloadBalancerIP: x',
      [
        '7:19 KZ_SERVICE_LOAD_BALANCER_IP Service default/web: spec.loadBalancerIP is "x", expected an IP address; the Service is served without it',
      ],
    ],
    [
      'an aliased value',
      'x: &p 0\nports: [{port: *p}]',
      [
        `7:18 KZ_PORT_VALUE Service default/web: spec.ports[0].port is 0, ${RANGE}`,
        '6:3 KZ_OBJECT_UNKNOWN_FIELD Service default/web: spec.x is an unknown field: kubezone ignores it, and kubectl refuses the object',
      ],
    ],
  ])('reports %s at its value', (_, spec, expected) => {
    expect(reports(service(spec))).toEqual(expected)
  })
})

/** A headless Service, unless `rest` is otherwise. */
function withPorts(ports: string, rest = 'clusterIP: None, selector: {a: b}'): string {
  return service(`{${rest}, ports: [${ports}]}`)
}

describe('a target port of a headless Service', () => {
  test('that differs from the port is told', () => {
    expect(reports(withPorts('{port: 80, targetPort: 8080}'))).toEqual([
      '6:70 KZ_PORT_TARGET Service default/web: spec.ports[0].targetPort is 8080, but the Service is headless: clients of its name reach port 80 of the pods, as nothing translates ports (write port: 8080)',
    ])
  })

  test.each([
    withPorts('{port: 80, targetPort: 80}'),
    withPorts('{port: 80}'),
    withPorts('{port: 80, targetPort: 0}'),
    // The port of that name can have this number.
    withPorts('{port: 80, targetPort: http}'),
    withPorts('{port: 80, targetPort: 8080}', 'selector: {a: b}'),
    // Its endpoints state their ports themselves.
    withPorts('{port: 80, targetPort: 8080}', 'clusterIP: None'),
  ])('else is not: %s', (text) => {
    expect(reports(text)).toEqual([])
  })
})

describe('a sessionAffinity', () => {
  test('of a headless Service is told', () => {
    expect(reports(withPorts('{port: 80}', 'clusterIP: None, sessionAffinity: ClientIP'))).toEqual([
      expect.stringMatching(
        /KZ_SERVICE_AFFINITY .* is ClientIP, which has no effect: the Service is headless$/,
      ),
    ])
  })

  test.each([
    withPorts('{port: 80}', 'sessionAffinity: ClientIP'),
    withPorts('{port: 80}', 'clusterIP: None, sessionAffinity: None'),
  ])('else is not: %s', (text) => {
    expect(reports(text)).toEqual([])
  })
})

/** What keeps a question from `kubernetes`, or changes its answer: the reasons that lie in the Corefile. */
import { describe, expect, test } from 'vitest'
import { explained } from './explained.ts'

const DB = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.7.1, ports: [{port: 5432}]}
`

const explain = async (Corefile: string, name = 'db.shop') => explained({ 'db.yaml': DB, Corefile }, name)

describe('a directive in front of kubernetes', () => {
  test('a template below it answers first, and fallthrough does not help a name that matches', async () => {
    const { verdict, facts } = await explain(`.:1053 {
    kubernetes cluster.local {
        fallthrough
    }
    template ANY ANY svc.cluster.local {
        match "svc"
        rcode NXDOMAIN
        fallthrough
    }
}
`)
    expect(verdict).toBe(
      'KZ_WHY_TEMPLATE template ANY ANY answers db.shop.svc.cluster.local. with NXDOMAIN [Corefile:5:5] (narrow its match: fallthrough passes on only names that no match matches)',
    )
    expect(facts).toEqual([
      'KZ_WHY_ORDER template comes before kubernetes, wherever the Corefile states them',
      'KZ_WHY_SHADOWED kubernetes by itself would answer 10.96.7.1 [Corefile:2:5]',
    ])
  })

  test('a template that takes a name and matches no pattern', async () => {
    const { verdict } = await explain(
      '.:1053 {\n template ANY ANY {\n match "^nothing$"\n }\n kubernetes cluster.local\n}\n',
    )
    expect(verdict).toBe(
      'KZ_WHY_TEMPLATE_PATTERN template ANY ANY takes db.shop.svc.cluster.local., and none of its patterns matches [Corefile:2:2] (add fallthrough to the template)',
    )
  })

  test('a rewrite, even where an upstream gives the answer', async () => {
    const { verdict, facts } = await explain(
      '.:1053 {\n rewrite name suffix .svc.cluster.local .example.org\n kubernetes cluster.local\n}\n',
    )
    expect(verdict).toBe(
      "KZ_WHY_REWRITE 'rewrite name suffix .svc.cluster.local .example.org' asks for db.shop.example.org. in place of db.shop.svc.cluster.local. [Corefile:2:2]",
    )
    expect(facts.at(-1)).toBe('KZ_WHY_SHADOWED kubernetes by itself would answer 10.96.7.1 [Corefile:3:2]')
  })

  test('a rewrite to another name of the cluster', async () => {
    const { verdict } = await explain(
      '.:1053 {\n rewrite name db.shop.svc.cluster.local nothing.shop.svc.cluster.local\n kubernetes cluster.local\n}\n',
    )
    expect(verdict).toContain(
      'asks for nothing.shop.svc.cluster.local. in place of db.shop.svc.cluster.local.',
    )
  })

  test('hosts without fallthrough', async () => {
    const { verdict } = await explain(
      '.:1053 {\n hosts /dev/null cluster.local {\n 10.0.0.1 a.cluster.local\n }\n kubernetes cluster.local\n}\n',
    )
    expect(verdict).toBe(
      'KZ_WHY_HOSTS_MISSING hosts takes db.shop.svc.cluster.local., and /dev/null does not have it [/dev/null:0:0] (add fallthrough to hosts)',
    )
  })

  test.each([
    ['block', 'acl refuses A queries of 127.0.0.1'],
    ['filter', 'acl answers without records to A queries of 127.0.0.1'],
    ['drop', 'acl drops A queries of 127.0.0.1'],
  ])('acl with %s', async (action, sentence) => {
    const { verdict, code } = await explain(
      `.:1053 {\n acl cluster.local {\n ${action} net 127.0.0.0/8\n }\n kubernetes cluster.local\n}\n`,
    )
    expect(verdict).toBe(`KZ_WHY_ACL ${sentence} [Corefile:3:${action.length + 3}]`)
    expect(code).toBe(1)
  })
})

test('a block with a longer zone takes the name from the block with kubernetes', async () => {
  const { verdict, facts } = await explain(
    'local:1053 {\n template ANY ANY {\n rcode NXDOMAIN\n }\n}\n.:1053 {\n kubernetes cluster.local\n}\n',
  )
  expect(verdict).toBe(
    "KZ_WHY_BLOCK_TAKES this block takes db.shop.svc.cluster.local., and kubernetes is in the block at Corefile:6:1: the block with the longest zone takes a name, whatever zones kubernetes has [Corefile:1:1] (add 'kubernetes' to this block, or give the other block the longer zone)",
  )
  expect(facts).toEqual(['KZ_WHY_SHADOWED kubernetes by itself would answer 10.96.7.1 [Corefile:7:2]'])
})

test('a view that declines the question', async () => {
  const { verdict } = await explain('cluster.local:1053 {\n view ours {\n  expr false\n }\n kubernetes\n}\n')
  expect(verdict).toBe(
    'KZ_WHY_VIEW no view of the blocks for db.shop.svc.cluster.local. accepts the question [Corefile:1:1]',
  )
})

describe('a name outside the cluster', () => {
  test('that no block has', async () => {
    const { verdict } = await explain('cluster.local:1053 {\n kubernetes\n}\n', 'example.org.')
    expect(verdict).toBe('KZ_WHY_NO_ZONE no zone of this server holds example.org.')
  })

  test('in a block without forward', async () => {
    const { verdict } = await explain('.:1053 {\n kubernetes cluster.local\n}\n', 'example.org.')
    expect(verdict).toBe(
      'KZ_WHY_END_OF_BLOCK no directive of the block answers example.org. [Corefile:1:1] (names outside the cluster need a forward)',
    )
  })

  test('for which no upstream answers', async () => {
    const { verdict } = await explain(
      '.:1053 {\n kubernetes cluster.local\n forward . 127.0.0.1:1 {\n max_fails 0\n }\n}\n',
      'example.org.',
    )
    expect(verdict).toBe(
      "KZ_WHY_UPSTREAM 'forward . 127.0.0.1:1': no upstream has given an answer [Corefile:3:2]",
    )
  })
})

test('a zone file says what it has not', async () => {
  const { verdict } = await explained(
    {
      Corefile: 'example.org:1053 {\n file db\n}\n',
      db: '@ 60 IN SOA ns hostmaster 1 2 3 4 5\n@ 60 IN NS ns\nns 60 IN A 192.0.2.1\n',
    },
    'www.example.org.',
  )
  expect(verdict).toBe('KZ_WHY_ZONE_FILE zone file db has no name www.example.org.')
})

test('what autopath and search ask on behalf of the client is told', async () => {
  const { text } = await explain('.:1053 {\n search\n kubernetes cluster.local\n}\n', 'db.shop.')
  expect(text).toContain('search asks for db.shop.svc.cluster.local. A instead [Corefile:2:2]')
})

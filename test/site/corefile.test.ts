import { expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { openWorld } from '../support/world.ts'

it('serves a block of small directives, each with its effect', async () => {
  const world = await openWorld({
    Corefile: `.:0 {
  bind 127.0.0.1
  debug
  errors {
    consolidate 5m ".* timeout$" warning show_first
  }
  log . "asked {name} {type} {rcode} {>rflags}" {
    class success denial
  }
  loadbalance {
    prefer 10.0.0.0/8
  }
  whoami
}
`,
  })
  try {
    expect(world.app.addresses).toHaveLength(1)
    const reply = await ask(world.target, { name: 'Who.example', type: 'A' }, 'tcp')
    expect(reply.flags).toBe('qr aa rd')
    expect(reply.additional[0]).toBe('Who.example. 0 IN A 127.0.0.1')
    expect(reply.additional[1]).toMatch(/^_tcp\.Who\.example\. 0 IN SRV 0 0 \d+ \.$/)
    expect(world.log.join('')).toContain('asked Who.example. A NOERROR qr,aa,rd')
  } finally {
    await world.close()
  }
})

it.each(['', '# nothing but a comment\n'])('serves whoami with an empty Corefile: %j', async (Corefile) => {
  const world = await openWorld({ Corefile })
  try {
    expect(world.log.join('')).not.toContain('error')
    const reply = await ask(world.target, { name: 'who.example', type: 'A' })
    expect([reply.rcode, reply.additional[0]]).toEqual(['NOERROR', 'who.example. 0 IN A 127.0.0.1'])
  } finally {
    await world.close()
  }
})

import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import { openWorld } from './world.ts'

test('a world answers over UDP and TCP', async () => {
  const world = await openWorld({
    'web.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.0.0.1, ports: [{port: 80, name: http}]}\n',
  })
  try {
    for (const transport of ['udp', 'tcp'] as const) {
      const reply = await ask(
        world.target,
        { name: 'Web.default.svc.cluster.local', type: 'A', payload: 1232 },
        transport,
      )
      expect(reply.answer).toEqual(['Web.default.svc.cluster.local. 5 IN A 10.0.0.1'])
      expect(reply.flags).toBe('qr aa rd')
    }
  } finally {
    await world.close()
  }
})

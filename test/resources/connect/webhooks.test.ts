// Endpoints of a platform that listen to its connected accounts. (https://docs.stripe.com/connect/webhooks)
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { behaves } from '../../behaves.ts'
import { sandbox } from '../../world.ts'
import { connect } from './platform.ts'

interface Heard {
  readonly type: string
  readonly account?: string
  readonly id: string
}

/** A server that writes down what is posted to each of its paths. */
async function listening() {
  const heard: Record<string, Heard[]> = {}
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const event = JSON.parse(Buffer.concat(parts).toString()) as Heard
    heard[request.url!] = [...(heard[request.url!] ?? []), event]
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { heard, url, close: () => server.close() }
}

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await true_()); i++) await new Promise((resolve) => setTimeout(resolve, 25))
}

behaves('POST /v1/webhook_endpoints', 'with connect hears of connected accounts, and only of them', async (world) => {
  const { stripe, news } = world
  const ears = await listening()
  try {
    const account = await connect(world)
    const enabled_events = ['customer.created'] as const
    const one = await stripe.webhookEndpoints.create({
      url: `${ears.url}/connect`,
      enabled_events: [...enabled_events],
      connect: true,
    })
    const old = await stripe.webhookEndpoints.create({
      url: `${ears.url}/old`,
      enabled_events: [...enabled_events],
      connect: true,
      api_version: '2024-06-20',
    })
    await stripe.webhookEndpoints.create({ url: `${ears.url}/own`, enabled_events: [...enabled_events] })
    const own = { stripeAccount: account }
    await stripe.webhookEndpoints.create({ url: `${ears.url}/theirs`, enabled_events: [...enabled_events] }, own)
    assert.match(one.application!, /^ca_/)
    const foreign = sandbox({ url: world.url, port: Number(new URL(world.url).port) })
    await foreign.stripe.webhookEndpoints.create({ url: `${ears.url}/foreign`, enabled_events: ['*'], connect: true })

    await stripe.customers.create({ name: 'There' }, own)
    await stripe.customers.create({ name: 'Here' })
    await until(() => Object.values(ears.heard).flat().length >= 4)
    const event = (await stripe.events.list({}, own)).data[0]!
    assert.equal(event.account, account)
    const here = (await stripe.events.list()).data[0]!
    const shown = Object.fromEntries(
      Object.entries(ears.heard).map(([path, events]) => [
        path,
        events.map(({ id, type, account: of }) => [id, type, of]),
      ]),
    )
    assert.deepEqual(shown, {
      '/connect': [[event.id, 'customer.created', account]],
      '/old': [[event.id, 'customer.created', account]],
      '/theirs': [[event.id, 'customer.created', account]],
      '/own': [[here.id, 'customer.created', undefined]],
    })
    assert.equal((ears.heard['/old']![0] as unknown as { api_version: string }).api_version, '2024-06-20')
    // The event says how many have yet to hear of it: nobody.
    const waiting = async () => (await stripe.events.retrieve(event.id, {}, own)).pending_webhooks
    await until(async () => (await waiting()) === 0)
    assert.equal(await waiting(), 0)
    const { body } = await world.call('GET', `/brindle/webhook_deliveries?endpoint=${old.id}`)
    assert.deepEqual(
      body.data.map((one: { event: string; state: string }) => [one.event, one.state]),
      [[event.id, 'delivered']],
    )
    assert.deepEqual(await news(), ['customer.created'])
  } finally {
    ears.close()
  }
})

// Mandates: the customer's word that a method may be charged again. (https://docs.stripe.com/api/mandates/object)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

type Acceptance = Stripe.SetupIntentCreateParams.MandateData['customer_acceptance']

/** The mandate that setting up a wallet leaves behind. */
async function mandated({ stripe }: Pick<Sandbox, 'stripe'>, customer_acceptance: Acceptance) {
  const { id: customer } = await stripe.customers.create()
  const waiting = await stripe.setupIntents.create({
    confirm: true,
    customer,
    return_url: 'https://example.com/back',
    payment_method_data: { type: 'amazon_pay' },
    mandate_data: { customer_acceptance },
  })
  assert.equal(waiting.mandate, null)
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(waiting.next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  const intent = await stripe.setupIntents.retrieve(waiting.id)
  return { intent, mandate: await stripe.mandates.retrieve(intent.mandate as string) }
}

const EVENTS = [
  'customer.created',
  'setup_intent.created',
  'setup_intent.requires_action',
  'payment_method.attached',
  'setup_intent.succeeded',
]

behaves('GET /v1/mandates/{id}', 'tells how the customer agreed online', async (world) => {
  const online = { ip_address: '203.0.113.7', user_agent: 'Netscape' }
  const { intent, mandate } = await mandated(world, { type: 'online', accepted_at: 1_700_000_000, online })
  assert.match(mandate.id, /^mandate_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...mandate },
    {
      id: mandate.id,
      object: 'mandate',
      customer_acceptance: { accepted_at: 1_700_000_000, online, type: 'online' },
      livemode: false,
      multi_use: {},
      payment_method: intent.payment_method,
      payment_method_details: { amazon_pay: {}, type: 'amazon_pay' },
      status: 'active',
      type: 'multi_use',
    },
  )
  assert.deepEqual(await world.news(), EVENTS)
})

behaves('GET /v1/mandates/{id}', 'tells that the customer agreed offline, and when', async (world) => {
  const { intent, mandate } = await mandated(world, { type: 'offline', offline: {} })
  const { accepted_at, ...acceptance } = mandate.customer_acceptance
  assert.deepEqual(acceptance, { offline: {}, type: 'offline' })
  assert.ok(Math.abs(accepted_at! - intent.created) <= 5)
  const expanded = await world.stripe.mandates.retrieve(mandate.id, { expand: ['payment_method'] })
  assert.equal((expanded.payment_method as Stripe.PaymentMethod).type, 'amazon_pay')
  assert.deepEqual(await world.news(), EVENTS)
})

behaves('GET /v1/mandates/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/mandates/mandate_none')
  assert.deepEqual([status, body.error.type, body.error.code], [404, 'invalid_request_error', 'resource_missing'])
  assert.equal(body.error.message, "No such mandate: 'mandate_none'")
  assert.deepEqual(await news(), [])
})

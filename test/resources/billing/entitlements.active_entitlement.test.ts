// Active entitlements: what a customer may use. (https://docs.stripe.com/billing/entitlements)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const LIST = 'GET /v1/entitlements/active_entitlements'
const TOLD = 'entitlements.active_entitlement_summary.updated'

/** A customer with a card, and a product with two features, at $10.00 a month. */
async function featured({ stripe, news }: Sandbox) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const features: string[] = []
  for (const lookup_key of ['albums', 'sharing']) {
    const { id } = await stripe.entitlements.features.create({ name: lookup_key, lookup_key })
    await stripe.products.createFeature(product, { entitlement_feature: id })
    features.push(id)
  }
  const recurring = { interval: 'month' as const }
  const { id: price } = await stripe.prices.create({ currency: 'usd', unit_amount: 1000, recurring, product })
  await news()
  return { customer, price, features }
}

/** The news once the entitlements have been looked at: a moment later, in a unit of their own. */
async function told({ events }: Sandbox, count: number): Promise<void> {
  while ((await events()).filter((type) => type === TOLD).length < count);
}

behaves(LIST, 'has the features of what is subscribed to, for as long as it is', async (world) => {
  const { stripe, news, call } = world
  const { customer, price, features } = await featured(world)
  assert.deepEqual((await stripe.entitlements.activeEntitlements.list({ customer })).data, [])
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] })
  await told(world, 1)
  const { data } = await stripe.entitlements.activeEntitlements.list({ customer })
  const said = data.map(({ id: _, ...rest }) => rest)
  const object = 'entitlements.active_entitlement'
  assert.deepEqual(
    said.toSorted((a, b) => (a.lookup_key < b.lookup_key ? -1 : 1)),
    [
      { object, feature: features[0], livemode: false, lookup_key: 'albums' },
      { object, feature: features[1], livemode: false, lookup_key: 'sharing' },
    ],
  )
  const [event] = (await stripe.events.list({ type: TOLD })).data
  const shown = event!.data.object as unknown as { id?: string; customer: string; entitlements: { data: unknown[] } }
  assert.deepEqual([shown.id, shown.customer, shown.entitlements.data.length], [undefined, customer, 2])
  assert.equal((await news()).at(-1), TOLD)
  await stripe.subscriptions.cancel(id)
  await told(world, 2)
  assert.deepEqual((await stripe.entitlements.activeEntitlements.list({ customer })).data, [])
  refused(await call('GET', '/v1/entitlements/active_entitlements'), 400, {
    code: 'parameter_missing',
    param: 'customer',
    message: 'Missing required param: customer.',
  })
  assert.deepEqual(await news(), ['customer.subscription.deleted', TOLD])
})

behaves('GET /v1/entitlements/active_entitlements/{id}', 'is one of them, or not there', async (world) => {
  const { stripe, call, news } = world
  const { customer, price } = await featured(world)
  await stripe.subscriptions.create({ customer, items: [{ price }] })
  await told(world, 1)
  await news()
  const [one] = (await stripe.entitlements.activeEntitlements.list({ customer })).data
  const found = await stripe.entitlements.activeEntitlements.retrieve(one!.id, { expand: ['feature'] })
  assert.deepEqual([found.id, typeof found.feature], [one!.id, 'object'])
  refused(await call('GET', '/v1/entitlements/active_entitlements/ent_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such entitlements.active_entitlement: 'ent_none'",
  })
  assert.deepEqual(await news(), [])
})

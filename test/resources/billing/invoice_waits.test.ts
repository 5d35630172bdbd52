// A draft waits for whoever listens for `invoice.created`. (docs.stripe.com/billing/invoices/subscription#subscription-lifecycle;
// docs.stripe.com/billing/testing: an hour once it is acknowledged, up to 72 hours if it is not)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { startReceiver } from '../../simulation/receiver.ts'
import { until } from '../../simulation/support.ts'
import type { Sandbox } from '../../world.ts'

const [HOUR, DAY] = [3600, 86_400]
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600

/** A subscription on a clock that shows the first of April, heard of by a handler. */
async function subscribed({ stripe, news }: Sandbox, url: string) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const recurring = { interval: 'month' as const }
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring,
    product_data: { name: 'Photos' },
  })
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
  await stripe.webhookEndpoints.create({ url, enabled_events: ['invoice.created'] })
  await news()
  const status = async () => {
    const { latest_invoice } = await stripe.subscriptions.retrieve(id)
    return (await stripe.invoices.retrieve(latest_invoice as string)).status
  }
  return { clock, status }
}

behaves(
  'POST /v1/test_helpers/test_clocks/{id}/advance',
  'waits for a handler to acknowledge a draft',
  async (world) => {
    const hooks = await startReceiver()
    const { clock, status } = await subscribed(world, hooks.url)
    await advanceClock(world.stripe, clock, APRIL + 30 * DAY + HOUR)
    assert.deepEqual([await status(), hooks.arrived.length], ['paid', 1])
    await hooks.close()
    assert.ok((await world.news()).includes('invoice.paid'))
  },
)

behaves(
  'POST /v1/test_helpers/test_clocks/{id}/advance',
  'holds a draft that nobody acknowledges for 72 hours',
  async (world) => {
    const hooks = await startReceiver()
    hooks.answerWith((_, response) => void response.writeHead(500).end())
    const { clock, status } = await subscribed(world, hooks.url)
    await advanceClock(world.stripe, clock, APRIL + 30 * DAY + 2 * HOUR)
    assert.deepEqual([await status(), hooks.arrived.length], ['draft', 1])
    await advanceClock(world.stripe, clock, APRIL + 33 * DAY - HOUR)
    assert.equal(await status(), 'draft')
    await advanceClock(world.stripe, clock, APRIL + 33 * DAY + HOUR)
    assert.equal(await status(), 'paid')
    await hooks.close()
    assert.ok((await world.news()).includes('invoice.paid'))
  },
)

behaves('POST /v1/invoices', 'are delivered once all who listen have taken them', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const alone = await stripe.invoices.create({ customer })
  // Nobody listens.
  assert.equal(alone.webhooks_delivered_at, alone.created)
  const hooks = await startReceiver()
  const waiting: (() => void)[] = []
  hooks.answerWith((_, response) => void waiting.push(() => response.end('ok')))
  const enabled_events = ['invoice.created' as const]
  for (const path of ['/a', '/b']) await stripe.webhookEndpoints.create({ url: `${hooks.url}${path}`, enabled_events })
  await news()
  const made = await stripe.invoices.create({ customer })
  const delivered = async () => (await stripe.invoices.retrieve(made.id)).webhooks_delivered_at
  await until('both have been sent it', () => waiting.length === 2)
  assert.deepEqual([made.webhooks_delivered_at, await delivered()], [null, null])
  waiting[0]!()
  const pending = async () => (await stripe.events.list({ type: 'invoice.created' })).data[0]!.pending_webhooks
  await until('one has taken it', async () => (await pending()) === 1)
  assert.equal(await delivered(), null)
  const { now } = (await world.call('POST', '/brindle/clock/advance', 'by=60')).body
  waiting[1]!()
  await until('the other has', async () => (await delivered()) !== null)
  assert.equal(await delivered(), now)
  await hooks.close()
  // It is no news of the invoice.
  assert.deepEqual(await news(), ['invoice.created'])
})

behaves('POST /v1/invoices', 'are not delivered where they are refused', async (world) => {
  const { stripe, news } = world
  const hooks = await startReceiver()
  hooks.answerWith((_, response) => void response.writeHead(500).end())
  await stripe.webhookEndpoints.create({ url: hooks.url, enabled_events: ['*'] })
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.invoices.create({ customer })
  const tried = async () => {
    const { body } = await world.call('GET', '/brindle/webhook_deliveries?limit=10')
    return body.data.find((one: { event_type: string }) => one.event_type === 'invoice.created')?.attempts.length
  }
  await until('it was refused', async () => (await tried()) === 1)
  assert.equal((await stripe.invoices.retrieve(id)).webhooks_delivered_at, null)
  // A preview of it is of nobody's.
  const shown = await stripe.invoices.createPreview({ customer, invoice_items: [{ amount: 100, currency: 'usd' }] })
  assert.equal(shown.webhooks_delivered_at, shown.created)
  await hooks.close()
  await news()
})

// A subscription and its renewal, tested with nothing but Node: node --test renewal.test.mjs
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { brindle } from 'brindle/test'
import Stripe from 'stripe'

let server, sandbox, stripe, subscribed
before(async () => {
  server = await brindle()
  sandbox = server.sandbox()
  stripe = new Stripe(sandbox.key, sandbox.client)
  const product = await stripe.products.create({
    name: 'Team',
    default_price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' } },
  })
  const customer = await stripe.customers.create({ source: 'tok_visa' })
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: product.default_price }] })
  subscribed = await sandbox.snapshot()
})
// Every test begins a moment after the first payment.
beforeEach(() => subscribed.restore())
after(() => server.close())

test('a month later it is paid again', async () => {
  await sandbox.advance(32 * 86_400)
  const [latest] = (await stripe.invoices.list()).data
  assert.deepEqual([latest.billing_reason, latest.status], ['subscription_cycle', 'paid'])
})

test('a card that fails makes it past due', async () => {
  const [customer] = (await stripe.customers.list()).data
  await stripe.customers.update(customer.id, { source: 'tok_chargeCustomerFail' })
  await sandbox.advance(32 * 86_400)
  const failed = await sandbox.event('invoice.payment_failed')
  assert.equal(failed.data.object.attempt_count, 1)
  assert.equal((await stripe.subscriptions.list()).data[0].status, 'past_due')
})

test('a program that Stripe fails once tries again', async () => {
  await sandbox.fault({ on: 'requests', path: '/v1/customers', status: 500, count: 1 })
  const patient = new Stripe(sandbox.key, { ...sandbox.client, maxNetworkRetries: 2 })
  assert.equal((await patient.customers.create({ name: 'Ada' })).name, 'Ada')
})

// The same in Vitest, with types: npx vitest run renewal.test.ts
import Stripe from 'stripe'
import { brindle, type TestServer } from 'brindle/test'
import { afterAll, beforeAll, expect, test } from 'vitest'

let server: TestServer
beforeAll(async () => {
  server = await brindle()
})
afterAll(() => server.close())

test('a renewal is paid', async () => {
  const sandbox = server.sandbox()
  const stripe = new Stripe(sandbox.key, sandbox.client)
  const product = await stripe.products.create({
    name: 'Team',
    default_price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' } },
  })
  const customer = await stripe.customers.create({ source: 'tok_visa' })
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: product.default_price as string }] })
  await sandbox.event('invoice.paid')
  await sandbox.advance(32 * 86_400)
  const { data } = await sandbox.event('invoice.paid')
  expect(data.object.billing_reason).toBe('subscription_cycle')
})

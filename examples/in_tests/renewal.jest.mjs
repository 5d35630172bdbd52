// The same in Jest: NODE_OPTIONS=--experimental-vm-modules npx jest --testMatch '**/*.jest.mjs'
import { brindle } from 'brindle/test'
import Stripe from 'stripe'

let server
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
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: product.default_price }] })
  await sandbox.event('invoice.paid')
  await sandbox.advance(32 * 86_400)
  expect((await sandbox.event('invoice.paid')).data.object.billing_reason).toBe('subscription_cycle')
})

// A shop in a browser, with Stripe's own script tag, and the month after: npx playwright test
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test as base, expect } from '@playwright/test'
import { fixtures } from 'brindle/playwright'
import Stripe from 'stripe'

const test = base.extend({
  ...fixtures,
  // A shop for each test, on a free port: the page saves a wallet, and the server makes the subscription.
  shop: async ({ sandbox }, use) => {
    const stripe = new Stripe(sandbox.key, sandbox.client)
    const product = await stripe.products.create({
      name: 'Stock photos',
      default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
    })
    const customer = await stripe.customers.create({ name: 'Ada' })
    const intent = await stripe.setupIntents.create({
      customer: customer.id,
      allowed_payment_method_types: ['amazon_pay'],
    })
    const page = `<!doctype html><script src="https://js.stripe.com/v3/"></script><button>Subscribe</button><script>
      const stripe = Stripe('${sandbox.publishableKey}')
      document.querySelector('button').onclick = () => stripe.confirmAmazonPaySetup('${intent.client_secret}', {
        return_url: location.origin + '/welcome',
        mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } },
      })</script>`
    const server = createServer(async (request, response) => {
      response.setHeader('content-type', 'text/html')
      if (!request.url.startsWith('/welcome')) return response.end(page)
      const { payment_method } = await stripe.setupIntents.retrieve(intent.id)
      await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: product.default_price }],
        default_payment_method: payment_method,
      })
      response.end('<!doctype html><h1>Welcome, Ada</h1>')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await use({ url: `http://127.0.0.1:${server.address().port}`, stripe })
    server.close()
  },
})

test('a customer subscribes with Amazon Pay, and pays again a month later', async ({ page, shop, sandbox, clock }) => {
  await page.goto(shop.url)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.getByRole('button', { name: 'Authorize Test Setup' }).click()
  await expect(page.getByRole('heading')).toHaveText('Welcome, Ada')
  await sandbox.event('invoice.paid')
  await clock.advance(32 * 86_400)
  const { data } = await sandbox.event('invoice.paid')
  expect(data.object.billing_reason).toBe('subscription_cycle')
})

test('another test has a Stripe of its own', async ({ sandbox }) => {
  expect(await sandbox.events()).toEqual([])
})

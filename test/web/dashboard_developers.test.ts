// The Dashboard's pages for developers: the live log of requests with what came of each, and a webhook that failed, is found, edited and
// sent again.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import Stripe from 'stripe'
import { dashboard, look } from './dashboard.ts'

dashboard()

test('requests are seen as they come, narrowed, looked into and replayed', async () => {
  const { page, world } = await look('/requests')
  await page.getByText('Live', { exact: true }).waitFor()
  await world.stripe.customers.create({ name: 'Ada', metadata: { order: '42' } })
  await assert.rejects(world.stripe.customers.retrieve('cus_none'))
  await page.getByRole('row', { name: /GET \/v1\/customers\/cus_none 404 resource_missing/ }).waitFor()
  await page.getByLabel('Status').selectOption('2xx')
  await page.getByText('cus_none').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'POST /v1/customers' }).click()
  await page.getByRole('heading', { name: 'POST /v1/customers' }).waitFor()
  await page.getByText('metadata[order]').first().waitFor()
  const chain = page.locator('.chain')
  assert.equal(await chain.getByText('customer.created').count(), 1)
  assert.equal(await chain.getByText('no webhook endpoint wanted it').count(), 1)
  await world.news()
  await page.getByRole('button', { name: 'Replay' }).click()
  await page.getByText('Replay of').waitFor()
  assert.deepEqual(await world.news(), ['customer.created'])
  const [again] = (await world.stripe.customers.list()).data
  assert.deepEqual(again?.metadata, { order: '42' })
})

test('the address in a refusal leads to its request', async () => {
  const { page } = await look(async ({ call, url }) => {
    const { body } = await call('GET', '/v1/customers/cus_none')
    const log: string = body.error.request_log_url
    assert.ok(log.startsWith(`${url}/dashboard/logs/req_`), log)
    return log.slice(`${url}/dashboard`.length)
  })
  await page.getByRole('heading', { name: 'GET /v1/customers/cus_none' }).waitFor()
  await page.getByText('No such customer').first().waitFor()
})

test('a paused log stays as it is, and has what it missed when it goes on', async () => {
  const { page, world } = await look('/requests')
  const other = await look('/requests', undefined, world)
  for (const tab of [page, other.page]) await tab.getByText('Live', { exact: true }).waitFor()
  await world.stripe.products.create({ name: 'Tea' })
  await page.getByText('POST /v1/products').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await world.stripe.coupons.create({ percent_off: 10 })
  await other.page.getByText('POST /v1/coupons').waitFor()
  assert.equal(await page.getByText('POST /v1/coupons').count(), 0)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('POST /v1/coupons').waitFor()
})

/** An endpoint that answers 500 until it is mended, and writes down what it is sent. */
async function receiver(t: TestContext) {
  const got: { body: string; signature: string }[] = []
  let status = 500
  const server = createServer(async (request, response) => {
    got.push({ body: await text(request), signature: String(request.headers['stripe-signature']) })
    response.writeHead(status).end('no')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    got,
    mend: () => {
      status = 200
    },
  }
}

test('a webhook that failed is found, edited, and sent again, signed', async (t) => {
  const hook = await receiver(t)
  const { page, world } = await look('/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  await page.getByLabel('Address').fill(hook.url)
  await page.getByLabel('Events').fill('customer.created\ncustomer.updated')
  await page.getByRole('dialog').getByRole('button', { name: 'Add endpoint' }).click()
  const secret = (await page
    .getByRole('button', { name: /Copy: whsec_/ })
    .locator('code')
    .textContent())!
  await page.getByRole('button', { name: 'To the endpoint' }).click()
  await page.getByRole('heading', { name: hook.url }).waitFor()
  await world.stripe.customers.create({ name: 'Ada' })
  await page.getByRole('row', { name: /customer\.created Pending 1 500/ }).waitFor()
  await page.getByRole('link', { name: 'customer.created' }).click()
  await page.getByRole('heading', { name: 'customer.created' }).waitFor()
  hook.mend()
  await page.getByRole('button', { name: 'Edit and send' }).click()
  const data = page.getByLabel('Data')
  await data.fill((await data.inputValue()).replace('"Ada"', '"Grace"'))
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  await page.getByRole('row', { name: /Delivered edited 1 200/ }).waitFor()
  const sent = hook.got.at(-1)!
  const told = new Stripe(world.key).webhooks.constructEvent(sent.body, sent.signature, secret)
  assert.equal((told.data.object as Stripe.Customer).name, 'Grace')
  assert.equal((await world.stripe.customers.list()).data[0]?.name, 'Ada')
  await page.getByRole('button', { name: 'Resend', exact: true }).click()
  await page.getByRole('row', { name: /Delivered resent 1 200/ }).waitFor()
  assert.equal(JSON.parse(hook.got.at(-1)!.body).data.object.name, 'Ada')
})

test('why a signature is not taken is said in words', async () => {
  const { page } = await look('/webhooks')
  await page.getByRole('button', { name: 'Check a signature' }).click()
  await page.getByLabel('Stripe-Signature header').fill('t=1700000000,v1=00')
  await page.getByLabel('Body, to the byte').fill('{}')
  await page.getByLabel('Secret (whsec_…)').fill('whsec_no')
  await page.getByRole('dialog').getByRole('button', { name: 'Check a signature' }).click()
  await page.getByRole('status').getByText(/sign/).first().waitFor()
})

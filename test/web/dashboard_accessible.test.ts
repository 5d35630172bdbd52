// Every page of the Dashboard with something on it, light and dark, in both languages: what axe finds, and that 320 pixels are enough.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Sandbox, sandbox } from '../world.ts'
import { violations } from './axe.ts'
import { askSource, connected, dashboard, look } from './dashboard.ts'

const at = dashboard()
let stocked: Promise<{ world: Sandbox; ids: Readonly<Record<string, string>> }> | undefined

/** The account that all pages are of: filled when the first of them is opened. */
async function filled(): Promise<{ world: Sandbox; ids: Readonly<Record<string, string>> }> {
  const world = sandbox(at.brindle)
  return { world, ids: await stock(world) }
}

/** The addresses of all pages, as navigation.ts has them. */
const PATTERNS = [
  ...readFileSync(new URL('../../web/dashboard/navigation.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}\['(\/[^']*)', /gm,
  ),
].map(([, pattern]) => pattern!)

/** An account with something of everything, and the names by which its pages are called. */
async function stock(world: Sandbox): Promise<Record<string, string>> {
  const { stripe, call, advance } = world
  const endpoint = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hook', enabled_events: ['*'] })
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_790_000_000, name: 'Year end' })
  const product = await stripe.products.create({
    name: 'Photo plan',
    default_price_data: { currency: 'usd', unit_amount: 1200, recurring: { interval: 'month' } },
  })
  const price = String(product.default_price)
  const customer = await stripe.customers.create({ name: 'Ada', email: 'ada@example.com', metadata: { order: '42' } })
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price }],
    default_payment_method: method.id,
  })
  const { data: invoices } = await stripe.invoices.list()
  const payment = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_createDispute',
    confirm: true,
    return_url: 'https://shop.test',
  })
  await stripe.topups.create({ amount: 5000, currency: 'usd' })
  // The top-up has arrived then, and the payment was disputed.
  await advance(5)
  const { data: disputes } = await stripe.disputes.list()
  const payout = await stripe.payouts.create({ amount: 100, currency: 'usd' })
  await stripe.coupons.create({ percent_off: 20, duration: 'once', id: 'SUMMER' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'SUMMER' }, code: 'HELLO' })
  await assert.rejects(stripe.customers.retrieve('cus_none'))
  await call('POST', '/brindle/snapshots')
  await call('POST', '/brindle/api_keys', 'name=CI')
  const requests = await call('GET', '/brindle/requests')
  const { data: events } = await stripe.events.list()
  return {
    '/products/:id': product.id,
    '/prices/:id': price,
    '/customers/:id': customer.id,
    '/subscriptions/:id': subscription.id,
    '/invoices/:id': invoices[0]!.id!,
    '/payments/:id': payment.id,
    '/disputes/:id': disputes[0]!.id,
    '/payouts/:id': payout.id,
    '/coupons/:id': 'SUMMER',
    '/clocks/:id': clock.id,
    '/events/:id': events[0]!.id,
    '/webhooks/:id': endpoint.id,
    '/requests/:id': requests.body.data[0].id,
    '/objects/:object': 'coupon',
    '/objects/:object/:id': 'coupon/SUMMER?as=json',
    '/id/:id': `${method.id}?as=json`,
    ...(await flowing(world)),
  }
}

/** A flow of the source that has run once, and so a dataset with a row. */
async function flowing(world: Sandbox): Promise<Record<string, string>> {
  const connection = await connected(world, 'Shop')
  const { items } = await askSource('/flowservice/readyFlows', 'POST', {
    baseConnectionId: connection,
    resourcePaths: ['coupons'],
  })
  const [{ flowId, dataSetId }] = items
  for (;;) {
    const [run] = (await askSource(`/flowservice/flows/${flowId}/runs`)).items
    if (run?.metrics.statusSummary.status !== 'success') continue
    return {
      '/sources/accounts/:id': connection,
      '/sources/flows/:id': flowId,
      '/sources/runs/:id': run.id,
      '/datasets/:id': dataSetId,
    }
  }
}

/** The address of a page, with what is in the account. Fails for one of which `stock` makes nothing. */
function addressOf(pattern: string, ids: Readonly<Record<string, string>>): string {
  if (!pattern.includes(':')) return pattern
  const id = ids[/^.*:\w+/.exec(pattern)![0]]
  assert.ok(id, `${pattern} has something to show`)
  return pattern.replace(/:\w+(\/:\w+)?/, id)
}

const BEYOND = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth - clientWidth
})()`

/** Waits until nothing is being read any more. */
const quiet = (page: Page) =>
  page.locator('main :is(.skeleton, [aria-busy=true])').first().waitFor({ state: 'detached' })

for (const [n, pattern] of PATTERNS.entries())
  test(`${pattern}: nothing keeps anybody out`, async () => {
    const locale = n % 2 === 0 ? 'en-US' : 'de-DE'
    stocked ??= filled()
    const { world, ids } = await stocked
    const { page } = await look(addressOf(pattern, ids), locale, world)
    await quiet(page)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      assert.deepEqual(await violations(page), [], `${pattern}, ${colorScheme}, ${locale}`)
    }
    await page.setViewportSize({ width: 320, height: 640 })
    assert.ok((await page.evaluate<number>(BEYOND)) <= 0, `${pattern} fits into 320 pixels`)
    await page.context().close()
  })

test('the table of pages is read', () => assert.ok(PATTERNS.length >= 20, `${PATTERNS.length}`))

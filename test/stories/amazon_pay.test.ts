// The story of Stripe's page on Amazon Pay: its commands as printed, its own JavaScript in a real browser, from a product
// to a subscription that renews itself, with every webhook verified.
// One file because it is one story, with what may go wrong on the way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { DEFAULT_KEYS } from '../../src/http/keys.ts'
import type { Brindle } from '../../src/main.ts'
import { openBrowser } from '../web/chromium.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import * as page from './amazon_pay_page.ts'
import { curl } from './curl.ts'
import { type Merchant, openMerchant } from './merchant.ts'
import { SETTLED } from '../resources/billing/invoicing.ts'

const DAY = 86_400
const EXAMPLE_CUSTOMER = 'cus_ODQluYFNl44ODI'

let brindle: Brindle
let browser: Browser
let merchant: Merchant
let seller: Sandbox

before(async () => {
  brindle = await startBrindle()
  browser = await openBrowser()
  merchant = await openMerchant()
  seller = sandbox(brindle, { name: DEFAULT_KEYS.secret.slice('sk_test_'.length) })
})
after(async () => {
  await browser?.close()
  await merchant?.close()
  await brindle?.close()
})

const here = (command: string) => curl(command.replace('https://api.stripe.com', brindle.url))

/** The page's own HTML and JavaScript; only the script's host and the placeholder are replaced. */
function checkout(clientSecret: string, script = page.CLIENT_JS): string {
  const html = page.CHECKOUT_HTML.replace('https://js.stripe.com', brindle.url)
  return `${html}<body><script>${page.FETCH_SECRET}</script><script type="module">${script.replace('{{SETUP_INTENT_CLIENT_SECRET}}', clientSecret)}
    window.failed = error</script></body>`
}

/** A browser of somebody who has not been here before. */
async function visitor(options: { locale?: string } = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(10_000)
  return context
}

/** Presses a button, and answers where that leads. Nobody is at home at example.com; that the browser goes there counts. */
async function press(tab: Page, button: Locator): Promise<URL> {
  const gone = tab.waitForRequest('https://example.com/**')
  await button.click()
  return new URL((await gone).url())
}

/** Opens the checkout page, which leads to the page of the wallet. */
async function toWallet(context: BrowserContext, clientSecret: string) {
  merchant.clientSecret = clientSecret
  merchant.html = checkout(clientSecret)
  const tab = await context.newPage()
  await tab.goto(`${merchant.url}/checkout.html`)
  await tab.waitForURL(`${brindle.url}/authorize/**`)
  return tab
}

test('from a product to a subscription that renews itself', async () => {
  const { stripe } = seller
  const endpoint = await stripe.webhookEndpoints.create({ url: `${merchant.url}/webhook`, enabled_events: ['*'] })
  merchant.signingSecret = endpoint.secret!
  const product = await stripe.products.create({
    name: 'Stock photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const { body: customer } = await here(page.CREATE_CUSTOMER)
  assert.equal(customer.description, 'My First Test Customer (created for API docs)')

  const { body: intent } = await here(page.CREATE_SETUP_INTENT.replace(EXAMPLE_CUSTOMER, customer.id))
  assert.equal(intent.status, 'requires_action')
  assert.deepEqual(intent.payment_method_types, ['amazon_pay'])
  assert.equal(
    (intent.next_action as { redirect_to_url: { return_url: string } }).redirect_to_url.return_url,
    'https://www.stripe.com',
  )
  assert.deepEqual(await seller.news(), [
    'product.created',
    'plan.created',
    'price.created',
    'customer.created',
    'setup_intent.created',
    'setup_intent.requires_action',
  ])

  const context = await visitor()
  const tab = await toWallet(context, intent.client_secret)
  const back = await press(tab, tab.getByRole('button', { name: 'Authorize Test Setup' }))
  assert.equal(back.pathname, '/setup/complete')
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    setup_intent: intent.id,
    setup_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  })

  const done = await stripe.setupIntents.retrieve(intent.id, { expand: ['mandate', 'payment_method'] })
  assert.equal(done.status, 'succeeded')
  assert.equal(done.next_action, null)
  const { mandate, payment_method: method } = done
  assert.ok(mandate && typeof mandate === 'object' && method && typeof method === 'object')
  assert.equal(method.type, 'amazon_pay')
  assert.equal(method.customer, customer.id)
  assert.equal(mandate.status, 'active')
  // The page confirmed again with infer_from_client: the browser's own address and name count, not the first ones.
  assert.equal(mandate.customer_acceptance.online?.ip_address, '127.0.0.1')
  assert.match(mandate.customer_acceptance.online?.user_agent ?? '', /Chrome/)
  assert.deepEqual(await seller.news(), ['payment_method.attached', 'setup_intent.succeeded'])

  const { body: subscribed, status } = await here(
    page.CREATE_SUBSCRIPTION.replace('{{CUSTOMER_ID}}', customer.id)
      .replace('{{PRICE_ID}}', product.default_price as string)
      .replace('{{PAYMENT_METHOD_ID}}', method.id),
  )
  assert.equal(status, 200)
  assert.equal(subscribed.status, 'active')
  const invoice = await stripe.invoices.retrieve(subscribed.latest_invoice, {
    expand: ['payments.data.payment.payment_intent'],
  })
  assert.equal(invoice.status, 'paid')
  assert.deepEqual([invoice.total, invoice.amount_paid, invoice.amount_remaining], [1500, 1500, 0])
  const paid = invoice.payments?.data[0]?.payment.payment_intent
  assert.ok(paid && typeof paid === 'object')
  assert.deepEqual([paid.status, paid.amount_received, paid.payment_method], ['succeeded', 1500, method.id])
  const charge = await stripe.charges.retrieve(paid.latest_charge as string, { expand: ['balance_transaction'] })
  assert.match(charge.id, /^py_/)
  const balance = charge.balance_transaction as { type: string; fee: number; net: number }
  // 2.9 % of $15.00 and 30 cents: 43.5 rounded up to 44, and 30.
  assert.deepEqual([balance.type, balance.fee, balance.net], ['payment', 74, 1426])
  const bought = [
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
  ]
  assert.deepEqual(await seller.news(), bought)

  await seller.advance(31 * DAY + 2 * 3600)
  const renewed = await stripe.subscriptions.retrieve(subscribed.id, { expand: ['latest_invoice'] })
  assert.equal(renewed.status, 'active')
  const second = renewed.latest_invoice as { id: string; status: string; billing_reason: string; amount_paid: number }
  assert.notEqual(second.id, invoice.id)
  assert.deepEqual([second.status, second.billing_reason, second.amount_paid], ['paid', 'subscription_cycle', 1500])
  assert.deepEqual(await seller.news(), [
    'balance.available',
    'invoice.upcoming',
    'customer.subscription.updated',
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])

  const all = await seller.events()
  await merchant.arrived(all.length)
  assert.deepEqual(merchant.rejected, [])
  assert.deepEqual(
    merchant.received.map(({ type }) => type),
    all,
  )
  await context.close()
})

test('the customer refuses', async () => {
  const { body: customer } = await here(page.CREATE_CUSTOMER)
  const { body: intent } = await here(page.CREATE_SETUP_INTENT.replace(EXAMPLE_CUSTOMER, customer.id))
  await seller.news()
  const context = await visitor()
  const tab = await toWallet(context, intent.client_secret)
  const back = await press(tab, tab.getByRole('button', { name: 'Fail Test Setup' }))
  assert.equal(back.searchParams.get('redirect_status'), 'failed')
  const failed = await seller.stripe.setupIntents.retrieve(intent.id)
  assert.equal(failed.status, 'requires_payment_method')
  assert.equal(failed.payment_method, null)
  assert.equal(failed.mandate, null)
  assert.equal(failed.last_setup_error?.code, 'setup_intent_authentication_failure')
  assert.deepEqual(await seller.news(), ['setup_intent.setup_failed'])
  await context.close()
})

test('a page whose step is taken says so, in the browser’s language, and leads on', async () => {
  const { body: customer } = await here(page.CREATE_CUSTOMER)
  const { body: intent } = await here(page.CREATE_SETUP_INTENT.replace(EXAMPLE_CUSTOMER, customer.id))
  const context = await visitor({ locale: 'de-DE' })
  const tab = await toWallet(context, intent.client_secret)
  const wallet = tab.url()
  const back = await press(tab, tab.locator('#test-source-authorize-3ds'))
  await seller.news()
  const later = await context.newPage()
  await later.goto(wallet)
  assert.match((await later.textContent('body')) ?? '', /Bereits abgeschlossen/)
  assert.equal(await later.locator('button').count(), 0)
  assert.equal((await press(later, later.getByRole('link').first())).href, back.href)
  // Pressing the button of a page that was left open changes nothing.
  const again = await fetch(wallet, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'fail' }),
    redirect: 'manual',
  })
  assert.equal(again.status, 200)
  assert.equal((await seller.stripe.setupIntents.retrieve(intent.id)).status, 'succeeded')
  assert.deepEqual(await seller.news(), [])
  await context.close()
})

test('a page that waited for more than a day has expired, and one that a newer attempt replaced', async () => {
  const { body: customer } = await here(page.CREATE_CUSTOMER)
  const { body: intent } = await here(page.CREATE_SETUP_INTENT.replace(EXAMPLE_CUSTOMER, customer.id))
  const first = (intent.next_action as { redirect_to_url: { url: string } }).redirect_to_url.url
  const context = await visitor()
  const tab = await toWallet(context, intent.client_secret)
  const second = tab.url()
  assert.notEqual(first, second)
  await tab.goto(first)
  assert.match((await tab.textContent('body')) ?? '', /expired/)
  await seller.advance(DAY + 1)
  await tab.goto(second)
  assert.match((await tab.textContent('body')) ?? '', /expired/)
  assert.equal((await seller.stripe.setupIntents.retrieve(intent.id)).status, 'requires_action')
  const nothing = await fetch(`${brindle.url}/authorize/acct_none/sa_nonce_none`)
  assert.equal(nothing.status, 404)
  await context.close()
})

test('a wrong client secret, and the intent of another account, are as good as none', async () => {
  const { body: customer } = await here(page.CREATE_CUSTOMER)
  const { body: intent } = await here(page.CREATE_SETUP_INTENT.replace(EXAMPLE_CUSTOMER, customer.id))
  const confirmed = async (clientSecret: string, script = page.CLIENT_JS) => {
    merchant.html = checkout(clientSecret, script)
    const context = await visitor()
    const tab = await context.newPage()
    await tab.goto(`${merchant.url}/checkout.html`)
    await tab.waitForFunction('window.failed')
    const error = await tab.evaluate('window.failed')
    await context.close()
    return error as { type: string; code: string; message: string }
  }
  await seller.news()
  const expected = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such setupintent: '${intent.id}'`,
  }
  const seen = ({ type, code, message }: { type: string; code: string | undefined; message: string }) => ({
    type,
    code,
    message,
  })
  assert.deepEqual(seen(await confirmed(`${intent.id}_secret_wrong`)), {
    type: 'invalid_request_error',
    code: undefined,
    message: 'The client_secret provided does not match the client_secret associated with the SetupIntent.',
  })
  const foreign = page.CLIENT_JS.replace('pk_test_TYooMQauvdEDq54NiTphI7jx', sandbox(brindle).publishable)
  assert.deepEqual(seen(await confirmed(intent.client_secret, foreign)), expected)
  assert.equal((await seller.stripe.setupIntents.retrieve(intent.id)).status, 'requires_action')
  assert.deepEqual(await seller.news(), [])
})

test('the whole again with the newest client, without a browser', async () => {
  const { stripe, news } = sandbox(brindle, { apiVersion: '2026-10-28.endive' })
  const product = await stripe.products.create({
    name: 'Stock photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const customer = await stripe.customers.create({ description: 'endive' })
  await assert.rejects(
    stripe.setupIntents.create({ customer: customer.id, payment_method_types: ['amazon_pay'] } as never),
    { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
  )
  const intent = await stripe.setupIntents.create({
    confirm: true,
    return_url: 'https://example.com/setup/complete?order=7#top',
    usage: 'off_session',
    customer: customer.id,
    allowed_payment_method_types: ['amazon_pay'],
    payment_method_data: { type: 'amazon_pay' },
    mandate_data: {
      customer_acceptance: { type: 'online', online: { ip_address: '127.0.0.0', user_agent: 'device' } },
    },
  })
  assert.equal(intent.status, 'requires_action')
  const url = intent.next_action!.redirect_to_url!.url!
  const step = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'succeed' }),
    redirect: 'manual',
  })
  assert.equal(step.status, 303)
  const back = new URL(step.headers.get('location')!)
  assert.deepEqual([back.searchParams.get('order'), back.hash], ['7', '#top'])
  assert.equal(back.searchParams.get('redirect_status'), 'succeeded')
  const { payment_method } = await stripe.setupIntents.retrieve(intent.id)
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: product.default_price as string }],
    default_payment_method: payment_method as string,
    off_session: true,
  })
  assert.equal(subscription.status, 'active')
  assert.equal((await news()).at(-1), 'customer.subscription.updated')
})

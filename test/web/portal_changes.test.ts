// What customers change in the portal beyond their plan: how many of it, by which code, pauses, offers to those who would go, their address and
// tax ids; and sessions that lead to one thing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { plans, subscribed } from '../resources/billing/portals.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features
type Flow = Stripe.BillingPortal.SessionCreateParams.FlowData

/** A customer of $10.00 a month, and the address of their portal. */
async function portal({ stripe }: Sandbox, featuresFor: (of: Awaited<ReturnType<typeof plans>>) => Features) {
  const sold = await plans({ stripe })
  const { customer, subscription, item } = await subscribed({ stripe }, sold.monthly)
  const { id: configuration } = await stripe.billingPortal.configurations.create({ features: featuresFor(sold) })
  const session = async (flow_data?: Flow) =>
    (await stripe.billingPortal.sessions.create({ customer, configuration, ...(flow_data && { flow_data }) })).url
  return { ...sold, customer, subscription: subscription.id, item, session, url: await session() }
}

const seen = ({ stripe }: Sandbox, id: string) => stripe.subscriptions.retrieve(id)
const alertOn = (html: string) => /role="alert">([^<]*)</.exec(html)?.[1]

const UPDATES: Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate.DefaultAllowedUpdate[] = [
  'price',
  'quantity',
  'promotion_code',
]

/** Up to five of a plan, and codes. */
const updating = ({ product, monthly, yearly }: { product: string; monthly: string; yearly: string }): Features => ({
  payment_method_update: { enabled: true },
  subscription_update: {
    enabled: true,
    default_allowed_updates: UPDATES,
    proration_behavior: 'always_invoice',
    products: [{ product, prices: [monthly, yearly], adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } }],
  },
})

test('a quantity is changed within its bounds, once its customer has seen what that costs', async () => {
  const world = sandbox(brindle)
  const { url, subscription, monthly } = await portal(world, updating)
  assert.match(
    (await visit(url)).words,
    /Plan Photos \$10\.00 per month Photos \$100\.00 per year Quantity Promotion code/,
  )
  const wish = { subscription, price: monthly, quantity: '3' }
  const preview = await visit(url, { do: 'preview', ...wish })
  assert.match(
    preview.words,
    /Change to Photos × 3 \$10\.00 per month Your next invoice comes to \$\d+\.\d\d\. Confirm/,
  )
  assert.match(preview.html, /name="quantity" value="3"/)
  assert.equal((await seen(world, subscription)).items.data[0]!.quantity, 1)
  await world.news()
  for (const quantity of ['6', '0', '2.5', 'many', '-1']) {
    const { status, html } = await visit(url, { do: 'switch', ...wish, quantity })
    assert.deepEqual([status, alertOn(html)], [400, 'Choose at least 1 and at most 5.'], quantity)
  }
  assert.deepEqual(await world.news(), [])
  assert.equal((await visit(url, { do: 'switch', ...wish })).to, `${url}?done=1`)
  const { items, latest_invoice } = await seen(world, subscription)
  assert.equal(items.data[0]!.quantity, 3)
  // Two more, for the whole of the month that began just now, to the cent or nearly.
  const { amount_paid } = await world.stripe.invoices.retrieve(latest_invoice as string)
  assert.ok(amount_paid > 1990 && amount_paid <= 2000, String(amount_paid))
  assert.match((await visit(url)).words, /Photos × 3 \$10\.00 per month Renews on/)
})

test('a promotion code is taken, and one that is none is told of', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { url, subscription, monthly } = await portal(world, updating)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20, duration: 'forever' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'STAY20' })
  const wish = { subscription, price: monthly, quantity: '2', promotion_code: 'STAY20' }
  const wrong = await visit(url, { do: 'preview', ...wish, promotion_code: 'NONE' })
  assert.deepEqual([wrong.status, alertOn(wrong.html)], [400, 'This promotion code is not valid.'])
  assert.match((await visit(url, { do: 'preview', ...wish })).html, /name="promotion_code" value="STAY20"/)
  await visit(url, { do: 'switch', ...wish })
  const { discounts, items } = await stripe.subscriptions.retrieve(subscription, { expand: ['discounts'] })
  assert.equal(items.data[0]!.quantity, 2)
  assert.equal((discounts[0] as Stripe.Discount).source!.coupon, coupon)
})

test('what the configuration does not offer is not done', async () => {
  const world = sandbox(brindle)
  const { url, subscription, monthly, yearly } = await portal(world, (sold) => ({
    payment_method_update: { enabled: true },
    subscription_update: {
      ...{ enabled: true, default_allowed_updates: ['price'] },
      products: [{ product: sold.product, prices: [sold.monthly, sold.yearly] }],
    },
  }))
  await world.news()
  for (const form of [
    { do: 'switch', subscription, price: monthly, quantity: '2' },
    { do: 'switch', subscription, price: yearly, promotion_code: 'ANY' },
    { do: 'confirm', subscription, price: yearly },
    { do: 'stay', subscription },
    { do: 'pause', subscription },
    { do: 'resume', subscription },
    { do: 'add_tax_id', type: 'eu_vat', value: 'DE123456789' },
    { do: 'update', 'address[city]': 'Berlin' },
  ])
    assert.equal((await visit(url, form as Record<string, string>)).status, 200, JSON.stringify(form))
  assert.deepEqual(await world.news(), [])
})

test('a subscription is paused for a month, and goes on by itself or when its customer wants it to', async () => {
  const world = sandbox(brindle)
  const { url, session, subscription } = await portal(world, () => ({
    subscription_pause: {
      enabled: true,
      duration: {
        type: 'interval_options',
        interval_options: [{ interval: 'day', interval_count: 3 }, { interval: 'month' }],
      },
    },
  }))
  assert.match((await visit(url)).words, /Pause for 3 days 1 month Pause/)
  await world.news()
  const paused = await visit(url, { do: 'pause', subscription, duration: '0' })
  assert.equal(paused.to, `${url}?done=1`)
  assert.equal((await seen(world, subscription)).status, 'paused')
  assert.deepEqual(
    (await world.news()).filter((type) => type.startsWith('customer.subscription')),
    ['customer.subscription.updated', 'customer.subscription.paused'],
  )
  assert.match((await visit(url)).words, /Paused Resume/)
  await visit(url, { do: 'resume', subscription })
  assert.equal((await seen(world, subscription)).status, 'active')
  await visit(url, { do: 'pause', subscription, duration: '0' })
  await world.advance(3 * 86_400)
  assert.equal((await seen(world, subscription)).status, 'active')
  const later = await session()
  for (const duration of ['2', '-1', 'x']) {
    const { status } = await visit(later, { do: 'pause', subscription, duration })
    assert.equal(status, 400, duration)
  }
  assert.equal((await seen(world, subscription)).status, 'active')
})

test('a pause without an end lasts until it is ended', async () => {
  const world = sandbox(brindle)
  const { url, subscription } = await portal(world, () => ({
    subscription_pause: { enabled: true, duration: { type: 'indefinite' } },
  }))
  assert.ok(!(await visit(url)).words.includes('Pause for'))
  await visit(url, { do: 'pause', subscription })
  await world.advance(90 * 86_400)
  assert.equal((await seen(world, subscription)).status, 'paused')
})

test('who would cancel is offered a discount, and stays by it', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { session, subscription } = await portal(world, () => ({ subscription_cancel: { enabled: true } }))
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20, duration: 'repeating', duration_in_months: 3 })
  const url = await session({
    type: 'subscription_cancel',
    subscription_cancel: { subscription, retention: { type: 'coupon_offer', coupon_offer: { coupon } } },
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'See you <soon>.' } },
  })
  assert.match((await visit(url)).words, /Before you go: stay, and get 20% off for 3 months\. Stay with the discount/)
  const { to } = await visit(url, { do: 'stay', subscription })
  const done = await visit(to!)
  assert.match(done.words, /Your billing See you &lt;soon&gt;\./)
  assert.ok(!done.html.includes('<form'))
  const { cancel_at_period_end, discounts } = await stripe.subscriptions.retrieve(subscription, {
    expand: ['discounts'],
  })
  assert.deepEqual([cancel_at_period_end, (discounts[0] as Stripe.Discount).source!.coupon], [false, coupon])
})

test('a session for one change shows what it costs, and makes that change alone', async () => {
  const world = sandbox(brindle)
  const { session, subscription, yearly, item } = await portal(world, updating)
  const other = await subscribed({ stripe: world.stripe }, yearly)
  const url = await session({
    type: 'subscription_update_confirm',
    subscription_update_confirm: { subscription, items: [{ id: item, price: yearly, quantity: 2 }] },
  })
  const page = await visit(url)
  assert.match(
    page.words,
    /Change to Photos × 2 \$100\.00 per year Your next invoice comes to \$1(89|90)\.\d\d\. Confirm/,
  )
  await world.news()
  assert.equal(
    (await visit(url, { do: 'confirm', subscription: other.subscription.id, quantity: '5' })).to,
    `${url}?done=1`,
  )
  const now = await seen(world, subscription)
  assert.deepEqual([now.items.data[0]!.price.id, now.items.data[0]!.quantity], [yearly, 2])
  // Then the portal as it is.
  assert.match((await visit(`${url}?done=1`)).words, /It is done\. Subscriptions .*Payment methods/)
})

test('a flow is of its own subscription, and of no other of the same customer', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { session, subscription, customer, monthly } = await portal(world, () => ({
    subscription_cancel: { enabled: true },
  }))
  const { id: second } = await stripe.subscriptions.create({ customer, items: [{ price: monthly }] })
  const url = await session({ type: 'subscription_cancel', subscription_cancel: { subscription } })
  await world.news()
  assert.equal((await visit(url, { do: 'cancel', subscription: second })).status, 200)
  assert.deepEqual(await world.news(), [])
  await visit(url, { do: 'cancel', subscription })
  assert.deepEqual(
    [(await seen(world, subscription)).cancel_at_period_end, (await seen(world, second)).cancel_at_period_end],
    [true, false],
  )
})

test('a session for a payment method makes it the default, and says so', async () => {
  const world = sandbox(brindle)
  const { session, customer } = await portal(world, () => ({ payment_method_update: { enabled: true } }))
  const url = await session({ type: 'payment_method_update', after_completion: { type: 'hosted_confirmation' } })
  const card = {
    method: 'card',
    'card[number]': '5555 5555 5555 4444',
    'card[exp]': '12/34',
    'card[cvc]': '123',
    do: 'add',
  }
  assert.match((await visit((await visit(url, card)).to!)).words, /It is done\. Thank you\./)
  const { invoice_settings } = (await world.stripe.customers.retrieve(customer)) as Stripe.Customer
  const [first] = (await world.stripe.customers.listPaymentMethods(customer)).data
  assert.deepEqual([first!.card!.last4, invoice_settings.default_payment_method], ['4444', first!.id])
})

test('address, shipping and tax ids are told where they may be', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { url, customer } = await portal(world, () => ({
    customer_update: { enabled: true, allowed_updates: ['address', 'phone', 'shipping', 'tax_id'] },
  }))
  await visit(url, {
    do: 'update',
    phone: '+49 30 901820',
    'address[line1]': 'Hauptstraße 1',
    'address[postal_code]': '10115',
    'address[city]': 'Berlin',
    'address[country]': 'DE',
    'shipping[name]': 'Jenny',
    'shipping[address][line1]': 'Nebenstraße 2',
  })
  const who = (await stripe.customers.retrieve(customer)) as Stripe.Customer
  assert.deepEqual([who.phone, who.address?.city, who.address?.country], ['+49 30 901820', 'Berlin', 'DE'])
  assert.deepEqual([who.shipping?.name, who.shipping?.address?.line1], ['Jenny', 'Nebenstraße 2'])
  assert.match((await visit(url)).html, /name="address\[city\]"[^>]*value="Berlin"/)
  // An empty address is none that was told.
  await visit(url, { do: 'update', phone: '', 'address[line1]': '', 'address[country]': '' })
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).address?.city, 'Berlin')
  const wrong = await visit(url, { do: 'add_tax_id', type: 'eu_vat', value: '12' })
  assert.deepEqual([wrong.status, alertOn(wrong.html)], [400, 'Invalid value for eu_vat.'])
  await visit(url, { do: 'add_tax_id', type: 'eu_vat', value: 'DE123456789' })
  const [taxId, ...more] = (await stripe.customers.listTaxIds(customer)).data
  assert.deepEqual([taxId!.type, taxId!.value, more], ['eu_vat', 'DE123456789', []])
  assert.match((await visit(url)).words, /Tax IDs EU VAT DE123456789 Remove/)
  const { id: other } = await stripe.customers.create({ tax_id_data: [{ type: 'gb_vat', value: 'GB123456789' }] })
  const [theirs] = (await stripe.customers.listTaxIds(other)).data
  await world.news()
  await visit(url, { do: 'remove_tax_id', tax_id: theirs!.id })
  assert.deepEqual(await world.news(), [])
  await visit(url, { do: 'remove_tax_id', tax_id: taxId!.id })
  assert.deepEqual(await world.news(), ['customer.tax_id.deleted'])
})

// The customer portal as its customer meets it: what they see, what they change, and that they change nothing that is not theirs, or that
// the configuration does not let them.
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

/** As a keyboard for Japanese may leave it, in full width. */
const CARD = {
  method: 'card',
  'card[number]': '５５５５ ５５５５ ５５５５ ４４４４',
  'card[exp]': '１２/３４',
  'card[cvc]': '１２３',
  do: 'add',
}

/** A customer of $10.00 a month, and the address of their portal, with all features or these. */
async function portal(
  { stripe }: Sandbox,
  features?: Features,
  more: Partial<Stripe.BillingPortal.SessionCreateParams> = {},
) {
  const { product, monthly, yearly } = await plans({ stripe })
  const { customer, subscription } = await subscribed({ stripe }, monthly)
  const all: Features = {
    customer_update: { enabled: true, allowed_updates: ['email', 'name'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: 'at_period_end' },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price'],
      proration_behavior: 'always_invoice',
      products: [{ product, prices: [monthly, yearly] }],
    },
  }
  const { id: configuration } = await stripe.billingPortal.configurations.create({
    features: features ?? all,
    business_profile: { headline: 'Photos & more' },
  })
  const made = await stripe.billingPortal.sessions.create({
    customer,
    configuration,
    return_url: 'https://shop.test/account',
    ...more,
  })
  return { url: made.url, customer, subscription: subscription.id, monthly, yearly }
}

const seen = ({ stripe }: Sandbox, id: string) => stripe.subscriptions.retrieve(id)

test('it shows what they pay for, how, and what they have paid', async () => {
  const world = sandbox(brindle)
  const { url } = await portal(world)
  const { status, words, html } = await visit(url)
  assert.equal(status, 200)
  assert.match(
    words,
    /Photos &amp; more .*Subscriptions Photos \$10\.00 per month Renews on .*Change to Photos \$100\.00 per year/,
  )
  assert.match(words, /Payment methods visa ···· 4242 Default \d+\/\d{4}/)
  assert.match(words, /Invoices .*paid \$10\.00/)
  assert.match(html, /<a target="_top" href="https:\/\/shop\.test\/account">Go back to the merchant<\/a>/)
  const invoice = /<dt><a href="([^"]+)">/.exec(html)![1]!
  assert.match((await visit(invoice)).words, /Invoice paid/)
  assert.match((await visit(url, undefined, { 'accept-language': 'de' })).words, /Ihre Abrechnung .*monatlich/)
})

test('it speaks the language of the session, else of the customer, else of the browser', async () => {
  const world = sandbox(brindle)
  const [plain, german] = [await portal(world), await portal(world, undefined, { locale: 'de' })]
  const auto = await portal(world, undefined, { locale: 'auto' })
  const titles = async (language: string) =>
    Promise.all(
      [plain, german, auto].map(async ({ url }) => {
        const { html } = await visit(url, undefined, { 'accept-language': language })
        return /<h1>(.*)<\/h1>/.exec(html)![1]
      }),
    )
  assert.deepEqual(await titles('fr'), ['Votre facturation', 'Ihre Abrechnung', 'Votre facturation'])
  for (const { customer } of [plain, german, auto])
    await world.stripe.customers.update(customer, { preferred_locales: ['es', 'ja'] })
  assert.deepEqual(await titles('fr'), ['請求とお支払い', 'Ihre Abrechnung', '請求とお支払い'])
})

test('a subscription is canceled at its end, and kept after all', async () => {
  const world = sandbox(brindle)
  const { url, subscription } = await portal(world)
  await world.news()
  const canceled = await visit(url, { do: 'cancel', subscription })
  assert.deepEqual([canceled.status, canceled.to], [303, `${url}?done=1`])
  assert.equal((await seen(world, subscription)).cancel_at_period_end, true)
  assert.deepEqual(await world.news(), ['customer.subscription.updated'])
  const page = await visit(canceled.to!)
  assert.match(page.words, /It is done\. .*Ends on .*Do not cancel/)
  await visit(url, { do: 'keep', subscription })
  assert.equal((await seen(world, subscription)).cancel_at_period_end, false)
})

test('or at once, with a reason', async () => {
  const world = sandbox(brindle)
  const { url, subscription } = await portal(world, {
    subscription_cancel: {
      enabled: true,
      mode: 'immediately',
      cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] },
    },
  })
  assert.match(
    (await visit(url)).words,
    /Why do you cancel\? It is too expensive Another reason Would you like to add anything\? Cancel now/,
  )
  await visit(url, { do: 'cancel', subscription, feedback: 'too_expensive', comment: 'I move.' })
  const { status, cancellation_details: details } = await seen(world, subscription)
  assert.deepEqual([status, details!.feedback, details!.comment], ['canceled', 'too_expensive', 'I move.'])
})

test('a plan is changed once its customer has seen what that costs', async () => {
  const world = sandbox(brindle)
  const { url, subscription, yearly } = await portal(world)
  const preview = await visit(url, { do: 'preview', subscription, price: yearly })
  assert.equal(preview.status, 200)
  // A year for $100.00 begins now, and the month that was just paid is given back, to the cent or nearly: time has passed since.
  const [, said] = /Your next invoice comes to \$(\d+\.\d\d)/.exec(preview.words)!
  assert.ok(Number(said) >= 90 && Number(said) < 90.1, said)
  assert.equal((await seen(world, subscription)).items.data[0]!.price.unit_amount, 1000)
  const { status, to } = await visit(url, { do: 'switch', subscription, price: yearly })
  assert.deepEqual([status, to], [303, `${url}?done=1`])
  const { items, latest_invoice } = await seen(world, subscription)
  assert.equal(items.data[0]!.price.id, yearly)
  const bill = await world.stripe.invoices.retrieve(latest_invoice as string)
  assert.ok(bill.status === 'paid' && bill.amount_paid >= 9000 && bill.amount_paid < 9010)
})

test('a card is added and becomes the default, others are removed', async () => {
  const world = sandbox(brindle)
  const { url, customer } = await portal(world)
  const { status, to } = await visit(url, CARD)
  assert.deepEqual([status, to], [303, `${url}?done=1`])
  const methods = (await world.stripe.customers.listPaymentMethods(customer)).data
  const [added, first] = methods
  assert.deepEqual([methods.length, added!.card!.last4], [2, '4444'])
  const byDefault = async () =>
    ((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).invoice_settings.default_payment_method
  assert.equal(await byDefault(), added!.id)
  await visit(url, { do: 'default', method: first!.id })
  assert.equal(await byDefault(), first!.id)
  await visit(url, { do: 'remove', method: added!.id })
  assert.equal((await world.stripe.customers.listPaymentMethods(customer)).data.length, 1)
  const declined = await visit(url, { ...CARD, 'card[number]': '4000000000000002' })
  assert.equal(declined.status, 402)
  assert.match(declined.html, /role="alert">Your card was declined\./)
  const asked = await visit(url, { ...CARD, 'card[number]': '4000002760003184' })
  assert.match(asked.to!, /\/authorize\//)
  const yes = await visit(asked.to!, { outcome: 'succeed' })
  // The bank's yes makes it the default, its no is told.
  const taken = await visit(yes.to!)
  assert.deepEqual([taken.status, taken.to], [303, `${url}?done=1`])
  assert.match((await visit(taken.to!)).words, /It is done\./)
  const [asking, ...others] = (await world.stripe.customers.listPaymentMethods(customer)).data
  assert.deepEqual([asking!.card!.last4, others.length, await byDefault()], ['3184', 1, asking!.id])
  const again = await visit(url, { ...CARD, 'card[number]': '4000002760003184' })
  const no = await visit(again.to!, { outcome: 'fail' })
  const told = await visit(no.to!)
  assert.match(told.html, /role="alert">[^<]*failed authentication/)
  assert.ok(!told.words.includes('It is done.'))
  assert.equal((await world.stripe.customers.listPaymentMethods(customer)).data.length, 2)
})

test('they change of themselves what they may', async () => {
  const world = sandbox(brindle)
  const { url, customer } = await portal(world)
  const { words } = await visit(url)
  assert.ok(words.includes('Email') && !words.includes('Phone number'))
  await visit(url, { do: 'update', email: 'jenny@example.com', name: 'Jenny', phone: '+1', balance: '-100000' })
  const { email, name, phone, balance } = (await world.stripe.customers.retrieve(customer)) as Stripe.Customer
  assert.deepEqual([email, name, phone, balance], ['jenny@example.com', 'Jenny', null, 0])
  const wrong = await visit(url, { do: 'update', email: 'nobody' })
  assert.equal(wrong.status, 400)
  assert.match(wrong.html, /role="alert">Invalid email address/)
})

test('nothing that is not offered, and nothing that is another’s', async () => {
  const world = sandbox(brindle)
  const mine = await portal(world)
  const theirs = await portal(world)
  const other = (await world.stripe.customers.listPaymentMethods(theirs.customer)).data[0]!.id
  const setup = await world.stripe.setupIntents.create({
    customer: theirs.customer,
    payment_method: other,
    confirm: true,
    return_url: 'https://shop.test',
  })
  await world.news()
  for (const form of [
    { do: 'cancel', subscription: theirs.subscription },
    { do: 'switch', subscription: theirs.subscription, price: mine.yearly },
    // A price that their configuration does not have.
    { do: 'switch', subscription: mine.subscription, price: theirs.yearly },
    { do: 'remove', method: other },
    { do: 'default', method: other },
    { do: 'cancel', subscription: '../customers' },
    { do: 'cancel' },
    { do: 'constructor' },
    {},
  ]) {
    const { status } = await visit(mine.url, form as Record<string, string>)
    assert.equal(status, 200, JSON.stringify(form))
  }
  for (const intent of [setup.id, 'seti_none', '../customers'])
    assert.equal((await visit(`${mine.url}?setup_intent=${intent}`)).status, 200)
  const bare = await portal(world, { invoice_history: { enabled: true } })
  await world.news()
  for (const form of [
    { do: 'cancel', subscription: bare.subscription },
    { do: 'switch', subscription: bare.subscription, price: bare.yearly },
    { do: 'update', email: 'x@example.com' },
    CARD,
  ])
    assert.equal((await visit(bare.url, form as Record<string, string>)).status, 200)
  assert.deepEqual(await world.news(), [])
  const { words } = await visit(bare.url)
  for (const absent of ['Payment methods', 'Your details', 'Cancel', 'Change to'])
    assert.ok(!words.includes(absent), absent)
})

test('a subscription of several prices is shown with all of them, and not changed', async () => {
  const world = sandbox(brindle)
  const { url, subscription, yearly } = await portal(world)
  const item = { currency: 'usd', unit_amount: 300, recurring: { interval: 'month' as const } }
  const { id: price } = await world.stripe.prices.create({ ...item, product_data: { name: 'Storage' } })
  await world.stripe.subscriptionItems.create({ subscription, price })
  const { words } = await visit(url)
  assert.match(words, /Photos \$10\.00 per month Storage \$3\.00 per month Renews on/)
  assert.ok(!words.includes('Change to'))
  await visit(url, { do: 'switch', subscription, price: yearly })
  assert.equal((await seen(world, subscription)).items.data.length, 2)
})

test('a session for one thing shows that alone, and leads on when it is done', async () => {
  const world = sandbox(brindle)
  const { customer, subscription } = await portal(world)
  const [configuration] = (await world.stripe.billingPortal.configurations.list()).data
  const { url } = await world.stripe.billingPortal.sessions.create({
    customer,
    configuration: configuration!.id,
    flow_data: {
      type: 'subscription_cancel',
      subscription_cancel: { subscription },
      after_completion: { type: 'redirect', redirect: { return_url: 'https://shop.test/bye' } },
    },
  })
  const { words } = await visit(url)
  assert.ok(words.includes('Cancel at the end') && !words.includes('Invoices') && !words.includes('Payment methods'))
  assert.equal((await visit(url, { do: 'cancel', subscription })).to, 'https://shop.test/bye')
})

test('an address that is not quite one leads nowhere', async () => {
  const world = sandbox(brindle)
  const { url } = await portal(world)
  for (const address of [url.slice(0, -1), `${url}x`, `${world.url}/p/session/test_x`, url.replace('bps_', 'bps_x')]) {
    const { status, words } = await visit(address)
    assert.deepEqual([status, /There is nothing here/.test(words)], [404, true], address)
    assert.equal((await visit(address, { do: 'cancel' })).status, 404)
  }
})

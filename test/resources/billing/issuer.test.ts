// Whose an invoice is, and who is liable for its taxes: an account that is connected, of invoices, subscriptions, schedules,
// quotes, sessions and links. (https://docs.stripe.com/api/invoices/create#create_invoice-issuer; docs.stripe.com/tax/connect)
// One file because all of them say the same two things.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { press, OK } from '../checkout/shop.ts'
import { connect } from '../connect/platform.ts'
import { form } from './schedule_world.ts'

/** 2027-05-01T00:00:00Z, when all registrations are active. */
const MAY = 1_809_129_600
const DAY = 86_400

/**
 * A platform that collects taxes in Germany only; a seller in Austria that is connected to it, and collects them at home; and a
 * customer in Austria, on a clock. A photo is €10.00 once, or each month, with taxes on top.
 */
async function market(world: Sandbox) {
  const { stripe, news } = world
  const account = await connect(world, {
    country: 'AT',
    business_profile: { name: 'Wiener Bilder' },
  } as never)
  const active_from = 'now' as const
  const country_options = (country: 'de' | 'at') => ({
    [country]: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } },
  })
  const office = (country: string) => ({
    head_office: { address: { country } },
    defaults: { tax_behavior: 'exclusive' as const },
  })
  await stripe.tax.settings.update(office('DE'))
  await stripe.tax.settings.update(office('AT'), { stripeAccount: account })
  await stripe.tax.registrations.create({ country: 'DE', active_from, country_options: country_options('de') as never })
  await stripe.tax.registrations.create(
    { country: 'AT', active_from, country_options: country_options('at') as never },
    { stripeAccount: account },
  )
  const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time: MAY })
  const address = { country: 'AT', city: 'Wien', line1: 'Ring 1', postal_code: '1010' }
  const { id: customer } = await stripe.customers.create({ test_clock, address, email: 'jenny@example.com' })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: product } = await stripe.products.create({ name: 'Photo' })
  const priced = { product, currency: 'eur', unit_amount: 1000, tax_behavior: 'exclusive' as const }
  const once = (await stripe.prices.create(priced)).id
  const monthly = (await stripe.prices.create({ ...priced, recurring: { interval: 'month' } })).id
  await news()
  const other = { type: 'account' as const, account }
  return {
    account,
    other,
    customer,
    clock: test_clock,
    product,
    once,
    monthly,
    taxed: { enabled: true, liability: other },
  }
}

/** Whose it is, by its name too, who is liable, and the tax. */
const parties = ({ issuer, account_name, account_country, automatic_tax, total_taxes }: Stripe.Invoice) => [
  issuer,
  account_name,
  account_country,
  automatic_tax.liability,
  total_taxes?.reduce((sum, { amount }) => sum + amount, 0) ?? 0,
]
const theirs = (other: object) => [other, 'Wiener Bilder', 'AT', other, 200]
const SELF = { type: 'self' }

behaves('POST /v1/invoices', 'are issued by a connected account, and taxed as that is', async (world) => {
  const { stripe, news, call } = world
  const { customer, other, taxed, once, account } = await market(world)
  const platform = await stripe.accounts.retrieveCurrent()
  const made = await stripe.invoices.create({ customer, currency: 'eur', issuer: other, automatic_tax: taxed })
  const { id } = await stripe.invoices.addLines(made.id, { lines: [{ pricing: { price: once } }] })
  // 20% in Austria, where the seller collects them.
  const theirInvoice = await stripe.invoices.finalizeInvoice(id)
  assert.deepEqual([parties(theirInvoice), theirInvoice.total], [theirs(other), 1200])
  assert.deepEqual(await news(), [
    'invoice.created',
    'invoiceitem.created',
    'invoice.updated',
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
  ])
  // The platform does not collect any there.
  const own = await stripe.invoices.create({ customer, currency: 'eur', automatic_tax: { enabled: true } })
  await stripe.invoices.addLines(own.id, { lines: [{ pricing: { price: once } }] })
  const ours = await stripe.invoices.retrieve(own.id)
  const [, name, country] = parties(ours)
  assert.deepEqual(parties(ours), [SELF, name, country, SELF, 0])
  assert.deepEqual([name, country], [platform.settings!.dashboard.display_name, platform.country])
  // What is said once stays, until something else is.
  const moved = await stripe.invoices.update(own.id, { issuer: other, automatic_tax: taxed })
  assert.deepEqual(parties(moved), theirs(other))
  assert.deepEqual(parties(await stripe.invoices.update(own.id, { automatic_tax: { enabled: true } })), theirs(other))
  const back = await stripe.invoices.update(own.id, {
    issuer: { type: 'self' },
    automatic_tax: { enabled: true, liability: { type: 'self' } },
  })
  assert.deepEqual(parties(back), parties(ours))
  const off = await stripe.invoices.update(own.id, { automatic_tax: { enabled: false } })
  assert.equal(off.automatic_tax.liability, null)
  const preview = await stripe.invoices.createPreview({
    customer,
    currency: 'eur',
    issuer: other,
    automatic_tax: taxed,
    invoice_items: [{ price: once }],
  })
  assert.deepEqual(parties(preview), theirs(other))
  await news()
  const revision = await stripe.invoices.create({ from_invoice: { action: 'revision', invoice: id } })
  assert.deepEqual(parties(revision), theirs(other))
  await news()
  const liability = 'automatic_tax[liability]'
  // biome-ignore format: a table
  for (const [params, expected] of [
    [{ issuer: { type: 'account' } }, { code: 'parameter_missing', param: 'issuer[account]', message: 'Missing required param: issuer[account].' }],
    [{ issuer: { type: 'account', account: 'acct_none' } }, { code: 'resource_missing', param: 'issuer[account]', message: "No such account: 'acct_none'" }],
    [{ issuer: { type: 'account', account: platform.id } }, { param: 'issuer[account]', message: "The 'issuer[account]' param cannot be set to your own account." }],
    [{ issuer: { type: 'self', account } }, { param: 'issuer[account]', message: 'You cannot set `issuer[account]` unless `type` is `account`.' }],
    [{ automatic_tax: { enabled: true, liability: { type: 'account', account: 'acct_none' } } }, { code: 'resource_missing', param: `${liability}[account]`, message: "No such account: 'acct_none'" }],
  ] as const)
    refused(await call('POST', '/v1/invoices', form({ customer, ...params })), 400, expected)
  // Nobody but their platform names them.
  const there = await stripe.customers.create({}, { stripeAccount: account })
  refused(
    await call('POST', '/v1/invoices', form({ customer: there.id, issuer: other }), { 'stripe-account': account }),
    400,
    {
      param: 'issuer[account]',
      message: "The 'issuer[account]' param cannot be set to your own account.",
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscriptions', 'have their invoices issued and taxed by another', async (world) => {
  const { stripe, news } = world
  const { customer, other, taxed, monthly, clock } = await market(world)
  const latest = async (id: string) =>
    (await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })).latest_invoice as Stripe.Invoice
  const of = await stripe.subscriptions.create({
    customer,
    items: [{ price: monthly }],
    automatic_tax: taxed,
    invoice_settings: { issuer: other },
  })
  assert.deepEqual([of.automatic_tax.liability, of.invoice_settings.issuer], [other, other])
  assert.deepEqual(parties(await latest(of.id)), theirs(other))
  await advanceClock(stripe, clock, MAY + 31 * DAY)
  assert.deepEqual(parties(await latest(of.id)), theirs(other))
  await advanceClock(stripe, clock, MAY + 32 * DAY)
  // Its next is the platform's own.
  const changed = await stripe.subscriptions.update(of.id, {
    automatic_tax: { enabled: true, liability: { type: 'self' } },
    invoice_settings: { issuer: { type: 'self' } },
  })
  assert.deepEqual([changed.automatic_tax.liability, changed.invoice_settings.issuer], [SELF, SELF])
  const [issuer, , , liability, tax] = parties(await stripe.invoices.createPreview({ subscription: of.id }))
  assert.deepEqual([issuer, liability, tax], [SELF, SELF, 0])
  const asked = { subscription: of.id, automatic_tax: taxed, issuer: other }
  assert.deepEqual(parties(await stripe.invoices.createPreview(asked)), theirs(other))
  await news()
})

behaves('POST /v1/subscription_schedules', 'say it for all phases, or for one', async (world) => {
  const { stripe, news, call } = world
  const { customer, other, taxed, monthly, clock, account } = await market(world)
  const item = { items: [{ price: monthly }], duration: { interval: 'month' as const } }
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    default_settings: { automatic_tax: { enabled: true }, invoice_settings: { issuer: { type: 'self' } } },
    phases: [item, { ...item, automatic_tax: taxed, invoice_settings: { issuer: other } }, item],
  })
  assert.deepEqual([made.phases[1]!.automatic_tax?.liability, made.phases[1]!.invoice_settings?.issuer], [other, other])
  assert.deepEqual(
    [made.default_settings.automatic_tax?.liability, made.phases[0]!.automatic_tax?.liability],
    [SELF, SELF],
  )
  const latest = async () =>
    (await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] }))
      .latest_invoice as Stripe.Invoice
  const seen = []
  for (const day of [0, 31, 61]) {
    if (day > 0) await advanceClock(stripe, clock, MAY + day * DAY)
    seen.push(parties(await latest()))
  }
  assert.deepEqual(
    seen.map(([issuer, , , liability, tax]) => [issuer, liability, tax]),
    [
      [SELF, SELF, 0],
      [other, other, 200],
      [SELF, SELF, 0],
    ],
  )
  const again = await stripe.subscriptions.create({
    customer,
    items: [{ price: monthly }],
    automatic_tax: taxed,
    invoice_settings: { issuer: other },
  })
  const adopted = await stripe.subscriptionSchedules.create({ from_subscription: again.id })
  assert.deepEqual(
    [adopted.default_settings.invoice_settings.issuer, adopted.phases[0]!.automatic_tax?.liability],
    [other, other],
  )
  await news()
  const wrong = {
    customer,
    phases: [{ ...item, invoice_settings: { issuer: { type: 'account', account: 'acct_none' } } }],
  }
  refused(await call('POST', '/v1/subscription_schedules', form(wrong)), 400, {
    code: 'resource_missing',
    param: 'phases[0][invoice_settings][issuer][account]',
    message: "No such account: 'acct_none'",
  })
  assert.ok(account)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/quotes/{id}/accept', 'makes what another issues, and is taxed as they are', async (world) => {
  const { stripe, news } = world
  const { customer, other, taxed, once, monthly, clock } = await market(world)
  const accept = async (price: string, more: Stripe.QuoteCreateParams = {}) => {
    const quote = await stripe.quotes.create({
      customer,
      line_items: [{ price }],
      automatic_tax: taxed,
      invoice_settings: { issuer: other },
      ...more,
    })
    assert.deepEqual([quote.automatic_tax.liability, quote.invoice_settings.issuer], [other, other])
    assert.equal(quote.total_details.amount_tax, 200)
    await stripe.quotes.finalizeQuote(quote.id)
    return stripe.quotes.accept(quote.id)
  }
  const { invoice } = await accept(once)
  assert.deepEqual(parties(await stripe.invoices.retrieve(invoice as string)), theirs(other))
  const { subscription } = await accept(monthly)
  const of = await stripe.subscriptions.retrieve(subscription as string, { expand: ['latest_invoice'] })
  assert.deepEqual(parties(of.latest_invoice as Stripe.Invoice), theirs(other))
  const later = await accept(monthly, { subscription_data: { effective_date: MAY + 2 * DAY } })
  await advanceClock(stripe, clock, MAY + 2 * DAY)
  const { subscription: begun } = await stripe.subscriptionSchedules.retrieve(later.subscription_schedule as string)
  const then = await stripe.subscriptions.retrieve(begun as string, { expand: ['latest_invoice'] })
  assert.deepEqual(parties(then.latest_invoice as Stripe.Invoice), theirs(other))
  await news()
})

behaves('POST /v1/checkout/sessions', 'sell what another issues, and is taxed as they are', async (world) => {
  const { stripe, news, call } = world
  const { other, taxed, once, monthly } = await market(world)
  const common = { success_url: OK, automatic_tax: taxed }
  const page = 'payment_method=pm_card_visa&email=jenny@example.com&address[country]=AT'
  const payment = await stripe.checkout.sessions.create({
    ...common,
    mode: 'payment',
    line_items: [{ price: once, quantity: 1 }],
    invoice_creation: { enabled: true, invoice_data: { issuer: other } },
  })
  assert.deepEqual([payment.automatic_tax.liability, payment.invoice_creation!.invoice_data.issuer], [other, other])
  const { body } = await press(world, payment.id, page)
  assert.deepEqual([body.amount_total, body.automatic_tax.liability], [1200, other])
  assert.deepEqual(parties(await stripe.invoices.retrieve(body.invoice)), theirs(other))
  const subscribing = await stripe.checkout.sessions.create({
    ...common,
    mode: 'subscription',
    line_items: [{ price: monthly, quantity: 1 }],
    subscription_data: { invoice_settings: { issuer: other } },
  })
  const { body: done } = await press(world, subscribing.id, page)
  assert.deepEqual(parties(await stripe.invoices.retrieve(done.invoice)), theirs(other))
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: once, quantity: 1 }],
    automatic_tax: taxed,
    invoice_creation: { enabled: true, invoice_data: { issuer: other } },
  })
  assert.deepEqual([link.automatic_tax.liability, link.invoice_creation!.invoice_data!.issuer], [other, other])
  const visited = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  const { body: linked } = await press(world, visited.body.id, page)
  assert.deepEqual(parties(await stripe.invoices.retrieve(linked.invoice)), theirs(other))
  const recurring = await stripe.paymentLinks.create({
    line_items: [{ price: monthly, quantity: 1 }],
    automatic_tax: taxed,
    subscription_data: { invoice_settings: { issuer: other } },
  })
  assert.deepEqual(recurring.subscription_data!.invoice_settings!.issuer, other)
  const again = await call('POST', `/brindle/payment_links/${recurring.id}/visit`, '')
  const { body: sold } = await press(world, again.body.id, page)
  assert.deepEqual(parties(await stripe.invoices.retrieve(sold.invoice)), theirs(other))
  await news()
  const none = { type: 'account', account: 'acct_none' }
  const line_items = [{ price: monthly, quantity: 1 }]
  const param = 'subscription_data[invoice_settings][issuer][account]'
  for (const [path, params] of [
    ['/v1/checkout/sessions', { mode: 'subscription', success_url: OK }],
    ['/v1/payment_links', {}],
  ] as const)
    refused(
      await call(
        'POST',
        path,
        form({ ...params, line_items, subscription_data: { invoice_settings: { issuer: none } } }),
      ),
      400,
      { code: 'resource_missing', param, message: "No such account: 'acct_none'" },
    )
  assert.deepEqual(await news(), [])
})

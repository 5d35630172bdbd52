// Automatic taxes of subscriptions, their previews, schedules and quotes: Germany 19 %, France 20 %.
// (https://docs.stripe.com/tax/subscriptions; https://docs.stripe.com/tax/customer-locations#invoice-finalization-errors)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  BOUGHT,
  buyer,
  day,
  FEB,
  FINALIZED,
  HOUR,
  latest,
  newsOf,
  NOW,
  RENEWED,
  SETTLED,
  UPDATED,
  type World,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'
const ON = { automatic_tax: { enabled: true } }
const OFF = { disabled_reason: null, enabled: false, liability: null }
const SELF = { disabled_reason: null, enabled: true, liability: { type: 'self' as const } }
const COMPLETE = { ...SELF, provider: 'stripe', status: 'complete' }

const shown = (taxes: Stripe.Invoice['total_taxes']) =>
  taxes?.map((tax) => [tax.amount, tax.taxable_amount, tax.tax_behavior, tax.taxability_reason])

/** Somebody in Germany, and a price of $10.00 a month, on which tax comes on top. */
async function german(world: World) {
  const who = await buyer(world)
  const address = { country: 'DE' }
  await world.stripe.customers.update(who.customer, { address })
  const photos = await who.price('Photos', 1000, { tax_behavior: 'exclusive' })
  return { ...who, photos, asked: { customer: who.customer, items: [{ price: photos }], ...ON } }
}

/** What is charged of an invoice: it, its tax, and each line's. */
const charged = ({ total, total_taxes, lines, automatic_tax }: Stripe.Invoice) => [
  total,
  shown(total_taxes),
  lines.data.map(({ amount, taxes }) => [amount, shown(taxes)]),
  automatic_tax,
]

behaves(CREATE, 'charges the taxes of where the customer is at each renewal, as its preview says', async (world) => {
  const { stripe, news } = world
  const { customer, asked, go } = await german(world)
  const preview = (given: Stripe.InvoiceCreatePreviewParams) => stripe.invoices.createPreview({ customer, ...given })
  const first = await preview({ subscription_details: { items: asked.items }, ...ON })
  await news()
  const { id, automatic_tax } = await stripe.subscriptions.create(asked)
  assert.deepEqual(automatic_tax, SELF)
  assert.deepEqual(await news(), BOUGHT)
  // 1000 × 19 %
  const german19 = [[190, 1000, 'exclusive', 'standard_rated']]
  const paid = await latest(world, id)
  assert.deepEqual(charged(paid), [1190, german19, [[1000, german19]], COMPLETE])
  assert.deepEqual([paid.status, paid.amount_paid, paid.total_excluding_tax], ['paid', 1190, 1000])
  assert.deepEqual(charged(first), charged(paid))
  // It names the very rate that was charged by.
  assert.deepEqual(first.total_taxes, paid.total_taxes)
  await stripe.customers.update(customer, { address: { country: 'FR' } })
  await news()
  const second = await preview({ subscription: id })
  await go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
  // 1000 × 20 %
  const french20 = [[200, 1000, 'exclusive', 'standard_rated']]
  const renewed = await latest(world, id)
  assert.deepEqual(charged(renewed), [1200, french20, [[1000, french20]], COMPLETE])
  assert.deepEqual([renewed.status, charged(second)], ['paid', charged(renewed)])
})

behaves(CREATE, 'has the tax within or on top as the price says of its currency', async (world) => {
  const { stripe, news } = world
  const { customer, price } = await german(world)
  const photos = await price('Photos', 1000, {
    tax_behavior: 'exclusive',
    currency_options: { eur: { unit_amount: 1190, tax_behavior: 'inclusive' } },
  })
  const { id } = await stripe.subscriptions.create({ customer, currency: 'eur', items: [{ price: photos }], ...ON })
  // 11.90 with 19 % in it is 10.00 and 1.90.
  const { total, total_excluding_tax, total_taxes } = await latest(world, id)
  assert.deepEqual([total, total_excluding_tax], [1190, 1000])
  assert.deepEqual(shown(total_taxes), [[190, 1000, 'inclusive', 'standard_rated']])
  assert.deepEqual(await news(), BOUGHT)
})

behaves(CREATE, 'goes on without taxes where its customer is nowhere any more', async (world) => {
  const { stripe } = world
  const { customer, asked, go } = await german(world)
  const { id } = await stripe.subscriptions.create(asked)
  const { id: schedule } = await stripe.subscriptionSchedules.create({ from_subscription: id })
  await stripe.customers.update(customer, { address: '' })
  await world.news()
  // A call is refused what the clock is not.
  const { body } = await world.call('POST', `/v1/subscriptions/${id}`, 'automatic_tax[enabled]=true')
  assert.equal(body.error.code, 'customer_tax_location_invalid')
  const phases = (await stripe.subscriptionSchedules.retrieve(schedule)).phases
  assert.deepEqual(phases[0]!.automatic_tax, SELF)
  await stripe.subscriptionSchedules.update(schedule, {
    phases: [{ items: asked.items, start_date: phases[0]!.start_date, end_date: day('2025-03-15') }],
    default_settings: ON,
  })
  await world.news()
  await go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), [
    UPDATED,
    'invoice.created',
    // First that its taxes are off, then that it is final.
    'invoice.updated',
    ...FINALIZED,
    // The payment is made in the same moment; what comes of the invoice follows.
    ...SETTLED.slice(0, 2),
    'subscription_schedule.updated',
    UPDATED,
    ...SETTLED.slice(2),
  ])
  const off = { ...SELF, enabled: false }
  const renewed = await latest(world, id)
  assert.deepEqual(charged(renewed), [
    1000,
    [],
    [[1000, []]],
    {
      ...off,
      disabled_reason: 'finalization_requires_location_inputs',
      provider: 'stripe',
      status: 'requires_location_inputs',
    },
  ])
  const disabled = { ...off, disabled_reason: 'requires_location_inputs' }
  const after = await stripe.subscriptions.retrieve(id)
  const turned = await stripe.subscriptionSchedules.retrieve(schedule)
  assert.deepEqual(
    [renewed.status, after.automatic_tax, turned.phases[0]!.automatic_tax, turned.default_settings.automatic_tax],
    ['paid', disabled, disabled, disabled],
  )
})

behaves('POST /v1/subscriptions/{id}', 'taxes prorations, and is foretold with them', async (world) => {
  const { stripe, news } = world
  const { asked, go, price } = await german(world)
  const { id, items } = await stripe.subscriptions.create(asked)
  const albums = await price('Albums', 2000, { tax_behavior: 'exclusive' })
  await go(NOW)
  await news()
  const change = { items: [{ id: items.data[0]!.id, price: albums }], proration_behavior: 'always_invoice' as const }
  const preview = await stripe.invoices.createPreview({ subscription: id, subscription_details: change })
  await stripe.subscriptions.update(id, change)
  // 15 of 31 days: 1000 × 15/31 = 483.87 back, 2000 × 15/31 = 967.74; of them 91.96 and 183.92 tax.
  const reason = ['exclusive', 'standard_rated']
  const lines = [
    [-484, [[-92, -484, ...reason]]],
    [968, [[184, 968, ...reason]]],
  ]
  const billed = await latest(world, id)
  assert.deepEqual(charged(billed), [576, [[92, 484, ...reason]], lines, COMPLETE])
  assert.deepEqual([billed.status, charged(preview)], ['paid', charged(billed)])
  assert.deepEqual((await newsOf(world)).slice(0, 3), ['invoiceitem.created', 'invoiceitem.created', UPDATED])
})

behaves(CREATE, 'refuses a customer who is nowhere, and manual rates beside automatic taxes', async (world) => {
  const { stripe, call, news } = world
  const nowhere = await buyer(world)
  const vague = await nowhere.price('Vague', 1000)
  const { customer, photos } = await german(world)
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
  await news()
  const make = (who: string, price: string, more = '') =>
    call('POST', '/v1/subscriptions', `customer=${who}&items[0][price]=${price}&automatic_tax[enabled]=true${more}`)
  refused(await make(nowhere.customer, photos), 400, {
    code: 'customer_tax_location_invalid',
    message:
      "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
  })
  refused(await make(customer, photos, `&default_tax_rates[0]=${rate}`), 400, {
    param: 'default_tax_rates',
    message: 'You cannot use `default_tax_rates` when `automatic_tax[enabled]=true`.',
  })
  refused(await make(customer, photos, `&items[0][tax_rates][0]=${rate}`), 400, {
    param: 'tax_rates',
    message: 'You cannot use `tax_rates` when `automatic_tax[enabled]=true`.',
  })
  refused(await make(customer, vague), 400, {
    message:
      `The price \`${vague}\` does not have a \`tax_behavior\` set which is required for automatic tax computation. ` +
      'Please visit https://stripe.com/docs/tax/products-prices-tax-categories-tax-behavior#tax-behavior for more information.',
  })
  // A preview does not refuse who is nowhere: it says that it does not know.
  const preview = await stripe.invoices.createPreview({
    customer: nowhere.customer,
    subscription_details: { items: [{ price: photos }] },
    ...ON,
  })
  assert.deepEqual([preview.automatic_tax.status, preview.total], ['requires_location_inputs', 1000])
  // Whoever is only described is taxed by that: a German business with a number pays none.
  const described = async (customer_details: Stripe.InvoiceCreatePreviewParams.CustomerDetails) =>
    shown(
      (
        await stripe.invoices.createPreview({
          customer_details,
          subscription_details: { items: [{ price: photos }] },
          ...ON,
        })
      ).total_taxes,
    )
  const address = { country: 'DE' }
  assert.deepEqual(await described({ address }), [[190, 1000, 'exclusive', 'standard_rated']])
  const tax_ids = [{ type: 'eu_vat' as const, value: 'DE123456789' }]
  assert.deepEqual(await described({ address, tax_ids }), [[0, 0, 'exclusive', 'reverse_charge']])
  assert.deepEqual((await stripe.subscriptions.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscription_schedules', 'turns automatic taxes off and on with its phases', async (world) => {
  const { stripe } = world
  const { customer, asked, go } = await german(world)
  const { id } = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    default_settings: ON,
    phases: [
      { items: asked.items, end_date: FEB, automatic_tax: { enabled: false } },
      { items: asked.items, end_date: day('2025-03-01') },
    ],
  })
  const { subscription, phases } = await stripe.subscriptionSchedules.retrieve(id)
  assert.deepEqual(
    phases.map(({ automatic_tax }) => automatic_tax),
    [OFF, SELF],
  )
  assert.deepEqual((await latest(world, subscription as string)).total, 1000)
  await world.news()
  await go(FEB + HOUR)
  assert.ok((await newsOf(world)).includes('invoice.paid'))
  const of = await stripe.subscriptions.retrieve(subscription as string)
  assert.deepEqual([of.automatic_tax, (await latest(world, of.id)).total], [SELF, 1190])
})

behaves('POST /v1/quotes', 'offers with the taxes that will be charged', async (world) => {
  const { stripe, call, news } = world
  const { customer, photos, price } = await german(world)
  // 595 × 19/119 = 95 are in it.
  const setup = await price('Setup', 595, { recurring: undefined as never, tax_behavior: 'inclusive' })
  await news()
  const open = await stripe.quotes.create({ line_items: [{ price: setup }, { price: photos }], ...ON })
  const tax = { enabled: true, liability: { type: 'self' }, provider: 'stripe' }
  assert.deepEqual(
    [open.automatic_tax, open.amount_total, open.total_details.amount_tax],
    [{ ...tax, status: 'requires_location_inputs' }, 1595, 0],
  )
  // The customer of a test clock has quotes of that clock.
  const { id } = await stripe.quotes.create({ customer, line_items: [{ price: setup }, { price: photos }], ...ON })
  const draft = await stripe.quotes.finalizeQuote(id)
  // 595 + 1000 + 190
  assert.deepEqual(
    [draft.automatic_tax, draft.amount_subtotal, draft.amount_total, draft.total_details.amount_tax],
    [{ ...tax, status: 'complete' }, 1595, 1785, 285],
  )
  assert.deepEqual([draft.computed.recurring?.amount_total, draft.computed.upfront.amount_total], [1190, 1785])
  await news()
  const { subscription } = await stripe.quotes.accept(id)
  const billed = await latest(world, subscription as string)
  assert.deepEqual([billed.total, billed.automatic_tax], [1785, COMPLETE])
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoiceitem.created',
    'invoice.created',
    'quote.accepted',
  ])
  refused(await call('POST', '/v1/quotes', `customer=${customer}&line_items[0][price]=${photos}&${FORM}`), 400, {
    code: 'parameter_missing',
    param: 'automatic_tax[liability][account]',
    message: 'Missing required param: automatic_tax[liability][account].',
  })
})
const FORM = 'automatic_tax[enabled]=true&automatic_tax[liability][type]=account'

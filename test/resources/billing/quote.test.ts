// Quotes: an offer from its draft to its end. What becomes of one that is accepted, what one comes to and what is refused is in
// the files beside this one. (https://docs.stripe.com/api/quotes; https://docs.stripe.com/quotes/overview: "docs")
// One file because an offer goes through these states one after the other.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import { shop } from './quoting.ts'

const DAY = 24 * 60 * 60

behaves('POST /v1/quotes', 'offers what is bought again and again, and once', async (world) => {
  const { stripe, news } = world
  const { customer, photos, setup } = await shop(world)
  const { id, created, expires_at, ...rest } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos, quantity: 2 }, { price: setup }],
    header: 'For you',
    description: 'Photos for a year',
    footer: 'Thank you',
    metadata: { a: '1' },
    collection_method: 'send_invoice',
    invoice_settings: { days_until_due: 14, footer: 'Pay soon' },
    subscription_data: { description: 'Photos', metadata: { b: '2' } },
  })
  assert.match(id, /^qt_[A-Za-z0-9]{24}$/)
  // The default: docs.stripe.com/quotes/create
  assert.equal(expires_at, created + 30 * DAY)
  const nothing = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 }
  assert.deepEqual(rest, {
    object: 'quote',
    amount_subtotal: 3999,
    amount_total: 3999,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    collection_method: 'send_invoice',
    computed: {
      recurring: {
        amount_subtotal: 3000,
        amount_total: 3000,
        interval: 'month',
        interval_count: 1,
        total_details: nothing,
      },
      upfront: { amount_subtotal: 3999, amount_total: 3999, total_details: nothing },
    },
    currency: 'usd',
    customer,
    customer_account: null,
    default_tax_rates: [],
    description: 'Photos for a year',
    discounts: [],
    footer: 'Thank you',
    from_quote: null,
    header: 'For you',
    invoice: null,
    invoice_settings: {
      custom_fields: null,
      days_until_due: 14,
      description: null,
      footer: 'Pay soon',
      issuer: { type: 'self' },
    },
    livemode: false,
    metadata: { a: '1' },
    number: null,
    on_behalf_of: null,
    status: 'draft',
    status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null },
    subscription: null,
    subscription_data: {
      billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
      description: 'Photos',
      effective_date: null,
      metadata: { b: '2' },
      trial_period_days: null,
    },
    subscription_schedule: null,
    test_clock: null,
    total_details: nothing,
    transfer_data: null,
  })
  assert.deepEqual(await news(), ['quote.created'])
})

behaves('POST /v1/quotes', 'may say nothing yet, or have prices of its own', async (world) => {
  const { stripe, news } = world
  const empty = await stripe.quotes.create()
  assert.deepEqual([empty.customer, empty.currency, empty.amount_total], [null, null, 0])
  assert.deepEqual(empty.computed.recurring, null)
  const { id: product } = await stripe.products.create({ name: 'Advice' })
  const price_data = { currency: 'eur', product, unit_amount_decimal: '33.5' as never }
  const own = await stripe.quotes.create({ line_items: [{ price_data, quantity: 3 }] })
  // 3 × 33.5 = 100.5, rounded once.
  assert.deepEqual([own.currency, own.amount_total], ['eur', 101])
  assert.deepEqual(await news(), ['quote.created', 'product.created', 'quote.created'])
})

behaves('GET /v1/quotes/{id}', 'has its lines where they are asked for', async (world) => {
  const { stripe, news, call } = world
  const { customer, photos, setup } = await shop(world)
  const { id } = await stripe.quotes.create({ customer, line_items: [{ price: photos }, { price: setup }] })
  const { line_items, computed, ...rest } = await stripe.quotes.retrieve(id, {
    expand: ['line_items', 'computed.upfront.line_items', 'customer'],
  })
  assert.equal((rest.customer as Stripe.Customer).name, 'Jenny')
  assert.deepEqual(
    line_items!.data.map(({ description }) => description),
    ['Photos', 'Setup'],
  )
  assert.deepEqual([line_items!.url, line_items!.has_more], [`/v1/quotes/${id}/line_items`, false])
  assert.equal(computed.upfront.line_items!.url, `/v1/quotes/${id}/computed_upfront_line_items`)
  assert.equal('line_items' in (await stripe.quotes.retrieve(id)), false)
  refused(await call('GET', '/v1/quotes/qt_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such quote: 'qt_none'",
  })
  assert.deepEqual(await news(), ['quote.created'])
})

behaves('GET /v1/quotes', 'has the newest first, by customer, status and clock', async (world) => {
  const { stripe, news } = world
  const { customer, setup } = await shop(world)
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 })
  const line_items = [{ price: setup }]
  const first = await stripe.quotes.create({ customer, line_items })
  const second = await stripe.quotes.create({ customer, line_items })
  await stripe.quotes.finalizeQuote(first.id)
  const third = await stripe.quotes.create({ line_items, test_clock: clock.id })
  assert.deepEqual([third.test_clock, third.created], [clock.id, 1_700_000_000])
  const listed = async (params: Stripe.QuoteListParams) => (await stripe.quotes.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await listed({ customer }), [second.id, first.id])
  assert.deepEqual(await listed({ customer, status: 'open' }), [first.id])
  assert.deepEqual(await listed({ test_clock: clock.id }), [third.id])
  assert.deepEqual(await listed({ limit: 1, starting_after: second.id }), [first.id])
  assert.ok((await news()).includes('quote.finalized'))
})

behaves('POST /v1/quotes/{id}', 'changes a draft, and what it comes to', async (world) => {
  const { stripe, news } = world
  const { customer, photos, setup } = await shop(world)
  const made = await stripe.quotes.create({
    line_items: [{ price: photos, quantity: 2 }, { price: setup }],
    metadata: { a: '1' },
    subscription_data: { metadata: { a: '1' } },
    expand: ['line_items'],
  })
  const [kept] = made.line_items!.data
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  await news()
  const changed = await stripe.quotes.update(made.id, {
    customer,
    line_items: [{ id: kept!.id, quantity: 3 }],
    default_tax_rates: [rate],
    metadata: { b: '2' },
    expires_at: made.created + DAY,
    subscription_data: { metadata: { b: '2' }, trial_period_days: 7 },
    description: 'Three',
    expand: ['line_items'],
  })
  assert.deepEqual(
    changed.line_items!.data.map(({ id, quantity, amount_total }) => [id, quantity, amount_total]),
    [[kept!.id, 3, 5400]],
  )
  // A trial of a week: nothing is due at once, and $45.00 with 20 % each month.
  const nothing = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 }
  const { computed, metadata, subscription_data: data, ...rest } = changed
  assert.deepEqual(computed.upfront, { amount_subtotal: 0, amount_total: 0, total_details: nothing })
  assert.deepEqual(computed.recurring, {
    amount_subtotal: 4500,
    amount_total: 5400,
    interval: 'month',
    interval_count: 1,
    total_details: { ...nothing, amount_tax: 900 },
  })
  // The metadata of the quote is merged, that of the subscription is declared. (the comments of the SDK)
  assert.deepEqual([metadata, data.metadata, data.trial_period_days], [{ a: '1', b: '2' }, { b: '2' }, 7])
  assert.deepEqual([rest.customer, rest.description, rest.expires_at], [customer, 'Three', made.created + DAY])
  assert.deepEqual([rest.default_tax_rates, rest.amount_total], [[rate], 0])
  const cleared = await stripe.quotes.update(made.id, { description: '', default_tax_rates: '' })
  assert.deepEqual([cleared.description, cleared.default_tax_rates], [null, []])
  assert.equal(cleared.computed.recurring!.amount_total, 4500)
  // There is no quote.updated: https://docs.stripe.com/api/events/types
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/quotes/{id}', 'prolongs one that is open, and changes nothing else of it', async (world) => {
  const { stripe, call, news } = world
  const { customer, setup } = await shop(world)
  const { id, created } = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  await stripe.quotes.finalizeQuote(id, { expires_at: created + DAY })
  // docs: "You can only edit the expiration date".
  assert.equal((await stripe.quotes.update(id, { expires_at: created + 2 * DAY })).expires_at, created + 2 * DAY)
  refused(await call('POST', `/v1/quotes/${id}`, 'description=Cheaper'), 400, {
    message: 'You can only update the `expires_at` of a quote that is open.',
  })
  await world.advance(DAY + 60)
  assert.equal((await stripe.quotes.retrieve(id)).status, 'open')
  await world.advance(DAY)
  assert.equal((await stripe.quotes.retrieve(id)).status, 'canceled')
  refused(await call('POST', `/v1/quotes/${id}`, `expires_at=${created + 9 * DAY}`), 400, {
    message: 'You cannot update a quote that is canceled.',
  })
  assert.deepEqual(await news(), ['quote.created', 'quote.finalized', 'quote.canceled'])
})

behaves('POST /v1/quotes/{id}/finalize', 'gives it a number of its customer’s', async (world) => {
  const { stripe, news } = world
  const { customer, setup } = await shop(world)
  const line_items = [{ price: setup }]
  const made = await stripe.quotes.create({ customer, line_items })
  const { status_transitions, ...open } = await stripe.quotes.finalizeQuote(made.id)
  assert.deepEqual(
    { ...open },
    {
      ...Object.fromEntries(Object.entries(made).filter(([k]) => k !== 'status_transitions')),
      number: 'QT-JENNY-0001-1',
      status: 'open',
    },
  )
  assert.ok(status_transitions.finalized_at! >= made.created)
  const other = await stripe.quotes.create({ customer, line_items })
  assert.equal((await stripe.quotes.finalizeQuote(other.id)).number, 'QT-JENNY-0002-1')
  // The next invoice has a number of its own.
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).next_invoice_sequence, 1)
  assert.deepEqual(await news(), ['quote.created', 'quote.finalized', 'quote.created', 'quote.finalized'])
})

behaves('POST /v1/quotes', 'is a copy of another, or its next revision', async (world) => {
  // docs.stripe.com/quotes/clone
  const { stripe, call, news } = world
  const { customer, photos } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
  const { id: of } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos }],
    discounts: [{ coupon }],
    header: 'For you',
  })
  refused(await call('POST', '/v1/quotes', `from_quote[quote]=${of}&from_quote[is_revision]=true`), 400, {
    param: 'from_quote[quote]',
    message: 'You can only revise a quote that is open.',
  })
  await stripe.quotes.finalizeQuote(of)
  await news()
  const copy = await stripe.quotes.create({ from_quote: { quote: of } })
  assert.deepEqual([copy.status, copy.number, copy.header, copy.amount_total], ['draft', null, 'For you', 1350])
  assert.deepEqual(copy.from_quote, { is_revision: false, quote: of })
  assert.equal((await stripe.quotes.finalizeQuote(copy.id)).number, 'QT-JENNY-0002-1')
  const revision = await stripe.quotes.create({ from_quote: { quote: of, is_revision: true } })
  assert.equal((await stripe.quotes.retrieve(of)).status, 'open')
  assert.equal((await stripe.quotes.finalizeQuote(revision.id)).number, 'QT-JENNY-0001-2')
  // The offer that was revised does not stand any more.
  assert.equal((await stripe.quotes.retrieve(of)).status, 'canceled')
  refused(await call('POST', '/v1/quotes', `from_quote[quote]=${of}`), 400, {
    param: 'from_quote[quote]',
    message: 'You cannot clone a quote that is canceled.',
  })
  refused(await call('POST', '/v1/quotes', `from_quote[quote]=${copy.id}&header=Other`), 400, {
    param: 'from_quote',
    message: 'When you clone a quote with `from_quote`, you can only specify `expires_at` beside it.',
  })
  assert.deepEqual(await news(), [
    'quote.created',
    'quote.finalized',
    'quote.created',
    'quote.canceled',
    'quote.finalized',
  ])
})

behaves('POST /v1/quotes/{id}/cancel', 'takes back an offer that is not accepted', async (world) => {
  const { stripe, call, news } = world
  const { customer, setup } = await shop(world)
  const draft = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  const open = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  await stripe.quotes.finalizeQuote(open.id)
  await news()
  for (const { id } of [draft, open]) {
    const { status, status_transitions } = await stripe.quotes.cancel(id)
    assert.deepEqual([status, status_transitions.canceled_at! >= draft.created], ['canceled', true])
    refused(await call('POST', `/v1/quotes/${id}/cancel`, ''), 400, {
      message: 'You can only cancel a quote that is a draft or open. This quote has a status of canceled.',
    })
  }
  assert.deepEqual(await news(), ['quote.canceled', 'quote.canceled'])
})

behaves('POST /v1/quotes', 'is canceled when its time is over, draft or open', async (world) => {
  const { stripe, news } = world
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 })
  const { customer, setup } = await shop(world, { test_clock: clock.id })
  const { id, expires_at } = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  assert.equal(expires_at, 1_700_000_000 + 30 * DAY)
  await advanceClock(stripe, clock.id, expires_at - 1)
  await news()
  assert.equal((await stripe.quotes.retrieve(id)).status, 'draft')
  await advanceClock(stripe, clock.id, expires_at)
  const { status, status_transitions } = await stripe.quotes.retrieve(id)
  assert.deepEqual([status, status_transitions.canceled_at], ['canceled', expires_at])
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.advancing',
    'quote.canceled',
    'test_helpers.test_clock.ready',
  ])
})

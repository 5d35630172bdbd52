// Accepting a quote: a subscription with a first invoice, or an invoice, and what stands on both.
// (https://docs.stripe.com/quotes/overview#accept: "docs")
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { shop } from './quoting.ts'
import { SETTLED } from './invoicing.ts'

const HOUR = 3600

behaves('POST /v1/quotes/{id}/accept', 'makes a draft of an invoice of what is bought once', async (world) => {
  const { stripe, news } = world
  const { customer, setup } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once', max_redemptions: 1 })
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: setup, quantity: 2 }],
    discounts: [{ coupon }],
    collection_method: 'send_invoice',
    invoice_settings: {
      days_until_due: 14,
      description: 'Thank you',
      footer: 'Bye',
      custom_fields: [{ name: 'Order', value: '7' }],
    },
  })
  // An offer redeems nothing yet.
  assert.equal((await stripe.coupons.retrieve(coupon)).times_redeemed, 0)
  const open = await stripe.quotes.finalizeQuote(id)
  await news()
  const { invoice, status, status_transitions: when, ...rest } = await stripe.quotes.accept(id)
  assert.deepEqual([status, when.accepted_at! >= when.finalized_at!], ['accepted', true])
  const { invoice: _, status: __, status_transitions: ___, ...before } = open
  assert.deepEqual({ ...rest }, { ...before })
  const draft = await stripe.invoices.retrieve(invoice as string)
  // docs: "a draft invoice is created from the quote with auto_advance set to false".
  assert.deepEqual([draft.status, draft.auto_advance, draft.billing_reason], ['draft', false, 'quote_accept'])
  assert.deepEqual(draft.parent, { quote_details: { quote: id }, subscription_details: null, type: 'quote_details' })
  // 2 × 9.99, less 2.00 (1.998).
  assert.deepEqual([draft.subtotal, draft.total, draft.collection_method], [1998, 1798, 'send_invoice'])
  assert.equal(draft.due_date, draft.created + 14 * 24 * HOUR)
  assert.deepEqual([draft.description, draft.footer], ['Thank you', 'Bye'])
  assert.deepEqual(draft.custom_fields, [{ name: 'Order', value: '7' }])
  assert.deepEqual(
    draft.lines.data.map(({ description, quantity, amount }) => [description, quantity, amount]),
    [['Setup', 2, 1998]],
  )
  assert.equal((await stripe.coupons.retrieve(coupon)).times_redeemed, 1)
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoice.created', 'quote.accepted'])
  // It waits until somebody goes on with it.
  await world.advance(48 * HOUR)
  assert.equal((await stripe.invoices.retrieve(invoice as string)).status, 'draft')
  assert.equal((await stripe.invoices.finalizeInvoice(invoice as string)).amount_due, 1798)
})

behaves(
  'POST /v1/quotes/{id}/accept',
  'starts a subscription, whose first invoice is a draft for an hour',
  async (world) => {
    const { stripe, news, advance } = world
    const { customer, photos, setup } = await shop(world)
    const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
    const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
    const { id } = await stripe.quotes.create({
      customer,
      line_items: [{ price: photos, quantity: 2, tax_rates: [rate] }, { price: setup }],
      subscription_data: { description: 'Photos', metadata: { order: '7' } },
      invoice_settings: { footer: 'Bye' },
      metadata: { of: 'the quote' },
    })
    await stripe.quotes.finalizeQuote(id)
    // What was offered is sold, even if nobody else can buy it any more.
    await stripe.prices.update(photos, { active: false })
    await stripe.prices.update(setup, { active: false })
    await news()
    const accepted = await stripe.quotes.accept(id)
    assert.deepEqual([accepted.status, accepted.invoice, accepted.subscription_schedule], ['accepted', null, null])
    const running = await stripe.subscriptions.retrieve(accepted.subscription as string)
    assert.deepEqual([running.status, running.description, running.metadata], ['active', 'Photos', { order: '7' }])
    assert.deepEqual(
      [running.billing_mode.type, running.trial_end, running.start_date],
      ['flexible', null, running.created],
    )
    assert.deepEqual(
      running.items.data.map(({ price, quantity, tax_rates }) => [price.id, quantity, tax_rates![0]!.id]),
      [[photos, 2, rate]],
    )
    const first = await stripe.invoices.retrieve(running.latest_invoice as string)
    // docs: "The first invoice on the subscription is in draft status with auto_advance set to true".
    assert.deepEqual(
      [first.status, first.auto_advance, first.next_payment_attempt],
      ['draft', true, first.created + HOUR],
    )
    assert.deepEqual([first.billing_reason, first.footer], ['subscription_create', 'Bye'])
    // $30.00 with $6.00 of tax, and $9.99 without.
    assert.deepEqual([first.total, accepted.amount_total], [4599, 4599])
    assert.deepEqual(await news(), [
      'customer.subscription.created',
      'invoiceitem.created',
      'invoice.created',
      'quote.accepted',
    ])
    await advance(HOUR)
    const paid = await stripe.invoices.retrieve(first.id)
    assert.deepEqual([paid.status, paid.amount_paid], ['paid', 4599])
    assert.equal((await stripe.subscriptions.retrieve(running.id)).status, 'active')
    assert.deepEqual(await news(), [
      'customer.updated',
      'invoice.updated',
      'invoice.finalized',
      'payment_intent.created',
      ...SETTLED,
    ])
  },
)

behaves('POST /v1/quotes/{id}/accept', 'begins with a trial, and redeems a code', async (world) => {
  const { stripe, news } = world
  const { customer, photos } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'repeating', duration_in_months: 2 })
  const { id: code } = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'HALF' })
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos }],
    discounts: [{ promotion_code: code }],
    subscription_data: { trial_period_days: 14, effective_date: 1_700_000_000 },
  })
  await stripe.quotes.finalizeQuote(id)
  await news()
  const { subscription } = await stripe.quotes.accept(id)
  const running = await stripe.subscriptions.retrieve(subscription as string, { expand: ['discounts'] })
  assert.deepEqual([running.status, running.trial_end], ['trialing', running.created + 14 * 24 * HOUR])
  const [discount] = running.discounts as [Stripe.Discount]
  assert.deepEqual(
    [discount.promotion_code, discount.start, discount.subscription],
    [code, running.created, running.id],
  )
  assert.equal((await stripe.promotionCodes.retrieve(code)).times_redeemed, 1)
  assert.deepEqual(await news(), [
    'promotion_code.updated',
    'customer.subscription.created',
    'invoice.created',
    'quote.accepted',
  ])
})

behaves('POST /v1/quotes/{id}/accept', 'is for an open quote, and once', async (world) => {
  const { stripe, call, news } = world
  const { customer, setup } = await shop(world)
  const { id } = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  const refusal = (status: string) => ({
    message: `You can only accept a quote that is open. This quote has a status of ${status}.`,
  })
  refused(await call('POST', `/v1/quotes/${id}/accept`, ''), 400, refusal('draft'))
  await stripe.quotes.finalizeQuote(id)
  await stripe.quotes.accept(id)
  refused(await call('POST', `/v1/quotes/${id}/accept`, ''), 400, refusal('accepted'))
  refused(await call('POST', `/v1/quotes/${id}/cancel`, ''), 400, {
    message: 'You can only cancel a quote that is a draft or open. This quote has a status of accepted.',
  })
  // Nothing is left to run out.
  await world.advance(31 * 24 * HOUR)
  assert.equal((await stripe.quotes.retrieve(id)).status, 'accepted')
  assert.deepEqual(await news(), [
    'quote.created',
    'quote.finalized',
    'invoiceitem.created',
    'invoice.created',
    'quote.accepted',
  ])
})

behaves('POST /v1/quotes/{id}/accept', 'leaves nothing where what was offered cannot be given', async (world) => {
  const { stripe, call, news } = world
  const { customer, photos } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
  const { id } = await stripe.quotes.create({ customer, line_items: [{ price: photos }], discounts: [{ coupon }] })
  await stripe.quotes.finalizeQuote(id)
  await stripe.coupons.del(coupon)
  await news()
  const { status, body } = await call('POST', `/v1/quotes/${id}/accept`, '')
  assert.deepEqual([status, body.error.code, body.error.param], [400, 'resource_missing', 'discounts[0][coupon]'])
  assert.equal((await stripe.quotes.retrieve(id)).status, 'open')
  assert.deepEqual((await stripe.subscriptions.list()).data, [])
  assert.deepEqual(await news(), [])
})

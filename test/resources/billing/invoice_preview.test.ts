// Previews: what would be billed, to the cent, and nothing is changed by asking.
// (https://docs.stripe.com/api/invoices/create_preview)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PREVIEW = 'POST /v1/invoices/create_preview'
const DAY = 86_400
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600

/** On a clock that shows the first of April: a customer with a card, and prices of $10.00 and $20.00 a month. */
async function world({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = async (unit_amount: number, name: string) => {
    const recurring = { interval: 'month' as const }
    return (await stripe.prices.create({ currency: 'usd', unit_amount, recurring, product_data: { name } })).id
  }
  const [basic, pro] = [await price(1000, 'Basic'), await price(2000, 'Pro')]
  await news()
  return { clock, customer, basic, pro }
}

const said = ({ lines }: Pick<Stripe.Invoice, 'lines'>) =>
  lines.data.map(({ description, amount }) => [description, amount])

/** What is foretold, without the ids that only the real one has. */
const amounts = ({ subtotal, total, amount_due, starting_balance, lines }: Stripe.Invoice) => ({
  subtotal,
  total,
  amount_due,
  starting_balance,
  lines: lines.data.map(({ description, amount, period, quantity }) => ({ description, amount, period, quantity })),
})

behaves(PREVIEW, 'shows the next renewal, and leaves nothing behind', async ({ stripe, news }) => {
  const { customer, basic } = await world({ stripe, news })
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: basic }] })
  await news()
  const shown = await stripe.invoices.createPreview({ subscription: id })
  assert.match(shown.id!, /^upcoming_in_/)
  assert.deepEqual([shown.status, shown.billing_reason, shown.number], ['draft', 'subscription_cycle', null])
  // It is made at the end of the period, and would be collected an hour later.
  const end = APRIL + 30 * DAY
  assert.deepEqual([shown.created, shown.period_start, shown.period_end], [end, APRIL, end])
  assert.equal(shown.next_payment_attempt, end + 3600)
  assert.deepEqual(said(shown), [['1 × Basic (at $10.00 / month)', 1000]])
  assert.deepEqual(shown.lines.data[0]!.period, { start: end, end: end + 31 * DAY })
  assert.equal((await stripe.invoices.list({ customer })).data.length, 1)
  assert.equal((await stripe.subscriptions.retrieve(id)).items.data[0]!.current_period_end, end)
  // Until 2025-03-31.basil a customer's own was the one that renews first.
  const older = { apiVersion: '2025-02-24.acacia' }
  assert.deepEqual(said(await stripe.invoices.createPreview({ customer }, older)), said(shown))
  assert.deepEqual(await news(), [])
})

behaves(PREVIEW, 'is what is charged, to the cent, with the same proration_date', async ({ stripe, news }) => {
  const { clock, customer, basic, pro } = await world({ stripe, news })
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: basic }] })
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  const at = APRIL + 7 * DAY + 12_345
  const change = { items: [{ id: items.data[0]!.id, price: pro, quantity: 3 }], proration_date: at }
  await news()
  const shown = await stripe.invoices.createPreview({ subscription: id, subscription_details: change })
  assert.deepEqual(await news(), [])
  // Left of the 2 592 000 seconds: 22 days 20.57… h = 1 974 855 s, a share of 0.761904….
  // 10.00 → 7.61904 given back; 60.00 → 45.71423 charged; and May in whole.
  assert.deepEqual(said(shown), [
    ['Unused time on Basic after 08 Apr 2026', -762],
    ['Remaining time on 3 × Pro after 08 Apr 2026', 4571],
    ['3 × Pro (at $20.00 / month)', 6000],
  ])
  await stripe.subscriptions.update(id, change)
  await advanceClock(stripe, clock, APRIL + 30 * DAY + 60)
  const { latest_invoice } = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(amounts(await stripe.invoices.retrieve(latest_invoice as string)), amounts(shown))
})

behaves(PREVIEW, 'is what is charged at once by always_invoice', async ({ stripe, news }) => {
  const { clock, customer, basic, pro } = await world({ stripe, news })
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: pro }] })
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  await news()
  const change = {
    items: [{ id: items.data[0]!.id, price: basic }],
    proration_behavior: 'always_invoice' as const,
    proration_date: APRIL + 10 * DAY,
  }
  const shown = await stripe.invoices.createPreview({ subscription: id, subscription_details: change })
  // Two thirds are left: 13.33 back, 6.67 to pay.
  assert.deepEqual([shown.billing_reason, shown.total, shown.amount_due], ['subscription_update', -666, 0])
  assert.deepEqual(await news(), [])
  const { latest_invoice } = await stripe.subscriptions.update(id, change)
  assert.deepEqual(amounts(await stripe.invoices.retrieve(latest_invoice as string)), amounts(shown))
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -666)
  await news()
})

behaves(PREVIEW, 'shows what again and again is to be paid', async ({ stripe, news }) => {
  const { customer, basic, pro } = await world({ stripe, news })
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: basic }] })
  await stripe.invoiceItems.create({ customer, amount: 500, currency: 'usd', description: 'Setup' })
  await news()
  const subscription_details = { items: [{ id: items.data[0]!.id, price: pro }] }
  const next = await stripe.invoices.createPreview({ subscription: id, subscription_details })
  // The whole of the first month is given back and charged anew, for it has only begun.
  assert.equal(next.total, 500 - 1000 + 2000 + 2000)
  const again = await stripe.invoices.createPreview({
    subscription: id,
    subscription_details,
    preview_mode: 'recurring',
  })
  assert.deepEqual(said(again), [['1 × Pro (at $20.00 / month)', 2000]])
  const gone = await stripe.invoices.createPreview({ subscription: id, subscription_details: { cancel_now: true } })
  assert.deepEqual(said(gone).at(-1), ['Unused time on Basic after 01 Apr 2026', -1000])
  assert.deepEqual(await news(), [])
})

behaves(
  PREVIEW,
  'shows a subscription that is not made yet, for somebody or nobody',
  async ({ stripe, call, news }) => {
    const { customer, basic } = await world({ stripe, news })
    const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: 'once' })
    await news()
    const subscription_details = { items: [{ price: basic, quantity: 2 }] }
    const shown = await stripe.invoices.createPreview({ customer, subscription_details, discounts: [{ coupon }] })
    assert.deepEqual([shown.billing_reason, shown.subtotal, shown.total], ['subscription_create', 2000, 1500])
    const nobody = await stripe.invoices.createPreview({
      customer_details: { address: { country: 'DE' } },
      subscription_details,
      invoice_items: [{ amount: 300, currency: 'usd', description: 'Setup' }],
    })
    assert.deepEqual([nobody.total, nobody.customer_address?.country], [2300, 'DE'])
    assert.equal((await stripe.coupons.retrieve(coupon)).times_redeemed, 0)
    const { test_clock } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
    assert.equal((await stripe.customers.list({ test_clock: test_clock as string })).data.length, 1)
    assert.equal((await stripe.customers.list()).data.length, 0)
    refused(await call('POST', '/v1/invoices/create_preview', ''), 400, {
      code: 'parameter_missing',
      param: 'customer',
      message: 'Missing required param: customer.',
    })
    refused(await call('POST', '/v1/invoices/create_preview', `customer=${customer}`), 400, {
      message:
        'You must provide at least one of: `subscription`, `schedule`, `subscription_details.items`, ' +
        '`schedule_details.phases`, `invoice_items`.',
    })
    const older = { 'stripe-version': '2025-02-24.acacia' }
    refused(await call('POST', '/v1/invoices/create_preview', `customer=${customer}`, older), 404, {
      code: 'invoice_upcoming_none',
      message: `No upcoming invoices for customer: ${customer}`,
    })
    refused(
      await call('POST', '/v1/invoices/create_preview', `customer=${customer}&subscription_details[proration_date]=1`),
      400,
      {
        param: 'subscription_details[proration_date]',
        message: 'Cannot specify proration date without specifying a subscription',
      },
    )
    assert.deepEqual(await news(), [])
  },
)

behaves(PREVIEW, 'of a subscription that ends with its period is of nothing', async ({ stripe, call, news }) => {
  const { customer, basic } = await world({ stripe, news })
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: basic }], cancel_at_period_end: true })
  await news()
  refused(await call('POST', '/v1/invoices/create_preview', `subscription=${id}`), 404, {
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${customer}`,
  })
  refused(
    await call('POST', '/v1/invoices/create_preview', `subscription=${id}&subscription_details[proration_date]=1`),
    400,
    { param: 'proration_date', message: 'Cannot specify proration date outside of current subscription period' },
  )
  assert.deepEqual(await news(), [])
})

behaves(PREVIEW, 'has what would be added to the next invoice of a subscription', async ({ stripe, news }) => {
  const { customer, basic } = await world({ stripe, news })
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price: basic }] })
  await news()
  const more = { amount: 100, currency: 'usd', description: 'Setup' }
  const next = await stripe.invoices.createPreview({ subscription, invoice_items: [more] })
  assert.deepEqual(said(next), [
    ['Setup', 100],
    ['1 × Basic (at $10.00 / month)', 1000],
  ])
  // No subscription is meant, and so it is an invoice of its own.
  const alone = await stripe.invoices.createPreview({ customer, invoice_items: [more] })
  assert.deepEqual([said(alone), alone.parent], [[['Setup', 100]], null])
  assert.deepEqual(await news(), [])
})

behaves(
  PREVIEW,
  'shows a subscription on the day on which it would begin, with what is noted on it',
  async ({ stripe, call, news }) => {
    const { customer, basic, pro } = await world({ stripe, news })
    const items = [{ price: basic }]
    const JUNE = APRIL + 61 * DAY
    const later = await stripe.invoices.createPreview({
      customer,
      subscription_details: { items, start_date: JUNE, metadata: { team: 'a' } },
    })
    assert.deepEqual([later.created, later.total, said(later)], [JUNE, 1000, [['1 × Basic (at $10.00 / month)', 1000]]])
    assert.deepEqual(later.lines.data[0]!.period, { start: JUNE, end: JUNE + 30 * DAY })
    assert.deepEqual(later.parent?.subscription_details?.metadata, { team: 'a' })
    // It began on 1 March: March and April.
    const earlier = { items, start_date: APRIL - 31 * DAY }
    const past = await stripe.invoices.createPreview({ customer, subscription_details: earlier })
    assert.deepEqual([past.created, past.total], [APRIL, 2000])
    const made = await stripe.subscriptions.create({ customer, items, backdate_start_date: APRIL - 31 * DAY })
    const { total } = await stripe.invoices.retrieve(made.latest_invoice as string)
    assert.equal(total, past.total)
    await news()
    const change = {
      items: [{ id: made.items.data[0]!.id, price: pro }],
      proration_behavior: 'always_invoice' as const,
      metadata: { team: 'b' },
    }
    const changed = await stripe.invoices.createPreview({ subscription: made.id, subscription_details: change })
    assert.deepEqual(changed.parent?.subscription_details?.metadata, { team: 'b' })
    const { metadata } = await stripe.subscriptions.retrieve(made.id)
    assert.deepEqual(metadata, {})
    for (const [form, param, message] of [
      [
        `subscription=${made.id}&subscription_details[start_date]=${JUNE}`,
        'start_date',
        'You cannot set `subscription_details[start_date]` for an existing subscription.',
      ],
      [
        `customer=${customer}&subscription_details[items][0][price]=${basic}&subscription_details[resume_at]=now`,
        'resume_at',
        'You cannot set `subscription_details[resume_at]` without `subscription`.',
      ],
      [
        `subscription=${made.id}&subscription_details[resume_at]=now&subscription_details[metadata][a]=b`,
        'metadata',
        'You cannot set `subscription_details[metadata]` with `subscription_details[resume_at]`.',
      ],
    ] as const)
      refused(await call('POST', '/v1/invoices/create_preview', form), 400, {
        param: `subscription_details[${param}]`,
        message,
      })
    assert.deepEqual(await news(), [])
  },
)

behaves(PREVIEW, 'shows what the end of a pause costs', async ({ stripe, call, news }) => {
  const { clock, basic } = await world({ stripe, news })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: basic }],
    trial_end: APRIL + 5 * DAY,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  })
  const asked = { subscription: id, subscription_details: { resume_at: 'now' as const } }
  refused(
    await call('POST', '/v1/invoices/create_preview', `subscription=${id}&subscription_details[resume_at]=now`),
    400,
    {
      message: 'You can only resume a subscription if it is `paused`.',
    },
  )
  await advanceClock(stripe, clock, APRIL + 9 * DAY)
  await stripe.invoiceItems.create({ customer, amount: 250, currency: 'usd', description: 'Setup' })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  await news()
  for (const apiVersion of ['2026-10-28.endive', '2026-08-26.dahlia']) {
    const shown = await stripe.invoices.createPreview(asked, { apiVersion })
    assert.deepEqual([shown.status, shown.billing_reason, shown.total], ['draft', 'subscription_cycle', 1250])
    assert.deepEqual(shown.lines.data.at(-1)!.period, { start: APRIL + 9 * DAY, end: APRIL + 39 * DAY })
  }
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'paused')
  assert.deepEqual(await news(), [])
  const shown = await stripe.invoices.createPreview(asked)
  const { latest_invoice } = await stripe.subscriptions.resume(id)
  assert.deepEqual(amounts(await stripe.invoices.retrieve(latest_invoice as string)), amounts(shown))
  await news()
})

// Previews of subscription schedules: what is shown is what is charged when its time has come.
// (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-schedule_details)
// One file because all of them hold one thing: a preview against the invoice that comes of it.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { at, begun, form, JULY, JUNE, linesOf, MAY, running, scheduled } from './schedule_world.ts'

const PREVIEW = 'POST /v1/invoices/create_preview'
const PATH = '/v1/invoices/create_preview'
const [MID, AUGUST] = [at('2026-05-16T00:00'), at('2026-08-01T00:00')]

type Invoice = Stripe.Invoice

/** All that is the same for what is foretold and what is made. */
const charged = ({ lines, ...invoice }: Invoice) => ({
  reason: invoice.billing_reason,
  subtotal: invoice.subtotal,
  total: invoice.total,
  tax: invoice.total_taxes?.map(({ amount }) => amount),
  due: invoice.amount_due,
  created: invoice.created,
  period: [invoice.period_start, invoice.period_end],
  method: invoice.collection_method,
  due_date: invoice.due_date,
  lines: lines.data.map(({ description, amount, quantity, period, discount_amounts: off }) => ({
    description,
    amount,
    quantity,
    period,
    off: off?.map((one) => one.amount),
  })),
})

behaves(PREVIEW, 'of a schedule is of its next renewal, or of the phase that begins before', async (world) => {
  const { stripe } = world
  const { made, news, go, invoice, subscription } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], end_date: MID },
    { items: [{ price: team }], proration_behavior: 'always_invoice', end_date: JULY },
    { items: [{ price: basic, quantity: 2 }], proration_behavior: 'none', duration: { interval: 'month' } },
  ])
  await go('2026-05-11T00:00')
  await news()
  const asked = { schedule: made.id }
  const first = await stripe.invoices.createPreview(asked)
  // 16 of 31 days are left: of 10.00 is 5.1612… given back, of 30.00 is 15.4838… charged, when the phase begins.
  assert.deepEqual(linesOf(first), [
    ['Unused time on Desk after 16 May 2026', -516],
    ['Remaining time on Desk after 16 May 2026', 1548],
  ])
  assert.deepEqual([first.created, first.billing_reason, first.status], [MID, 'subscription_update', 'draft'])
  // The subscription knows of its schedule.
  const of = await stripe.invoices.createPreview({ subscription: made.subscription as string })
  assert.deepEqual(charged(of), charged(first))
  assert.deepEqual(await news(), [])
  await go('2026-05-16T00:00')
  assert.deepEqual(charged(await invoice()), charged(first))
  await go('2026-05-20T00:00')
  const second = await stripe.invoices.createPreview(asked)
  assert.deepEqual([linesOf(second), second.created], [[['1 × Desk (at $30.00 / month)', 3000]], JUNE])
  await go('2026-06-01T00:00')
  assert.deepEqual(charged(await invoice()), charged(second))
  await news()
  // Its third phase begins as the subscription renews.
  const third = await stripe.invoices.createPreview(asked)
  assert.deepEqual(linesOf(third), [['2 × Desk (at $10.00 / month)', 2000]])
  await go('2026-07-01T00:00')
  assert.deepEqual(charged(await invoice()), charged(third))
  assert.equal((await subscription()).items.data[0]!.quantity, 2)
  await go('2026-08-02T00:00')
  await news()
  // Released, it bills nothing any more: its subscription does.
  refused(await world.call('POST', PATH, `schedule=${made.id}`), 404, {
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${made.customer}`,
  })
  assert.deepEqual(await news(), [])
})

behaves(PREVIEW, 'of a schedule has what turning it puts off until the next invoice', async (world) => {
  const { stripe } = world
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  const { made, news, go, invoice } = await begun(world, ({ basic, team, product }) => [
    { items: [{ price: basic }], end_date: MID },
    {
      items: [{ price: team }],
      add_invoice_items: [{ price_data: { currency: 'usd', product, unit_amount: 700 } }],
      discounts: [{ coupon }],
      collection_method: 'send_invoice',
      invoice_settings: { days_until_due: 14 },
      end_date: JULY,
    },
  ])
  await go('2026-05-11T00:00')
  await stripe.customers.update(made.customer as string, { email: 'jenny@example.com' })
  await news()
  const shown = await stripe.invoices.createPreview({ schedule: made.id })
  // Half of the 15.48 that are left of May, of the 7.00 that are added, and of June's 30.00.
  assert.deepEqual(
    linesOf(shown).toSorted(([, a], [, b]) => Number(a) - Number(b)),
    [
      ['Unused time on Desk after 16 May 2026', -516],
      ['Desk', 700],
      ['Remaining time on Desk (with 50.0% off) after 16 May 2026', 774],
      ['1 × Desk (at $30.00 / month)', 3000],
    ],
  )
  // The discounts of prorations are in them already: −5.16 + 3.50 + 7.74 + 15.00.
  assert.deepEqual([shown.total, shown.due_date], [2108, JUNE + 14 * 86_400])
  const again = await stripe.invoices.createPreview({ schedule: made.id, preview_mode: 'recurring' })
  assert.deepEqual([linesOf(again), again.total], [[['1 × Desk (at $30.00 / month)', 3000]], 1500])
  assert.deepEqual(await news(), [])
  await go('2026-06-01T00:00')
  assert.deepEqual(charged(await invoice()), charged(shown))
  await news()
})

behaves(PREVIEW, 'of a change of a schedule is what the change charges', async (world) => {
  const { stripe } = world
  const { made, basic, team, news, update, subscription, go } = await running(world)
  const changes = {
    phases: [
      { items: [{ price: team, quantity: 2 }], start_date: MAY, end_date: JUNE },
      { items: [{ price: basic, quantity: 5 }], duration: { interval: 'month' as const } },
    ],
    end_behavior: 'cancel' as const,
  }
  const now = { ...changes, proration_behavior: 'always_invoice' as const }
  const preview = (schedule_details: object, more: object = {}) =>
    stripe.invoices.createPreview({ schedule: made.id, schedule_details, ...more })
  const shown = await preview(now)
  // On 11 May 21 of 31 days are left: 10.00 → 6.7741…, 60.00 → 40.6451….
  assert.deepEqual(linesOf(shown), [
    ['Unused time on Desk after 11 May 2026', -677],
    ['Remaining time on 2 × Desk after 11 May 2026', 4065],
  ])
  const later = await preview(changes)
  assert.deepEqual(linesOf(later), [
    ['Unused time on Desk after 11 May 2026', -677],
    ['Remaining time on 2 × Desk after 11 May 2026', 4065],
    ['5 × Desk (at $10.00 / month)', 5000],
  ])
  const none = await preview({ ...changes, proration_behavior: 'none' })
  assert.deepEqual(linesOf(none), [['5 × Desk (at $10.00 / month)', 5000]])
  assert.deepEqual(linesOf(await preview(now, { preview_mode: 'recurring' })), linesOf(none))
  // Whatever is added to it, and taken off.
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
  const more = { discounts: [{ coupon }], invoice_items: [{ amount: 101, description: 'Tip' }] }
  const added = await preview({ ...changes, proration_behavior: 'none' }, more)
  // Half of 1.01 and of 50.00, each rounded half up for itself.
  assert.deepEqual([added.subtotal, added.total], [5101, 5101 - 51 - 2500])
  await news()
  // With its last phase the subscription ends, and nothing follows.
  const ends = { phases: [{ items: [{ price: basic }], start_date: MAY, end_date: JUNE }], end_behavior: 'cancel' }
  refused(await world.call('POST', PATH, form({ schedule: made.id, schedule_details: ends })), 404, {
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${made.customer}`,
  })
  assert.deepEqual(await news(), [])
  assert.deepEqual(
    (await stripe.subscriptionSchedules.retrieve(made.id)).phases.map(({ items }) => items[0]!.price),
    [basic],
  )
  await update(now)
  assert.deepEqual(charged((await subscription()).latest_invoice as Invoice), charged(shown))
  await go('2026-06-01T00:00')
  const june = (await subscription()).latest_invoice as Invoice
  assert.deepEqual(linesOf(june), linesOf(none))
  await news()
})

behaves(PREVIEW, 'of a schedule that is not made yet is its first invoice', async (world) => {
  const { stripe } = world
  const { customer, basic, team, product, news, go } = await scheduled(world)
  const preview = (schedule_details: Stripe.InvoiceCreatePreviewParams.ScheduleDetails, more: object = {}) =>
    stripe.invoices.createPreview({ customer, schedule_details, ...more })
  const phases = [
    {
      items: [{ price: basic, quantity: 3 }],
      add_invoice_items: [{ price_data: { currency: 'usd', product, unit_amount: 500 } }],
      end_date: JUNE,
    },
    { items: [{ price: team }], duration: { interval: 'month' as const } },
  ]
  const shown = await preview({ phases })
  assert.deepEqual([linesOf(shown).length, shown.total, shown.billing_reason], [2, 3500, 'subscription_create'])
  const recurring = await preview({ phases }, { preview_mode: 'recurring' })
  assert.deepEqual(linesOf(recurring), [['3 × Desk (at $10.00 / month)', 3000]])
  // It begins in July, with a month that is half over when it does: the anchor is where it begins.
  const future = [{ items: [{ price: team }], start_date: JULY, duration: { interval: 'month' as const } }]
  const later = await preview({ phases: future, billing_mode: { type: 'classic' } })
  assert.deepEqual([linesOf(later), later.created], [[['1 × Desk (at $30.00 / month)', 3000]], JULY])
  // It began in April: flexible billing has a line for each period.
  const past = [{ items: [{ price: basic }], start_date: at('2026-04-01T00:00'), end_date: JUNE }]
  assert.deepEqual((await preview({ phases: past })).total, 2000)
  const nobody = await stripe.invoices.createPreview({
    customer_details: { address: { country: 'DE' } },
    schedule_details: { phases: [{ items: [{ price: basic, quantity: 3 }] }] },
  })
  assert.equal(nobody.total, 3000)
  assert.deepEqual((await stripe.subscriptionSchedules.list({ customer })).data, [])
  assert.deepEqual(await news(), [])
  const made = await stripe.subscriptionSchedules.create({ customer, start_date: 'now', phases })
  const of = await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  assert.deepEqual(charged(of.latest_invoice as Invoice), charged(shown))
  const waits = await stripe.subscriptionSchedules.create({
    customer,
    start_date: JULY,
    phases: [{ items: [{ price: team }], duration: { interval: 'month' } }],
    billing_mode: { type: 'classic' },
  })
  await news()
  // One that waits for its time is foretold as it would be made.
  assert.deepEqual(charged(await stripe.invoices.createPreview({ schedule: waits.id })), charged(later))
  const moved = {
    phases: [{ items: [{ price: basic }], start_date: AUGUST, duration: { interval: 'month' as const } }],
  }
  const then = await stripe.invoices.createPreview({ schedule: waits.id, schedule_details: moved })
  assert.deepEqual([then.total, then.created], [1000, AUGUST])
  assert.deepEqual(await news(), [])
  await go('2026-06-30T00:00')
  await go('2026-07-01T00:00')
  const { subscription } = await stripe.subscriptionSchedules.retrieve(waits.id)
  const begun = await stripe.subscriptions.retrieve(subscription as string, { expand: ['latest_invoice'] })
  assert.deepEqual(charged(begun.latest_invoice as Invoice), charged(later))
  await news()
})

behaves(PREVIEW, 'of a schedule that ends a trial asks nobody for money', async (world) => {
  const { stripe } = world
  const { made, news, go, invoice } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], trial: true, end_date: MID },
    { items: [{ price: team }], duration: { interval: 'month' } },
  ])
  await news()
  const shown = await stripe.invoices.createPreview({ schedule: made.id })
  assert.deepEqual([shown.total, shown.created, shown.status, shown.number], [3000, MID, 'draft', null])
  await go('2026-05-14T00:00')
  await news()
  // A trial that a change of the schedule ends now.
  const phases = [
    { items: made.phases[0]!.items.map(({ price }) => ({ price: price as string })), start_date: MAY, end_date: JUNE },
  ]
  const over = await stripe.invoices.createPreview({ schedule: made.id, schedule_details: { phases } })
  assert.deepEqual([over.total, over.created, over.status, over.number], [1000, at('2026-05-14T00:00'), 'draft', null])
  assert.deepEqual(await news(), [])
  await go('2026-05-16T00:00')
  assert.deepEqual(charged(await invoice()), charged(shown))
  await news()
})

behaves(PREVIEW, 'of a schedule with taxes by where the customer is', async (world: Sandbox) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create({ address: { country: 'DE' } })
  const price = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 1000,
    tax_behavior: 'exclusive',
    recurring: { interval: 'month' },
    product_data: { name: 'Desk' },
  })
  await news()
  const phases = [{ items: [{ price: price.id }], automatic_tax: { enabled: true } }]
  const shown = await stripe.invoices.createPreview({ customer, schedule_details: { phases } })
  // 19% of 10.00.
  assert.deepEqual([shown.total, shown.automatic_tax.status], [1190, 'complete'])
  const without = { customer, schedule_details: { phases }, automatic_tax: { enabled: false } }
  assert.equal((await stripe.invoices.createPreview(without)).total, 1000)
  const nowhere = { customer_details: { tax_exempt: 'none' as const }, schedule_details: { phases } }
  const { total, automatic_tax: tax } = await stripe.invoices.createPreview(nowhere)
  assert.deepEqual([total, tax.status], [1000, 'requires_location_inputs'])
  assert.deepEqual(await news(), [])
})

behaves(PREVIEW, 'refuses a schedule that is not, or not so', async (world) => {
  const { stripe, call } = world
  const { made, basic, news } = await running(world)
  const other = await stripe.customers.create()
  await news()
  const phase = { items: [{ price: basic }] }
  const exclusive = (one: string, other: string) => ({
    code: 'parameters_exclusive',
    param: other,
    message: `You may only specify one of these parameters: ${one}, ${other}.`,
  })
  const of = { schedule: made.id }
  // biome-ignore format: a table
  for (const [params, expected] of [
    [{ schedule: 'sub_sched_none' }, { code: 'resource_missing', param: 'schedule', message: "No such subscription_schedule: 'sub_sched_none'" }],
    [{ ...of, customer: other.id }, { param: 'schedule', message: `The subscription schedule ${made.id} does not belong to the customer ${other.id}.` }],
    [{ ...of, subscription: made.subscription }, exclusive('subscription', 'schedule')],
    [{ ...of, subscription_details: { items: [{ price: basic }] } }, exclusive('subscription_details', 'schedule')],
    [{ subscription: made.subscription, schedule_details: { phases: [phase] } }, exclusive('subscription', 'schedule_details')],
    [{ customer: made.customer, schedule_details: { end_behavior: 'cancel' } }, { message: /^You must provide at least one of: `subscription`, `schedule`/ }],
    [{ ...of, schedule_details: { billing_mode: { type: 'flexible' } } }, { param: 'schedule_details[billing_mode]', message: 'You cannot change the `billing_mode` of a subscription schedule.' }],
    [{ ...of, schedule_details: { pause_schedules: [{ key: 'a' }] } }, { code: 'not_built', param: 'schedule_details[pause_schedules]', message: 'Brindle does not take pause_schedules for a preview yet.' }],
    [{ ...of, schedule_details: { phases: [phase] } }, { message: 'The subscription schedule update is missing at least one phase with a `start_date` to anchor end dates to.' }],
    [{ ...of, schedule_details: { phases: [{ items: [{ price: 'price_none' }], start_date: MAY, end_date: JUNE }] } }, { code: 'resource_missing', param: 'schedule_details[phases][0][items][0][price]', message: "No such price: 'price_none'" }],
    [{ customer: made.customer, schedule_details: { phases: [{ ...phase, start_date: JULY, end_date: JUNE }] } }, { param: 'schedule_details[phases][0][end_date]', message: 'The `end_date` of a phase must be after its `start_date`.' }],
  ] as [object, Parameters<typeof refused>[2]][])
    refused(await call('POST', PATH, form(params), { 'stripe-version': '2026-10-28.endive' }), 400, expected)
  assert.deepEqual(await news(), [])
})

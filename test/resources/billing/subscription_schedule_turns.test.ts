// How a subscription schedule turns its subscription from phase to phase, and how it ends.
// (https://docs.stripe.com/billing/subscriptions/subscription-schedules)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { at, BEGUN, begun, CHANGED, itemsOf, JULY, JUNE, linesOf, PAID, scheduled, UPDATED } from './schedule_world.ts'

const CREATE = 'POST /v1/subscription_schedules'

behaves(CREATE, 'bills the new phase, whole, when it begins as the subscription renews', async (world) => {
  const { basic, team, news, go, subscription, invoice } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], end_date: JUNE },
    { items: [{ price: basic, quantity: 5 }, { price: team }], end_date: JULY },
  ])
  await go('2026-05-31T00:00')
  assert.deepEqual(await news(), [...BEGUN, 'customer.updated', ...PAID, 'invoice.upcoming'])
  const [kept] = (await subscription()).items.data
  await go('2026-06-01T00:00')
  // One change of the subscription, and a draft without prorations.
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created'])
  const of = await subscription()
  assert.deepEqual(itemsOf(of), [
    [basic, 5, JUNE, JULY],
    [team, 1, JUNE, JULY],
  ])
  assert.equal(of.items.data[0]!.id, kept!.id)
  const draft = await invoice()
  assert.deepEqual([draft.status, draft.billing_reason, draft.total], ['draft', 'subscription_cycle', 8000])
  assert.deepEqual(linesOf(draft), [
    ['5 × Desk (at $10.00 / month)', 5000],
    ['1 × Desk (at $30.00 / month)', 3000],
  ])
  const [event] = (await world.stripe.events.list({ type: CHANGED })).data
  const { previous_attributes: was } = event!.data as { previous_attributes?: Partial<Stripe.Subscription> }
  assert.deepEqual(Object.keys(was!).sort(), ['items', 'latest_invoice'])
  assert.deepEqual(
    was!.items!.data.map(({ price, quantity }) => [price.id, quantity]),
    [[basic, 1]],
  )
})

behaves(CREATE, 'brings along all that a phase says', async (world) => {
  const { stripe } = world
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  const { id: other } = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { customer, news, go, made, subscription, invoice } = await begun(
    world,
    ({ basic, product }) => [
      {
        items: [{ price: basic, discounts: [{ coupon: other }], metadata: { desk: 'a' } }],
        add_invoice_items: [{ price_data: { currency: 'usd', product, unit_amount: 500 }, metadata: { fee: 'setup' } }],
        end_date: JUNE,
        metadata: { a: '1', b: '2' },
        description: 'First',
      },
      {
        items: [{ price: basic, tax_rates: [rate.id] }],
        discounts: [{ coupon }],
        default_tax_rates: [rate.id],
        end_date: JULY,
        metadata: { a: '', c: '3' },
        collection_method: 'send_invoice',
        invoice_settings: { days_until_due: 14, footer: 'Thanks' },
      },
    ],
    { default_settings: { description: 'Desks' } },
  )
  assert.ok(made.phases[0]!.add_invoice_items[0]!.price)
  const first = await invoice()
  // The fee of 5.00, and 10.00 less 10%.
  assert.deepEqual([first.total, linesOf(first).map(([, amount]) => amount)], [1400, [500, 1000]])
  const before = await subscription()
  assert.deepEqual([before.metadata, before.description], [{ a: '1', b: '2' }, 'First'])
  assert.deepEqual([before.discounts, before.items.data[0]!.discounts.length], [[], 1])
  await go('2026-05-02T00:00')
  await news()
  await stripe.customers.update(customer, { email: 'jenny@example.com' })
  await news()
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), ['invoice.upcoming', UPDATED, CHANGED, 'invoice.created'])
  const of = await subscription()
  // `a` was taken out, `b` is of the phase before and stays.
  assert.deepEqual([of.metadata, of.description], [{ b: '2', c: '3' }, 'Desks'])
  assert.deepEqual([of.collection_method, of.days_until_due, of.discounts.length], ['send_invoice', 14, 1])
  assert.deepEqual(of.items.data[0]!.discounts, [])
  assert.deepEqual(of.items.data[0]!.metadata, {})
  assert.deepEqual(
    of.default_tax_rates?.map(({ id }) => id),
    [rate.id],
  )
  const draft = await invoice()
  // 10.00 less 50% is 5.00, and 20% tax on it is 1.00.
  assert.deepEqual(
    [draft.total, draft.collection_method, draft.due_date, draft.footer],
    [600, 'send_invoice', JUNE + 14 * 86400, 'Thanks'],
  )
})

behaves(CREATE, 'counts the periods from the start of a phase, where it says so', async (world) => {
  const { team, news, go, subscription, invoice } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], end_date: at('2026-05-16T00:00') },
    {
      items: [{ price: team }],
      billing_cycle_anchor: 'phase_start',
      duration: { interval: 'month', interval_count: 2 },
    },
  ])
  await go('2026-05-15T00:00')
  await news()
  await go('2026-05-16T00:00')
  // In flexible billing an anchor that moves bills nothing by itself: what is owed waits for the next invoice.
  assert.deepEqual(await news(), [UPDATED, 'invoiceitem.created', 'invoiceitem.created', CHANGED])
  const of = await subscription()
  assert.deepEqual(itemsOf(of), [[team, 1, at('2026-05-16T00:00'), at('2026-06-16T00:00')]])
  assert.equal(of.billing_cycle_anchor, at('2026-05-16T00:00'))
  await go('2026-06-16T00:00')
  // 16 of 31 days are given back: 1000 × 16/31 = 516.13.
  assert.deepEqual(linesOf(await invoice()), [
    ['Unused time on Desk after 16 May 2026', -516],
    ['Remaining time on Desk after 16 May 2026', 3000],
    ['1 × Desk (at $30.00 / month)', 3000],
  ])
  await news()
  await go('2026-06-16T01:00')
  assert.deepEqual(await news(), PAID)
  assert.equal((await invoice()).amount_paid, 5484)
})

behaves(CREATE, 'prorates in the middle of a period as the phase says', async (world) => {
  const { stripe } = world
  const { customer, basic: one, team: three, news, go } = await scheduled(world)
  const ids: Record<string, string> = {}
  for (const proration_behavior of ['none', 'create_prorations', 'always_invoice'] as const) {
    const made = await stripe.subscriptionSchedules.create({
      customer,
      start_date: 'now',
      phases: [
        { items: [{ price: one }], end_date: at('2026-05-16T00:00') },
        { items: [{ price: three }], end_date: JULY, proration_behavior },
      ],
    })
    ids[proration_behavior] = made.subscription as string
  }
  await go('2026-05-15T00:00')
  await news()
  await go('2026-05-16T00:00')
  // Three at once, each in its own unit; which is first is not said.
  const prorated = ['invoiceitem.created', 'invoiceitem.created', CHANGED]
  const all = [UPDATED, CHANGED, UPDATED, ...prorated, UPDATED, ...prorated, 'invoice.created']
  assert.deepEqual((await news()).sort(), all.sort())
  const waiting = async (subscription: string) =>
    (await stripe.invoiceItems.list({ customer, pending: true })).data
      .filter(({ parent }) => parent?.subscription_details?.subscription === subscription)
      .map(({ amount }) => amount)
  // 3000 × 16/31 = 1548.39
  assert.deepEqual(await waiting(ids.none!), [])
  assert.deepEqual(await waiting(ids.create_prorations!), [1548, -516])
  assert.deepEqual(await waiting(ids.always_invoice!), [])
  const { latest_invoice } = await stripe.subscriptions.retrieve(ids.always_invoice!, { expand: ['latest_invoice'] })
  const { status, total, billing_reason } = latest_invoice as Stripe.Invoice
  assert.deepEqual([status, total, billing_reason], ['draft', 1032, 'subscription_update'])
})

behaves(CREATE, 'bills by the year from the renewal on', async (world) => {
  const { stripe } = world
  for (const type of ['flexible', 'classic'] as const) {
    const base = await scheduled(world)
    const { id: yearly } = await stripe.prices.create({
      product: base.product,
      currency: 'usd',
      unit_amount: 9000,
      recurring: { interval: 'year' },
    })
    const made = await stripe.subscriptionSchedules.create({
      customer: base.customer,
      start_date: 'now',
      billing_mode: { type },
      phases: [{ items: [{ price: base.basic }], duration: { interval: 'month' } }, { items: [{ price: yearly }] }],
    })
    await base.go('2026-05-31T00:00')
    await base.news()
    await base.go('2026-06-01T00:00')
    assert.deepEqual(await base.news(), [UPDATED, CHANGED, 'invoice.created'], type)
    const of = await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
    const NEXT_JUNE = at('2027-06-01T00:00')
    assert.deepEqual([itemsOf(of), of.billing_cycle_anchor], [[[yearly, 1, JUNE, NEXT_JUNE]], JUNE], type)
    const invoice = of.latest_invoice as Stripe.Invoice
    assert.deepEqual(
      [invoice.billing_reason, linesOf(invoice)],
      ['subscription_cycle', [['1 × Desk (at $90.00 / year)', 9000]]],
    )
    assert.equal(made.phases[1]!.end_date, at('2027-06-01T00:00'))
  }
})

behaves(CREATE, 'tries a phase, and bills the next', async (world) => {
  const { team, news, go, made, subscription, invoice } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], trial: true, duration: { interval: 'day', interval_count: 14 } },
    { items: [{ price: team }] },
  ])
  const MAY_15 = at('2026-05-15T00:00')
  assert.deepEqual([made.phases[0]!.trial_end, made.phases[0]!.end_date], [MAY_15, MAY_15])
  const trial = await subscription()
  assert.deepEqual([trial.status, trial.trial_end], ['trialing', MAY_15])
  assert.deepEqual(linesOf(await invoice()), [['Free trial for 1 × Desk', 0]])
  assert.deepEqual(await news(), BEGUN)
  await go('2026-05-14T00:00')
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'invoice.upcoming',
    'customer.subscription.trial_will_end',
  ])
  await go('2026-05-15T00:00')
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created'])
  const of = await subscription()
  assert.deepEqual([of.status, itemsOf(of)], ['active', [[team, 1, MAY_15, at('2026-06-15T00:00')]]])
  assert.deepEqual([(await invoice()).total, (await invoice()).status], [3000, 'draft'])
})

behaves(CREATE, 'begins a trial with a later phase', async (world) => {
  const { team, news, go, subscription, invoice } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }], end_date: JUNE },
    { items: [{ price: team }], end_date: JULY, trial_end: at('2026-06-11T00:00') },
  ])
  await go('2026-05-31T00:00')
  await news()
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created'])
  const of = await subscription()
  assert.deepEqual([of.status, itemsOf(of)], ['trialing', [[team, 1, JUNE, at('2026-06-11T00:00')]]])
  assert.deepEqual([(await invoice()).total, (await invoice()).status], [0, 'draft'])
  await go('2026-06-11T00:00')
  assert.deepEqual((await news()).slice(-2), [CHANGED, 'invoice.created'])
  assert.deepEqual(itemsOf(await subscription()), [[team, 1, at('2026-06-11T00:00'), at('2026-07-11T00:00')]])
})

behaves(CREATE, 'goes on though a price is no longer sold, and a coupon is gone', async (world) => {
  const { stripe } = world
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  const { team, news, go, subscription } = await begun(world, ({ basic, team }) => [
    { items: [{ price: basic }] },
    { items: [{ price: team }], discounts: [{ coupon }] },
  ])
  await stripe.prices.update(team, { active: false })
  await stripe.coupons.del(coupon)
  await go('2026-05-31T00:00')
  await news()
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created'])
  const of = await subscription()
  assert.deepEqual([itemsOf(of), of.discounts], [[[team, 1, JUNE, JULY]], []])
  assert.equal((of.latest_invoice as Stripe.Invoice).total, 3000)
})

// Trials: how they begin, are told of, and end. (docs.stripe.com/billing/subscriptions/trials; "recorded": Stripe's answer at
// 2026-08-26.dahlia)
// One file because each end of a trial is told beside the others.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  BEGUN_FREE,
  BILLED,
  buyer,
  DAY,
  day,
  ENDED,
  FAILED,
  FINALIZED,
  HOUR,
  latest,
  linesOf,
  newsOf,
  pending,
  SETTLED,
  START,
  trying,
  UNTIL,
  UPDATED,
} from './subscribing.ts'

const [CREATE, UPDATE] = ['POST /v1/subscriptions', 'POST /v1/subscriptions/{id}']
const WARNED = 'customer.subscription.trial_will_end'
const without = (list: readonly string[]) => list.filter((type) => type !== 'customer.updated')

behaves(CREATE, 'begins with a trial that costs nothing', async (world) => {
  const who = await buyer(world)
  const { made, photos } = await trying(world, who)
  assert.deepEqual([made.status, made.trial_start, made.trial_end], ['trialing', START, UNTIL])
  // Recorded: the anchor is the end of the trial, and with a method to charge nothing is set up.
  assert.deepEqual([made.billing_cycle_anchor, made.pending_setup_intent], [UNTIL, null])
  const [item] = made.items.data
  assert.deepEqual([item!.current_period_start, item!.current_period_end], [START, UNTIL])
  const invoice = await latest(world, made.id)
  assert.deepEqual(linesOf(invoice), [['Free trial for 1 × Photos', 0, START, UNTIL]])
  assert.deepEqual(
    [invoice.billing_reason, invoice.status, invoice.total, invoice.attempted, invoice.attempt_count],
    ['subscription_create', 'paid', 0, true, 0],
  )
  const [line] = invoice.lines.data
  assert.deepEqual([line!.quantity, line!.pricing?.price_details?.price], [1, photos])
  assert.deepEqual(await newsOf(world), BEGUN_FREE)
})

behaves(CREATE, 'has the older words for a trial in classic billing', async (world) => {
  const who = await buyer(world)
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 1000) }],
    trial_period_days: 14,
    billing_mode: { type: 'classic' },
  })
  assert.deepEqual(linesOf(await latest(world, id)), [['Trial period for Photos', 0, START, UNTIL]])
  assert.deepEqual(await newsOf(world), BEGUN_FREE)
})

behaves(CREATE, 'waits for a method where a trial has none', async (world) => {
  // Recorded: a SetupIntent is made for it.
  const { made } = await trying(world, await buyer(world, null))
  const setup = await world.stripe.setupIntents.retrieve(made.pending_setup_intent as string)
  assert.deepEqual([made.status, setup.status, setup.usage], ['trialing', 'requires_payment_method', 'off_session'])
  assert.deepEqual(await newsOf(world), [...BEGUN_FREE, 'setup_intent.created'])
})

behaves(CREATE, 'is told of three days before it is over, and then paid', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  await newsOf(world)
  await who.go(UNTIL - 3 * DAY - 1)
  assert.deepEqual(await newsOf(world), [])
  await who.go(UNTIL - 3 * DAY)
  assert.deepEqual(await newsOf(world), [WARNED])
  await who.go(UNTIL - 1)
  assert.deepEqual(await newsOf(world), [])
  await who.go(UNTIL)
  // docs.stripe.com/billing/testing: active, with a draft that is finalised an hour later.
  assert.deepEqual(await newsOf(world), [UPDATED, 'invoice.created'])
  const began = await world.stripe.subscriptions.retrieve(made.id)
  assert.deepEqual(
    [began.status, began.trial_end, began.billing_cycle_anchor, began.items.data[0]!.current_period_end],
    ['active', UNTIL, UNTIL, day('2025-02-15')],
  )
  const draft = await latest(world, made.id)
  assert.deepEqual(
    [draft.status, draft.billing_reason, draft.next_payment_attempt, draft.period_start, draft.period_end],
    ['draft', 'subscription_cycle', UNTIL + HOUR, START, UNTIL],
  )
  assert.deepEqual(linesOf(draft), [['1 × Photos (at $10.00 / month)', 1000, UNTIL, day('2025-02-15')]])
  await who.go(UNTIL + HOUR)
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...SETTLED])
  assert.equal((await latest(world, made.id)).amount_paid, 1000)
})

behaves(CREATE, 'is told of at once where a trial is shorter than three days', async (world) => {
  const who = await buyer(world)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 1000) }],
    trial_period_days: 2,
  })
  assert.equal(made.trial_end, START + 2 * DAY)
  const [created, ...more] = await newsOf(world)
  assert.deepEqual([created, more], ['customer.subscription.created', [WARNED, ...BEGUN_FREE.slice(1)]])
})

behaves(CREATE, 'is past due after a trial that cannot be paid for', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  await who.pays('pm_card_chargeCustomerFail')
  await who.go(UNTIL + HOUR)
  assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'past_due')
  assert.deepEqual(await newsOf(world), [
    WARNED,
    UPDATED,
    'invoice.created',
    ...FINALIZED,
    ...FAILED,
    UPDATED,
    'customer.updated',
  ])
})

behaves(CREATE, 'is past due after a trial without a card, by create_invoice', async (world) => {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'create_invoice')
  await newsOf(world)
  await who.go(UNTIL + HOUR)
  assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'past_due')
  // There was nothing to charge, and still it has failed. (docs.stripe.com/billing/testing)
  assert.deepEqual(await newsOf(world), [
    WARNED,
    UPDATED,
    'invoice.created',
    ...FINALIZED,
    'invoice.updated',
    'invoice.payment_failed',
    UPDATED,
    'customer.updated',
  ])
})

behaves(CREATE, 'is canceled after a trial without a card, by cancel', async (world) => {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'cancel')
  await newsOf(world)
  await who.go(UNTIL)
  const { status, ended_at, canceled_at, cancellation_details, latest_invoice } =
    await world.stripe.subscriptions.retrieve(made.id)
  assert.deepEqual(
    [status, ended_at, canceled_at, cancellation_details?.reason, latest_invoice],
    ['canceled', UNTIL, UNTIL, 'cancellation_requested', made.latest_invoice],
  )
  assert.deepEqual(await newsOf(world), [WARNED, ENDED])
  await who.go(day('2025-03-15'))
  assert.deepEqual(await newsOf(world), [])
})

behaves(CREATE, 'is paused after a trial without a card, by pause', async (world) => {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'pause')
  await newsOf(world)
  await who.go(UNTIL)
  const paused = await world.stripe.subscriptions.retrieve(made.id)
  assert.deepEqual([paused.status, paused.latest_invoice], ['paused', made.latest_invoice])
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, 'customer.subscription.paused'])
  await who.go(day('2025-03-15'))
  assert.deepEqual(await newsOf(world), [])
})

for (const ends of ['cancel', 'pause'] as const)
  behaves(CREATE, `goes on after a trial with a card, whatever ${ends} says`, async (world) => {
    const who = await buyer(world)
    const { made } = await trying(world, who, ends)
    await who.go(UNTIL + HOUR)
    assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'active')
    assert.deepEqual(await newsOf(world), [...BEGUN_FREE, WARNED, UPDATED, 'invoice.created', ...FINALIZED, ...SETTLED])
  })

behaves(UPDATE, 'ends a trial now, and is paid', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  const now = day('2025-01-06')
  await who.go(now)
  await newsOf(world)
  const begun = await world.stripe.subscriptions.update(made.id, { trial_end: 'now' })
  // Recorded: it has ended a second ago, and the period begins now.
  assert.deepEqual([begun.status, begun.trial_end, begun.billing_cycle_anchor], ['active', now - 1, now])
  const [item] = begun.items.data
  assert.deepEqual([item!.current_period_start, item!.current_period_end], [now, day('2025-02-06')])
  const invoice = await latest(world, made.id)
  assert.deepEqual(
    [invoice.billing_reason, invoice.status, invoice.amount_paid, invoice.period_start, invoice.period_end],
    ['subscription_update', 'paid', 1000, START, now],
  )
  assert.deepEqual(linesOf(invoice), [['1 × Photos (at $10.00 / month)', 1000, now, day('2025-02-06')]])
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, ...without(BILLED)])
})

behaves(UPDATE, 'ends a trial now with another price, which it bills', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  const films = await who.price('Films', 3000)
  await who.go(day('2025-01-06'))
  await newsOf(world)
  const begun = await world.stripe.subscriptions.update(made.id, {
    trial_end: 'now',
    items: [{ id: made.items.data[0]!.id, price: films, quantity: 2 }],
  })
  assert.deepEqual([begun.items.data[0]!.price.id, begun.items.data[0]!.quantity], [films, 2])
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['2 × Films (at $30.00 / month)', 6000, day('2025-01-06'), day('2025-02-06')],
  ])
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, ...without(BILLED)])
})

behaves(UPDATE, 'cannot end a trial now without a card, by create_invoice', async (world) => {
  // Recorded: refused like the creation of one that nobody can pay for.
  const who = await buyer(world, null)
  const { made } = await trying(world, who)
  await newsOf(world)
  refused(await world.call('POST', `/v1/subscriptions/${made.id}`, 'trial_end=now'), 400, {
    code: 'resource_missing',
    message:
      'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
      'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
  })
  assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'trialing')
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPDATE, 'is paused when a trial is ended now without a card, by pause', async (world) => {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'pause')
  const now = day('2025-01-06')
  await who.go(now)
  await newsOf(world)
  const paused = await world.stripe.subscriptions.update(made.id, { trial_end: 'now' })
  // Recorded: its period and its trial end with that, and no invoice is made.
  assert.deepEqual(
    [paused.status, paused.trial_end, paused.billing_cycle_anchor, paused.latest_invoice],
    ['paused', now - 1, now, made.latest_invoice],
  )
  const [item] = paused.items.data
  assert.deepEqual([item!.current_period_start, item!.current_period_end], [START, now])
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, 'customer.subscription.paused'])
})

behaves(UPDATE, 'is canceled when a trial is ended now without a card, by cancel', async (world) => {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'cancel')
  await newsOf(world)
  const { status, cancellation_details } = await world.stripe.subscriptions.update(made.id, { trial_end: 'now' })
  assert.deepEqual([status, cancellation_details?.reason], ['canceled', 'cancellation_requested'])
  assert.deepEqual(await newsOf(world), [WARNED, ENDED])
})

behaves(UPDATE, 'makes a trial last longer', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  await who.go(UNTIL - DAY)
  await newsOf(world)
  const later = day('2025-02-01')
  const longer = await world.stripe.subscriptions.update(made.id, { trial_end: later })
  assert.deepEqual([longer.status, longer.trial_end, longer.billing_cycle_anchor], ['trialing', later, later])
  // In flexible billing it is the newest trial that has begun. (docs.stripe.com/billing/subscriptions/billing-mode/compare)
  assert.equal(longer.trial_start, UNTIL - DAY)
  assert.deepEqual(linesOf(await latest(world, made.id)), [['Free trial for 1 × Photos', 0, UNTIL - DAY, later]])
  assert.deepEqual(without(await newsOf(world)), [
    UPDATED,
    'invoice.created',
    'invoice.finalized',
    'invoice.paid',
    'invoice.payment_succeeded',
  ])
  await who.go(later)
  // It is told of once more, three days before.
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, 'invoice.created'])
  assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'active')
})

behaves(UPDATE, 'bills what is bought beside it, and not the trial', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  await newsOf(world)
  await world.stripe.subscriptions.update(made.id, {
    items: [{ id: made.items.data[0]!.id, quantity: 5 }],
    proration_behavior: 'always_invoice',
  })
  assert.deepEqual(await pending(world, who.customer), [])
  assert.deepEqual(await newsOf(world), [UPDATED])
  await who.go(UNTIL)
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['5 × Photos (at $10.00 / month)', 5000, UNTIL, day('2025-02-15')],
  ])
  assert.deepEqual(await newsOf(world), [WARNED, UPDATED, 'invoice.created'])
})

behaves(CREATE, 'has a first invoice for what is bought once, while it is in its trial', async (world) => {
  const who = await buyer(world)
  const setup = await who.price('Setup', 500, { recurring: undefined as never })
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 1000) }],
    trial_end: UNTIL,
    add_invoice_items: [{ price: setup }],
  })
  assert.equal(made.status, 'trialing')
  const invoice = await latest(world, made.id)
  assert.deepEqual(
    [invoice.total, invoice.status, invoice.lines.data.map(({ amount }) => amount)],
    [500, 'paid', [500, 0]],
  )
  assert.deepEqual(await newsOf(world), ['customer.subscription.created', 'invoiceitem.created', ...BILLED, UPDATED])
})

behaves(CREATE, 'sends the invoice after a trial', async (world) => {
  // Recorded: active, and the invoice a draft that goes on by itself, due after the days that were said.
  const who = await buyer(world, null)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 1000) }],
    trial_end: UNTIL,
    collection_method: 'send_invoice',
    days_until_due: 7,
  })
  assert.equal(made.status, 'trialing')
  await who.go(UNTIL)
  const { status, auto_advance, due_date, next_payment_attempt } = await latest(world, made.id)
  assert.deepEqual([status, auto_advance, due_date, next_payment_attempt], ['draft', true, UNTIL + 7 * DAY, null])
  assert.equal((await world.stripe.subscriptions.retrieve(made.id)).status, 'active')
  assert.ok((await newsOf(world)).includes(WARNED))
})

behaves(CREATE, 'bills what is left until its anchor after a trial', async (world) => {
  // docs.stripe.com/billing/subscriptions/billing-cycle: the trial, a part of a period, then whole ones. From 15 January to
  // 1 February are 17 of 31 days: 31.00 × 17/31 = 17.00
  const who = await buyer(world)
  const anchor = day('2025-02-01')
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 3100) }],
    trial_end: UNTIL,
    billing_cycle_anchor: anchor,
  })
  assert.deepEqual([made.billing_cycle_anchor, made.items.data[0]!.current_period_end], [anchor, UNTIL])
  await who.go(UNTIL + HOUR)
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['Remaining time on Photos after 15 Jan 2025', 1700, UNTIL, anchor],
  ])
  await who.go(anchor + HOUR)
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['1 × Photos (at $31.00 / month)', 3100, anchor, day('2025-03-01')],
  ])
  const renewed = [UPDATED, 'invoice.created', ...FINALIZED, ...SETTLED]
  assert.deepEqual(await newsOf(world), [...BEGUN_FREE, WARNED, ...renewed, ...renewed])
})

behaves(UPDATE, 'refuses a trial that has ended before it begins', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  await newsOf(world)
  const change = (form: string) => world.call('POST', `/v1/subscriptions/${made.id}`, form)
  // Recorded.
  refused(await change(`trial_end=${START - 1}`), 400, {
    param: 'trial_end',
    message: `The parameter \`trial_end\` expects a unix timestamp representing a date and time in the future. You specified the value \`${START - 1}\` which is in the past.`,
  })
  refused(await change(`trial_end=${START + 6 * 366 * DAY}`), 400, {
    param: 'trial_end',
    message: 'Invalid timestamp: can be no more than five years in the future',
  })
  refused(await change('billing_cycle_anchor=now'), 400, {
    code: 'not_built',
    param: 'billing_cycle_anchor',
    message: 'Brindle does not move the anchor of a subscription that is in its trial.',
  })
  refused(await change('trial_from_plan=true'), 400, {
    code: 'not_built',
    param: 'trial_from_plan',
    message: 'Brindle does not take trial_from_plan for a subscription that runs yet.',
  })
  assert.deepEqual(await newsOf(world), [])
})

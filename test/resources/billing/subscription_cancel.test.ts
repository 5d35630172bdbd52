// How subscriptions end: now, at the end of a period, or on a day. Amounts are by hand: on 17 January 15 of 31 days are left.
// (https://docs.stripe.com/api/subscriptions/cancel; "recorded": Stripe's answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDED,
  billed,
  BILLED_NOTHING,
  day,
  ENDED,
  FEB,
  FINALIZED,
  HOUR,
  JAN,
  latest,
  linesOf,
  MODES,
  mode,
  newsOf,
  NOW,
  pending,
  RENEWED,
  running,
  SETTLED,
  UPDATED,
} from './subscribing.ts'

const [CANCEL, UPDATE] = ['DELETE /v1/subscriptions/{id}', 'POST /v1/subscriptions/{id}']
const MAR = day('2025-03-01')

for (const type of MODES)
  behaves(CANCEL, `gives nothing back, unless told to (${type})`, async (world) => {
    const { id, customer, go } = await running(world, mode(type))
    const ended = await world.stripe.subscriptions.cancel(id)
    assert.deepEqual([ended.status, ended.ended_at, ended.canceled_at], ['canceled', NOW, NOW])
    assert.deepEqual(await pending(world, customer), [])
    assert.deepEqual(await newsOf(world), [ENDED])
    await go(MAR)
    assert.deepEqual(await newsOf(world), [])
  })

behaves(CANCEL, 'gives back what is unused, for any invoice that comes', async (world) => {
  // Recorded: one item that waits, of no subscription. 10.00 × 15/31
  const { stripe } = world
  const { id, customer, price } = await running(world)
  await stripe.subscriptions.cancel(id, { prorate: true })
  const [item] = (await stripe.invoiceItems.list({ customer, pending: true })).data
  assert.deepEqual(
    [item!.amount, item!.description, item!.period, item!.parent, item!.proration, item!.discountable],
    [-484, 'Unused time on Photos after 17 Jan 2025', { end: FEB, start: NOW }, null, true, false],
  )
  assert.ok(!('proration_details' in item!))
  assert.deepEqual(await newsOf(world), [ADDED, ENDED])
  const films = await price('Films', 3000)
  const other = await stripe.subscriptions.create({ customer, items: [{ price: films }] })
  assert.equal((await latest(world, other.id)).amount_paid, 2516)
  assert.equal((await newsOf(world)).at(-1), UPDATED)
})

behaves(CANCEL, 'gives back what was charged, and not what it costs now', async (world) => {
  // Recorded: the price had changed without prorations, and the older one was given back.
  const { stripe } = world
  const { id, item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  await stripe.subscriptions.update(id, { items: [{ id: item, price: films }], proration_behavior: 'none' })
  await stripe.subscriptions.cancel(id, { prorate: true })
  assert.deepEqual(
    (await pending(world, customer)).map(([, amount]) => amount),
    [-484],
  )
  assert.deepEqual(await newsOf(world), [UPDATED, ADDED, ENDED])
})

behaves(CANCEL, 'bills what waits, if told to', async (world) => {
  // Recorded: the last invoice is a draft for an hour, as that of any period.
  const { stripe } = world
  const { id, customer, item, go } = await running(world)
  await stripe.subscriptions.update(id, { items: [{ id: item, quantity: 3 }] })
  await newsOf(world)
  const ended = await stripe.subscriptions.cancel(id, { invoice_now: true })
  assert.equal(ended.status, 'canceled')
  const invoice = await latest(world, id)
  // 14.52 - 4.84
  assert.deepEqual(
    [invoice.billing_reason, invoice.total, invoice.status, invoice.period_start, invoice.period_end],
    ['subscription_cycle', 968, 'draft', JAN, NOW],
  )
  assert.deepEqual([invoice.auto_advance, invoice.next_payment_attempt], [true, NOW + HOUR])
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [ENDED, 'invoice.created'])
  await go(NOW + HOUR)
  assert.equal((await latest(world, id)).status, 'paid')
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...SETTLED])
})

behaves(CANCEL, 'gives up a last invoice that comes to less than nothing', async (world) => {
  // Recorded: it has no number, is uncollectible, and the credit never reaches the balance of the customer.
  const { stripe } = world
  const { id, customer, go } = await running(world)
  await stripe.subscriptions.cancel(id, { invoice_now: true, prorate: true })
  const draft = await latest(world, id)
  assert.deepEqual(linesOf(draft), [['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB]])
  assert.deepEqual([draft.billing_reason, draft.total, draft.status], ['subscription_cycle', -484, 'draft'])
  assert.deepEqual(await newsOf(world), [ADDED, ENDED, 'invoice.created'])
  await go(NOW + HOUR)
  const invoice = await latest(world, id)
  assert.deepEqual([invoice.number, invoice.status, invoice.ending_balance], [null, 'uncollectible', null])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, 0)
  assert.deepEqual(await newsOf(world), ['invoice.updated', 'invoice.marked_uncollectible'])
  // There is nothing to pay, and never was. [K]
  for (const form of ['', 'paid_out_of_band=true'])
    refused(await world.call('POST', `/v1/invoices/${invoice.id}/pay`, form), 400, {
      message: "You can only pass in open invoices. This invoice isn't open.",
    })
  assert.deepEqual(await newsOf(world), [])
})

behaves(CANCEL, 'gives back nothing of a trial', async (world) => {
  const { id, customer } = await running(world, { trial_end: FEB })
  await world.stripe.subscriptions.cancel(id, { prorate: true, invoice_now: true })
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [ENDED])
})

behaves(CANCEL, 'stops collecting every invoice that is open', async (world) => {
  const { stripe } = world
  const { id, go, pays } = await running(world)
  await pays('pm_card_chargeCustomerFail')
  // The next try is after 60 days; until then a second invoice fails.
  await world.call('POST', '/brindle/account', 'retry_days[0]=60')
  await go(FEB + HOUR)
  const first = await latest(world, id)
  await go(MAR + HOUR)
  await newsOf(world)
  const ended = await stripe.subscriptions.cancel(id)
  assert.equal(ended.status, 'canceled')
  for (const invoice of [await stripe.invoices.retrieve(first.id!), await latest(world, id)])
    assert.deepEqual([invoice.status, invoice.auto_advance, invoice.next_payment_attempt], ['open', false, null])
  assert.deepEqual(await newsOf(world), ['invoice.updated', 'invoice.updated', ENDED])
  await go(day('2025-06-01'))
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPDATE, 'ends with its period, and may take that back', async (world) => {
  const { stripe } = world
  const { id, go } = await running(world)
  const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true })
  assert.deepEqual(
    [ending.status, ending.cancel_at, ending.cancel_at_period_end, ending.canceled_at],
    ['active', FEB, true, NOW],
  )
  // The reason stands there at once, as the events show that projects keep.
  assert.equal(ending.cancellation_details?.reason, 'cancellation_requested')
  const stays = await stripe.subscriptions.update(id, { cancel_at_period_end: false })
  assert.deepEqual(
    [stays.cancel_at, stays.cancel_at_period_end, stays.canceled_at, stays.cancellation_details?.reason],
    [null, false, null, null],
  )
  assert.deepEqual(await newsOf(world), [UPDATED, UPDATED])
  await go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(UPDATE, 'ends with its period, and why', async (world) => {
  const { stripe } = world
  const { id, go } = await running(world)
  await stripe.subscriptions.update(id, {
    cancel_at_period_end: true,
    cancellation_details: { comment: 'Too dear', feedback: 'too_expensive' },
  })
  await go(FEB - 1)
  assert.deepEqual(await newsOf(world), [UPDATED])
  await go(FEB)
  const { status, ended_at, canceled_at, cancellation_details } = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([status, ended_at, canceled_at], ['canceled', FEB, NOW])
  assert.deepEqual(
    { ...cancellation_details },
    { comment: 'Too dear', feedback: 'too_expensive', feedback_option: null, reason: 'cancellation_requested' },
  )
  assert.deepEqual(await newsOf(world), [ENDED])
  await go(MAR)
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPDATE, 'bills what waits when it ends with its period', async (world) => {
  // https://docs.stripe.com/api/subscriptions/cancel: pending prorations are collected at the end of the period.
  const { stripe } = world
  const { id, item, go } = await running(world)
  await stripe.subscriptions.update(id, { items: [{ id: item, quantity: 3 }] })
  await stripe.subscriptions.update(id, { cancel_at_period_end: true })
  await newsOf(world)
  await go(FEB)
  const draft = await latest(world, id)
  assert.deepEqual([draft.status, draft.billing_reason, draft.total], ['draft', 'subscription_cycle', 968])
  assert.deepEqual(await newsOf(world), [ENDED, 'invoice.created'])
  await go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...SETTLED])
  assert.equal((await latest(world, id)).amount_paid, 968)
})

behaves(UPDATE, 'ends on a day within its period, and gives back the rest', async (world) => {
  // https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at: from 22 January 10 of 31 days are cut off.
  // 31.00 × 10/31
  const { stripe } = world
  const { id, customer, go } = await running(world, {}, 3100)
  const end = day('2025-01-22')
  const ending = await stripe.subscriptions.update(id, { cancel_at: end })
  assert.deepEqual([ending.cancel_at, ending.items.data[0]!.current_period_end], [end, end])
  assert.deepEqual(await pending(world, customer), [['Unused time on Photos after 22 Jan 2025', -1000, end, FEB]])
  // What is left of it may be given back in its turn: 21.00 were charged for 21 days, of which 2 are left.
  await go(day('2025-01-20'))
  await stripe.subscriptions.cancel(id, { prorate: true })
  assert.deepEqual((await pending(world, customer)).slice(1), [
    ['Unused time on Photos after 20 Jan 2025', -200, day('2025-01-20'), end],
  ])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ADDED, ENDED])
})

behaves(UPDATE, 'charges the rest again when it shall not end', async (world) => {
  const { stripe } = world
  const { id, customer, go } = await running(world, {}, 3100)
  const end = day('2025-01-22')
  await stripe.subscriptions.update(id, { cancel_at: end, proration_behavior: 'always_invoice' })
  assert.deepEqual([(await latest(world, id)).total, await pending(world, customer)], [-1000, []])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...BILLED_NOTHING])
  const stays = await stripe.subscriptions.update(id, { cancel_at: '' })
  assert.deepEqual([stays.cancel_at, stays.items.data[0]!.current_period_end], [null, FEB])
  assert.deepEqual(await pending(world, customer), [['Remaining time on Photos after 22 Jan 2025', 1000, end, FEB]])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
  await go(FEB + HOUR)
  // 31.00 + 10.00, less the credit of 10.00
  const { total, amount_paid } = await latest(world, id)
  assert.deepEqual([total, amount_paid], [4100, 3100])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
})

behaves(UPDATE, 'moves its anchor to the day it ends on, in classic billing', async (world) => {
  // docs.stripe.com/billing/subscriptions/billing-mode/compare
  const { stripe } = world
  const { id, customer, go } = await running(world, mode('classic'), 3100)
  const end = day('2025-01-22')
  const ending = await stripe.subscriptions.update(id, { cancel_at: end })
  assert.deepEqual([ending.billing_cycle_anchor, ending.items.data[0]!.current_period_end], [end, end])
  assert.deepEqual(await pending(world, customer), [['Unused time on Photos after 22 Jan 2025', -1000, end, FEB]])
  await stripe.subscriptions.update(id, { cancel_at: '' })
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, UPDATED])
  await go(end + HOUR)
  assert.deepEqual(linesOf(await latest(world, id)), [
    ['Unused time on Photos after 22 Jan 2025', -1000, end, FEB],
    ['1 × Photos (at $31.00 / month)', 3100, end, day('2025-02-22')],
  ])
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(UPDATE, 'ends on a day without giving anything back, if told to', async (world) => {
  const { id, customer, go } = await running(world)
  await world.stripe.subscriptions.update(id, { cancel_at: day('2025-01-22'), proration_behavior: 'none' })
  assert.deepEqual(await pending(world, customer), [])
  await go(day('2025-01-22'))
  assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'canceled')
  assert.deepEqual(await newsOf(world), [UPDATED, ENDED])
})

behaves(UPDATE, 'ends with the first or the last of its periods', async (world) => {
  const { stripe } = world
  const { id, price } = await running(world)
  const yearly = await price('Films', 10_000, { recurring: { interval: 'year' } })
  await stripe.subscriptions.update(id, { items: [{ price: yearly }], proration_behavior: 'none' })
  const ends = async (cancel_at: 'max_period_end' | 'min_period_end') =>
    (await stripe.subscriptions.update(id, { cancel_at })).cancel_at
  assert.equal(await ends('min_period_end'), FEB)
  assert.ok((await newsOf(world)).includes(UPDATED))
})

behaves(UPDATE, 'refuses to end in the past', async (world) => {
  const { id } = await running(world)
  refused(await world.call('POST', `/v1/subscriptions/${id}`, `cancel_at=${NOW - 1}`), 400, {
    param: 'cancel_at',
    message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
  })
  refused(await world.call('POST', `/v1/subscriptions/${id}`, `cancel_at=${FEB}&cancel_at_period_end=true`), 400, {
    code: 'parameters_exclusive',
    param: 'cancel_at_period_end',
    message: 'You may only specify one of these parameters: cancel_at, cancel_at_period_end.',
  })
  assert.deepEqual(await newsOf(world), [])
})

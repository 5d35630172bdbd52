// Changes that are kept only once they are paid for, and what else `payment_behavior` makes of a change that cannot be paid.
// Amounts are by hand: on 17 January 15 of 31 days are left. (docs.stripe.com/billing/subscriptions/pending-updates)
// One file because the same change fails in each way of paying for it.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDED,
  billed,
  BILLED,
  day,
  FAILED,
  FEB,
  HOUR,
  latest,
  linesOf,
  newsOf,
  NOW,
  pending,
  RENEWED,
  running,
  SETTLED,
  UPDATED,
  type World,
} from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'
const EXPIRED = 'customer.subscription.pending_update_expired'
const APPLIED = 'customer.subscription.pending_update_applied'
const OPENED = ['invoice.created', 'invoice.finalized', 'payment_intent.created']
const DECLINED = [...OPENED, ...FAILED.filter((type) => type !== 'invoice.updated')]
const PARKED = [ADDED, ADDED, UPDATED, ...DECLINED]

const PENDING = { payment_behavior: 'pending_if_incomplete', proration_behavior: 'always_invoice' } as const

/** A subscription whose customer cannot pay any more, and a dearer price. */
async function failing(world: World, token = 'pm_card_chargeCustomerFail') {
  const who = await running(world)
  const films = await who.price('Films', 3000)
  await who.pays(token)
  return { ...who, films, items: [{ id: who.item, price: films }] }
}

behaves(UPDATE, 'is kept at once if it is paid for', async (world) => {
  const { id, item, price } = await running(world)
  const films = await price('Films', 3000)
  const changed = await world.stripe.subscriptions.update(id, { items: [{ id: item, price: films }], ...PENDING })
  assert.deepEqual([changed.items.data[0]!.price.id, changed.pending_update], [films, null])
  assert.deepEqual([(await latest(world, id)).total, (await latest(world, id)).status], [968, 'paid'])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, ...billed(BILLED)])
})

behaves(UPDATE, 'waits for its payment, and is applied by it', async (world) => {
  const { stripe } = world
  const { id, item, items, films, photos, pays, go } = await failing(world)
  const parked = await stripe.subscriptions.update(id, { items, ...PENDING })
  assert.deepEqual([parked.status, parked.items.data[0]!.price.id], ['active', photos])
  const { subscription_items: then, ...rest } = parked.pending_update!
  assert.deepEqual(rest, {
    billing_cycle_anchor: null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: NOW + 23 * HOUR,
    metadata: null,
    trial_end: null,
    trial_from_plan: null,
  })
  assert.deepEqual(
    then!.map((one) => [one.id, one.price.id, one.quantity]),
    [[item, films, 1]],
  )
  const open = await latest(world, id)
  assert.deepEqual([open.status, open.total, open.billing_reason], ['open', 968, 'subscription_update'])
  assert.deepEqual(await newsOf(world), PARKED)
  await pays('pm_card_visa')
  await stripe.invoices.pay(open.id!)
  const applied = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    [applied.status, applied.pending_update, applied.items.data[0]!.id, applied.items.data[0]!.price.id],
    ['active', null, item, films],
  )
  assert.deepEqual(await newsOf(world), [...SETTLED, APPLIED, UPDATED])
  // What was charged may be given back: 14.52 for 15 days, of which 5 are left.
  await go(day('2025-01-27'))
  await stripe.subscriptions.cancel(id, { prorate: true })
  const [credit] = (await stripe.invoiceItems.list({ customer: applied.customer as string, pending: true })).data
  assert.equal(credit!.amount, -484)
  assert.deepEqual(await newsOf(world), [ADDED, 'customer.subscription.deleted'])
})

behaves(UPDATE, 'waits with an item that is new, under its id', async (world) => {
  const { stripe } = world
  const { id, item, films, pays } = await failing(world)
  const items = [{ price: films }, { id: item, deleted: true }]
  const parked = await stripe.subscriptions.update(id, { items, ...PENDING })
  const [then] = parked.pending_update!.subscription_items!
  assert.deepEqual([then!.price.id, parked.items.data[0]!.id], [films, item])
  await pays('pm_card_visa')
  await stripe.invoices.pay((await latest(world, id)).id!)
  const { items: now } = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    now.data.map((one) => [one.id, one.price.id]),
    [[then!.id, films]],
  )
  assert.equal((await stripe.subscriptionItems.retrieve(then!.id)).id, then!.id)
  assert.deepEqual(await newsOf(world), [...SETTLED, APPLIED, UPDATED])
})

behaves(UPDATE, 'waits with a trial that is to end', async (world) => {
  const { stripe } = world
  const { id, pays, go } = await running(world, { trial_end: day('2025-01-20') })
  await pays('pm_card_chargeCustomerFail')
  const parked = await stripe.subscriptions.update(id, { trial_end: 'now', payment_behavior: 'pending_if_incomplete' })
  assert.deepEqual(
    [parked.status, parked.pending_update?.billing_cycle_anchor, parked.pending_update?.trial_end],
    ['trialing', NOW, NOW - 1],
  )
  const open = await latest(world, id)
  assert.deepEqual(linesOf(open), [['1 × Photos (at $10.00 / month)', 1000, NOW, day('2025-02-17')]])
  assert.deepEqual(await newsOf(world), [UPDATED, ...DECLINED])
  await go(NOW + HOUR)
  await pays('pm_card_visa')
  await stripe.invoices.pay(open.id!)
  const applied = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    [applied.status, applied.billing_cycle_anchor, applied.items.data[0]!.current_period_end],
    ['active', NOW, day('2025-02-17')],
  )
  assert.deepEqual(await newsOf(world), [...SETTLED, APPLIED, UPDATED])
  await go(day('2025-02-17') + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(UPDATE, 'waits with a trial that is to end, and with an item that is new', async (world) => {
  const { stripe } = world
  const { id, pays, price, photos } = await running(world, { trial_end: day('2025-01-20') })
  const films = await price('Films', 3000)
  await pays('pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(id, {
    trial_end: 'now',
    items: [{ price: films }],
    payment_behavior: 'pending_if_incomplete',
  })
  assert.equal((await latest(world, id)).total, 4000)
  assert.deepEqual(await newsOf(world), [UPDATED, ...DECLINED])
  await pays('pm_card_visa')
  await stripe.invoices.pay((await latest(world, id)).id!)
  const { items } = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    items.data.map((one) => [one.price.id, one.current_period_start]),
    [
      [photos, NOW],
      [films, NOW],
    ],
  )
  assert.deepEqual(await newsOf(world), [...SETTLED, APPLIED, UPDATED])
})

behaves(UPDATE, 'waits with an anchor that is to move, in classic billing', async (world) => {
  const { stripe } = world
  const { id, pays } = await running(world, { billing_mode: { type: 'classic' } })
  await pays('pm_card_chargeCustomerFail')
  const moved = { billing_cycle_anchor: { type: 'now' }, payment_behavior: 'pending_if_incomplete' } as never
  const parked = await stripe.subscriptions.update(id, moved)
  assert.deepEqual(
    [parked.pending_update?.billing_cycle_anchor, parked.pending_update?.subscription_items],
    [NOW, null],
  )
  assert.notEqual(parked.billing_cycle_anchor, NOW)
  // 10.00, less 10.00 × 15/31
  assert.equal((await latest(world, id)).total, 516)
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...DECLINED])
  await pays('pm_card_visa')
  await stripe.invoices.pay((await latest(world, id)).id!)
  const applied = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([applied.billing_cycle_anchor, applied.items.data[0]!.current_period_start], [NOW, NOW])
  assert.deepEqual(await newsOf(world), [...SETTLED, APPLIED, UPDATED])
})

behaves(UPDATE, 'is dropped after 23 hours', async (world) => {
  const { stripe } = world
  const { id, items, photos, customer, go } = await failing(world)
  await stripe.subscriptions.update(id, { items, ...PENDING })
  const open = await latest(world, id)
  await go(NOW + 23 * HOUR - 1)
  assert.deepEqual(await newsOf(world), PARKED)
  await go(NOW + 23 * HOUR)
  const left = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([left.status, left.pending_update, left.items.data[0]!.price.id], ['active', null, photos])
  assert.equal((await stripe.invoices.retrieve(open.id!)).status, 'void')
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    EXPIRED,
    UPDATED,
  ])
})

behaves(UPDATE, 'is dropped when its invoice is voided', async (world) => {
  const { stripe } = world
  const { id, items, photos } = await failing(world)
  await stripe.subscriptions.update(id, { items, ...PENDING })
  await newsOf(world)
  await stripe.invoices.voidInvoice((await latest(world, id)).id!)
  const left = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([left.pending_update, left.items.data[0]!.price.id], [null, photos])
  assert.deepEqual(await newsOf(world), [
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    EXPIRED,
    UPDATED,
  ])
})

behaves(UPDATE, 'does not wait beyond its period', async (world) => {
  const { stripe } = world
  const { id, items, go } = await failing(world)
  await go(FEB - 22 * HOUR)
  const parked = await stripe.subscriptions.update(id, { items, ...PENDING })
  assert.equal(parked.pending_update!.expires_at, FEB)
  assert.deepEqual((await newsOf(world)).slice(0, 3), [ADDED, ADDED, UPDATED])
})

behaves(UPDATE, 'cannot wait with all that may change', async (world) => {
  // docs.stripe.com/billing/subscriptions/pending-updates-reference; the words are [M].
  const { id, item, films } = await failing(world)
  const change = (form: string) =>
    world.call('POST', `/v1/subscriptions/${id}`, `payment_behavior=pending_if_incomplete&items[0][id]=${item}&${form}`)
  for (const [form, name] of [
    ['metadata[a]=1', 'metadata'],
    ['description=x', 'description'],
    ['cancel_at_period_end=true', 'cancel_at_period_end'],
    ['default_payment_method=pm_x', 'default_payment_method'],
  ] as const)
    refused(await change(`items[0][price]=${films}&${form}`), 400, {
      param: name,
      message: `You cannot set \`${name}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`,
    })
  refused(await change(`items[0][price]=${films}&items[0][discounts][0][coupon]=x`), 400, {
    code: 'resource_missing',
    param: 'items[0][discounts][0][coupon]',
    message: "No such coupon: 'x'",
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPDATE, 'is kept and past due, by allow_incomplete', async (world) => {
  // docs.stripe.com/api/subscriptions/update#update_subscription-payment_behavior
  const { stripe } = world
  const { id, items, films, customer } = await failing(world)
  const changed = await stripe.subscriptions.update(id, { items, proration_behavior: 'always_invoice' })
  assert.deepEqual([changed.status, changed.items.data[0]!.price.id], ['past_due', films])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).delinquent, true)
  assert.deepEqual(await newsOf(world), [...PARKED, UPDATED, 'customer.updated'])
})

behaves(UPDATE, 'is kept and past due, by default_incomplete, without a try', async (world) => {
  const { id, items, films } = await failing(world)
  const changed = await world.stripe.subscriptions.update(id, {
    items,
    proration_behavior: 'always_invoice',
    payment_behavior: 'default_incomplete',
  })
  assert.deepEqual([changed.status, changed.items.data[0]!.price.id], ['past_due', films])
  const { status, attempted } = await latest(world, id)
  assert.deepEqual([status, attempted], ['open', false])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, ...OPENED, UPDATED, 'customer.updated'])
})

behaves(UPDATE, 'is not kept, by error_if_incomplete', async (world) => {
  const { id, item, films, customer } = await failing(world)
  const { status, body } = await world.call(
    'POST',
    `/v1/subscriptions/${id}`,
    `items[0][id]=${item}&items[0][price]=${films}&proration_behavior=always_invoice&payment_behavior=error_if_incomplete`,
  )
  assert.deepEqual([status, body.error.type, body.error.code], [402, 'card_error', 'card_declined'])
  assert.notEqual((await world.stripe.subscriptions.retrieve(id)).items.data[0]!.price.id, films)
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [])
})

behaves(UPDATE, 'is past due while the bank asks the customer', async (world) => {
  // https://docs.stripe.com/api/subscriptions/update#update_subscription-off_session: they are there, unless that is said.
  const { id, items } = await failing(world, 'pm_card_authenticationRequired')
  const changed = await world.stripe.subscriptions.update(id, { items, proration_behavior: 'always_invoice' })
  assert.equal(changed.status, 'past_due')
  assert.deepEqual(await newsOf(world), [
    ADDED,
    ADDED,
    UPDATED,
    ...OPENED,
    'payment_intent.requires_action',
    'invoice.payment_action_required',
    UPDATED,
    'customer.updated',
  ])
})

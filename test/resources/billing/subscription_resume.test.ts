// Resuming subscriptions that were paused when their trial ended without a card. (https://docs.stripe.com/api/subscriptions/resume;
// "recorded": Stripe's answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  BEGUN_FREE,
  BILLED,
  billed as without,
  buyer,
  day,
  ENDED,
  FAILED,
  FINALIZED,
  HOUR,
  latest,
  linesOf,
  newsOf,
  SETTLED,
  trying,
  UPDATED,
  type World,
} from './subscribing.ts'

const RESUME = 'POST /v1/subscriptions/{id}/resume'

/** A subscription that is paused since 15 January, and whose customer then has a card. */
async function paused(world: World, card: string | null = 'pm_card_visa') {
  const who = await buyer(world, null)
  const { made } = await trying(world, who, 'pause')
  await who.go(day('2025-01-20'))
  if (card) await who.pays(card)
  await newsOf(world)
  return { ...who, id: made.id }
}
const NOW = day('2025-01-20')

behaves(RESUME, 'begins a period now, and is paid', async (world) => {
  // https://docs.stripe.com/api/subscriptions/resume, from 2026-09-30.endive on.
  const { id, go } = await paused(world)
  const resumed = await world.stripe.subscriptions.resume(id)
  const [item] = resumed.items.data
  assert.deepEqual(
    [resumed.status, resumed.billing_cycle_anchor, item!.current_period_start, item!.current_period_end],
    ['active', NOW, NOW, day('2025-02-20')],
  )
  const invoice = await latest(world, id)
  assert.deepEqual([invoice.billing_reason, invoice.status, invoice.amount_paid], ['subscription_cycle', 'paid', 1000])
  assert.deepEqual(linesOf(invoice), [['1 × Photos (at $10.00 / month)', 1000, NOW, day('2025-02-20')]])
  assert.deepEqual(await newsOf(world), [UPDATED, 'customer.subscription.resumed', ...without(BILLED)])
  await go(day('2025-02-20') + HOUR)
  assert.deepEqual(await newsOf(world), [UPDATED, 'invoice.created', ...FINALIZED, ...SETTLED])
})

behaves(RESUME, 'is past due where it cannot be paid', async (world) => {
  const { id } = await paused(world, 'pm_card_chargeCustomerFail')
  const resumed = await world.stripe.subscriptions.resume(id)
  assert.equal(resumed.status, 'past_due')
  assert.deepEqual(await newsOf(world), [
    UPDATED,
    'customer.subscription.resumed',
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    ...FAILED.filter((type) => type !== 'invoice.updated'),
    UPDATED,
    'customer.updated',
  ])
})

/** The same before 2026-09-30.endive, as it was recorded. */
const WAITING = [UPDATED, 'invoice.created', 'invoice.finalized', 'payment_intent.created']
const dahlia = { 'stripe-version': '2026-08-26.dahlia' }

behaves(RESUME, 'stays paused until it is paid, in older versions', async (world) => {
  const { id } = await paused(world)
  const { body } = await world.call('POST', `/v1/subscriptions/${id}/resume`, '', dahlia)
  assert.equal(body.status, 'paused')
  assert.deepEqual(body.pending_update, {
    billing_cycle_anchor: null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: NOW + 82_800,
    metadata: null,
    subscription_items: null,
    trial_end: null,
    trial_from_plan: null,
  })
  const open = await latest(world, id)
  assert.deepEqual([open.status, open.billing_reason, open.attempted], ['open', 'subscription_cycle', false])
  assert.deepEqual(await newsOf(world), WAITING)
  assert.equal((await world.stripe.invoices.pay(open.id!)).status, 'paid')
  const resumed = await world.stripe.subscriptions.retrieve(id)
  const [item] = resumed.items.data
  assert.deepEqual(
    [resumed.status, resumed.pending_update, item!.current_period_start, item!.current_period_end],
    ['active', null, NOW, day('2025-02-20')],
  )
  assert.deepEqual(await newsOf(world), [...SETTLED, UPDATED, 'customer.subscription.resumed'])
})

behaves(RESUME, 'stays paused where its invoice is not paid within 23 hours', async (world) => {
  const { id, go } = await paused(world, null)
  const asked = await world.stripe.subscriptions.resume(id, { payment_behavior: 'resume_on_payment_success' })
  assert.deepEqual([asked.status, asked.pending_update?.expires_at], ['paused', NOW + 23 * HOUR])
  assert.deepEqual(await newsOf(world), WAITING)
  await go(NOW + 23 * HOUR)
  const still = await world.stripe.subscriptions.retrieve(id)
  assert.deepEqual([still.status, still.pending_update], ['paused', null])
  assert.equal((await latest(world, id)).status, 'void')
  assert.deepEqual(await newsOf(world), [
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    'customer.subscription.pending_update_expired',
    UPDATED,
  ])
})

behaves(RESUME, 'resumes when its invoice is given up, too', async (world) => {
  const { id } = await paused(world, null)
  await world.stripe.subscriptions.resume(id, { payment_behavior: 'resume_on_payment_success' })
  await newsOf(world)
  await world.stripe.invoices.markUncollectible((await latest(world, id)).id!)
  assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'active')
  assert.deepEqual(await newsOf(world), [
    'invoice.updated',
    'invoice.marked_uncollectible',
    UPDATED,
    'customer.subscription.resumed',
  ])
})

behaves(RESUME, 'refuses what is not paused', async (world) => {
  const who = await buyer(world)
  const { made } = await trying(world, who)
  const resume = (id: string, form = '') => world.call('POST', `/v1/subscriptions/${id}/resume`, form)
  // Recorded.
  refused(await resume(made.id), 400, { message: 'You can only resume a subscription if it is `paused`.' })
  const gone = (id: string) => ({
    code: 'resource_missing',
    param: 'id',
    message: `No such subscription: '${id}'`,
  })
  refused(await resume('sub_none'), 404, gone('sub_none'))
  await world.stripe.subscriptions.cancel(made.id)
  refused(await resume(made.id), 404, gone(made.id))
  assert.deepEqual(await newsOf(world), [...BEGUN_FREE, ENDED])
})

behaves(RESUME, 'refuses by name what is not built', async (world) => {
  const { id } = await paused(world)
  const resume = (form: string) => world.call('POST', `/v1/subscriptions/${id}/resume`, form)
  refused(await resume('billing_cycle_anchor=unchanged'), 400, {
    code: 'not_built',
    param: 'billing_cycle_anchor',
    message: 'Brindle resumes with billing_cycle_anchor=now only.',
  })
  refused(await resume(`proration_date=${NOW}`), 400, {
    code: 'not_built',
    param: 'proration_date',
    message: 'Brindle does not take proration_date for a subscription that is resumed yet.',
  })
  const { status } = (await world.stripe.subscriptions.retrieve(id)) as Stripe.Subscription
  assert.equal(status, 'paused')
  assert.deepEqual(await newsOf(world), [])
})

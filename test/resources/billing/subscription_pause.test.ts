// Pausing the collection of a subscription: periods go on, and their invoices stay drafts, are void, or are given up.
// (https://docs.stripe.com/billing/subscriptions/pause-payment)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { ADDED, day, DAY, FEB, HOUR, latest, newsOf, NOW, RENEWED, running, SETTLED, UPDATED } from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'
const MAR = day('2025-03-01')

/** What becomes of the invoice of a period, and what that is news of. */
const HELD = [
  ['keep_as_draft', 'draft', []],
  [
    'mark_uncollectible',
    'uncollectible',
    ['invoice.finalized', 'payment_intent.created', 'invoice.marked_uncollectible'],
  ],
  ['void', 'void', ['invoice.finalized', 'payment_intent.created', 'invoice.voided', 'payment_intent.canceled']],
] as const

for (const [behavior, status, more] of HELD)
  behaves(UPDATE, `does not collect while it is paused, by ${behavior}`, async (world) => {
    const { stripe } = world
    const { id, go } = await running(world)
    const paused = await stripe.subscriptions.update(id, { pause_collection: { behavior } })
    assert.deepEqual([paused.status, { ...paused.pause_collection }], ['active', { behavior, resumes_at: null }])
    await go(FEB + 2 * HOUR)
    const held = await latest(world, id)
    assert.deepEqual(
      [held.status, held.auto_advance, held.attempted, held.next_payment_attempt, held.billing_reason],
      [status, false, false, null, 'subscription_cycle'],
    )
    assert.deepEqual(await newsOf(world), [UPDATED, UPDATED, 'invoice.created', ...more])
    // The status does not change by it; after the pause it is collected again.
    const resumed = await stripe.subscriptions.update(id, { pause_collection: '' })
    assert.deepEqual([resumed.status, resumed.pause_collection], ['active', null])
    await newsOf(world)
    await go(MAR + 2 * HOUR)
    assert.equal((await latest(world, id)).status, 'paid')
    assert.equal((await stripe.invoices.retrieve(held.id!)).status, status)
    assert.deepEqual(await newsOf(world), RENEWED)
  })

behaves(UPDATE, 'collects again from the day that was said', async (world) => {
  const { id, go } = await running(world)
  const until = FEB + 10 * DAY
  await world.stripe.subscriptions.update(id, { pause_collection: { behavior: 'void', resumes_at: until } })
  await go(until - 1)
  assert.equal((await latest(world, id)).status, 'void')
  await newsOf(world)
  await go(until)
  assert.equal((await world.stripe.subscriptions.retrieve(id)).pause_collection, null)
  assert.deepEqual(await newsOf(world), [UPDATED])
  await go(MAR + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(UPDATE, 'keeps what it bills for a change as a draft, too', async (world) => {
  const { stripe } = world
  const { id, item } = await running(world)
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } })
  await newsOf(world)
  await stripe.subscriptions.update(id, {
    items: [{ id: item, quantity: 3 }],
    proration_behavior: 'always_invoice',
  })
  const draft = await latest(world, id)
  // 3 × 10.00 × 15/31 = 14.52, less 4.84
  assert.deepEqual([draft.status, draft.auto_advance, draft.total], ['draft', false, 968])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, 'invoice.created'])
  // The merchant may collect it later. (docs.stripe.com/billing/subscriptions/pause-payment)
  assert.equal((await stripe.invoices.pay(draft.id!)).status, 'paid')
  assert.deepEqual((await newsOf(world)).slice(-SETTLED.length), SETTLED)
})

behaves(UPDATE, 'stops the day that was said when it is told anew', async (world) => {
  const { id, go } = await running(world)
  const { stripe } = world
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void', resumes_at: NOW + 5 * DAY } })
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } })
  await go(NOW + 6 * DAY)
  assert.deepEqual(
    { ...(await stripe.subscriptions.retrieve(id)).pause_collection },
    { behavior: 'keep_as_draft', resumes_at: null },
  )
  assert.deepEqual(await newsOf(world), [UPDATED, UPDATED])
})

behaves(UPDATE, 'names the ways to pause', async (world) => {
  const { id } = await running(world)
  const pause = (form: string) => world.call('POST', `/v1/subscriptions/${id}`, form)
  refused(await pause('pause_collection[behavior]=later'), 400, {
    param: 'pause_collection[behavior]',
    message: 'Invalid pause_collection[behavior]: must be one of keep_as_draft, mark_uncollectible, or void',
  })
  refused(await pause(`pause_collection[resumes_at]=${FEB}`), 400, {
    code: 'parameter_missing',
    param: 'pause_collection[behavior]',
    message: 'Missing required param: pause_collection[behavior].',
  })
  assert.deepEqual(await newsOf(world), [])
})

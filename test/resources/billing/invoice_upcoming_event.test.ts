// `invoice.upcoming`: the invoice of a renewal, told of before there is one.
// (https://docs.stripe.com/api/events/types#event_types-invoice.upcoming; docs.stripe.com/billing/subscriptions/webhooks: so many
// days before as the dashboard says; another number holds from the next period on)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDED,
  billed,
  BOUGHT,
  buyer,
  DAY,
  day,
  FEB,
  HOUR,
  JAN,
  linesOf,
  newsOf,
  NOW,
  RENEWED,
  trying,
  UNTIL,
  UPDATED,
  type World,
} from './subscribing.ts'

const RETRIEVE = 'GET /v1/subscriptions/{id}'
const UPDATE = 'POST /v1/subscriptions/{id}'
const UPCOMING = 'invoice.upcoming'
const [JAN_25, FEB_22, MAR] = [day('2025-01-25'), day('2025-02-22'), day('2025-03-01')]

/** A subscription to Photos at $10.00 a month since 1 January; renewals are told of as in a new account. */
async function subscribed(world: World) {
  const who = await buyer(world)
  const price = await who.price('Photos', 1000)
  const answer = await world.call('POST', '/brindle/account', 'upcoming_renewal_days=7')
  assert.equal(answer.status, 200, answer.text)
  const made = await world.stripe.subscriptions.create({ customer: who.customer, items: [{ price }] })
  assert.deepEqual(await newsOf(world), BOUGHT)
  return { ...who, photos: price, id: made.id, item: made.items.data[0]!.id }
}

/** What was told last. */
async function told({ stripe }: World): Promise<Stripe.Invoice> {
  const [event] = (await stripe.events.list({ type: UPCOMING, limit: 1 })).data
  assert.deepEqual(event!.request, { id: null, idempotency_key: null })
  return event!.data.object as Stripe.Invoice
}

const withoutIds = ({ lines, ...rest }: Omit<Stripe.Invoice, 'id'>) => ({
  ...rest,
  lines: lines.data.map(({ id: _, invoice: __, ...line }) => line),
})

behaves(RETRIEVE, 'is told of seven days before it renews, with what that will cost', async (world) => {
  const { stripe, call } = world
  const { id, item, go, price, customer } = await subscribed(world)
  await go(NOW)
  // 15 of 31 days: 483.87 of 10.00 is given back, and 967.74 of 20.00 charged.
  const more = await price('Films', 2000)
  await stripe.subscriptions.update(id, { items: [{ id: item, price: more }] })
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
  await go(JAN_25 - 1)
  assert.deepEqual(await newsOf(world), [])
  await go(JAN_25)
  assert.deepEqual(await newsOf(world), [UPCOMING])
  const first = await told(world)
  assert.equal('id' in first, false)
  assert.deepEqual(linesOf(first), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Remaining time on Films after 17 Jan 2025', 968, NOW, FEB],
    ['1 × Films (at $20.00 / month)', 2000, FEB, MAR],
  ])
  assert.deepEqual([first.total, first.amount_due, first.starting_balance], [2484, 2484, 0])
  assert.deepEqual([first.status, first.number, first.hosted_invoice_url], ['draft', null, null])
  assert.deepEqual([first.period_start, first.period_end, first.next_payment_attempt], [JAN, FEB, FEB + HOUR])
  assert.equal(first.parent!.subscription_details!.subscription, id)
  // It is the preview, but for its name and its reason.
  const { id: shown, ...preview } = (await call('POST', '/v1/invoices/create_preview', `subscription=${id}`)).body
  assert.match(shown, /^upcoming_in_/)
  assert.deepEqual(
    withoutIds((await call('GET', `/v1/events?type=${UPCOMING}`)).body.data[0].data.object),
    withoutIds({ ...preview, billing_reason: 'upcoming' }),
  )
  // Nothing of it is kept.
  assert.equal((await stripe.invoices.list({ customer })).data.length, 1)
  assert.equal((await stripe.invoiceItems.list({ customer, pending: true })).data.length, 2)

  // What comes between is billed too, and not told of again.
  await stripe.invoiceItems.create({ customer, subscription: id, currency: 'usd', amount: 300 })
  await go(FEB + HOUR)
  const renewed = billed(await newsOf(world))
  assert.equal(renewed.includes(UPCOMING), false)
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  assert.equal((latest_invoice as Stripe.Invoice).amount_paid, 2784)
  await go(FEB_22)
  assert.deepEqual(await newsOf(world), [UPCOMING])
  assert.deepEqual(linesOf(await told(world)), [['1 × Films (at $20.00 / month)', 2000, MAR, day('2025-04-01')]])
})

behaves(UPDATE, 'is told of as it is moved, and not where it is to end', async (world) => {
  const { stripe } = world
  const { id, go } = await subscribed(world)
  await stripe.subscriptions.update(id, { cancel_at_period_end: true })
  await go(JAN_25 - DAY)
  assert.deepEqual(await newsOf(world), [UPDATED])
  // Taken back a day before: told.
  await stripe.subscriptions.update(id, { cancel_at_period_end: false })
  await go(JAN_25)
  assert.deepEqual(await newsOf(world), [UPDATED, UPCOMING])
  // The period begins anew on 25 January: told on 18 February, of the one from 25 February on.
  await stripe.subscriptions.update(id, { billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' })
  await newsOf(world)
  await go(day('2025-02-18') - 1)
  assert.deepEqual(await newsOf(world), [])
  await go(day('2025-02-18'))
  assert.deepEqual(await newsOf(world), [UPCOMING])
  assert.equal((await told(world)).period_end, day('2025-02-25'))
  // It was told of, and ends all the same.
  await stripe.subscriptions.update(id, { cancel_at_period_end: true })
  await go(day('2025-04-01'))
  assert.deepEqual(await newsOf(world), [UPDATED, 'customer.subscription.deleted'])
})

behaves('POST /v1/subscriptions', 'is not told of within a week, nor what nobody will bill', async (world) => {
  const { stripe, call } = world
  const who = await buyer(world, null)
  await call('POST', '/brindle/account', 'upcoming_renewal_days=7')
  // A trial that ends without a card makes no invoice, but one by default.
  for (const [ends, expected] of [
    ['cancel', ['customer.subscription.trial_will_end']],
    ['create_invoice', [UPCOMING, 'customer.subscription.trial_will_end']],
  ] as const) {
    const other = await buyer(world, null)
    await call('POST', '/brindle/account', 'upcoming_renewal_days=7')
    const { made } = await trying(world, other, ends)
    await newsOf(world)
    await other.go(UNTIL - DAY)
    assert.deepEqual(await newsOf(world), expected, ends)
    await stripe.subscriptions.cancel(made.id)
    await newsOf(world)
  }
  await who.pays('pm_card_visa')
  const weekly = await who.price('Paper', 300, { recurring: { interval: 'week' } })
  await stripe.subscriptions.create({ customer: who.customer, items: [{ price: weekly }] })
  assert.deepEqual(await newsOf(world), BOUGHT)
  await who.go(JAN + 7 * DAY + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves('POST /brindle/account', 'sets how many days before a renewal is told of', async (world) => {
  const { call } = world
  const { go } = await subscribed(world)
  assert.equal((await call('POST', '/brindle/account', 'upcoming_renewal_days=3')).body.upcoming_renewal_days, 3)
  // For the next period.
  await go(FEB - DAY)
  assert.deepEqual(await newsOf(world), [UPCOMING])
  await go(FEB + HOUR)
  assert.deepEqual(await newsOf(world), RENEWED)
  await go(MAR - 3 * DAY - 1)
  assert.deepEqual(await newsOf(world), [])
  await go(MAR - 3 * DAY)
  assert.deepEqual(await newsOf(world), [UPCOMING])
  await call('POST', '/brindle/account', 'upcoming_renewal_days=0')
  await go(day('2025-04-01') - 1)
  assert.deepEqual(await newsOf(world), RENEWED)
  for (const days of [-1, 91])
    refused(await call('POST', '/brindle/account', `upcoming_renewal_days=${days}`), 400, {
      param: 'upcoming_renewal_days',
      message: 'Name 0 to 90 days.',
    })
  refused(await call('POST', '/brindle/account', 'upcoming_renewal_days=soon'), 400, {
    code: 'parameter_invalid_integer',
    param: 'upcoming_renewal_days',
    message: 'Invalid integer: soon',
  })
})

behaves('GET /brindle/outgoing_messages', 'has an upcoming renewal, where that is turned on', async (world) => {
  const { call } = world
  const { id, go, customer } = await subscribed(world)
  await call('POST', '/brindle/email_settings', 'upcoming_renewals=true')
  await go(JAN_25)
  const { data } = (await call('GET', `/brindle/outgoing_messages?customer=${customer}&type=upcoming_renewal`)).body
  const [{ id: _, url, ...message }, ...others] = data
  assert.match(url, /\/p\/update\/acct_\w+\/upd_\w+$/)
  assert.deepEqual(others, [])
  assert.deepEqual(message, {
    object: 'brindle.outgoing_message',
    charge: null,
    created: JAN_25,
    customer,
    invoice: null,
    pdf: null,
    subscription: id,
    subject: 'Your subscription with Brindle sandbox renews soon, for $10.00',
    to: 'jenny@example.com',
    type: 'upcoming_renewal',
  })
  await call('POST', '/brindle/email_settings', 'upcoming_renewals=false')
  await go(FEB_22)
  assert.deepEqual((await call('GET', '/brindle/outgoing_messages?type=upcoming_renewal')).body.data.length, 1)
  assert.deepEqual(await newsOf(world), [UPCOMING, ...RENEWED, UPCOMING])
})

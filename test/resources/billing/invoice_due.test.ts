// Invoices that are sent to be paid by a day, before and after it. The reminders are a merchant's automations, and what becomes of a
// subscription a setting of the dashboard: here both are POST /brindle/account.
// (https://docs.stripe.com/api/subscriptions/object#subscription_object-status: past due when its invoice is not paid by the due
// date, canceled or unpaid by an additional deadline after that; https://docs.stripe.com/api/customers/object: `delinquent`)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  buyer,
  DAY,
  day,
  ENDED,
  FINALIZED,
  HOUR,
  JAN,
  latest,
  newsOf,
  SUBSCRIBED,
  UPDATED,
  type World,
} from './subscribing.ts'

const RETRIEVE = 'GET /v1/subscriptions/{id}'
const PAY = 'POST /v1/invoices/{id}/pay'
/** The first draft is made, finalised after an hour, and sent. */
const BEGUN = [SUBSCRIBED, 'invoice.created', 'customer.updated', ...FINALIZED, 'invoice.sent']
const LATE = [UPDATED, 'customer.updated']
/** Paid elsewhere, after its day. */
const PAID = ['payment_intent.canceled', 'invoice.updated', 'invoice.paid']

/** A subscription since 1 January, at $10.00 a month, to be paid so many days after each invoice; the first was sent. */
async function billed(world: World, days: number, settings: string) {
  const { stripe, call } = world
  const who = await buyer(world)
  const answer = await call('POST', '/brindle/account', settings)
  assert.equal(answer.status, 200, answer.text)
  const price = await who.price('Photos', 1000)
  const { id } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    collection_method: 'send_invoice',
    days_until_due: days,
  })
  await who.go(JAN + HOUR)
  assert.deepEqual(await newsOf(world), BEGUN)
  const first = await latest(world, id)
  assert.deepEqual([first.status, first.due_date, first.next_payment_attempt], ['open', JAN + days * DAY, null])
  const standing = async () => {
    const { status } = await stripe.subscriptions.retrieve(id)
    const { delinquent } = (await stripe.customers.retrieve(who.customer)) as Stripe.Customer
    return [status, delinquent]
  }
  return { ...who, id, first: first.id!, standing }
}

const [JAN_12, JAN_15, JAN_20, JAN_25] = [day('2025-01-12'), day('2025-01-15'), day('2025-01-20'), day('2025-01-25')]

behaves(RETRIEVE, 'is past due from the day by which its invoice was to be paid, until it is', async (world) => {
  const { go, first, standing } = await billed(world, 14, 'will_be_due_days=3&overdue_days=5')
  await go(JAN_12 - 1)
  assert.deepEqual(await newsOf(world), [])
  await go(JAN_12)
  assert.deepEqual(await newsOf(world), ['invoice.will_be_due'])
  const [event] = (await world.stripe.events.list({ type: 'invoice.will_be_due' })).data
  assert.deepEqual([(event!.data.object as Stripe.Invoice).id, event!.data.previous_attributes], [first, undefined])
  await go(JAN_15 - 1)
  assert.deepEqual([await newsOf(world), await standing()], [[], ['active', false]])
  await go(JAN_15)
  assert.deepEqual([await newsOf(world), await standing()], [LATE, ['past_due', true]])
  await go(JAN_20)
  assert.deepEqual(await newsOf(world), ['invoice.overdue'])
  await world.stripe.invoices.pay(first, { paid_out_of_band: true })
  assert.deepEqual(
    [await newsOf(world), await standing()],
    [
      [...PAID, ...LATE],
      ['active', false],
    ],
  )
  // Nothing is left of it: 31 January would be the last day.
  await go(day('2025-01-31'))
  assert.deepEqual(await newsOf(world), [])
})

behaves(RETRIEVE, 'goes on where its invoice is paid in time', async (world) => {
  const { go, first, standing } = await billed(world, 14, 'will_be_due_days=3&overdue_days=5&after_due=cancel')
  await world.stripe.invoices.pay(first, { paid_out_of_band: true })
  await newsOf(world)
  await go(day('2025-01-31'))
  assert.deepEqual([await newsOf(world), await standing()], [[], ['active', false]])
})

for (const [after, news, standing] of [
  ['cancel', ['invoice.updated', ENDED], 'canceled'],
  ['mark_unpaid', [UPDATED], 'unpaid'],
  ['leave_past_due', [], 'past_due'],
] as const)
  behaves(RETRIEVE, `is given up ten days later, by ${after}`, async (world) => {
    const who = await billed(world, 14, `after_due=${after}&after_due_days=10`)
    await who.go(JAN_25 - 1)
    assert.deepEqual(await newsOf(world), LATE)
    await who.go(JAN_25)
    assert.deepEqual([await newsOf(world), await who.standing()], [news, [standing, true]])
    const { cancellation_details } = await world.stripe.subscriptions.retrieve(who.id)
    assert.equal(cancellation_details?.reason, after === 'cancel' ? 'payment_failed' : null)
    assert.equal((await world.stripe.invoices.retrieve(who.first)).status, 'open')
  })

behaves(RETRIEVE, 'is past due by an invoice that is not the latest any more', async (world) => {
  // 40 days: the invoice of 1 January is due on 10 February, when that of February is there already.
  const { stripe } = world
  for (const settle of ['pay', 'markUncollectible', 'voidInvoice'] as const) {
    const { go, id, first, standing } = await billed(world, 40, 'after_due=cancel')
    await go(day('2025-02-10'))
    await newsOf(world)
    assert.notEqual((await latest(world, id)).id, first)
    assert.deepEqual(await standing(), ['past_due', true], settle)
    await stripe.invoices[settle](first)
    assert.equal((await standing())[0], 'active', settle)
    await newsOf(world)
    // 12 March would be the end of it; on the 13th the invoice of February is due.
    await go(day('2025-03-12'))
    assert.equal((await standing())[0], 'active', settle)
    await stripe.subscriptions.cancel(id)
    await newsOf(world)
  }
})

behaves(PAY, 'is declined in vain before its day: nothing is late yet', async (world) => {
  const { first, standing, go } = await billed(world, 14, 'after_retries=cancel')
  await newsOf(world)
  const { status } = await world.call('POST', `/v1/invoices/${first}/pay`, 'payment_method=pm_card_chargeDeclined')
  assert.deepEqual([status, await standing()], [402, ['active', false]])
  await newsOf(world)
  await go(JAN_15)
  assert.deepEqual([await newsOf(world), await standing()], [LATE, ['past_due', true]])
  await world.call('POST', `/v1/invoices/${first}/pay`, 'payment_method=pm_card_chargeDeclined')
  assert.deepEqual(await standing(), ['past_due', true])
  await newsOf(world)
})

behaves(PAY, 'by hand, late: its customer is delinquent until then', async (world) => {
  const { stripe, call } = world
  const { customer, go } = await buyer(world)
  await call('POST', '/brindle/account', 'overdue_days=1')
  const { id } = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 7 })
  await stripe.invoiceItems.create({ customer, invoice: id!, currency: 'usd', amount: 2000 })
  await stripe.invoices.sendInvoice(id!)
  await newsOf(world)
  const delinquent = async () => ((await stripe.customers.retrieve(customer)) as Stripe.Customer).delinquent
  await go(JAN + 7 * DAY)
  assert.deepEqual([await newsOf(world), await delinquent()], [['customer.updated'], true])
  await go(JAN + 8 * DAY)
  assert.deepEqual(await newsOf(world), ['invoice.overdue'])
  await stripe.invoices.pay(id!, { paid_out_of_band: true })
  assert.deepEqual([await newsOf(world), await delinquent()], [[...PAID, 'customer.updated'], false])
  await go(JAN + 60 * DAY)
  assert.deepEqual(await newsOf(world), [])
})

behaves('POST /brindle/account', 'sets what happens around the day by which an invoice is due', async (world) => {
  const set = await world.call('POST', '/brindle/account', 'will_be_due_days=2&overdue_days=90&after_due=cancel')
  const { will_be_due_days, overdue_days, after_due, after_due_days } = set.body
  assert.deepEqual([will_be_due_days, overdue_days, after_due, after_due_days], [2, 90, 'cancel', 30])
  const off = (await world.call('POST', '/brindle/account', 'will_be_due_days=&overdue_days=')).body
  assert.deepEqual([off.will_be_due_days, off.overdue_days, off.after_due], [null, null, 'cancel'])
  for (const name of ['will_be_due_days', 'overdue_days', 'after_due_days'])
    for (const days of [0, 91])
      refused(await world.call('POST', '/brindle/account', `${name}=${days}`), 400, {
        param: name,
        message: 'Name 1 to 90 days.',
      })
  refused(await world.call('POST', '/brindle/account', 'after_due=forget'), 400, {
    param: 'after_due',
    message: 'Invalid after_due: must be one of cancel, mark_unpaid, or leave_past_due',
  })
  assert.deepEqual(await world.news(), [])
})

behaves('DELETE /v1/customers/{id}', 'leaves what was sent open, and nobody asks for it', async (world) => {
  const { stripe } = world
  const { customer, go, id, first } = await billed(world, 40, 'overdue_days=1')
  await go(day('2025-02-02'))
  await newsOf(world)
  await stripe.customers.del(customer)
  const { status, auto_advance } = await stripe.invoices.retrieve(first)
  assert.deepEqual([status, auto_advance], ['open', false])
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'canceled')
  // Two invoices were open, January's and February's.
  assert.deepEqual(await newsOf(world), ['customer.deleted', 'invoice.updated', 'invoice.updated', ENDED])
})

// A renewal by a debit that the bank refuses days later, when the subscription has long been going on. The debits of test accounts
// take minutes of the account's own clock, which no test clock moves; the customer lives by that clock here, too.
// (docs.stripe.com/payments/sepa-debit; docs.stripe.com/billing/subscriptions/overview)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import { AGREED, own } from '../resources/payments/debiting.ts'
import { FAILED, latest, SETTLED, UPDATED } from '../resources/billing/subscribing.ts'

/** The account pays after three minutes; the other one has no money then. */
const [PAYS, FAILS] = ['AT321904300235473204', 'AT981904300002222227']
const DAY = 86_400
const DEBITED = ['charge.pending', 'payment_intent.processing']

behaves('POST /v1/subscriptions', 'story: the bank says no after the renewal', async (world) => {
  const { stripe, call, advance } = world
  // What a month's money becomes available by is no part of the story.
  const news = async () =>
    (await world.news()).filter((type) => type !== 'balance.available' && type !== 'charge.updated')
  await call('POST', '/brindle/account', 'retry_days[0]=3&after_retries=leave_past_due')
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const accountOf = async (iban: string): Promise<string> => {
    const method = own('sepa_debit', `iban=${iban}`)
    const form = `customer=${customer}&confirm=true&payment_method_types[]=sepa_debit&${method}${AGREED}`
    return (await call('POST', '/v1/setup_intents', form)).body.payment_method
  }
  const [good, bad] = [await accountOf(PAYS), await accountOf(FAILS)]
  const { id: price } = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Fotos' },
  })
  await news()
  const { body: made } = await call(
    'POST',
    '/v1/subscriptions',
    `customer=${customer}&items[0][price]=${price}&default_payment_method=${good}&payment_settings[payment_method_types][0]=sepa_debit`,
  )
  const standing = async () => {
    const { status } = await stripe.subscriptions.retrieve(made.id)
    const { status: invoice, attempted, attempt_count } = await latest(world, made.id)
    const { delinquent } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
    return [status, invoice, attempted, attempt_count, delinquent]
  }

  // It does not wait for the bank: active while the first debit is processing, and paid later.
  assert.deepEqual(await standing(), ['active', 'open', true, 0, false])
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...DEBITED,
    UPDATED,
  ])
  await advance(200)
  assert.deepEqual(await news(), SETTLED)
  assert.deepEqual(await standing(), ['active', 'paid', true, 1, false])

  // The renewal is debited from the other account: still active, with an invoice that is open.
  await stripe.subscriptions.update(made.id, { default_payment_method: bad })
  await news()
  const renewal = made.items.data[0].current_period_end
  await call('POST', '/brindle/clock/advance', `to=${renewal + 3600}`)
  assert.deepEqual(await news(), [
    'invoice.upcoming',
    UPDATED,
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...DEBITED,
    'invoice.updated',
  ])
  assert.deepEqual(await standing(), ['active', 'open', true, 0, false])

  // The bank says no: the attempt has failed, the invoice stays open, and the subscription is past due.
  await advance(200)
  assert.deepEqual(await news(), [...FAILED, UPDATED, 'customer.updated'])
  assert.deepEqual(await standing(), ['past_due', 'open', true, 1, true])
  const { next_payment_attempt, payments } = await latest(world, made.id)
  assert.ok(next_payment_attempt! > renewal + 3 * DAY)
  const intent = await stripe.paymentIntents.retrieve(payments!.data[0]!.payment.payment_intent as string)
  assert.deepEqual([intent.status, intent.last_payment_error?.code], ['requires_payment_method', 'insufficient_funds'])

  // It is tried again from the first account, and paid when that bank has said so.
  await stripe.subscriptions.update(made.id, { default_payment_method: good })
  await news()
  await call('POST', '/brindle/clock/advance', `to=${next_payment_attempt}`)
  assert.deepEqual(await news(), [...DEBITED, 'invoice.updated'])
  assert.deepEqual(await standing(), ['past_due', 'open', true, 1, true])
  await advance(200)
  assert.deepEqual(await news(), [...SETTLED, UPDATED, 'customer.updated'])
  assert.deepEqual(await standing(), ['active', 'paid', true, 2, false])
})

// What becomes of a refund on the clock: it gets its reference, waits, or fails. (https://docs.stripe.com/refunds#failed-refunds)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { after, CHANGED, paid, REFUNDED } from './paying.ts'

behaves('GET /v1/refunds/{id}', 'has the reference of its bank a moment later', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world)
  const { id } = await stripe.refunds.create({ charge })
  await news()
  await advance(60)
  const { destination_details, status } = await stripe.refunds.retrieve(id)
  const { reference, ...rest } = destination_details!.card!
  assert.match(reference!, /^\d{12}$/)
  assert.deepEqual(rest, { reference_status: 'available', reference_type: 'acquirer_reference_number', type: 'refund' })
  assert.equal(status, 'succeeded')
  assert.deepEqual(await news(), CHANGED)
})

behaves('GET /v1/refunds/{id}', 'is pending for a while with the card that says so', async (world) => {
  // 4000 0000 0000 7726: https://docs.stripe.com/testing#refunds
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_pendingRefund')
  const refund = await stripe.refunds.create({ charge })
  assert.deepEqual([refund.status, refund.pending_reason], ['pending', 'processing'])
  assert.deepEqual(await after(world, charge), { amount_refunded: 1000, refunded: true })
  assert.deepEqual(await news(), REFUNDED)
  await advance(60)
  const done = await stripe.refunds.retrieve(refund.id)
  assert.deepEqual([done.status, done.pending_reason], ['succeeded', undefined])
  assert.deepEqual(await news(), CHANGED)
})

behaves('GET /v1/refunds/{id}', 'fails with the card that says so, and the money is back', async (world) => {
  // 4000 0000 0000 5126: https://docs.stripe.com/testing#refunds
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_refundFail')
  const refund = await stripe.refunds.create({ charge, amount: 600 })
  assert.equal(refund.status, 'succeeded')
  assert.deepEqual(await news(), REFUNDED)
  await advance(60)
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] })
  assert.equal(failed.status, 'failed')
  assert.equal(failed.failure_reason, 'expired_or_canceled_card')
  const back = failed.failure_balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([back.type, back.amount, back.net, back.source], ['refund_failure', 600, 600, refund.id])
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), ['refund.failed', ...CHANGED, 'charge.updated'])
  // What failed may be tried again, in full.
  assert.equal((await stripe.refunds.create({ charge })).amount, 1000)
  assert.deepEqual(await news(), REFUNDED)
})

behaves('POST /v1/refunds', 'of Amazon Pay takes its time', async (world) => {
  const { stripe, news, advance } = world
  const how = { payment_method_data: { type: 'amazon_pay' as const }, return_url: 'https://example.com/back' }
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', confirm: true, ...how })
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(intent.next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  await news()
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 250 })
  assert.match(refund.id, /^pyr_/)
  assert.equal(refund.status, 'pending')
  assert.deepEqual(refund.destination_details, { amazon_pay: {}, type: 'amazon_pay' })
  assert.deepEqual(await news(), ['charge.updated', ...REFUNDED])
  await advance(15 * 86_400)
  assert.equal((await stripe.refunds.retrieve(refund.id)).status, 'succeeded')
  const moved = await stripe.balanceTransactions.list({ source: refund.id })
  assert.deepEqual([moved.data[0]!.type, moved.data[0]!.amount], ['payment_refund', -250])
  assert.deepEqual(await news(), [...CHANGED, 'balance.available'])
  // After ninety days it is too late. (https://docs.stripe.com/payments/amazon-pay)
  await advance(80 * 86_400)
  const late = await world.call('POST', '/v1/refunds', `payment_intent=${intent.id}`)
  assert.deepEqual([late.status, late.body.error.code], [400, 'charge_not_refundable'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/refunds/{id}/cancel', 'is only for those that wait for the customer', async (world) => {
  const { stripe, news, call } = world
  const { charge } = await paid(world)
  const { id } = await stripe.refunds.create({ charge })
  await news()
  const refused = await call('POST', `/v1/refunds/${id}/cancel`)
  assert.deepEqual([refused.status, refused.body.error.type], [400, 'invalid_request_error'])
  assert.deepEqual(await after(world, charge), { amount_refunded: 1000, refunded: true })
  assert.deepEqual(await news(), [])
})

/** A payment at a konbini: its customer has to say where a refund goes. (https://docs.stripe.com/refunds#refund-requests-by-mail) */
async function paidAtTill({ call, news, advance }: Sandbox): Promise<string> {
  const who =
    '[billing_details][name]=Jenny&payment_method_data[billing_details][email]=jenny.succeed_immediately@example.com'
  const form =
    'amount=6000&currency=jpy&payment_method_types[]=konbini&confirm=true&capture_method=automatic' +
    `&payment_method_data[type]=konbini&payment_method_data${who}`
  const { body } = await call('POST', '/v1/payment_intents', form)
  await advance(10)
  await news()
  return (await call('GET', `/v1/payment_intents/${body.id}`)).body.latest_charge
}

behaves('POST /v1/refunds/{id}/cancel', 'takes back what the customer was asked about', async (world) => {
  const { stripe, news } = world
  const charge = await paidAtTill(world)
  const refund = await stripe.refunds.create({ charge, instructions_email: 'other@example.com' })
  assert.deepEqual([refund.status, refund.instructions_email], ['requires_action', 'other@example.com'])
  const { email_sent, expires_at } = refund.next_action!.display_details!
  assert.equal(email_sent.email_sent_to, 'other@example.com')
  assert.ok(expires_at > email_sent.email_sent_at)
  assert.deepEqual(await news(), REFUNDED)
  const canceled = await stripe.refunds.cancel(refund.id, { expand: ['failure_balance_transaction'] })
  assert.deepEqual([canceled.status, canceled.next_action], ['canceled', undefined])
  assert.equal((canceled.failure_balance_transaction as Stripe.BalanceTransaction).amount, 6000)
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), [...CHANGED, 'charge.updated'])
})

behaves('POST /v1/test_helpers/refunds/{id}/expire', 'is what nobody answered', async (world) => {
  const { stripe, news, call } = world
  const charge = await paidAtTill(world)
  const refund = await stripe.refunds.create({ charge })
  // Without a word, it is the address that paid.
  assert.equal(refund.instructions_email, 'jenny.succeed_immediately@example.com')
  await news()
  const expired = await stripe.testHelpers.refunds.expire(refund.id)
  assert.deepEqual([expired.status, expired.failure_reason], ['failed', 'unknown'])
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), ['refund.failed', ...CHANGED, 'charge.updated'])
  const again = await call('POST', `/v1/test_helpers/refunds/${refund.id}/expire`)
  assert.deepEqual([again.status, again.body.error.type], [400, 'invalid_request_error'])
  const none = await call('POST', '/v1/test_helpers/refunds/re_none/expire')
  assert.deepEqual([none.status, none.body.error.code], [404, 'resource_missing'])
  assert.deepEqual(await news(), [])
})

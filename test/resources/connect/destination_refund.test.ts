// Refunds of destination charges: what comes back with them from the connected account, and of the fee.
// (https://docs.stripe.com/connect/destination-charges#issue-refunds)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { PAID } from '../payments/funds.ts'
import { BY_CARD, connect, movements, wealth } from './platform.ts'

// What goes back of each is rounded down, and all of it is back in the end.
behaves('POST /v1/refunds', 'takes transfer and fee back in proportion', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const { latest_charge } = await stripe.paymentIntents.create({
    ...BY_CARD,
    amount: 1000,
    application_fee_amount: 101,
    transfer_data: { destination: id },
  })
  await news()
  const charge = latest_charge as string
  const first = await stripe.refunds.create({
    charge,
    amount: 333,
    reverse_transfer: true,
    refund_application_fee: true,
  })
  const reversal = first.transfer_reversal as string
  assert.match(reversal, /^trr_/)
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'transfer.reversed', 'application_fee.refunded'])
  const { data } = await stripe.events.list({ type: 'refund.created' })
  assert.equal((data[0]!.data.object as Stripe.Refund).transfer_reversal, reversal)
  const transfer = (await stripe.charges.retrieve(charge)).transfer as string
  const back = await stripe.transfers.retrieveReversal(transfer, reversal)
  assert.deepEqual([back.amount, back.source_refund], [333, first.id])
  // 101 × 333 / 1000 = 33.633: 33 of the fee are given back.
  assert.deepEqual(await movements(world, id), [
    ['payment', 1000, 101, 899],
    ['payment_refund', -333, 0, -333],
    ['application_fee_refund', 33, 0, 33],
  ])
  await stripe.refunds.create({ charge, reverse_transfer: true, refund_application_fee: true })
  const fee = (await stripe.applicationFees.list()).data[0]!
  assert.deepEqual([fee.amount_refunded, fee.refunded], [101, true])
  assert.deepEqual((await stripe.transfers.retrieve(transfer)).reversed, true)
  // Only Stripe's 59 are lost, and they are the platform's loss.
  assert.deepEqual([await wealth(world), await wealth(world, id)], [-59, 0])
})

behaves('POST /v1/refunds', 'takes back only what was there, and only if asked to', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  const sent = await stripe.paymentIntents.create({
    ...BY_CARD,
    amount: 1000,
    application_fee_amount: 100,
    transfer_data: { destination: id },
  })
  const plain = await stripe.paymentIntents.create({ ...BY_CARD, amount: 1000 })
  await news()
  const none = await call('POST', '/v1/refunds', `charge=${plain.latest_charge}&reverse_transfer=true`)
  refused(none, 400, {
    param: 'reverse_transfer',
    message: `Cannot reverse transfer on charge ${plain.latest_charge} because it does not have an associated transfer.`,
  })
  const feeless = await call('POST', '/v1/refunds', `charge=${plain.latest_charge}&refund_application_fee=true`)
  assert.deepEqual([feeless.status, feeless.body.error.param], [400, 'refund_application_fee'])
  assert.deepEqual(await news(), [])
  const kept = await stripe.refunds.create({ payment_intent: sent.id, amount: 500 })
  assert.equal(kept.transfer_reversal, null)
  assert.equal(await wealth(world, id), 900)
  const fee = await stripe.refunds.create({ payment_intent: sent.id, refund_application_fee: true })
  assert.equal(fee.transfer_reversal, null)
  // The second half of the fee: 50.
  assert.equal(await wealth(world, id), 950)
  assert.deepEqual(await news(), [
    'refund.created',
    'charge.refunded',
    'refund.created',
    'charge.refunded',
    'application_fee.refunded',
  ])
})

behaves('POST /v1/refunds', 'takes back at once what was just going to be sent on', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const { capture_method: _, ...soon } = BY_CARD
  const wish = { ...soon, amount: 1000, application_fee_amount: 100, transfer_data: { destination: id } }
  const { id: payment_intent } = await stripe.paymentIntents.create(wish)
  const refund = await stripe.refunds.create({ payment_intent, reverse_transfer: true, refund_application_fee: true })
  assert.match(refund.transfer_reversal as string, /^trr_/)
  assert.deepEqual([await wealth(world), await wealth(world, id)], [-59, 0])
  assert.deepEqual(
    (await news()).sort(),
    [
      ...PAID,
      'charge.updated',
      'application_fee.created',
      'transfer.created',
      'refund.created',
      'charge.refunded',
      'transfer.reversed',
      'application_fee.refunded',
    ].sort(),
  )
})

// Transfers, fees and what came back of them, found again: by id, in lists, and only where they are.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { topUp } from '../payments/funds.ts'
import { BY_CARD, connect } from './platform.ts'

/** A transfer of $10.00, of which $4.00 and $1.00 came back. */
async function sent(world: Sandbox) {
  const { stripe, news } = world
  const destination = await connect(world)
  await topUp(world, 1000)
  const { id } = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination })
  const [first, second] = [
    await stripe.transfers.createReversal(id, { amount: 400 }),
    await stripe.transfers.createReversal(id, { amount: 100 }),
  ]
  await news()
  return { destination, id, first, second }
}

behaves('GET /v1/transfers/{id}', 'is what is left of it', async (world) => {
  const { stripe, call, news } = world
  const { id, destination } = await sent(world)
  const found = await stripe.transfers.retrieve(id)
  assert.deepEqual([found.amount, found.amount_reversed, found.reversed], [1000, 500, false])
  assert.equal(found.destination, destination)
  const none = await call('GET', '/v1/transfers/tr_none')
  assert.deepEqual([none.status, none.body.error.message], [404, "No such transfer: 'tr_none'"])
  // It is the platform's, and not the account's.
  const there = await call('GET', `/v1/transfers/${id}`, undefined, { 'stripe-account': destination })
  assert.equal(there.status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/transfers/{id}/reversals', 'has the newest first', async (world) => {
  const { stripe, call, news } = world
  const { id, first, second } = await sent(world)
  const all = await stripe.transfers.listReversals(id)
  assert.deepEqual(
    all.data.map((one) => one.id),
    [second.id, first.id],
  )
  const page = await stripe.transfers.listReversals(id, { limit: 1 })
  assert.deepEqual([page.data[0]!.id, page.has_more], [second.id, true])
  assert.equal((await call('GET', '/v1/transfers/tr_none/reversals')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/transfers/{transfer}/reversals/{id}', 'is one of that transfer', async (world) => {
  const { stripe, call, news } = world
  const { id, first } = await sent(world)
  assert.equal((await stripe.transfers.retrieveReversal(id, first.id)).amount, 400)
  const other = await stripe.transfers.create({
    amount: 1,
    currency: 'usd',
    destination: (await stripe.transfers.retrieve(id)).destination as string,
  })
  await news()
  assert.equal((await call('GET', `/v1/transfers/${other.id}/reversals/${first.id}`)).status, 404)
  assert.deepEqual(await news(), [])
})

/** A direct charge with a fee of $5.00, of which the platform gave $2.00 back. */
async function charged(world: Sandbox) {
  const { stripe, news } = world
  const stripeAccount = await connect(world)
  const asked = { ...BY_CARD, amount: 10_000, application_fee_amount: 500 }
  const intent = await stripe.paymentIntents.create(asked as never, { stripeAccount })
  const charge = await stripe.charges.retrieve(intent.latest_charge as string, {}, { stripeAccount })
  const fee = charge.application_fee as string
  const refund = await stripe.applicationFees.createRefund(fee, { amount: 200 })
  await news()
  return { account: stripeAccount, charge, fee, refund }
}

behaves('GET /v1/application_fees/{id}', 'is what the platform kept', async (world) => {
  const { stripe, call, news } = world
  const { account, charge, fee } = await charged(world)
  const found = await stripe.applicationFees.retrieve(fee)
  assert.deepEqual([found.amount, found.amount_refunded, found.refunded], [500, 200, false])
  assert.deepEqual([found.account, found.charge], [account, charge.id])
  assert.equal((await call('GET', '/v1/application_fees/fee_none')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/application_fees/{id}/refunds', 'has what was given back', async (world) => {
  const { stripe, call, news } = world
  const { fee, refund } = await charged(world)
  const { data, has_more } = await stripe.applicationFees.listRefunds(fee)
  assert.deepEqual([data.map(({ id, amount }) => [id, amount]), has_more], [[[refund.id, 200]], false])
  assert.equal((await call('GET', '/v1/application_fees/fee_none/refunds')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/application_fees/{application_fee}/refunds/{id}', 'is one of that fee', async (world) => {
  const { stripe, call, news } = world
  const { fee, refund } = await charged(world)
  const found = await stripe.applicationFees.retrieveRefund(fee, refund.id)
  assert.deepEqual([found.object, found.amount, found.fee], ['fee_refund', 200, fee])
  assert.equal((await call('GET', `/v1/application_fees/fee_none/refunds/${refund.id}`)).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'is told of methods of the platform, and of nobody else’s', async (world) => {
  const account = await connect(world)
  const other = await connect(world)
  const card = { type: 'card', card: { token: 'tok_visa' } } as const
  const ours = await world.stripe.paymentMethods.create(card)
  const theirs = await world.stripe.paymentMethods.create(card, { stripeAccount: other })
  await world.news()
  const tried = async (id: string) => {
    const form = `amount=1000&currency=usd&payment_method=${id}`
    const { status, body } = await world.call('POST', '/v1/payment_intents', form, { 'stripe-account': account })
    return [status, body.error.code, body.error.message.includes('platform-owned')]
  }
  assert.deepEqual(await tried(ours.id), [400, 'resource_missing', true])
  assert.deepEqual(await tried(theirs.id), [400, 'resource_missing', false])
  assert.deepEqual(await tried('pm_none'), [400, 'resource_missing', false])
  assert.deepEqual(await world.news(), [])
})

// Payments by bank transfer: at once with what was sent ahead, otherwise when it comes, in parts if it must.
// (https://docs.stripe.com/payments/customer-balance; https://docs.stripe.com/payments/bank-transfers/accept-a-payment)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const CASH = 'customer_cash_balance_transaction.created'
const EURO =
  '&payment_method_options[customer_balance][funding_type]=bank_transfer' +
  '&payment_method_options[customer_balance][bank_transfer][type]=eu_bank_transfer' +
  '&payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]=DE'

type World = Pick<Sandbox, 'stripe' | 'call' | 'news'>

async function buyer({ stripe, news }: World, sent = 0): Promise<string> {
  const { id } = await stripe.customers.create()
  if (sent > 0) await stripe.testHelpers.customers.fundCashBalance(id, { amount: sent, currency: 'eur' })
  await news()
  return id
}

const asked = ({ call }: World, customer: string, amount: number, more = EURO) =>
  call(
    'POST',
    '/v1/payment_intents',
    `amount=${amount}&currency=eur&customer=${customer}&payment_method_types[]=customer_balance&confirm=true` +
      `&payment_method_data[type]=customer_balance&capture_method=automatic${more}`,
  )

const intentOf = async ({ call }: World, id: string): Promise<any> =>
  (await call('GET', `/v1/payment_intents/${id}?expand[]=latest_charge`)).body
const cashOf = async ({ stripe }: World, id: string) => (await stripe.customers.retrieveCashBalance(id)).available?.eur

behaves('POST /v1/payment_intents', 'is paid at once with what was sent ahead', async (world) => {
  const who = await buyer(world, 5000)
  const { status, body, text } = await asked(world, who, 3000)
  assert.deepEqual([status, body.status, body.amount_received], [200, 'succeeded', 3000], text)
  assert.equal(await cashOf(world, who), 2000)
  const { latest_charge: charge } = await intentOf(world, body.id)
  assert.deepEqual([charge.payment_method_details.type, charge.amount], ['customer_balance', 3000])
  assert.deepEqual(await world.news(), ['payment_intent.created', CASH, 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents', 'tells where to send what is missing, and waits for it', async (world) => {
  const { stripe, news } = world
  const who = await buyer(world)
  const { body } = await asked(world, who, 3000)
  assert.deepEqual([body.status, body.next_action.type], ['requires_action', 'display_bank_transfer_instructions'])
  const told = body.next_action.display_bank_transfer_instructions
  assert.deepEqual([told.amount_remaining, told.currency, told.type], [3000, 'eur', 'eu_bank_transfer'])
  // The same account numbers as the customer's funding instructions.
  const instructions = await stripe.customers.createFundingInstructions(who, {
    currency: 'eur',
    funding_type: 'bank_transfer',
    bank_transfer: { type: 'eu_bank_transfer', eu_bank_transfer: { country: 'DE' } },
  })
  assert.deepEqual(told.financial_addresses, instructions.bank_transfer.financial_addresses)
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.requires_action'])
  // A part of it: https://docs.stripe.com/api/events/types#event_types-payment_intent.partially_funded
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 1000, currency: 'eur' })
  const part = await intentOf(world, body.id)
  assert.deepEqual(
    [part.status, part.next_action.display_bank_transfer_instructions.amount_remaining],
    ['requires_action', 2000],
  )
  assert.equal(await cashOf(world, who), 0)
  assert.deepEqual(await news(), [CASH, CASH, 'payment_intent.partially_funded'])
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 2500, currency: 'eur' })
  const paid = await intentOf(world, body.id)
  assert.deepEqual([paid.status, paid.amount_received, paid.next_action], ['succeeded', 3000, null])
  assert.equal(await cashOf(world, who), 500)
  const events = await news()
  assert.deepEqual(events.filter((type) => type !== 'cash_balance.funds_available').sort(), [
    'charge.succeeded',
    CASH,
    CASH,
    'payment_intent.succeeded',
  ])
  assert.equal(events.at(-1), 'cash_balance.funds_available')
})

behaves('POST /v1/payment_intents', 'pays the one that the reference names, then the oldest', async (world) => {
  const { stripe, news } = world
  const who = await buyer(world)
  const first = (await asked(world, who, 1000)).body
  const second = (await asked(world, who, 1000)).body
  const { reference } = second.next_action.display_bank_transfer_instructions
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 1000, currency: 'eur', reference })
  assert.deepEqual(
    [(await intentOf(world, first.id)).status, (await intentOf(world, second.id)).status],
    ['requires_action', 'succeeded'],
  )
  // Another currency is nobody's.
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 1000, currency: 'usd' })
  assert.equal((await intentOf(world, first.id)).status, 'requires_action')
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 1000, currency: 'eur' })
  assert.equal((await intentOf(world, first.id)).status, 'succeeded')
  assert.equal((await news()).filter((type) => type === 'payment_intent.succeeded').length, 2)
})

behaves('POST /v1/payment_intents/{id}/apply_customer_balance', 'is for who shares out by hand', async (world) => {
  const { stripe, call, news } = world
  const who = await buyer(world)
  await stripe.customers.updateCashBalance(who, { settings: { reconciliation_mode: 'manual' } })
  const { body } = await asked(world, who, 3000)
  await stripe.testHelpers.customers.fundCashBalance(who, { amount: 4000, currency: 'eur' })
  assert.equal((await intentOf(world, body.id)).status, 'requires_action')
  await news()
  const over = await call('POST', `/v1/payment_intents/${body.id}/apply_customer_balance`, 'amount=3001')
  assert.deepEqual([over.status, over.body.error.param], [400, 'amount'])
  const none = await call('POST', `/v1/payment_intents/${body.id}/apply_customer_balance`, 'amount=0')
  assert.equal(none.status, 400)
  const currency = await call('POST', `/v1/payment_intents/${body.id}/apply_customer_balance`, 'currency=usd')
  assert.deepEqual([currency.status, currency.body.error.param], [400, 'currency'])
  assert.deepEqual(await news(), [])
  const part = await stripe.paymentIntents.applyCustomerBalance(body.id, { amount: 1000 })
  assert.equal(part.next_action!.display_bank_transfer_instructions!.amount_remaining, 2000)
  assert.deepEqual(await news(), [CASH, 'payment_intent.partially_funded'])
  const paid = await stripe.paymentIntents.applyCustomerBalance(body.id)
  assert.deepEqual([paid.status, await cashOf(world, who)], ['succeeded', 1000])
  assert.deepEqual(await news(), [CASH, 'charge.succeeded', 'payment_intent.succeeded'])
  const late = await call('POST', `/v1/payment_intents/${body.id}/apply_customer_balance`)
  assert.deepEqual([late.status, late.body.error.code], [400, 'payment_intent_unexpected_state'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents/{id}/cancel', 'gives a part that was sent back to the customer', async (world) => {
  const who = await buyer(world, 1000)
  const { body } = await asked(world, who, 3000)
  assert.equal(await cashOf(world, who), 0)
  await world.news()
  await world.stripe.paymentIntents.cancel(body.id)
  assert.equal(await cashOf(world, who), 1000)
  assert.deepEqual(await world.news(), [CASH, 'payment_intent.canceled'])
})

behaves('POST /v1/refunds', 'of a bank transfer goes to the customer’s cash', async (world) => {
  const who = await buyer(world, 3000)
  const { body } = await asked(world, who, 3000)
  await world.news()
  const refund = await world.stripe.refunds.create({ payment_intent: body.id, amount: 1200 })
  assert.deepEqual(refund.destination_details, { customer_cash_balance: {}, type: 'customer_cash_balance' })
  assert.equal(await cashOf(world, who), 1200)
  assert.deepEqual(await world.news(), ['refund.created', CASH, 'charge.refunded'])
})

behaves('POST /v1/payment_intents', 'needs a customer, and how the money is to come', async (world) => {
  const { call, news } = world
  const who = await buyer(world)
  const how = await asked(world, who, 3000, '')
  assert.deepEqual([how.status, how.body.error.param], [400, 'payment_method_options[customer_balance][funding_type]'])
  const form = 'amount=3000&currency=eur&payment_method_types[]=customer_balance&confirm=true'
  const nobody = await call('POST', '/v1/payment_intents', `${form}&payment_method_data[type]=customer_balance${EURO}`)
  assert.deepEqual([nobody.status, nobody.body.error.param], [400, 'customer'])
  assert.deepEqual(await news(), [])
})

// Charges of the time before PaymentIntents: what pays, what is held, what is declined.
// (https://docs.stripe.com/api/charges/create, https://docs.stripe.com/api/charges/capture)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
const USD = { amount: 1099, currency: 'usd' } as const

behaves('POST /v1/charges', 'pays with a token, once', async ({ stripe, call, news }) => {
  const token = await stripe.tokens.create({
    card: { number: '4242424242424242', exp_month: '8', exp_year: '2034', cvc: '314' },
  })
  await news()
  const charge = await stripe.charges.create({ ...USD, source: token.id, description: 'Order 7', metadata: { a: '1' } })
  assert.match(charge.id, /^ch_/)
  assert.deepEqual(
    [charge.status, charge.paid, charge.captured, charge.amount_captured],
    ['succeeded', true, true, 1099],
  )
  assert.deepEqual([charge.payment_intent, charge.customer, charge.description], [null, null, 'Order 7'])
  const source = charge.source as Stripe.Card
  assert.deepEqual([source.object, source.last4, source.brand], ['card', '4242', 'Visa'])
  assert.equal(charge.payment_method, source.id)
  const { type, card } = charge.payment_method_details!
  assert.deepEqual([type, card!.last4, card!.checks!.cvc_check], ['card', '4242', 'pass'])
  const moved = await stripe.balanceTransactions.retrieve(charge.balance_transaction as string)
  // 2.9 % of $10.99 is 31.871 cents, rounded to 32; and 30 cents.
  assert.deepEqual([moved.type, moved.amount, moved.fee, moved.net], ['charge', 1099, 62, 1037])
  assert.deepEqual(await news(), ['charge.succeeded'])
  refused(await call('POST', '/v1/charges', `amount=1099&currency=usd&source=${token.id}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${token.id}.`,
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/charges',
  'pays with the customer’s default, or another of theirs',
  async ({ stripe, call, news }) => {
    const customer = await stripe.customers.create({ source: 'tok_visa' })
    const other = (await call('POST', `/v1/customers/${customer.id}/sources`, 'source=tok_mastercard')).body
    await news()
    const byDefault = await stripe.charges.create({ ...USD, customer: customer.id })
    assert.equal((byDefault.source as Stripe.Card).id, customer.default_source)
    const named = await stripe.charges.create({ ...USD, customer: customer.id, source: other.id })
    assert.deepEqual([(named.source as Stripe.Card).brand, named.customer], ['MasterCard', customer.id])
    assert.deepEqual(await news(), ['charge.succeeded', 'charge.succeeded'])
  },
)

behaves('POST /v1/charges', 'refuses what is missing or does not fit', async ({ stripe, call, news }) => {
  const bare = await stripe.customers.create()
  await news()
  const ask = (form: string) => call('POST', '/v1/charges', form)
  refused(await ask('currency=usd&source=tok_visa'), 400, {
    code: 'parameter_missing',
    param: 'amount',
    message: 'Missing required param: amount.',
  })
  refused(await ask('amount=1099&source=tok_visa'), 400, {
    code: 'parameter_missing',
    param: 'currency',
    message: 'Missing required param: currency.',
  })
  refused(await ask('amount=1099&currency=usd'), 400, {
    code: 'parameter_missing',
    message: 'Must provide source or customer.',
  })
  refused(await ask(`amount=1099&currency=usd&customer=${bare.id}`), 404, {
    type: 'card_error',
    code: 'missing',
    param: 'card',
    message: 'Cannot charge a customer that has no active card',
  })
  refused(await ask(`amount=1099&currency=usd&customer=${bare.id}&source=tok_visa`), 404, {
    code: 'missing',
    param: 'source',
    message: `Customer ${bare.id} does not have a linked source with ID tok_visa.`,
  })
  refused(await ask('amount=0&currency=usd&source=tok_visa'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await ask('amount=abc&currency=usd&source=tok_visa'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: 'Invalid integer: abc',
  })
  assert.deepEqual(await news(), [])
  assert.equal((await stripe.charges.list()).data.length, 0)
})

/** Token, code, decline code. (https://docs.stripe.com/testing#declined-payments) */
const DECLINES = [
  ['tok_chargeDeclined', 'card_declined', 'generic_decline'],
  ['tok_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['tok_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ['tok_chargeDeclinedProcessingError', 'processing_error', undefined],
  ['tok_authenticationRequired', 'authentication_required', 'authentication_required'],
] as const

for (const [source, code, decline_code] of DECLINES)
  behaves('POST /v1/charges', `is declined with ${source}, and kept`, async ({ stripe, call, news }) => {
    const { status, body } = await call('POST', '/v1/charges', `amount=1099&currency=usd&source=${source}`)
    assert.deepEqual([status, body.error.type, body.error.code], [402, 'card_error', code])
    assert.equal(body.error.decline_code, decline_code)
    const charge = await stripe.charges.retrieve(body.error.charge)
    assert.deepEqual([charge.status, charge.paid, charge.failure_code], ['failed', false, code])
    assert.deepEqual(await news(), ['charge.failed'])
  })

behaves('POST /v1/charges', 'is declined by a saved card that fails later', async ({ stripe, call, news }) => {
  const { id } = await stripe.customers.create({ source: 'tok_chargeCustomerFail' })
  await news()
  const { status, body } = await call('POST', '/v1/charges', `amount=1099&currency=usd&customer=${id}`)
  assert.deepEqual([status, body.error.code], [402, 'card_declined'])
  assert.deepEqual(await news(), ['charge.failed'])
})

const held = async ({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) => {
  const charge = await stripe.charges.create({ ...USD, source: 'tok_visa', capture: false })
  assert.deepEqual([charge.status, charge.paid, charge.captured], ['succeeded', true, false])
  assert.deepEqual([charge.amount_captured, charge.balance_transaction], [0, null])
  assert.deepEqual(await news(), ['charge.succeeded'])
  return charge
}

behaves('POST /v1/charges/{id}/capture', 'takes what is held, whole or in part, once', async (world) => {
  const { stripe, call, news } = world
  const whole = await stripe.charges.capture((await held(world)).id)
  assert.deepEqual([whole.captured, whole.amount_captured], [true, 1099])
  assert.deepEqual(await news(), ['charge.captured'])
  const part = await stripe.charges.capture((await held(world)).id, { amount: 500, statement_descriptor: 'PART' })
  assert.deepEqual([part.captured, part.amount, part.amount_captured, part.amount_refunded], [true, 1099, 500, 0])
  assert.equal(part.statement_descriptor, 'PART')
  const moved = await stripe.balanceTransactions.retrieve(part.balance_transaction as string)
  assert.equal(moved.amount, 500)
  await news()
  refused(await call('POST', `/v1/charges/${part.id}/capture`), 400, {
    code: 'charge_already_captured',
    message: `Charge ${part.id} has already been captured.`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges/{id}/capture', 'refuses too much, and what is no hold', async (world) => {
  const { stripe, call, news } = world
  const { id } = await held(world)
  const over = await call('POST', `/v1/charges/${id}/capture`, 'amount=1100')
  assert.deepEqual([over.status, over.body.error.param], [400, 'amount'])
  await stripe.refunds.create({ charge: id })
  await news()
  const gone = await call('POST', `/v1/charges/${id}/capture`)
  assert.deepEqual([gone.status, gone.body.error.code], [400, 'charge_expired_for_capture'])
  const none = await call('POST', '/v1/charges/ch_none/capture')
  assert.deepEqual([none.status, none.body.error.message], [404, "No such charge: 'ch_none'"])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges/{id}/capture', 'is too late after a week', async (world) => {
  const { call, news, advance } = world
  const { id } = await held(world)
  await advance(7 * DAY + 60)
  assert.deepEqual(await news(), ['charge.expired'])
  const late = await call('POST', `/v1/charges/${id}/capture`)
  assert.deepEqual([late.status, late.body.error.code], [400, 'charge_expired_for_capture'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges', 'waits for the bank of a verified account', async (world) => {
  const { stripe, call, news, advance } = world
  const customer = await stripe.customers.create({ source: 'btok_us_verified' })
  await news()
  const { status, body } = await call('POST', '/v1/charges', `amount=1099&currency=usd&customer=${customer.id}`)
  assert.deepEqual([status, body.status, body.paid], [200, 'pending', false], JSON.stringify(body))
  assert.match(body.id, /^py_/)
  assert.equal(body.payment_method_details.type, 'ach_debit')
  assert.deepEqual(await news(), ['charge.pending'])
  await advance(60)
  const charge = await stripe.charges.retrieve(body.id)
  assert.deepEqual([charge.status, charge.paid, charge.captured], ['succeeded', true, true])
  const moved = await stripe.balanceTransactions.retrieve(charge.balance_transaction as string)
  assert.deepEqual([moved.type, moved.amount], ['payment', 1099])
  assert.deepEqual(await news(), ['charge.succeeded'])
})

behaves('POST /v1/charges', 'uses a source up, unless it is its customer’s', async ({ stripe, call, news }) => {
  const card = 'type=card&token=tok_visa&usage=reusable'
  const lone = (await call('POST', '/v1/sources', card)).body
  const charge = (await call('POST', '/v1/charges', `amount=1099&currency=eur&source=${lone.id}`)).body
  assert.deepEqual([charge.source.id, charge.source.object, charge.payment_method], [lone.id, 'source', lone.id])
  assert.equal((await call('GET', `/v1/sources/${lone.id}`)).body.status, 'consumed')
  const again = await call('POST', '/v1/charges', `amount=1099&currency=eur&source=${lone.id}`)
  assert.equal(again.status, 400)
  const kept = (await call('POST', '/v1/sources', card)).body
  const customer = await stripe.customers.create({ source: kept.id })
  const first = await call('POST', '/v1/charges', `amount=1099&currency=eur&customer=${customer.id}&source=${kept.id}`)
  assert.deepEqual([first.status, first.body.customer], [200, customer.id])
  assert.equal((await call('GET', `/v1/sources/${kept.id}`)).body.status, 'chargeable')
  assert.equal((await news()).filter((type) => type === 'charge.succeeded').length, 2)
})

behaves('POST /v1/charges/{id}', 'names a customer later, once', async ({ stripe, call, news }) => {
  const { id } = await stripe.charges.create({ ...USD, source: 'tok_visa' })
  const [one, two] = [await stripe.customers.create(), await stripe.customers.create()]
  await news()
  const named = await stripe.charges.update(id, { customer: one.id, transfer_group: 'ORDER_7' })
  assert.deepEqual([named.customer, named.transfer_group], [one.id, 'ORDER_7'])
  const other = await call('POST', `/v1/charges/${id}`, `customer=${two.id}`)
  assert.deepEqual([other.status, other.body.error.param], [400, 'customer'])
  assert.deepEqual(await news(), ['charge.updated'])
})

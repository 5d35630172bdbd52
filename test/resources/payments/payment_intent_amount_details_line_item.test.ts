// What an amount is made of: goods, tax, shipping and discounts that add up. (https://docs.stripe.com/payments/payment-line-items)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const LIST = 'GET /v1/payment_intents/{id}/amount_details_line_items'
// 2 x 1000 + 500, with 190 tax and 310 shipping: 3000.
const GOODS = {
  line_items: [
    { product_name: 'Shirt', quantity: 2, unit_cost: 1000, product_code: 'SKU1' },
    { product_name: 'Hat', quantity: 1, unit_cost: 500 },
  ],
  tax: { total_tax_amount: 190 },
  shipping: { amount: 310, to_postal_code: '10115' },
}

behaves(LIST, 'has the goods in their order', async ({ stripe, news }) => {
  const intent = await stripe.paymentIntents.create({ amount: 3000, currency: 'usd', amount_details: GOODS })
  assert.deepEqual(intent.amount_details, {
    shipping: { amount: 310, from_postal_code: null, to_postal_code: '10115' },
    tax: { total_tax_amount: 190 },
    tip: {},
  })
  const { data } = await stripe.paymentIntents.listAmountDetailsLineItems(intent.id)
  const { id, ...shirt } = data[0]!
  assert.match(id, /^uli_/)
  assert.deepEqual(shirt, {
    object: 'payment_intent_amount_details_line_item',
    discount_amount: null,
    payment_method_options: null,
    product_code: 'SKU1',
    product_name: 'Shirt',
    quantity: 2,
    tax: null,
    unit_cost: 1000,
    unit_of_measure: null,
  })
  assert.deepEqual(
    data.map(({ product_name }) => product_name),
    ['Shirt', 'Hat'],
  )
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves(LIST, 'has those of the last word', async ({ stripe, call, news }) => {
  const { id } = await stripe.paymentIntents.create({ amount: 3000, currency: 'usd', amount_details: GOODS })
  const line_items = [{ product_name: 'Coat', quantity: 1, unit_cost: 5000 }]
  await stripe.paymentIntents.update(id, { amount: 5000, amount_details: { line_items } })
  const names = async () =>
    (await stripe.paymentIntents.listAmountDetailsLineItems(id)).data.map((one) => one.product_name)
  assert.deepEqual(await names(), ['Coat'])
  await call('POST', `/v1/payment_intents/${id}`, 'amount_details=')
  assert.deepEqual(await names(), [])
  assert.equal((await call('GET', '/v1/payment_intents/pi_none/amount_details_line_items')).status, 404)
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves('POST /v1/payment_intents', 'refuses details that do not add up, unless it is told not to', async (world) => {
  const { stripe, call, news } = world
  const form =
    'amount=3001&currency=usd&amount_details[line_items][0][product_name]=Shirt&amount_details[line_items][0][quantity]=3' +
    '&amount_details[line_items][0][unit_cost]=1000'
  refused(await call('POST', '/v1/payment_intents', form), 400, {
    code: 'amount_details_amount_mismatch',
    param: 'amount_details',
    message: 'The amount details add up to 3000, which is not the amount of the PaymentIntent, 3001.',
  })
  assert.deepEqual(await news(), [])
  const loose = await call('POST', '/v1/payment_intents', `${form}&amount_details[enforce_arithmetic_validation]=false`)
  assert.equal(loose.body.amount_details.error.code, 'amount_details_amount_mismatch')
  const none = await call('POST', '/v1/payment_intents', form.replace('[quantity]=3', '[quantity]=0'))
  assert.deepEqual([none.status, none.body.error.param], [400, 'amount_details[line_items][0][quantity]'])
  assert.equal((await stripe.paymentIntents.list()).data.length, 1)
  assert.deepEqual(await news(), ['payment_intent.created'])
})

// Prices of which the customer says what they pay. (https://docs.stripe.com/api/prices/create#create_price-custom_unit_amount)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { COMPLETED, PAID, press, selling, VISA } from './shop.ts'

/** A donation of $1.00 to $100.00, for which $5.00 are proposed; in euro as much as one likes. */
async function donation({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<string> {
  const { id } = await stripe.prices.create({
    currency: 'usd',
    custom_unit_amount: { enabled: true, preset: 500, minimum: 100, maximum: 10_000 },
    currency_options: { eur: { custom_unit_amount: { enabled: true } } },
    product_data: { name: 'Donation' },
  })
  await news()
  return id
}

const itemOf = async ({ stripe }: Pick<Sandbox, 'stripe'>, id: string): Promise<string> =>
  (await stripe.checkout.sessions.listLineItems(id)).data[0]!.id

behaves('POST /v1/payment_pages/{id}/confirm', 'takes what the customer gives', async (world) => {
  const { stripe, news, call } = world
  const price = await donation(world)
  const made = await selling(world, price)
  assert.deepEqual([made.amount_subtotal, made.amount_total], [500, 500])
  const item = await itemOf(world, made.id)
  const give = (amount: number, of = item) =>
    call('POST', `/v1/payment_pages/${made.id}`, `custom_unit_amounts[${of}]=${amount}`)
  const param = `custom_unit_amounts[${item}]`
  const whole = { code: 'parameter_invalid_integer', param }
  refused(await give(99), 400, { ...whole, message: 'This value must be greater than or equal to 100.' })
  refused(await give(10_001), 400, {
    param,
    message: /must be less than or equal to 10000/,
    code: 'parameter_invalid_integer',
  })
  refused(await give(500, 'li_none'), 400, {
    code: 'resource_missing',
    param: 'custom_unit_amounts[li_none]',
    message: "No such line item: 'li_none'",
  })
  assert.equal((await give(700)).body.amount_total, 700)
  const { body } = await press(world, made.id, `${VISA}&custom_unit_amounts[${item}]=1250&expected_amount=1250`)
  assert.deepEqual([body.status, body.payment_status, body.amount_total], ['complete', 'paid', 1250])
  assert.equal((await stripe.paymentIntents.retrieve(body.payment_intent)).amount_received, 1250)
  const [line] = (await stripe.checkout.sessions.listLineItems(made.id)).data
  assert.deepEqual([line!.amount_total, line!.price!.custom_unit_amount!.preset], [1250, 500])
  assert.deepEqual(await news(), [...PAID, COMPLETED])
})

behaves('POST /brindle/payment_links/{id}/visit', 'lets each visitor say what they give', async (world) => {
  const { stripe, news, call } = world
  const price = await donation(world)
  const link = await stripe.paymentLinks.create({ currency: 'eur', line_items: [{ price, quantity: 1 }] })
  const { body: visit } = await call('POST', `/brindle/payment_links/${link.id}/visit`)
  assert.deepEqual([visit.currency, visit.amount_total], ['eur', 0])
  const item = await itemOf(world, visit.id)
  // Nothing is proposed in euro: somebody has to say it.
  refused(await press(world, visit.id, VISA), 400, {
    code: 'parameter_missing',
    param: `custom_unit_amounts[${item}]`,
    message: `Missing required param: custom_unit_amounts[${item}].`,
  })
  refused(await press(world, visit.id, `${VISA}&custom_unit_amounts[${item}]=49`), 400, {
    code: 'parameter_invalid_integer',
    param: `custom_unit_amounts[${item}]`,
    message: 'This value must be greater than or equal to 50.',
  })
  const { body } = await press(world, visit.id, `${VISA}&custom_unit_amounts[${item}]=2000`)
  assert.deepEqual([body.payment_status, body.amount_total, body.currency], ['paid', 2000, 'eur'])
  assert.deepEqual(await news(), ['payment_link.created', ...PAID, COMPLETED])
})

behaves('POST /v1/checkout/sessions', 'sells such a price alone, and once', async (world) => {
  const { stripe, news, call } = world
  const price = await donation(world)
  const { id: shirt } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    product_data: { name: 'Shirt' },
  })
  await news()
  const make = (form: string, mode = 'payment') =>
    call(
      'POST',
      '/v1/checkout/sessions',
      `mode=${mode}&success_url=https://shop.test/ok&line_items[0][price]=${price}&${form}`,
    )
  refused(await make(`line_items[0][quantity]=1&line_items[1][price]=${shirt}&line_items[1][quantity]=1`), 400, {
    param: 'line_items[0][price]',
    message: 'A price with `custom_unit_amount` must be the only line item.',
  })
  refused(await make('line_items[0][quantity]=2'), 400, {
    param: 'line_items[0][quantity]',
    message: 'The quantity of a price with `custom_unit_amount` must be 1.',
  })
  refused(await make('line_items[0][quantity]=1&allow_promotion_codes=true'), 400, {
    param: 'allow_promotion_codes',
    message: 'You cannot use `allow_promotion_codes` with a price that has `custom_unit_amount`.',
  })
  refused(await make('line_items[0][quantity]=1', 'subscription'), 400, {
    param: 'line_items',
    message: 'You must provide at least one recurring price in `subscription` mode when using prices.',
  })
  const made = await selling(world, price)
  const form = `line_items[0][id]=${await itemOf(world, made.id)}&line_items[0][quantity]=3`
  refused(await call('POST', `/v1/checkout/sessions/${made.id}`, form), 400, {
    param: 'line_items[0][quantity]',
    message: 'The quantity of a price with `custom_unit_amount` must be 1.',
  })
  assert.deepEqual(await news(), [])
})

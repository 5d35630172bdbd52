// The line items of a quote, and those that are due at once. (https://docs.stripe.com/api/quotes/line_items)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { shop } from './quoting.ts'

behaves('GET /v1/quotes/{id}/line_items', 'are what is offered, in its order', async (world) => {
  const { stripe, call, news } = world
  const { customer, photos, setup } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  await news()
  const made = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos, quantity: 2 }, { price: setup }],
    discounts: [{ coupon }],
    default_tax_rates: [rate],
  })
  const { data, has_more } = await stripe.quotes.listLineItems(made.id, { limit: 1 })
  assert.equal(has_more, true)
  const [{ id, price, ...rest }] = data as [(typeof data)[number]]
  assert.match(id, /^li_[A-Za-z0-9]{24}$/)
  assert.deepEqual([price!.id, price!.object, price!.unit_amount], [photos, 'price', 1500])
  // $30.00, less $3.00, and 20 % of $27.00.
  assert.deepEqual(rest, {
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 300,
    amount_subtotal: 3000,
    amount_tax: 540,
    amount_total: 3240,
    currency: 'usd',
    description: 'Photos',
    metadata: {},
    quantity: 2,
  })
  const next = await stripe.quotes.listLineItems(made.id, { starting_after: id })
  // 9.99, less 1.00 (0.999), and 20 % of 8.99: 1.798.
  assert.deepEqual(
    next.data.map(({ description, amount_total }) => [description, amount_total]),
    [['Setup', 1079]],
  )
  refused(await call('GET', '/v1/quotes/qt_none/line_items'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such quote: 'qt_none'",
  })
  assert.deepEqual(await news(), ['quote.created'])
})

behaves('GET /v1/quotes/{id}/computed_upfront_line_items', 'are those that are due at once', async (world) => {
  const { stripe, news } = world
  const { customer, photos, setup } = await shop(world)
  const made = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos }, { price: setup }],
    subscription_data: { trial_period_days: 7 },
  })
  const due = await stripe.quotes.listComputedUpfrontLineItems(made.id)
  assert.deepEqual(
    due.data.map(({ description, amount_total }) => [description, amount_total]),
    [['Setup', 999]],
  )
  assert.equal(due.data[0]!.object, 'item')
  const all = await stripe.quotes.listLineItems(made.id)
  assert.deepEqual(
    all.data.map(({ description, amount_total }) => [description, amount_total]),
    [
      ['Photos', 1500],
      ['Setup', 999],
    ],
  )
  // Without the trial both are.
  await stripe.quotes.update(made.id, { subscription_data: { trial_period_days: '' } })
  const now = await stripe.quotes.listComputedUpfrontLineItems(made.id)
  assert.deepEqual(
    now.data.map(({ description }) => description),
    ['Photos', 'Setup'],
  )
  assert.deepEqual(await news(), ['quote.created'])
})

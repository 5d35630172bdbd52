// What a customer may add to their order on the page. (https://docs.stripe.com/payments/checkout/optional-items)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { form } from '../billing/schedule_world.ts'
import { COMPLETED, OK, PAID, press, seen, selling, shop, VISA } from './shop.ts'

const CHOOSE = 'POST /v1/payment_pages/{id}'
const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const CREATE = 'POST /v1/checkout/sessions'

/** Beside the shop: wrapping for $3.00, a card for $1.50, and care for $5.00 a month. */
async function extras(world: Sandbox) {
  const known = await shop(world)
  const { stripe, news } = world
  const price = async (unit_amount: number, name: string, more = {}) =>
    (await stripe.prices.create({ currency: 'usd', unit_amount, product_data: { name }, ...more })).id
  const wrapping = await price(300, 'Wrapping')
  const card = await price(150, 'Card')
  const care = await price(500, 'Care', { recurring: { interval: 'month' } })
  await news()
  return { ...known, wrapping, card, care }
}

const choosing = ({ call }: Sandbox, id: string, chosen: object) =>
  call('POST', `/v1/payment_pages/${id}`, form({ optional_items: chosen }))
const lines = async ({ stripe }: Sandbox, id: string) =>
  (await stripe.checkout.sessions.listLineItems(id)).data.map(({ description, quantity, amount_total }) => [
    description,
    quantity,
    amount_total,
  ])

behaves(CHOOSE, 'adds what is optional, and leaves it out again', async (world) => {
  const { stripe, news } = world
  const { shirt, wrapping, card } = await extras(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10 })
  const session = await selling(world, shirt.id, {
    discounts: [{ coupon }],
    optional_items: [
      { price: wrapping, quantity: 1 },
      { price: card, quantity: 2, adjustable_quantity: { enabled: true, maximum: 5 } },
    ],
  })
  const shown = [
    { adjustable_quantity: null, price: wrapping, quantity: 1 },
    { adjustable_quantity: { enabled: true, maximum: 5, minimum: 0 }, price: card, quantity: 2 },
  ]
  assert.deepEqual([session.optional_items, session.amount_total], [shown, 1800])
  assert.deepEqual(await lines(world, session.id), [['Shirt', 1, 1800]])
  await news()
  // Three cards of 1.50, with 10% off each line.
  const cards = await choosing(world, session.id, { [card]: 3 })
  assert.deepEqual([cards.body.amount_subtotal, cards.body.amount_total], [2450, 1800 + 405])
  await choosing(world, session.id, { [wrapping]: 1 })
  // They stand as they are offered, after what is sold anyway.
  assert.deepEqual(await lines(world, session.id), [
    ['Shirt', 1, 1800],
    ['Wrapping', 1, 270],
    ['Card', 3, 405],
  ])
  const fewer = await choosing(world, session.id, { [card]: 0 })
  assert.deepEqual([fewer.body.amount_total, fewer.body.optional_items], [2070, shown])
  assert.equal(fewer.body.line_items.data.length, 2)
  const again = await choosing(world, session.id, { [card]: 1, [wrapping]: 0 })
  assert.deepEqual(
    [again.body.amount_total, await lines(world, session.id)],
    [
      1935,
      [
        ['Shirt', 1, 1800],
        ['Card', 1, 135],
      ],
    ],
  )
  // The seller may take them off, and they may be added again.
  const [line] = (await stripe.checkout.sessions.listLineItems(session.id)).data
  const alone = await stripe.checkout.sessions.update(session.id, { line_items: [{ id: line!.id }] })
  assert.equal(alone.amount_total, 1800)
  assert.equal((await choosing(world, session.id, { [wrapping]: 1 })).body.amount_total, 2070)
  const param = (price: string) => `optional_items[${price}]`
  for (const [chosen, expected] of [
    [
      { price_none: 1 },
      { code: 'resource_missing', param: param('price_none'), message: "No such optional item: 'price_none'" },
    ],
    [
      { [wrapping]: 2 },
      { param: param(wrapping), message: `The quantity of the optional item ${wrapping} cannot be changed.` },
    ],
    [
      { [card]: 6 },
      {
        code: 'parameter_invalid_integer',
        param: param(card),
        message: "This value must be less than or equal to 5 (it currently is '6').",
      },
    ],
  ] as const)
    refused(await choosing(world, session.id, chosen), 400, expected)
  assert.deepEqual(await news(), [])
})

behaves(CONFIRM, 'sells what was added, in the call or before it', async (world) => {
  const { stripe, news } = world
  const { shirt, wrapping, monthly, care, card } = await extras(world)
  const bought = await selling(world, shirt.id, { optional_items: [{ price: wrapping, quantity: 1 }] })
  await news()
  const { body } = await press(world, bought.id, `${VISA}&optional_items[${wrapping}]=1&expected_amount=2300`)
  assert.deepEqual([body.amount_total, body.payment_status], [2300, 'paid'])
  assert.equal((await stripe.paymentIntents.retrieve(body.payment_intent)).amount, 2300)
  assert.deepEqual(await news(), [...PAID, COMPLETED])
  // What recurs is of the subscription, what does not is on its first invoice.
  const several = await selling(world, monthly.id, {
    mode: 'subscription',
    optional_items: [
      { price: care, quantity: 1 },
      { price: card, quantity: 1 },
    ],
  })
  await choosing(world, several.id, { [care]: 1, [card]: 1 })
  const { body: done } = await press(world, several.id, VISA)
  const { items, latest_invoice } = await stripe.subscriptions.retrieve(done.subscription, {
    expand: ['latest_invoice'],
  })
  assert.deepEqual(items.data.map(({ price }) => price.id).sort(), [monthly.id, care].sort())
  // 15.00, 5.00 and 1.50.
  assert.deepEqual([(latest_invoice as { total: number }).total, done.amount_total], [2150, 2150])
  await news()
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1 }],
    optional_items: [{ price: wrapping, quantity: 1 }],
  })
  assert.deepEqual(link.optional_items, [{ adjustable_quantity: null, price: wrapping, quantity: 1 }])
  const visited = await world.call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.deepEqual(visited.body.optional_items, link.optional_items)
  assert.equal((await stripe.paymentLinks.update(link.id, { optional_items: '' })).optional_items, null)
  const none = await world.call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.equal((await seen(world, none.body.id)).optional_items, undefined)
  await news()
})

behaves(CREATE, 'refuses what cannot be optional', async (world) => {
  const { stripe, call, news } = world
  const { shirt, care, wrapping, product } = await extras(world)
  const { id: euro } = await stripe.prices.create({ currency: 'eur', unit_amount: 100, product })
  const { id: open } = await stripe.prices.create({ currency: 'usd', custom_unit_amount: { enabled: true }, product })
  await news()
  const at = (i: number) => `optional_items[${i}][price]`
  const one = { price: wrapping, quantity: 1 }
  // biome-ignore format: a table
  for (const [optional_items, expected] of [
    [[{ price: 'price_none', quantity: 1 }], { code: 'resource_missing', param: at(0), message: "No such price: 'price_none'" }],
    [[{ price: care, quantity: 1 }], { param: 'optional_items[0]', message: 'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.' }],
    [[one, { price: euro, quantity: 1 }], { param: at(1), message: /currenc/ }],
    [[{ price: open, quantity: 1 }], { param: at(0), message: 'A price whose amount customers choose cannot be optional.' }],
    [[one, one], { param: at(1), message: `Each optional item must have a price of its own: ${wrapping}` }],
    [[{ price: wrapping, quantity: 0 }], { code: 'parameter_invalid_integer', param: 'optional_items[0][quantity]', message: 'This value must be greater than or equal to 1.' }],
    [Array.from({ length: 11 }, () => one), { param: 'optional_items', message: 'You may only specify up to 10 optional items, and 100 line items with them.' }],
  ] as [object[], Parameters<typeof refused>[2]][])
    refused(
      await call('POST', '/v1/checkout/sessions', form({ mode: 'payment', success_url: OK, line_items: [{ price: shirt.id, quantity: 1 }], optional_items })),
      400,
      expected,
    )
  refused(
    await call(
      'POST',
      '/v1/checkout/sessions',
      form({ mode: 'setup', success_url: OK, currency: 'usd', optional_items: [one] }),
    ),
    400,
    {
      param: 'optional_items',
      message: 'You can not pass `optional_items` in `setup` mode.',
    },
  )
  assert.deepEqual(await news(), [])
})

// Tax transactions, and what is given back of them. German VAT is 19 %. (https://docs.stripe.com/tax/custom#tax-transaction)
// One file because a sale's whole life is in its few operations.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { amounts, calculated, type World } from './taxed.ts'

const DAY = 86_400

async function sale(world: World, reference = 'order_1') {
  const { id } = await calculated(world)
  const made = await world.stripe.tax.transactions.createFromCalculation({
    calculation: id!,
    reference,
    expand: ['line_items'],
  })
  return { ...made, lines: made.line_items!.data.map((line) => line.id) }
}

behaves('POST /v1/tax/transactions/create_from_calculation', 'records a sale, once', async (world) => {
  const { stripe, call, news } = world
  const from = await calculated(world)
  const made = await stripe.tax.transactions.createFromCalculation({
    calculation: from.id!,
    reference: 'myOrder_123',
    expand: ['line_items'],
  })
  const { id, created, line_items, ...rest } = made
  assert.match(id, /^tax_[A-Za-z0-9]{24}$/)
  // The shape is that of docs.stripe.com/api/tax/transactions/create_from_calculation.
  assert.deepEqual(
    { ...rest },
    {
      object: 'tax.transaction',
      currency: 'eur',
      customer: null,
      customer_details: from.customer_details,
      livemode: false,
      metadata: null,
      posted_at: created,
      reference: 'myOrder_123',
      reversal: null,
      ship_from_details: null,
      shipping_cost: { amount: 500, amount_tax: 95, tax_behavior: 'exclusive', tax_code: 'txcd_92010001' },
      tax_date: from.tax_date,
      type: 'transaction',
    },
  )
  assert.equal(line_items!.url, `/v1/tax/transactions/${id}/line_items`)
  const [first] = line_items!.data
  assert.match(first!.id, /^tax_li_[A-Za-z0-9]{14}$/)
  assert.deepEqual(first, {
    id: first!.id,
    object: 'tax.transaction_line_item',
    amount: 1000,
    amount_tax: 190,
    livemode: false,
    metadata: { a: '1' },
    product: null,
    quantity: 1,
    reference: 'L1',
    reversal: null,
    tax_behavior: 'exclusive',
    tax_code: 'txcd_10000000',
    type: 'transaction',
  })
  const again = `calculation=${from.id}&reference=other`
  refused(await call('POST', '/v1/tax/transactions/create_from_calculation', again), 400, {
    param: 'calculation',
    message: 'This tax calculation has already been used to create a tax transaction.',
  })
  const second = (await calculated(world)).id!
  refused(
    await call('POST', '/v1/tax/transactions/create_from_calculation', `calculation=${second}&reference=myOrder_123`),
    400,
    {
      code: 'resource_already_exists',
      param: 'reference',
      message: "A tax transaction with the reference 'myOrder_123' already exists.",
    },
  )
  refused(
    await call('POST', '/v1/tax/transactions/create_from_calculation', `calculation=${second}&reference=b&posted_at=1`),
    400,
    {
      param: 'posted_at',
      message: '`posted_at` must be between the `tax_date` of the calculation and the current time.',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/tax/transactions/create_from_calculation',
  'needs a calculation that is still there',
  async (world) => {
    const { call, advance, stripe, news } = world
    const { id } = await calculated(world)
    await advance(DAY)
    const late = await stripe.tax.transactions.createFromCalculation({
      calculation: (await calculated(world)).id!,
      reference: 'late',
      metadata: { b: '2' },
    })
    assert.deepEqual([late.metadata, late.line_items], [{ b: '2' }, undefined])
    await advance(89 * DAY)
    refused(await call('POST', '/v1/tax/transactions/create_from_calculation', `calculation=${id}&reference=a`), 400, {
      code: 'resource_missing',
      param: 'calculation',
      message: `No such tax calculation: '${id}'`,
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /v1/tax/transactions/{id}', 'is what was made', async (world) => {
  const { lines: _, line_items: __, ...made } = await sale(world)
  assert.deepEqual({ ...(await world.stripe.tax.transactions.retrieve(made.id)) }, { ...made })
  refused(await world.call('GET', '/v1/tax/transactions/tax_no'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such tax transaction: 'tax_no'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/tax/transactions/{id}/line_items', 'lists the lines in their order', async (world) => {
  const { id, lines } = await sale(world)
  const first = await world.stripe.tax.transactions.listLineItems(id, { limit: 1 })
  assert.deepEqual([first.data.map((line) => line.id), first.has_more], [[lines[0]], true])
  const next = await world.stripe.tax.transactions.listLineItems(id, { starting_after: lines[0]! })
  assert.deepEqual([next.data.map((line) => line.id), next.has_more], [[lines[1]], false])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/tax/transactions/create_reversal', 'gives all of a sale back', async (world) => {
  const { stripe, call, news } = world
  const sold = await sale(world)
  const back = await stripe.tax.transactions.createReversal({
    mode: 'full',
    original_transaction: sold.id,
    reference: 'order_1-cancel',
    metadata: { why: 'returned' },
    expand: ['line_items'],
  })
  const { id, created, line_items, posted_at, lines: _, ...same } = { ...sold, line_items: undefined }
  assert.deepEqual(
    { ...back, line_items: undefined },
    {
      ...same,
      id: back.id,
      created: back.created,
      line_items: undefined,
      metadata: { why: 'returned' },
      posted_at: back.created,
      reference: 'order_1-cancel',
      reversal: { original_transaction: sold.id },
      shipping_cost: { amount: -500, amount_tax: -95, tax_behavior: 'exclusive', tax_code: 'txcd_92010001' },
      type: 'reversal',
    },
  )
  assert.deepEqual(back.line_items!.data[1], {
    id: back.line_items!.data[1]!.id,
    object: 'tax.transaction_line_item',
    amount: -2000,
    amount_tax: -380,
    livemode: false,
    metadata: null,
    product: null,
    quantity: 4,
    reference: 'L2',
    reversal: { original_line_item: sold.lines[1] },
    tax_behavior: 'exclusive',
    tax_code: 'txcd_10000000',
    type: 'reversal',
  })
  const whole = (original: string, reference: string) =>
    call(
      'POST',
      '/v1/tax/transactions/create_reversal',
      `mode=full&original_transaction=${original}&reference=${reference}`,
    )
  refused(await whole(sold.id, 'again'), 400, {
    param: 'original_transaction',
    message: 'This tax transaction has already been fully reversed.',
  })
  refused(await whole(back.id, 'again'), 400, {
    param: 'original_transaction',
    message: 'Only a partial reversal can be reversed, and only in full.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/transactions/create_reversal', 'gives lines back, and takes it back', async (world) => {
  const { stripe, call, news } = world
  const { id, lines } = await sale(world)
  const partial = (line: string | undefined, amount: number, amount_tax: number, reference: string) =>
    stripe.tax.transactions.createReversal({
      mode: 'partial',
      original_transaction: id,
      reference,
      line_items: [{ original_line_item: line!, reference: `of ${reference}`, amount, amount_tax, quantity: 1 }],
      shipping_cost: { amount: -100, amount_tax: -19 },
      expand: ['line_items'],
    })
  const first = await partial(lines[0], -600, -114, 'r1')
  assert.deepEqual(amounts(first), [
    [-600, -114],
    [-100, -19],
  ])
  const [line] = first.line_items!.data
  assert.deepEqual([line!.reference, line!.reversal, line!.quantity], ['of r1', { original_line_item: lines[0] }, 1])
  const form = (amount: number, tax: number, of = lines[0]) =>
    `mode=partial&original_transaction=${id}&reference=r2&line_items[0][original_line_item]=${of}` +
    `&line_items[0][reference]=x&line_items[0][amount]=${amount}&line_items[0][amount_tax]=${tax}`
  const reverse = (given: string) => call('POST', '/v1/tax/transactions/create_reversal', given)
  const left = (name: string, rest: number) => ({
    param: `line_items[0][${name}]`,
    message: `You cannot reverse more than what is left of the original \`${name}\`, which is ${rest}.`,
  })
  refused(await reverse(form(-401, -76)), 400, left('amount', 400))
  refused(await reverse(form(-400, -77)), 400, left('amount_tax', 76))
  refused(await reverse(form(1, 0)), 400, {
    code: 'parameter_invalid_integer',
    param: 'line_items[0][amount]',
    message: "This value must be less than or equal to 0 (it currently is '1').",
  })
  refused(await reverse(form(-1, 0, 'tax_li_no')), 400, {
    code: 'resource_missing',
    param: 'line_items[0][original_line_item]',
    message: "No such tax transaction line item: 'tax_li_no'",
  })
  const twice = `${form(-1, 0)}&${form(-1, 0).split('&').slice(3).join('&').replaceAll('items[0]', 'items[1]')}`
  refused(await reverse(twice), 400, {
    param: 'line_items[1][original_line_item]',
    message: 'Each line item can be reversed only once in a reversal.',
  })
  // Undone, all of it is left again.
  const undone = await stripe.tax.transactions.createReversal({
    mode: 'full',
    original_transaction: first.id,
    reference: 'r1-undone',
    expand: ['line_items'],
  })
  assert.deepEqual(amounts(undone), [
    [600, 114],
    [100, 19],
  ])
  assert.deepEqual(amounts(await partial(lines[0], -1000, -190, 'r3')), [
    [-1000, -190],
    [-100, -19],
  ])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/transactions/create_reversal', 'shares a flat amount by what is left', async (world) => {
  const { stripe, call, news } = world
  const { id, lines } = await sale(world)
  const flat = async (amount: number, reference: string) =>
    amounts(
      await stripe.tax.transactions.createReversal({
        mode: 'partial',
        original_transaction: id,
        reference,
        flat_amount: amount,
        expand: ['line_items'],
      }),
    )
  // Of 11.90, 23.80 and 5.95, cut at each sum (118.9, 356.6, 416): 1.18, 2.38 and 0.60, of which 19/119 are tax: 18.8, 38, 9.6.
  assert.deepEqual(await flat(-416, 'f1'), [
    [-99, -19],
    [-200, -38],
    [-50, -10],
  ])
  // 10.72, 21.42 and 5.35 are left; the second goes back whole, and then all of the others.
  const back = await stripe.tax.transactions.createReversal({
    mode: 'partial',
    original_transaction: id,
    reference: 'p1',
    line_items: [{ original_line_item: lines[1]!, reference: 'x', amount: -1800, amount_tax: -342 }],
    expand: ['line_items'],
  })
  assert.deepEqual(amounts(back), [[-1800, -342], null])
  assert.deepEqual(await flat(-1607, 'f2'), [
    [-901, -171],
    [0, 0],
    [-450, -85],
  ])
  const reverse = (more: string) =>
    call('POST', '/v1/tax/transactions/create_reversal', `original_transaction=${id}&reference=z&${more}`)
  const cases: readonly (readonly [form: string, expected: Parameters<typeof refused>[2]])[] = [
    [
      'mode=partial&flat_amount=-1',
      {
        param: 'flat_amount',
        message: 'You cannot reverse more than what is left of the original transaction, which is 0.',
      },
    ],
    [
      'mode=partial&flat_amount=5',
      {
        code: 'parameter_invalid_integer',
        param: 'flat_amount',
        message: "This value must be less than or equal to -1 (it currently is '5').",
      },
    ],
    [
      'mode=partial',
      { code: 'parameter_missing', param: 'line_items', message: 'Missing required param: line_items.' },
    ],
    [
      'mode=full&flat_amount=-5',
      { param: 'flat_amount', message: 'You cannot use `flat_amount` when `mode` is `full`.' },
    ],
    [
      'mode=partial&flat_amount=-5&shipping_cost[amount]=-1&shipping_cost[amount_tax]=0',
      {
        code: 'parameters_exclusive',
        param: 'shipping_cost',
        message: 'You may only specify one of these parameters: flat_amount, shipping_cost.',
      },
    ],
    [
      'mode=full&reference=f1',
      {
        code: 'resource_already_exists',
        param: 'reference',
        message: "A tax transaction with the reference 'f1' already exists.",
      },
    ],
  ]
  for (const [form, expected] of cases) refused(await reverse(form), 400, expected)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/transactions/create_reversal', 'gives back thirty times in part at most', async (world) => {
  const { stripe, call, news } = world
  const { id } = await sale(world)
  const one = (i: number) =>
    ({ mode: 'partial', original_transaction: id, reference: `r${i}`, flat_amount: -1 }) as const
  for (let i = 0; i < 30; i++) await stripe.tax.transactions.createReversal(one(i))
  const form = `mode=partial&original_transaction=${id}&reference=r30&flat_amount=-1`
  refused(await call('POST', '/v1/tax/transactions/create_reversal', form), 400, {
    param: 'original_transaction',
    message: 'You can create at most 30 partial reversals of a tax transaction.',
  })
  assert.deepEqual(await news(), [])
})

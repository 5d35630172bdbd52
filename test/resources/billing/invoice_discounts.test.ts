// What coupons take off an invoice and its lines. (https://docs.stripe.com/billing/subscriptions/coupons,
// docs.stripe.com/api/invoices/object#invoice_object-total_discount_amounts)
// One file because the table and the places where discounts stand are read together.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { customer, drafted, refuses, seen, type World } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const UPDATE = 'POST /v1/invoices/{id}'
const ITEM = 'POST /v1/invoiceitems'
const PATH = '/v1/invoices'

/** A draft of these amounts with these coupons on the whole of it. */
async function discounted(world: World, amounts: readonly number[], coupons: readonly Stripe.CouponCreateParams[]) {
  const discounts = []
  for (const coupon of coupons) discounts.push({ coupon: (await world.stripe.coupons.create(coupon)).id })
  return drafted(world, amounts, { discounts })
}

/** What each discount takes off each line. */
const taken = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ discount_amounts }) => discount_amounts?.map(({ amount }) => amount))
const totals = ({ total_discount_amounts: all }: Stripe.Invoice) => all?.map(({ amount }) => amount)

/**
 * The amounts of the lines, the coupons, what is taken off each line by each coupon, and the total; in cents, worked out by
 * hand: a percentage is rounded half up on each line; an amount is shared in proportion, each share rounded down, and the
 * last line has the rest.
 */
const TABLE: readonly (readonly [
  string,
  readonly number[],
  readonly Stripe.CouponCreateParams[],
  readonly (readonly number[])[],
  number,
])[] = [
  // 100 + 50 + 30
  ['a percentage', [1000, 500, 300], [{ percent_off: 10 }], [[100], [50], [30]], 1620],
  // 12.5% of 100 is 12.5, of 101 is 12.625, of 99 is 12.375
  ['a part of a percent', [100, 101, 99], [{ percent_off: 12.5 }], [[13], [13], [12]], 262],
  // 200 × 1000/1800 = 111.1, × 500/1800 = 55.5, × 300/1800 = 33.3; 199 are shared, 1 is left
  ['an amount', [1000, 500, 300], [{ amount_off: 200, currency: 'usd' }], [[111], [55], [34]], 1600],
  ['more than there is', [300, 200], [{ amount_off: 900, currency: 'usd' }], [[300], [200]], 0],
  ['all of it', [300], [{ percent_off: 100 }], [[300]], 0],
  // 10% of 1000, then 300 of the 900: the second takes off what is left
  [
    'one after the other',
    [1000],
    [{ percent_off: 10 }, { amount_off: 300, currency: 'usd' }, { percent_off: 50 }],
    [[100, 300, 300]],
    300,
  ],
  // What is given back is not discounted.
  ['not what is given back', [1000, -400], [{ percent_off: 10 }], [[100], []], 500],
  [
    'an amount in another currency, too',
    [1000],
    [{ amount_off: 100, currency: 'eur', currency_options: { usd: { amount_off: 130 } } }],
    [[130]],
    870,
  ],
]

for (const [name, amounts, coupons, off, total] of TABLE)
  behaves(CREATE, `takes off ${name}`, async (world) => {
    const draft = await discounted(world, amounts, coupons)
    const sum = amounts.reduce((all, amount) => all + amount, 0)
    assert.deepEqual(taken(draft), off)
    assert.deepEqual([draft.subtotal, draft.total, draft.amount_due], [sum, total, Math.max(0, total)])
    assert.deepEqual([draft.subtotal_excluding_tax, draft.total_excluding_tax], [sum, total])
    const each = coupons.map((_, i) => off.reduce((all, line) => all + (line[i] ?? 0), 0))
    assert.deepEqual(totals(draft), each)
    assert.deepEqual(
      draft.total_discount_amounts?.map(({ discount }) => discount),
      draft.discounts,
    )
    assert.deepEqual(
      draft.total_pretax_credit_amounts,
      draft.total_discount_amounts?.map((one) => ({ ...one, type: 'discount' })),
    )
    for (const { discount_amounts, pretax_credit_amounts } of draft.lines.data)
      assert.deepEqual(
        pretax_credit_amounts,
        discount_amounts!.map((one) => ({ ...one, type: 'discount' })),
      )
    assert.deepEqual(await world.news(), [])
    const open = await world.stripe.invoices.finalizeInvoice(draft.id)
    assert.deepEqual([open.total, open.status], [total, total === 0 ? 'paid' : 'open'])
    assert.ok((await world.news()).includes('invoice.finalized'))
  })

behaves(CREATE, 'says which discount it is, and of which coupon', async (world) => {
  const { stripe, call, news } = world
  await stripe.coupons.create({ id: 'HALF', percent_off: 50, duration: 'repeating', duration_in_months: 3 })
  const who = await customer(world)
  const draft = await stripe.invoices.create({ customer: who, discounts: [{ coupon: 'HALF' }] })
  const { discounts } = (await call('GET', `${PATH}/${draft.id}?expand[]=discounts`)).body
  const [{ id, start, end, ...rest }] = discounts
  assert.match(id, /^di_[A-Za-z0-9]{24}$/)
  assert.equal(start, draft.created)
  // Three months later, on the same day or the last of the month.
  const [from, until] = [new Date(start * 1000), new Date(end * 1000)]
  const months = (until.getUTCFullYear() - from.getUTCFullYear()) * 12 + until.getUTCMonth() - from.getUTCMonth()
  assert.equal(months, 3)
  assert.deepEqual(rest, {
    object: 'discount',
    checkout_session: null,
    customer: who,
    customer_account: null,
    invoice: draft.id,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: 'HALF', type: 'coupon' },
    subscription: null,
    subscription_item: null,
  })
  const deep = (await call('GET', `${PATH}/${draft.id}?expand[]=discounts.source.coupon`)).body
  assert.deepEqual([deep.discounts[0].source.coupon.id, deep.discounts[0].source.coupon.percent_off], ['HALF', 50])
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }] })
  const totals = (await call('GET', `${PATH}/${draft.id}?expand[]=total_discount_amounts.discount`)).body
  assert.deepEqual(totals.total_discount_amounts[0].discount.id, id)
  assert.equal((await stripe.coupons.retrieve('HALF')).times_redeemed, 1)
  // https://docs.stripe.com/api/events/types: only a customer's discounts are told of.
  assert.deepEqual(await news(), ['invoice.created', 'invoiceitem.created', 'invoice.updated'])
})

behaves(CREATE, 'takes once and forever for this one time', async (world) => {
  const { stripe, news } = world
  for (const duration of ['once', 'forever'] as const) {
    const draft = await discounted(world, [1000], [{ percent_off: 10, duration }])
    const { discounts } = await stripe.invoices.retrieve(draft.id, { expand: ['discounts'] })
    assert.deepEqual([(discounts[0] as Stripe.Discount).end, draft.total], [null, 900])
    assert.equal((await stripe.invoices.pay(draft.id)).amount_paid, 900)
    // It still tells of what was taken off.
    const paid = await stripe.invoices.retrieve(draft.id, { expand: ['discounts'] })
    assert.equal((paid.discounts[0] as Stripe.Discount).object, 'discount')
  }
  assert.ok((await news()).includes('invoice.paid'))
})

behaves(CREATE, 'takes off products that the coupon is for', async (world) => {
  const { stripe, news } = world
  const price = async (name: string, unit_amount: number) => {
    const { id, product } = await stripe.prices.create({ currency: 'usd', unit_amount, product_data: { name } })
    return { id, product: product as string }
  }
  const prints = await price('Prints', 1000)
  const frames = await price('Frames', 700)
  await stripe.coupons.create({ id: 'PRINTS', percent_off: 20, applies_to: { products: [prints.product] } })
  await stripe.coupons.create({
    id: 'OFF',
    amount_off: 100,
    currency: 'usd',
    applies_to: { products: [frames.product] },
  })
  const draft = await drafted(world, [], { discounts: [{ coupon: 'PRINTS' }, { coupon: 'OFF' }] })
  const lines = [{ pricing: { price: prints.id } }, { pricing: { price: frames.id } }, { amount: 50 }]
  const changed = await stripe.invoices.addLines(draft.id, { lines })
  assert.deepEqual(taken(changed), [[200], [100], []])
  assert.deepEqual([changed.subtotal, changed.total, totals(changed)], [1750, 1450, [200, 100]])
  assert.ok((await news()).includes('invoice.updated'))
})

behaves(ITEM, 'has discounts of its own, before those of the invoice', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  for (const [id, percent_off] of [
    ['TEN', 10],
    ['HALF', 50],
  ] as const)
    await stripe.coupons.create({ id, percent_off })
  await news()
  const item = await stripe.invoiceItems.create({
    customer: who,
    amount: 1000,
    currency: 'usd',
    discounts: [{ coupon: 'TEN' }],
    expand: ['discounts'],
  })
  const [own] = item.discounts as Stripe.Discount[]
  assert.deepEqual([own!.invoice_item, own!.invoice, own!.customer], [item.id, null, who])
  await stripe.invoiceItems.create({ customer: who, amount: 400, currency: 'usd', discountable: false })
  const draft = await stripe.invoices.create({
    customer: who,
    pending_invoice_items_behavior: 'include',
    discounts: [{ coupon: 'HALF' }],
  })
  // 1000 − 100, half of it; the other is not to be discounted.
  const byAmount = new Map(draft.lines.data.map((line) => [line.amount, line]))
  assert.deepEqual(byAmount.get(1000)!.discount_amounts, [
    { amount: 100, discount: own!.id },
    { amount: 450, discount: draft.discounts[0] },
  ])
  assert.deepEqual(byAmount.get(1000)!.discounts, [own!.id])
  assert.deepEqual(byAmount.get(400)!.discount_amounts, [])
  // docs.stripe.com/api/invoices/object#invoice_object-subtotal: what is taken off items is in it.
  assert.deepEqual([draft.subtotal, draft.total, totals(draft)], [1300, 850, [100, 450]])
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoice.created'])
  const changed = await stripe.invoiceItems.update(item.id, { discounts: '' })
  assert.deepEqual(changed.discounts, [])
  const now = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual([now.subtotal, now.total], [1400, 900])
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves('POST /v1/invoices/{id}/add_lines', 'has discounts on its lines', async (world) => {
  const { stripe, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  const draft = await drafted(world, [])
  const changed = await stripe.invoices.addLines(draft.id, {
    lines: [{ amount: 1000, discounts: [{ coupon: 'TEN' }] }, { amount: 500 }],
  })
  assert.deepEqual([taken(changed), changed.subtotal, changed.total], [[[100], []], 1400, 1400])
  const [line] = changed.lines.data
  const bare = await stripe.invoices.updateLineItem(draft.id, line!.id, { discounts: '' })
  assert.deepEqual([bare.discounts, bare.discount_amounts], [[], []])
  await refuses(world, `${PATH}/${draft.id}/add_lines`, 'lines[0][amount]=5&lines[0][discounts][0][coupon]=NONE', {
    code: 'resource_missing',
    param: 'lines[0][discounts][0][coupon]',
    message: "No such coupon: 'NONE'",
  })
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoice.updated', 'invoice.updated'])
})

behaves(UPDATE, 'keeps, adds and takes off discounts', async (world) => {
  const { stripe, news } = world
  for (const [id, percent_off] of [
    ['TEN', 10],
    ['HALF', 50],
  ] as const)
    await stripe.coupons.create({ id, percent_off })
  const draft = await drafted(world, [1000], { discounts: [{ coupon: 'TEN' }] })
  const [ten] = draft.discounts as string[]
  const both = await stripe.invoices.update(draft.id, { discounts: [{ coupon: 'HALF' }, { discount: ten! }] })
  // Half of it, then a tenth of that.
  assert.deepEqual([both.discounts[1], totals(both), both.total], [ten, [500, 50], 450])
  assert.equal((await stripe.coupons.retrieve('TEN')).times_redeemed, 1)
  const none = await stripe.invoices.update(draft.id, { discounts: '' })
  assert.deepEqual([none.discounts, none.total_discount_amounts, none.total], [[], [], 1000])
  assert.deepEqual(none.lines.data[0]!.discount_amounts, [])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated'])
})

behaves(UPDATE, 'refuses discounts that it cannot have', async (world) => {
  const { stripe, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  await stripe.coupons.create({ id: 'EUROS', amount_off: 10, currency: 'eur' })
  await stripe.coupons.create({ id: 'LAST', percent_off: 10, max_redemptions: 1 })
  const draft = await drafted(world, [1000], { discounts: [{ coupon: 'LAST' }] })
  const refuse = (form: string, expected: Parameters<typeof refuses>[3]) =>
    refuses(world, `${PATH}/${draft.id}`, form, expected)
  const many = Array.from({ length: 21 }, (_, i) => `discounts[${i}][coupon]=TEN`).join('&')
  // Recorded of where one is the most.
  await refuse(many, { param: 'discounts', message: 'Array discounts exceeded maximum 20 allowed elements.' })
  await refuse('discounts[0][coupon]=TEN&discounts[1][coupon]=TEN', {
    param: 'discounts',
    message: 'The coupon TEN is applied more than once; each may stand only once.',
  })
  await refuse('discounts[0][coupon]=NONE', {
    code: 'resource_missing',
    param: 'discounts[0][coupon]',
    message: "No such coupon: 'NONE'",
  })
  await refuse('discounts[0][promotion_code]=promo_none', {
    code: 'resource_missing',
    param: 'discounts[0][promotion_code]',
    message: "No such promotion code: 'promo_none'",
  })
  await refuse('discounts[0][discount]=di_none', {
    code: 'resource_missing',
    param: 'discounts[0][discount]',
    message: "No such discount: 'di_none'",
  })
  await refuse('discounts[0][coupon]=TEN&discounts[0][promotion_code]=promo_none', {
    code: 'parameters_exclusive',
    param: 'discounts[0][promotion_code]',
    message: 'You may only specify one of these parameters: discounts[0][coupon], discounts[0][promotion_code].',
  })
  await refuse('discounts[0][coupon]=EUROS', {
    param: 'discounts[0][coupon]',
    message: 'The coupon specified has `currency=eur`, which does not match the currency `usd` used here.',
  })
  // https://docs.stripe.com/error-codes#coupon-expired
  await refuse('discounts[0][coupon]=LAST', {
    code: 'coupon_expired',
    param: 'discounts[0][coupon]',
    message: 'Coupon expired: LAST',
  })
  assert.equal((await stripe.coupons.retrieve('TEN')).times_redeemed, 0)
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'minds what a promotion code wants', async (world) => {
  const { stripe, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  const code = async (more: Partial<Stripe.PromotionCodeCreateParams>) =>
    (await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'TEN' }, ...more })).id
  const draft = await drafted(world, [1000])
  const theirs = await code({ customer: await customer(world) })
  const first = await code({ restrictions: { first_time_transaction: true } })
  const large = await code({ restrictions: { minimum_amount: 2000, minimum_amount_currency: 'usd' } })
  await news()
  const refuse = (id: string, why: string) =>
    refuses(world, `${PATH}/${draft.id}`, `discounts[0][promotion_code]=${id}`, {
      param: 'discounts[0][promotion_code]',
      message: `This promotion code cannot be redeemed because ${why}.`,
    })
  await refuse(theirs, 'it is restricted to another customer')
  await refuse(large, 'the associated purchase does not meet the minimum amount requirement')
  const off = await stripe.invoices.update(draft.id, { discounts: [{ promotion_code: first }], expand: ['discounts'] })
  assert.deepEqual([off.total, (off.discounts[0] as Stripe.Discount).promotion_code], [900, first])
  assert.equal((await stripe.promotionCodes.retrieve(first)).times_redeemed, 1)
  assert.deepEqual(await news(), ['promotion_code.updated', 'invoice.updated'])
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }] })
  assert.equal((await stripe.invoices.update(draft.id, { discounts: [{ promotion_code: large }] })).total, 1800)
  await stripe.invoices.pay(draft.id)
  await news()
  // Who has paid has paid before.
  await refuses(world, PATH, `customer=${draft.customer}&discounts[0][promotion_code]=${first}`, {
    param: 'discounts[0][promotion_code]',
    message: 'This promotion code cannot be redeemed because the associated customer has prior transactions.',
  })
  const item = await seen(world, `/v1/invoiceitems?invoice=${draft.id}`)
  assert.equal(item.data.length, 2)
  assert.deepEqual(await news(), [])
})

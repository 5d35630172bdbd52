// What tax rates add to an invoice, or are within it. (https://docs.stripe.com/billing/taxes/tax-rates; rounded half up, line by
// line and rate by rate: support.stripe.com/questions/rounding-rules-for-stripe-fees)
// One file because most of it is one table.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { customer, drafted, refuses, type World } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const UPDATE = 'POST /v1/invoices/{id}'

/** A rate: how many percent, and whether they are within the amount. */
type Rate = readonly [percentage: number, inclusive: boolean]

const rated = async ({ stripe }: World, rates: readonly Rate[]) => {
  const ids: string[] = []
  for (const [percentage, inclusive] of rates)
    ids.push((await stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive })).id)
  return ids
}

const shown = (taxes: Stripe.InvoiceLineItem['taxes'] | Stripe.Invoice['total_taxes']) =>
  taxes?.map(({ amount, taxable_amount }) => [amount, taxable_amount])

interface Sums {
  readonly subtotal: number
  readonly subtotal_excluding_tax: number
  readonly total_excluding_tax: number
  readonly total: number
}

/** Lines and rates, the tax and what is taxed of each line by each rate, and the sums; cents, by hand. */
const TABLE: readonly (readonly [
  string,
  readonly number[],
  readonly Rate[],
  readonly (readonly (readonly [number, number])[])[],
  Sums,
])[] = [
  [
    'on top',
    [1000],
    [[19, false]],
    [[[190, 1000]]],
    { subtotal: 1000, subtotal_excluding_tax: 1000, total_excluding_tax: 1000, total: 1190 },
  ],
  // 1200 × 20/120
  [
    'within',
    [1200],
    [[20, true]],
    [[[200, 1000]]],
    { subtotal: 1200, subtotal_excluding_tax: 1000, total_excluding_tax: 1000, total: 1200 },
  ],
  // 1000 × 19/119 = 159.66
  [
    'within, with a remainder',
    [1000],
    [[19, true]],
    [[[160, 840]]],
    { subtotal: 1000, subtotal_excluding_tax: 840, total_excluding_tax: 840, total: 1000 },
  ],
  // 1000 × 8.875% = 88.75; 1000 × 2.5% = 25: both on the same
  [
    'of several rates',
    [1000],
    [
      [8.875, false],
      [2.5, false],
    ],
    [
      [
        [89, 1000],
        [25, 1000],
      ],
    ],
    { subtotal: 1000, subtotal_excluding_tax: 1000, total_excluding_tax: 1000, total: 1114 },
  ],
  // 1200 × 10/120 twice
  [
    'of several rates within',
    [1200],
    [
      [10, true],
      [10, true],
    ],
    [
      [
        [100, 1000],
        [100, 1000],
      ],
    ],
    { subtotal: 1200, subtotal_excluding_tax: 1000, total_excluding_tax: 1000, total: 1200 },
  ],
  // 20% within 1200 are 200; 10% of the 1000 left are 100 on top
  [
    'within and on top',
    [1200],
    [
      [20, true],
      [10, false],
    ],
    [
      [
        [200, 1000],
        [100, 1000],
      ],
    ],
    { subtotal: 1200, subtotal_excluding_tax: 1000, total_excluding_tax: 1000, total: 1300 },
  ],
  // Stripe's own sample: 15% of $0.43 are 6.45 cents, of $4.84 72.6.
  [
    'line by line',
    [43, 484],
    [[15, false]],
    [[[6, 43]], [[73, 484]]],
    { subtotal: 527, subtotal_excluding_tax: 527, total_excluding_tax: 527, total: 606 },
  ],
  // 2.5% of 100 are 2.5, half up
  [
    'half up',
    [100],
    [[2.5, false]],
    [[[3, 100]]],
    { subtotal: 100, subtotal_excluding_tax: 100, total_excluding_tax: 100, total: 103 },
  ],
  [
    'of what is given back',
    [1000, -500],
    [[19, false]],
    [[[190, 1000]], [[-95, -500]]],
    { subtotal: 500, subtotal_excluding_tax: 500, total_excluding_tax: 500, total: 595 },
  ],
]

for (const [name, amounts, rates, taxes, sums] of TABLE)
  behaves(CREATE, `has tax ${name}`, async (world) => {
    const default_tax_rates = await rated(world, rates)
    const draft = await drafted(world, amounts, { default_tax_rates })
    assert.deepEqual(
      draft.lines.data.map((line) => shown(line.taxes)),
      taxes,
    )
    for (const line of draft.lines.data)
      assert.deepEqual(
        line.taxes?.map(({ tax_rate_details, tax_behavior, taxability_reason, type }) => [
          tax_rate_details?.tax_rate,
          tax_behavior,
          taxability_reason,
          type,
        ]),
        rates.map(([, inclusive], i) => [
          default_tax_rates[i],
          inclusive ? 'inclusive' : 'exclusive',
          'not_available',
          'tax_rate_details',
        ]),
      )
    // The sums of the lines, rate by rate.
    const sumOf = (i: number, which: 0 | 1) => taxes.reduce((all, line) => all + line[i]![which], 0)
    assert.deepEqual(
      draft.total_taxes,
      rates.map(([, inclusive], i) => ({
        amount: sumOf(i, 0),
        tax_behavior: inclusive ? 'inclusive' : 'exclusive',
        tax_rate_details: { tax_rate: default_tax_rates[i] },
        taxability_reason: 'not_available',
        taxable_amount: sumOf(i, 1),
        type: 'tax_rate_details',
      })),
    )
    const { subtotal, subtotal_excluding_tax, total_excluding_tax, total } = draft
    assert.deepEqual({ subtotal, subtotal_excluding_tax, total_excluding_tax, total }, sums)
    assert.equal(draft.amount_due, total)
    assert.deepEqual(await world.news(), [])
    assert.equal((await world.stripe.invoices.pay(draft.id)).amount_paid, total)
    assert.ok((await world.news()).includes('invoice.paid'))
  })

behaves(CREATE, 'has a line’s own rates instead of its own', async (world) => {
  const { stripe, news } = world
  const [nineteen, seven] = await rated(world, [
    [19, false],
    [7, false],
  ])
  const draft = await drafted(world, [], { default_tax_rates: [nineteen!] })
  const changed = await stripe.invoices.addLines(draft.id, {
    lines: [{ amount: 1000, tax_rates: [seven!] }, { amount: 1000 }],
  })
  // 7% and 19% of $10.00
  assert.deepEqual(
    changed.lines.data.map((line) => shown(line.taxes)),
    [[[70, 1000]], [[190, 1000]]],
  )
  assert.deepEqual([changed.total, changed.total_excluding_tax], [2260, 2000])
  assert.deepEqual(
    changed.total_taxes?.map(({ amount, tax_rate_details }) => [tax_rate_details?.tax_rate, amount]),
    [
      [seven, 70],
      [nineteen, 190],
    ],
  )
  const [line] = changed.lines.data
  await stripe.invoices.updateLineItem(draft.id, line!.id, { tax_rates: '' })
  assert.equal((await stripe.invoices.retrieve(draft.id)).total, 2380)
  assert.ok((await news()).includes('invoice.updated'))
})

behaves(CREATE, 'has tax on what discounts leave', async (world) => {
  const { stripe, news } = world
  const [on, within] = await rated(world, [
    [19, false],
    [20, true],
  ])
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  await stripe.coupons.create({ id: 'HALF', percent_off: 50 })
  // 1000 − 100, 19% of 900 are 171
  const draft = await drafted(world, [1000], { default_tax_rates: [on!], discounts: [{ coupon: 'TEN' }] })
  assert.deepEqual(shown(draft.total_taxes), [[171, 900]])
  assert.deepEqual([draft.subtotal, draft.total_excluding_tax, draft.total], [1000, 900, 1071])
  // Half of 1200 is left, and 20% are within it; before that discount 200 were.
  const half = await drafted(world, [1200], { default_tax_rates: [within!], discounts: [{ coupon: 'HALF' }] })
  assert.deepEqual(shown(half.total_taxes), [[100, 500]])
  assert.deepEqual([half.subtotal, half.subtotal_excluding_tax], [1200, 1000])
  assert.deepEqual([half.total_excluding_tax, half.total], [500, 600])
  // One of the line itself is in the subtotal.
  const own = await drafted(world, [], { default_tax_rates: [within!] })
  const off = await stripe.invoices.addLines(own.id, { lines: [{ amount: 1200, discounts: [{ coupon: 'HALF' }] }] })
  assert.deepEqual([off.subtotal, off.subtotal_excluding_tax, off.total_excluding_tax, off.total], [600, 500, 500, 600])
  assert.ok((await news()).includes('invoice.updated'))
})

for (const [tax_exempt, reason] of [
  ['exempt', 'customer_exempt'],
  ['reverse', 'reverse_charge'],
] as const)
  behaves(CREATE, `has no tax for who is ${tax_exempt}`, async (world) => {
    // https://docs.stripe.com/billing/customer/tax-ids#customer-tax-exemptions
    const { stripe, news } = world
    const rates = await rated(world, [
      [19, false],
      [20, true],
    ])
    const who = await customer(world, { tax_exempt })
    const draft = await drafted(world, [1200], { customer: who, default_tax_rates: rates })
    assert.deepEqual(
      draft.total_taxes?.map(({ amount, taxable_amount, taxability_reason }) => [
        amount,
        taxable_amount,
        taxability_reason,
      ]),
      [
        [0, 1200, reason],
        [0, 1200, reason],
      ],
    )
    assert.deepEqual([draft.subtotal_excluding_tax, draft.total_excluding_tax, draft.total], [1200, 1200, 1200])
    // Until it is finalised it is as its customer is.
    await stripe.customers.update(who, { tax_exempt: 'none' })
    const now = await stripe.invoices.retrieve(draft.id)
    // 200 within 1200, and 19% of 1000
    assert.deepEqual(
      [now.customer_tax_exempt, now.total, shown(now.total_taxes)],
      [
        'none',
        1390,
        [
          [190, 1000],
          [200, 1000],
        ],
      ],
    )
    assert.deepEqual(await news(), ['customer.updated', 'invoice.updated'])
  })

behaves(UPDATE, 'changes the rates', async (world) => {
  const { stripe, news } = world
  const rates = await rated(world, [
    [19, false],
    [7, false],
  ])
  const draft = await drafted(world, [1000])
  const taxed = await stripe.invoices.update(draft.id, { default_tax_rates: rates })
  assert.deepEqual([taxed.default_tax_rates.map(({ id }) => id), taxed.total], [rates, 1260])
  const bare = await stripe.invoices.update(draft.id, { default_tax_rates: '' })
  assert.deepEqual([bare.default_tax_rates, bare.total_taxes, bare.total], [[], [], 1000])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated'])
  const six = Array.from({ length: 6 }, (_, i) => `default_tax_rates[${i}]=${rates[0]}`).join('&')
  await refuses(world, `/v1/invoices/${draft.id}`, six, {
    param: 'default_tax_rates',
    message: 'Array default_tax_rates exceeded maximum 5 allowed elements.',
  })
  await refuses(world, `/v1/invoices/${draft.id}`, 'default_tax_rates[0]=txr_none', {
    code: 'resource_missing',
    param: 'default_tax_rates[0]',
    message: "No such tax rate: 'txr_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'keeps the rates of what is finalised', async (world) => {
  const { stripe, news } = world
  const [rate] = await rated(world, [[19, false]])
  const draft = await drafted(world, [1000], { default_tax_rates: [rate!] })
  await stripe.invoices.finalizeInvoice(draft.id)
  await news()
  await refuses(world, `/v1/invoices/${draft.id}`, 'default_tax_rates=', {
    param: 'default_tax_rates',
    message: "Finalized invoices can't be updated in this way",
  })
  assert.deepEqual(await news(), [])
})

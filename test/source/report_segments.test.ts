// Segments, offers, the draw of an experiment, its uplift, and writing back. Figures are worked out by hand, or quoted from the
// source that stands beside them. One file because each costs the start of a process.
import assert from 'node:assert/strict'
import test from 'node:test'
import { assign, measure, outcomeOf, studentPoint, uplift } from '../../src/source/report/experiment.ts'
import { nextRound, offerFor, segmentReport, segmentsOf } from '../../src/source/report/segments.ts'
import { type Assignment, knownOffers, type Progress, writeBack } from '../../src/source/report/write_back.ts'
import { at, charge, lakeOf, SHOP } from './report_rows.ts'

const price = (id: string, unit_amount: number, more: object = {}) => ({
  ...{
    id,
    unit_amount,
    active: true,
    type: 'one_time',
    billing_scheme: 'per_unit',
    currency: 'usd',
    product: `prod_${id}`,
  },
  ...more,
})
const orders = (customer: string, ...types: readonly string[]) =>
  types.map((type, n) => charge(`ch_${customer}_${n}`, `2026-01-${10 + n}`, 1_000 * (n + 1), type, { customer }))

test('customers by how they pay', async () => {
  const charges = [
    ...orders('cus_once', 'klarna'),
    ...orders('cus_now', 'card', 'card', 'paypal', 'card'),
    // Three of four are loyal, two of three are not, and neither is one of one and a card.
    ...orders('cus_loyal', 'zip', 'affirm', 'card', 'zip'),
    ...orders('cus_mixed', 'zip', 'card', 'zip'),
    ...orders('cus_half', 'zip', 'card'),
    charge('ch_no', '2026-01-01', 5, 'card', { customer: 'cus_declined', status: 'failed' }),
    // Two orders in euros against one in dollars: the basket is that in euros, (300 + 401) / 2 = 350.5.
    ...[300, 401].map((amount) =>
      charge(`ch_${amount}`, '2026-01-01', amount, 'card', { currency: 'eur', customer: 'cus_eu' }),
    ),
    charge('ch_eu_usd', '2026-01-02', 9_999, 'card', { customer: 'cus_eu' }),
  ]
  const lake = await lakeOf({
    charges,
    customers: [
      { id: 'cus_quiet', metadata: {} },
      { id: 'cus_once', metadata: {} },
    ],
  })
  const { customers: rows } = await segmentsOf(lake)
  assert.deepEqual(
    rows.map((one) => [one.customer, one.segment, one.orders, one.later, one.currency, one.basket]),
    [
      ['cus_eu', 'now_only', 3, 0, 'eur', 351],
      ['cus_half', 'mixed', 2, 1, 'usd', 1_500],
      ['cus_loyal', 'later_loyal', 4, 3, 'usd', 2_500],
      ['cus_mixed', 'mixed', 3, 2, 'usd', 2_000],
      ['cus_now', 'now_only', 4, 0, 'usd', 2_500],
      ['cus_once', 'new', 1, 1, 'usd', 1_000],
      ['cus_quiet', 'new', 0, 0, null, null],
    ],
  )
  assert.deepEqual((await segmentsOf(await lakeOf({}))).customers, [])
})

test('an amount goes up to the next round one', () => {
  const rows = [
    [0, 10],
    [9, 10],
    [10, 15],
    [4_370, 5_000],
    [5_000, 7_500],
    [7_500, 10_000],
    [10_000, 15_000],
    [99_999, 100_000],
  ] as const
  for (const [amount, next] of rows) assert.equal(nextRound(amount), next, String(amount))
})

test('the cheapest add-on that lifts the basket', async () => {
  const addOns = (...amounts: number[]) => amounts.map((amount) => ({ price: `p${amount}`, product: null, amount }))
  const rows = [
    // From 43.70 to 50.00 are 6.30: one item may cost up to half of the basket, 21.85.
    ['now_only', 4_370, addOns(629, 630, 900), [630]],
    ['now_only', 4_370, addOns(100, 629, 2_185), [2_185]],
    ['now_only', 4_370, addOns(100, 629, 2_186), []],
    // One item only, though two would do.
    ['new', 4_370, addOns(300, 330), []],
    ['mixed', 4_370, addOns(300, 330), [300, 330]],
    // 300 + 340 = 640 is cheaper than 900, 330 + 340 and 100 + 900; of 640 and 640 the single one is better.
    ['mixed', 4_370, addOns(100, 300, 330, 340, 900), [300, 330]],
    ['later_loyal', 4_370, addOns(100, 300, 340, 640), [640]],
    ['later_loyal', 4_370, addOns(300, 340, 900), [300, 340]],
    ['mixed', 4_370, [], []],
  ] as const
  for (const [segment, basket, prices, expected] of rows) {
    const offer = offerFor(segment, 'usd', basket, prices)
    const amounts: number[] = offer.addOns.map(({ amount }) => amount)
    assert.deepEqual([offer.threshold, amounts], [5_000, [...expected]], `${segment} ${basket}`)
    assert.equal(
      offer.total,
      expected.reduce((sum: number, one) => sum + one, 0),
    )
  }
  const prices = [
    price('p_dear', 500),
    price('p_fits', 300),
    // Each of these would be cheaper, and none may be offered.
    price('p_gone', 250, { active: false }),
    price('p_monthly', 250, { type: 'recurring' }),
    price('p_tiers', 250, { billing_scheme: 'tiered' }),
    price('p_euro', 250, { currency: 'eur' }),
  ]
  const report = await segmentReport(await lakeOf({ ...SHOP, prices }))
  // cus_a (2000, 5000, 3000; one of three later) is mixed; cus_b (9000, 7001) loyal; cus_c (4000, 1500) pays now; cus_e has one of
  // 12000; cus_j (1000 and 2501 yen) is mixed; cus_k has one of 2500 yen. cus_d was declined.
  const found = report.segments.map(({ segment, customers, baskets }) => [
    segment,
    customers,
    ...baskets.map((one) => `${one.currency} ${one.orders} ${one.median}`),
  ])
  assert.deepEqual(found, [
    ['new', 2, 'jpy 1 2500', 'usd 1 12000'],
    // 5500 / 2.
    ['now_only', 1, 'usd 2 2750'],
    // 16001 / 2 = 8000.5.
    ['later_loyal', 1, 'usd 2 8001'],
    // 3501 / 2 = 1750.5 yen.
    ['mixed', 2, 'usd 3 3000', 'jpy 2 1751'],
  ])
  // 2750 to 3000 are 250: only p_fits is of the right kind. 3000 to 4000 are 1000, and p_dear and p_fits together 800.
  const offers = report.offers.map(({ segment, currency, threshold, addOns: those }) => [
    `${segment} ${currency} ${threshold}`,
    ...those.map(({ price: id, product, amount }) => `${id} ${product} ${amount}`),
  ])
  assert.deepEqual(offers, [
    ['new jpy 3000'],
    ['new usd 15000'],
    ['now_only usd 3000', 'p_fits prod_p_fits 300'],
    ['later_loyal usd 10000'],
    ['mixed usd 4000'],
    ['mixed jpy 2000'],
  ])
  const without = await segmentReport(await lakeOf(SHOP))
  assert.deepEqual(without.missing, ['There is no dataset of prices, so there are no add-ons to offer.'])
  assert.equal((await segmentReport(await lakeOf({}))).segments.length, 0)
})

test('an arm is drawn by SHA-256', () => {
  // First bytes of `printf 'spring:cus_1' | sha256sum` and so on (coreutils); below 80… is the lower half.
  const rows = [
    ['cus_1', 'spring', 'treatment'], // 657700c0…
    ['cus_2', 'spring', 'treatment'], // 08622030…
    ['cus_3', 'spring', 'treatment'], // 6f733025…
    ['cus_1', 'autumn', 'treatment'], // 7a7500ec…
    ['cus_2', 'autumn', 'control'], // ced37c0f…
  ] as const
  for (const [customer, experiment, arm] of rows) assert.equal(assign(customer, experiment), arm)
  // 0x08 / 2^8 + 0x62 / 2^16 + 0x20 / 2^24 = 0.03125 + 0.00149536 + 0.0000019 = 0.0327473.
  assert.equal(assign('cus_2', 'spring', { numerator: 3_274, denominator: 100_000 }), 'control')
  assert.equal(assign('cus_2', 'spring', { numerator: 3_275, denominator: 100_000 }), 'treatment')
  assert.equal(assign('cus_2', 'spring', { numerator: 0, denominator: 1 }), 'control')
  assert.equal(assign('cus_2', 'autumn', { numerator: 1, denominator: 1 }), 'treatment')
  for (const share of [
    { numerator: 2, denominator: 1 },
    { numerator: 0, denominator: 0 },
    { numerator: -1, denominator: 2 },
  ])
    assert.throws(() => assign('cus_1', 'spring', share), { status: 400 })
})

const near = (found: number | undefined | null, expected: number, within: number) =>
  assert.ok(found != null && Math.abs(found - expected) < within, `${found} is not ${expected}`)

test('the points of Student’s distribution', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, with more places in its copy at planetquantum.com/Tables.
  const rows = [
    [1, 12.706205],
    [2, 4.3026527],
    [3, 3.1824463],
    [4, 2.7764451],
    [5, 2.5705818],
  ] as const
  for (const [freedom, point] of rows) near(studentPoint(freedom), point, 1e-6)
  // The two ways that it is computed meet.
  near(studentPoint(999.999999), studentPoint(1_000), 1e-8)
})

test('the difference of averages has Welch’s interval', () => {
  // By hand: 1, 3 (mean 2, variance 2, squared error 2/2 = 1) against 0, 0, 3 (mean 1, variance 3, squared error 3/3 = 1).
  // Degrees of freedom (1 + 1)² / (1²/1 + 1²/2) = 4 / 1.5 = 2.6667; the difference is 1, its error √2.
  const small = uplift(outcomeOf(4, [1, 3]), outcomeOf(6, [0, 0, 3])).order
  assert.deepEqual([small.treatment, small.control, small.difference], [2, 1, 1])
  near(small.freedom, 8 / 3, 1e-12)
  assert.ok(small.interval!.low < 1 - 3.1824463 * Math.SQRT2 && small.interval!.low > 1 - 4.3026527 * Math.SQRT2)
  near(small.interval!.low + small.interval!.high, 2, 1e-12)
  // R's help page of t.test, `t.test(extra ~ group, data = sleep)`: df = 17.776, −3.3654832 to 0.2054832. Here times ten.
  const [one, two] = [
    [7, -16, -2, -12, -1, 34, 37, 8, 0, 20],
    [19, 8, 11, 1, -1, 44, 55, 16, 46, 34],
  ] as const
  const { order } = uplift(outcomeOf(10, one), outcomeOf(10, two))
  // 7.5 and 23.3; a half goes up, and the difference of −15.8 is rounded once.
  assert.deepEqual([order.treatment, order.control, order.difference], [8, 23, -16])
  near(order.freedom, 17.776, 5e-4)
  near(order.interval?.low, -33.654832, 1e-6)
  near(order.interval?.high, 2.054832, 1e-6)
  const still = uplift(outcomeOf(3, [5, 5]), outcomeOf(3, [2, 2])).order
  assert.deepEqual([still.interval, still.freedom], [{ low: 3, high: 3 }, null])
  const few = uplift(outcomeOf(3, [5]), outcomeOf(3, [2, 3])).order
  assert.deepEqual([few.difference, few.interval], [3, null])
  const none = uplift(outcomeOf(0, []), outcomeOf(3, []))
  assert.deepEqual([none.order.difference, none.conversion.difference, none.conversion.interval], [null, null, null])
  assert.throws(() => outcomeOf(1, [1, 2]), RangeError)
})

test('the difference of conversions has Newcombe’s interval', () => {
  // Newcombe 1998, table II, method 10: 56/70 − 48/80 is 0.0524 to 0.3339; 9/10 − 3/10 is 0.1705 to 0.8090.
  // (Both are quoted from it in the tests of the R package propint.)
  const rows = [
    [[56, 70], [48, 80], 0.0524, 0.3339],
    [[9, 10], [3, 10], 0.1705, 0.809],
  ] as const
  for (const [[a, m], [b, n], low, high] of rows) {
    const { conversion } = uplift(outcomeOf(m, Array(a).fill(1)), outcomeOf(n, Array(b).fill(1)))
    near(conversion.difference, a / m - b / n, 1e-12)
    near(conversion.interval?.low, low, 5e-5)
    near(conversion.interval?.high, high, 5e-5)
    assert.deepEqual(conversion.treatment, { numerator: a, denominator: m, percent: a === 56 ? '80.0%' : '90.0%' })
  }
  // By hand: 0/n against 0/n. Wilson's upper end is z²/(n + z²): with 10 it is 3.8415 / 13.8415 = 0.27753, to either side.
  const { interval } = uplift(outcomeOf(10, []), outcomeOf(10, [])).conversion
  near(interval?.low, -0.27753, 1e-5)
  near(interval?.high, 0.27753, 1e-5)
})

const drawn = (id: string, offer_arm: string, offer_experiment = 'spring') => ({
  id,
  metadata: { offer_segment: 'mixed', offer_experiment, offer_arm },
})

test('an experiment is measured by the first order of each customer', async () => {
  const buys = (customer: string, day: string, amount: number, more: object = {}) =>
    charge(`ch_${customer}_${day}_${amount}`, day, amount, 'card', { customer, ...more })
  const charges = [
    buys('cus_1', '2026-02-02', 700),
    buys('cus_1', '2026-02-03', 9_000),
    // Before it began, in another currency, and declined.
    buys('cus_1', '2026-01-31', 1),
    buys('cus_2', '2026-02-01', 5, { currency: 'eur' }),
    buys('cus_2', '2026-02-02', 6, { status: 'failed' }),
    buys('cus_3', '2026-02-05', 400),
    buys('cus_4', '2026-02-05', 300),
  ]
  const customers = [
    drawn('cus_1', 'treatment'),
    drawn('cus_2', 'treatment'),
    drawn('cus_3', 'control'),
    drawn('cus_4', 'control', 'autumn'),
  ]
  const asked = { experiment: 'spring', currency: 'usd', from: at('2026-02-01') }
  assert.deepEqual(await measure(await lakeOf({ charges, customers }), asked), {
    treatment: { customers: 2, buyers: 1, sum: 700n, squares: 490_000n },
    control: { customers: 1, buyers: 1, sum: 400n, squares: 160_000n },
  })
  await assert.rejects(measure(await lakeOf({ charges }), asked), { status: 400, message: /dataset of customers/ })
})

test('offers are written back, resumably, and not where they are already', async () => {
  const assignments: Assignment[] = ['cus_4', 'cus_2', 'cus_1', 'cus_3', 'cus_5'].map((customer) => ({
    ...{ customer, segment: 'mixed', experiment: 'spring', arm: 'control' },
  }))
  const known = await knownOffers(
    await lakeOf({
      customers: [drawn('cus_2', 'control'), drawn('cus_3', 'treatment'), { id: 'cus_4', metadata: {} }],
    }),
  )
  const calls: string[] = []
  let broken = true
  const post = async (path: string, params: unknown) => {
    calls.push(path)
    if (path.endsWith('cus_1')) throw Object.assign(new Error('No such customer'), { status: 404 })
    if (path.endsWith('cus_4') && broken) throw new Error('cut off')
    assert.deepEqual(params, { metadata: { offer_segment: 'mixed', offer_experiment: 'spring', offer_arm: 'control' } })
  }
  const said: Progress[] = []
  const first = writeBack(assignments, post, { known, parallel: 1, progress: (one) => said.push(one) })
  // cus_1 is gone, cus_2 has it, cus_3 has another arm, cus_4 fails.
  const stopped = { of: 5, written: 1, skipped: 1, gone: 1, position: 'cus_3' }
  await assert.rejects(first, { message: 'Writing to customer cus_4 failed: cut off', progress: stopped })
  assert.deepEqual(calls, ['/v1/customers/cus_1', '/v1/customers/cus_3', '/v1/customers/cus_4'])
  assert.deepEqual(
    said.map(({ position }) => position),
    ['cus_1', 'cus_2', 'cus_3', 'cus_3'],
  )
  broken = false
  const rest = await writeBack(assignments, post, { known, after: 'cus_3' })
  assert.deepEqual(rest, { of: 2, written: 2, skipped: 0, gone: 0, position: 'cus_5' })
  // Side by side, what stands behind a failure is not taken for done.
  broken = true
  const parallel = writeBack(assignments, post, { parallel: 5 })
  await assert.rejects(parallel, { progress: { of: 5, written: 2, skipped: 0, gone: 1, position: 'cus_3' } })
  assert.deepEqual((await writeBack([], post)).position, undefined)
  const odd = { customer: 'cus/../1', segment: 'new', experiment: 'e', arm: 'control' } as const
  await writeBack([odd], async (path) => assert.equal(path, '/v1/customers/cus%2F..%2F1'))
  await assert.rejects(writeBack([{ ...odd, experiment: '' }], post), { status: 400 })
  await assert.rejects(writeBack([], post, { parallel: 0 }), { status: 400 })
})

// The report "buy now against pay later" over the small shop of report_rows.ts. Every figure was worked out by hand from its
// rows; the working stands beside it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { bnplReport, type BnplReport } from '../../src/source/report/bnpl.ts'
import type { Figures, Fraction, Sales } from '../../src/source/report/figures.ts'
import { at, CHARGES, charge, DROP, HOSTILE_KEY, lakeOf, SCRIPT, SHOP } from './report_rows.ts'

const DAY = 86_400
const of = (one: Fraction | null) => one && `${one.numerator}/${one.denominator} ${one.percent}`
/** Orders, their amount, the rounded average; declined of tried. */
const brief = ({ orders, amount, average, tried, declined }: Sales) => [
  orders,
  amount,
  average?.rounded ?? null,
  `${declined}/${tried}`,
]
const inCurrency = (report: BnplReport, currency: string) => report.currencies.find((one) => one.currency === currency)!
const usd = (report: BnplReport) => inCurrency(report, 'usd').all
const cohorts = (figures: Figures) =>
  figures.cohorts?.map(({ month, customers, again }) => [month, customers, ...again.map(of)])

test('the figures of a currency', async () => {
  const report = await bnplReport(await lakeOf(SHOP))
  assert.deepEqual([report.charges, report.pending, report.authorised], [15, 1, 1])
  assert.deepEqual(report.missing, [])
  assert.deepEqual(
    report.currencies.map(({ currency }) => currency),
    ['usd', 'jpy'],
  )
  const { now, later, ...figures } = usd(report)
  // a1 2000 + a3 3000 + c1 4000 + c2 1500 + i1 12000. Tried: these, e1 that failed, and g1 that is only authorised.
  assert.deepEqual(brief(now), [5, 22_500, 4_500, '1/7'])
  // a2 5000 + b1 9000 + b2 7001; 21001 / 3 = 7000.33. Tried: these and d1.
  assert.deepEqual(brief(later), [3, 21_001, 7_000, '1/4'])
  // 1/7 = 14.29 %.
  assert.deepEqual([of(now.declineRate), of(later.declineRate)], ['1/7 14.3%', '1/4 25.0%'])
  assert.deepEqual(now.reasons, [{ reason: 'insufficient_funds', declined: 1 }])
  assert.deepEqual(later.reasons, [{ reason: 'payment_method_provider_decline', declined: 1 }])
  // 21001 of 43501 is 48.277 %.
  assert.deepEqual([of(figures.shareByCount), of(figures.shareByAmount)], ['3/8 37.5%', '21001/43501 48.3%'])
  // 21001/3 − 4500 = 7501/3 = 2500.33.
  assert.deepEqual(figures.averageDifference, { numerator: '7501', denominator: '3', rounded: 2_500 })
  // a1 was given back 500 and 300: 800 of 22500 is 3.556 %. b1 all of it: 9000 of 21001 is 42.855 %. That of a2 failed.
  const refunds = [now, later].map(({ refunds: r }) => [r?.orders, r?.amount, of(r!.rateByCount), of(r!.rateByAmount)])
  assert.deepEqual(refunds, [
    [1, 800, '1/5 20.0%', '800/22500 3.6%'],
    [1, 9_000, '1/3 33.3%', '9000/21001 42.9%'],
  ])
  // a1 2 and a3 1; c1 says "many". a2 3 and b1 4.
  assert.deepEqual(now.items, { orders: 2, items: 3, average: '1.50' })
  assert.deepEqual(later.items, { orders: 2, items: 7, average: '3.50' })
  // From 5 to 20 January (a1) and from 3 February to 15 March (c1): 15 and 40 days, in the middle 27.5.
  assert.deepEqual(now.nextPurchase, { customersOrders: 2, medianSeconds: 27.5 * DAY })
  // From 20 January to 10 February (a2) and from 10 January to 1 March (b1): 21 and 50 days.
  assert.deepEqual(later.nextPurchase, { customersOrders: 2, medianSeconds: 35.5 * DAY })
  const fees = [now, later].map((one) => one.fees!.map((fee) => ({ ...fee, rate: of(fee.rate) })))
  assert.deepEqual(fees, [
    [{ currency: 'usd', transactions: 1, gross: 2_000, fee: 88, net: 1_912, rate: '88/2000 4.4%' }],
    // a2 330 + b1 570 of 14000; b2 was settled in euros, and is not added to them.
    [
      { currency: 'usd', transactions: 2, gross: 14_000, fee: 900, net: 13_100, rate: '900/14000 6.4%' },
      { currency: 'eur', transactions: 1, gross: 6_000, fee: 400, net: 5_600, rate: '400/6000 6.7%' },
    ],
  ])
  const methods = figures.methods.map((one) => [one.method, one.payClass, ...brief(one)])
  assert.deepEqual(methods, [
    // 17000 / 3 = 5666.67. Tried: a1, a3, i1, e1, g1.
    ['card', 'now', 3, 17_000, 5_667, '1/5'],
    // 16001 / 2 = 8000.5, and a half goes up.
    ['affirm', 'later', 2, 16_001, 8_001, '0/2'],
    ['klarna', 'later', 1, 5_000, 5_000, '1/2'],
    // Klarna's pay_now.
    ['klarna', 'now', 1, 4_000, 4_000, '0/1'],
    ['paypal', 'now', 1, 1_500, 1_500, '0/1'],
  ])
  const months = figures.months.map(({ month, ...two }) => [
    month,
    [two.now.orders, two.now.amount, two.later.orders, two.later.amount],
    of(two.shareByCount),
    of(two.shareByAmount),
  ])
  assert.deepEqual(months, [
    ['2026-01', [1, 2_000, 2, 14_000], '2/3 66.7%', '14000/16000 87.5%'],
    ['2026-02', [2, 7_000, 0, 0], '0/2 0.0%', '0/7000 0.0%'],
    // c2 1500 + i1 12000; b2. 7001 of 20501 is 34.15 %.
    ['2026-03', [2, 13_500, 1, 7_001], '1/3 33.3%', '7001/20501 34.1%'],
  ])
  // cus_a and cus_b began in January. cus_a came again in February, cus_b in March.
  assert.deepEqual(cohorts(usd(report)), [['2026-01', 2, '1/2 50.0%', '1/2 50.0%']])
  const countries = figures.countries.map((one) => [one.country, brief(one.now), brief(one.later)])
  assert.deepEqual(countries, [
    // a1 and a3 (whose card says "us"), e1 declined; a2.
    ['US', [2, 5_000, 2_500, '1/3'], [1, 5_000, 5_000, '0/1']],
    // b1, b2, d1 do not say.
    [null, [0, 0, null, '0/0'], [2, 16_001, 8_001, '1/3']],
    ['DE', [1, 1_500, 1_500, '0/1'], [0, 0, null, '0/0']],
    // Only authorised.
    ['GB', [0, 0, null, '0/1'], [0, 0, null, '0/0']],
    ['MX', [1, 12_000, 12_000, '0/1'], [0, 0, null, '0/0']],
    ['SE', [1, 4_000, 4_000, '0/1'], [0, 0, null, '0/0']],
  ])
})

test('a currency without minor units, across the turn of the year', async () => {
  const { all } = inCurrency(await bnplReport(await lakeOf(SHOP)), 'jpy')
  // 5001 / 2 = 2500.5.
  assert.deepEqual(
    [brief(all.now), brief(all.later)],
    [
      [1, 1_000, 1_000, '0/1'],
      [2, 5_001, 2_501, '0/2'],
    ],
  )
  // 5001/2 − 1000 = 3001/2 = 1500.5.
  assert.deepEqual(all.averageDifference, { numerator: '3001', denominator: '2', rounded: 1_501 })
  // 650 that were settled in dollars: 50 of 650 is 7.69 %.
  assert.deepEqual(
    all.now.fees!.map(({ currency, gross, rate }) => [currency, gross, of(rate)]),
    [['usd', 650, '50/650 7.7%']],
  )
  assert.deepEqual(
    all.months.map(({ month, shareByCount }) => [month, of(shareByCount)]),
    [
      ['2025-12', '0/1 0.0%'],
      ['2026-01', null],
      ['2026-02', '2/2 100.0%'],
    ],
  )
  // Both began in February; the data ends in March, where neither came.
  assert.deepEqual(cohorts(all), [['2026-02', 2, '0/2 0.0%']])
  // From 2 December to 2 February.
  assert.deepEqual(all.now.nextPurchase, { customersOrders: 1, medianSeconds: 62 * DAY })
})

test('a card with a plan is paid later where one says so', async () => {
  const report = await bnplReport(await lakeOf(SHOP), { installments: true })
  // Without i1: 22500 − 12000; with it: 21001 + 12000 = 33001, a quarter of which is 8250.25.
  assert.deepEqual(brief(usd(report).now), [4, 10_500, 2_625, '1/6'])
  assert.deepEqual(brief(usd(report).later), [4, 33_001, 8_250, '1/5'])
  assert.deepEqual(cohorts(usd(report))!.at(-1), ['2026-03', 1])
})

test('a period counts its charges, and looks back for who was there before', async () => {
  const lake = await lakeOf(SHOP)
  const report = await bnplReport(lake, { from: at('2026-02-01'), to: at('2026-03-01') })
  // a3 and c1; d1 was declined. cus_a's first pay-later order was in January, so no cohort begins.
  assert.deepEqual(
    [brief(usd(report).now), brief(usd(report).later)],
    [
      [2, 7_000, 3_500, '0/2'],
      [0, 0, null, '1/1'],
    ],
  )
  assert.equal(usd(report).averageDifference, null)
  assert.deepEqual(cohorts(usd(report)), [])
  // c1's next order is after the end.
  assert.equal(usd(report).now.nextPurchase, null)
  // In yen a cohort begins, and the data ends with its month.
  assert.deepEqual(cohorts(inCurrency(report, 'jpy').all), [['2026-02', 2]])
  const wrong = [
    { from: 5, to: 5 },
    { from: 1.5 },
    { to: -1 },
    { to: 1e13 },
    { dimension: '' },
    { dimension: 'k'.repeat(41) },
  ]
  for (const options of wrong) await assert.rejects(bnplReport(lake, options), { status: 400 }, JSON.stringify(options))
})

test('by a dimension, with a value that is missing and others that are hostile', async () => {
  const lake = await lakeOf(SHOP)
  const report = await bnplReport(lake, { dimension: 'device_type' })
  const rows = inCurrency(report, 'usd').by.map(({ value, figures }) => [
    value,
    brief(figures.now),
    brief(figures.later),
  ])
  assert.deepEqual(rows, [
    // a3, c2; e1 declined, g1 authorised; h1 is pending.
    [null, [2, 4_500, 2_250, '1/4'], [0, 0, null, '0/0']],
    ['phone', [2, 6_000, 3_000, '0/2'], [1, 5_000, 5_000, '0/1']],
    ['desktop', [0, 0, null, '0/0'], [2, 16_001, 8_001, '0/2']],
    [SCRIPT, [0, 0, null, '0/0'], [0, 0, null, '1/1']],
    [DROP, [1, 12_000, 12_000, '0/1'], [0, 0, null, '0/0']],
  ])
  // cus_a began on a phone; that a3 says no device does not matter for coming again.
  const phone = inCurrency(report, 'usd').by[1]!.figures
  assert.deepEqual(cohorts(phone), [['2026-01', 1, '1/1 100.0%', '0/1 0.0%']])
  assert.deepEqual(
    phone.months.map(({ month, now, later }) => [month, now.orders, later.orders]),
    [
      ['2026-01', 1, 1],
      ['2026-02', 1, 0],
    ],
  )
  const hostile = inCurrency(await bnplReport(lake, { dimension: HOSTILE_KEY }), 'usd').by
  assert.deepEqual(
    hostile.map(({ value, figures }) => [value, figures.now.orders]),
    [
      [null, 4],
      ['v', 1],
    ],
  )
  // Nothing is left in the database, and nothing is gone from it.
  const tables = await lake.runAndReadAll('select table_name from duckdb_tables() order by 1')
  assert.deepEqual(tables.getRowsJS().flat(), ['balance_transactions', 'charges', 'refunds'])
})

test('the rarer values of a dimension are in the totals only', async () => {
  // Twice each of 12 values, once of a thirteenth.
  const values = [...Array.from({ length: 24 }, (_, n) => `v${n % 12}`), 'rare']
  const charges = values.map((v, n) => charge(`ch_${n}`, '2026-01-01', 100, 'card', { metadata: { v } }))
  const report = await bnplReport(await lakeOf({ charges }), { dimension: 'v' })
  const { all, by } = inCurrency(report, 'usd')
  assert.deepEqual([all.now.orders, by.length, by.some(({ value }) => value === 'rare')], [25, 12, false])
  assert.ok(report.notes.some((note) => note.startsWith('v has 13 values; the rarer ones, of 1 charges,')))
})

test('what is not in the lake is left out and said', async () => {
  const least = `[{"id":"VARCHAR","amount":"BIGINT","currency":"VARCHAR","created":"BIGINT","status":"VARCHAR",
    "payment_method_details":{"type":"VARCHAR"}}]`
  const report = await bnplReport(await lakeOf({ charges: CHARGES }, { charges: least }), { dimension: 'device_type' })
  assert.equal(report.missing.length, 7, report.missing.join('\n'))
  for (const word of ['refunds', 'balance', 'customer', 'country', 'outcome', 'items', 'dimension'])
    assert.ok(
      report.missing.some((sentence) => sentence.includes(word)),
      word,
    )
  const { now, later, cohorts: none } = usd(report)
  // Without its category, c1 is later; without `captured`, g1 is sold: 22500 − 4000 + 800, and 21001 + 4000.
  assert.deepEqual(
    [brief(now), brief(later)],
    [
      [5, 19_300, 3_860, '1/6'],
      [4, 25_001, 6_250, '1/5'],
    ],
  )
  assert.ok(report.notes.some((note) => note.includes('every Klarna charge counts as pay later')))
  assert.deepEqual([now.refunds, now.fees, now.items, now.nextPurchase, none], [null, null, null, null, null])
  assert.deepEqual(now.reasons, [{ reason: 'not said', declined: 1 }])
  const [first] = (await bnplReport(await lakeOf({}))).missing
  assert.equal(first, 'There is no dataset of charges, so there are no figures at all.')
  const partial = await bnplReport(await lakeOf({ charges: [{ id: 'ch_1' }] }, { charges: '[{"id":"VARCHAR"}]' }))
  assert.equal(partial.missing.length, 5)
  const empty = await bnplReport(await lakeOf({ ...SHOP, charges: [] }), { dimension: 'device_type' })
  assert.deepEqual([empty.charges, empty.currencies, empty.missing], [0, [], []])
  // A view that is there and cannot be read is no missing one.
  const broken = await lakeOf({ charges: CHARGES })
  await broken.run('create table gone (id varchar); create view refunds as select * from gone; drop table gone')
  await assert.rejects(bnplReport(broken), /gone/)
})

test('nested fields that are kept as JSON text give the same figures', async () => {
  const shape = `[{"id":"VARCHAR","amount":"BIGINT","amount_captured":"BIGINT","currency":"VARCHAR","created":"BIGINT",
    "status":"VARCHAR","captured":"BOOLEAN","customer":"VARCHAR","failure_code":"VARCHAR","outcome":"JSON",
    "billing_details":"JSON","metadata":"JSON","payment_method_details":{"type":"VARCHAR","card":"JSON","klarna":"JSON",
    "paypal":"JSON"}}]`
  for (const dimension of ['device_type', HOSTILE_KEY]) {
    const options = { dimension, installments: true }
    const asText = await bnplReport(await lakeOf(SHOP, { charges: shape }), options)
    assert.deepEqual(asText, await bnplReport(await lakeOf(SHOP), options))
  }
})

// The summary of billing, with figures worked out by hand: docs/billing-summary.md has the same sums.
// One file because each test is a small story of its own, told with the same few words.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { place } from '../../../src/resources/billing/discount.ts'
import { invoice } from '../../../src/resources/billing/invoice_state.ts'
import { customer as customerType } from '../../../src/resources/payments/customer_state.ts'
import { within } from '../within.ts'

const SUMMARY = 'GET /brindle/billing_summary'
const HOUR = 3600
const at = (text: string): number => Date.parse(`${text}${text.includes('T') ? '' : 'T00:00:00'}Z`) / 1000

/** What the summary says, and what it says of a currency. */
async function summary({ call }: Pick<Sandbox, 'call'>, from: string, to: string, more = '') {
  const { status, body } = await call('GET', `/brindle/billing_summary?from=${at(from)}&to=${at(to)}${more}`)
  assert.equal(status, 200, body.error?.message)
  return body
}

/** A test clock, and customers who live by it and pay with a card. */
async function timed({ stripe }: Pick<Sandbox, 'stripe'>, from: string, buyers: number) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: at(from) })
  const customers: string[] = []
  for (let i = 0; i < buyers; i++) {
    const { id: customer } = await stripe.customers.create({ test_clock: clock })
    const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
    customers.push(customer)
  }
  return { clock, customers, to: (time: string) => advanceClock(stripe, clock, at(time)) }
}

const priceOf = async (
  { stripe }: Pick<Sandbox, 'stripe'>,
  unit_amount: number,
  recurring: Stripe.PriceCreateParams.Recurring = { interval: 'month' },
  currency = 'usd',
) => (await stripe.prices.create({ currency, unit_amount, recurring, product_data: { name: 'Photos' } })).id

/** The figures of a month of a currency, without its bounds. */
type Figures = Record<string, unknown> & { month: string; start: number; end: number }
const figures = ({ start: _, end: __, ...rest }: Figures) => rest
const NO_CHURN = { at_start: 0, lost: 0, rate: null }

behaves(SUMMARY, 'tells what each month brought, and what revenue belongs to it', async (world) => {
  const { stripe, news } = world
  const { customers, to } = await timed(world, '2026-01-16', 3)
  const [ann, ben, eve] = customers as [string, string, string]
  // 16 January: Ann for 10.00 a month, Ben for 120.00 a year.
  const monthly = await priceOf(world, 1000)
  const yearly = await priceOf(world, 12_000, { interval: 'year' })
  const { id: anns } = await stripe.subscriptions.create({ customer: ann, items: [{ price: monthly }] })
  await stripe.subscriptions.create({ customer: ben, items: [{ price: yearly }] })
  // 1 February: Eve for two of 10.00 a month, on trial until the 15th.
  await to('2026-02-01')
  await stripe.subscriptions.create({
    customer: eve,
    items: [{ price: monthly, quantity: 2 }],
    trial_end: at('2026-02-15'),
  })
  // 16 February: Ann's second month. 1 March: Ann goes, at once.
  await to('2026-03-01')
  await stripe.subscriptions.cancel(anns)
  await to('2026-03-10')
  await news()
  const { body } = await world.call('GET', `/brindle/billing_summary?from=${at('2026-01-20')}&to=${at('2026-04-02')}`)
  const [{ currency, months, revenue }] = body.currencies
  assert.deepEqual(
    [body.object, body.from, body.to, body.currencies.length, currency],
    ['brindle.billing_summary', at('2026-01-01'), at('2026-05-01'), 1, 'usd'],
  )
  assert.deepEqual(
    months.map(({ start, end }: Figures) => [start, end]),
    [
      [at('2026-01-01'), at('2026-02-01')],
      [at('2026-02-01'), at('2026-03-01')],
      [at('2026-03-01'), at('2026-04-01')],
      [at('2026-04-01'), at('2026-05-01')],
    ],
  )
  assert.deepEqual(months.map(figures).slice(0, 3), [
    {
      month: '2026-01',
      active: 2,
      canceled: 0,
      customer_churn: NO_CHURN,
      // 1000 + 12000/12
      mrr: 2000,
      new: 2,
      past_due: 0,
      // Ann: 16/31 of 1000 is 516.13. Ben: 16/365 of 12000 is 526.03.
      revenue: 516 + 526,
      revenue_churn: { at_start: 0, lost: 0, rate: null },
      trialing: 0,
    },
    {
      month: '2026-02',
      active: 3,
      canceled: 0,
      customer_churn: { at_start: 2, lost: 0, rate: '0.0000' },
      // and Eve's two
      mrr: 4000,
      new: 1,
      past_due: 0,
      // Ann: 15/31 of her first month, 483.87, and 13/28 of her second, 464.29. Ben: 28/365, 920.55. Eve: 14/28 of 2000.
      revenue: 484 + 464 + 921 + 1000,
      revenue_churn: { at_start: 2000, lost: 0, rate: '0.0000' },
      trialing: 0,
    },
    {
      month: '2026-03',
      active: 2,
      canceled: 1,
      customer_churn: { at_start: 3, lost: 1, rate: '0.3333' },
      mrr: 3000,
      new: 0,
      past_due: 0,
      // Ann: the other 15/28, 535.71: nothing was given back. Ben: 31/365, 1019.18. Eve: 14/28 of 2000.
      revenue: 536 + 1019 + 1000,
      revenue_churn: { at_start: 4000, lost: 1000, rate: '0.2500' },
      trialing: 0,
    },
  ])
  // April has not begun: what was billed already, and nothing else. Ben: 30/365 are 986.30, and one of the units that are left.
  assert.deepEqual(figures(months[3]), {
    month: '2026-04',
    active: null,
    canceled: null,
    customer_churn: null,
    mrr: null,
    new: null,
    past_due: null,
    revenue: 987,
    revenue_churn: null,
    trialing: null,
  })
  assert.equal(revenue, 1042 + 2869 + 2555 + 987)
  // All of Ben's year, and of all else that was billed, to the cent.
  const all = await summary(world, '2026-01-01', '2027-03-01')
  assert.equal(all.currencies[0].revenue, 1000 + 1000 + 12_000 + 2000)
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'tells of trials, and of what is past due', async (world) => {
  const { stripe, news } = world
  const { customers, to } = await timed(world, '2026-01-10', 2)
  const [ann, ben] = customers as [string, string]
  const price = await priceOf(world, 1500)
  await stripe.subscriptions.create({ customer: ann, items: [{ price }], trial_end: at('2026-02-10') })
  await stripe.subscriptions.create({ customer: ben, items: [{ price }] })
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: ben })
  await stripe.customers.update(ben, { invoice_settings: { default_payment_method: bad } })
  await to('2026-02-10T02:00:00')
  await news()
  const { currencies } = await summary(world, '2026-01-01', '2026-03-01')
  const [january, february] = currencies[0].months
  const counts = ({ active, trialing, past_due, mrr, new: made }: Record<string, unknown>) => [
    active,
    trialing,
    past_due,
    mrr,
    made,
  ]
  assert.deepEqual(counts(january), [1, 1, 0, 1500, 2])
  // Ben could not be charged on the 10th; what he owes is still told of as recurring.
  assert.deepEqual(counts(february), [1, 0, 1, 3000, 0])
  // Billed and not paid is revenue, too: 22/31 and 9/31 of Ben's first 1500 are 1064.52 and 435.48; 19/28 of his second and of
  // Ann's first are 1017.86 each.
  assert.deepEqual([january.revenue, february.revenue], [1065, 435 + 1018 + 1018])
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'takes off what credit notes give back', async (world) => {
  const { stripe, news } = world
  const { customers, to } = await timed(world, '2026-01-01', 1)
  const [customer] = customers as [string]
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10 })
  const { id: invoice } = await stripe.invoices.create({ customer, currency: 'usd', discounts: [{ coupon }] })
  const period = { start: at('2026-01-01'), end: at('2026-03-01') }
  await stripe.invoiceItems.create({ customer, invoice: invoice!, currency: 'usd', amount: 1000, period })
  const paid = await stripe.invoices.pay(invoice!)
  await to('2026-01-15')
  const [line] = paid.lines.data
  // 10 % are off: 9.00 are paid, and 3.69 of them given back.
  await stripe.creditNotes.create({
    invoice: invoice!,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line!.id, amount: 410 }],
    credit_amount: 369,
  })
  await news()
  const { currencies } = await summary(world, '2026-01-01', '2026-03-01')
  // 5.31 over 59 days, of which January has 31: 2.79, and February has 28: 2.52.
  assert.deepEqual(
    currencies[0].months.map(({ revenue }: Figures) => revenue),
    [279, 252],
  )
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'takes off the discounts that run', async (world) => {
  const { stripe, news } = world
  const { customers, to } = await timed(world, '2026-01-10', 3)
  const price = await priceOf(world, 1500)
  const coupons: Stripe.CouponCreateParams[] = [
    { percent_off: 20, duration: 'repeating', duration_in_months: 2 },
    { amount_off: 500, currency: 'usd', duration: 'forever' },
    { percent_off: 50, duration: 'once' },
  ]
  for (const [i, given] of coupons.entries()) {
    const { id: coupon } = await stripe.coupons.create(given)
    await stripe.subscriptions.create({ customer: customers[i]!, items: [{ price }], discounts: [{ coupon }] })
  }
  await to('2026-03-20')
  await news()
  const { currencies } = await summary(world, '2026-01-01', '2026-04-01')
  // 1500, 1500 less 500, and 1500: the 20 % have ended and are not on the subscription any more, and what is taken off one
  // invoice only does not recur.
  assert.deepEqual(
    currencies[0].months.map(({ mrr }: { mrr: number }) => mrr),
    [1500 + 1000 + 1500, 1500 + 1000 + 1500, 1500 + 1000 + 1500],
  )
  // Of the first invoices 1200 + 1000 + 750 are left, of the second 1200 + 1000 + 1500, of the third 1500 + 1000 + 1500.
  const all = await summary(world, '2026-01-01', '2026-05-01')
  assert.equal(all.currencies[0].revenue, 2950 + 3700 + 4000)
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'keeps currencies apart, and tells of one customer', async (world) => {
  const { stripe, news } = world
  const { customers } = await timed(world, '2026-01-01', 2)
  const dollars = await priceOf(world, 1000, { interval: 'week' })
  const yen = await priceOf(world, 900, { interval: 'month', interval_count: 3 }, 'jpy')
  await stripe.subscriptions.create({ customer: customers[0]!, items: [{ price: dollars }] })
  await stripe.subscriptions.create({ customer: customers[1]!, items: [{ price: yen }] })
  await news()
  const brought = ({
    currencies,
  }: {
    currencies: { currency: string; months: { mrr: number }[]; revenue: number }[]
  }) => currencies.map(({ currency, months, revenue }) => [currency, months[0]!.mrr, revenue])
  // 1000 x 52/12 = 4333.33; 900/3. The week is all in January; January to March have 31, 28 and 31 of 90 days.
  assert.deepEqual(brought(await summary(world, '2026-01-01', '2026-02-01')), [
    ['jpy', 300, 310],
    ['usd', 4333, 1000],
  ])
  assert.deepEqual(brought(await summary(world, '2026-01-01', '2026-02-01', `&customer=${customers[1]}`)), [
    ['jpy', 300, 310],
  ])
  // February alone sees the invoice that was made before it, unless it is asked to look no further back.
  const february = await summary(world, '2026-02-01', '2026-03-01')
  assert.deepEqual(
    february.currencies.map(({ revenue }: { revenue: number }) => revenue),
    [280, 0],
  )
  const near = await summary(world, '2026-02-01', '2026-03-01', '&reach_months=0')
  assert.deepEqual(
    near.currencies.map(({ revenue }: { revenue: number }) => revenue),
    [0, 0],
  )
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'leaves out what was voided or given up, and drafts, and taxes', async (world) => {
  const { stripe, news, call } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const rates = [
    (await stripe.taxRates.create({ display_name: 'VAT', percentage: 25, inclusive: true })).id,
    (await stripe.taxRates.create({ display_name: 'Tax', percentage: 10, inclusive: false })).id,
  ]
  const now = Math.floor(Date.now() / 1000)
  const period = { start: now, end: now }
  const billed = async (amount: number, given: Partial<Stripe.InvoiceItemCreateParams> = {}, count = 1) => {
    const { id } = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 30 })
    for (let i = 0; i < count; i++)
      await stripe.invoiceItems.create({ customer, invoice: id, amount, currency: 'usd', period, ...given })
    return id!
  }
  const finalized = async (id: string) => (await stripe.invoices.finalizeInvoice(id)).id!
  await billed(100)
  await stripe.invoices.voidInvoice(await finalized(await billed(200)))
  await stripe.invoices.markUncollectible(await finalized(await billed(400)))
  // 1000 with 25 % in it are 800; 1000 with 10 % on top are 1000.
  await finalized(await billed(1000, { tax_rates: [rates[0]!] }))
  await finalized(await billed(1000, { tax_rates: [rates[1]!] }))
  // Twelve lines: the invoice itself shows ten of them.
  await finalized(await billed(5, {}, 12))
  await stripe.invoices.pay(await finalized(await billed(3000)), { paid_out_of_band: true })
  await news()
  const { body } = await call('GET', `/brindle/billing_summary?from=${now}&to=${now + HOUR}`)
  assert.deepEqual(
    body.currencies.map(({ currency, revenue }: Figures) => [currency, revenue]),
    [['usd', 800 + 1000 + 60 + 3000]],
  )
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'says how to narrow what is too wide', async (world, brindle) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const { id } = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 30 })
  await stripe.invoiceItems.create({ customer, invoice: id!, amount: 500, currency: 'usd' })
  await stripe.invoices.finalizeInvoice(id!)
  // As if it had so many lines: nobody has to write them to see that they are too many.
  const lines = async (total_count: number) =>
    within(brindle, world, (tx) => {
      const row = tx.get(invoice, id!)
      tx.update(invoice, row, { lines: { ...row.lines, has_more: true, total_count } as never })
    })
  const now = Math.floor(Date.now() / 1000)
  const ask = () => call('GET', `/brindle/billing_summary?from=${now}&to=${now + HOUR}`)
  await lines(9_499)
  assert.equal((await ask()).body.currencies[0].revenue, 500)
  await lines(9_500)
  refused(await ask(), 400, {
    code: 'query_too_wide',
    message:
      'This summary would read more than 9500 rows. Ask for fewer months with `from` and `to`, set `reach_months` to the longest ' +
      'time that a line of your invoices lasts (1 if all is billed by the month), or ask for one `customer`.',
  })
  refused(await call('GET', `/brindle/billing_summary?from=${now}&to=${now + HOUR}&customer=cus_none`), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  assert.ok((await news()).includes('invoice.finalized'))
})

behaves(SUMMARY, 'takes the discount of a customer for subscriptions that have none', async (world, brindle) => {
  const { stripe, news } = world
  const { customers } = await timed(world, '2026-01-01', 1)
  const [ann] = customers as [string]
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
  // Only older versions of the API can place it: so it stands there as they would have put it.
  await within(brindle, world, (tx) => {
    const row = place(tx, { coupon }, { customer: ann, start: at('2026-01-01') }, 'coupon')
    const { hidden: _, ...shown } = row
    tx.update(customerType, tx.get(customerType, ann), { discount: shown as never })
  })
  const price = await priceOf(world, 1000)
  await stripe.subscriptions.create({ customer: ann, items: [{ price }] })
  await news()
  const { currencies } = await summary(world, '2026-01-01', '2026-02-01')
  assert.deepEqual([currencies[0].months[0].mrr, currencies[0].revenue], [900, 900])
  assert.deepEqual(await news(), [])
})

behaves(SUMMARY, 'has nothing of an account that billed nothing', async (world) => {
  const { currencies } = await summary(world, '2026-01-01', '2026-02-01')
  assert.deepEqual(currencies, [])
  assert.deepEqual(await world.news(), [])
})

behaves(SUMMARY, 'refuses what is no span of three years', async ({ call, news }) => {
  const ask = (query: string) => call('GET', `/brindle/billing_summary?${query}`)
  const [start, end] = [at('2026-01-15'), at('2026-02-15')]
  refused(await ask(`to=${end}`), 400, {
    code: 'parameter_missing',
    param: 'from',
    message: 'Missing required param: from.',
  })
  refused(await ask(`from=${start}`), 400, {
    code: 'parameter_missing',
    param: 'to',
    message: 'Missing required param: to.',
  })
  refused(await ask(`from=${end}&to=${end}`), 400, { param: 'to', message: '`to` must be after `from`.' })
  refused(await ask(`from=-1&to=${end}`), 400, {
    code: 'parameter_invalid_integer',
    param: 'from',
    message: 'This value must be greater than or equal to 0.',
  })
  refused(await ask(`from=${start}&to=999999999999`), 400, {
    code: 'parameter_invalid_integer',
    param: 'to',
    message: "This value must be less than or equal to 253402300799 (it currently is '999999999999').",
  })
  // 36 months are taken, and a second of the 37th is not.
  assert.equal((await ask(`from=${start}&to=${at('2029-01-01')}`)).status, 200)
  refused(await ask(`from=${start}&to=${at('2029-01-01') + 1}`), 400, {
    param: 'to',
    message: 'A summary has at most 36 months. Ask for them in several parts.',
  })
  refused(await ask(`from=${start}&to=${end}&reach_months=37`), 400, {
    code: 'parameter_invalid_integer',
    param: 'reach_months',
    message: "This value must be less than or equal to 36 (it currently is '37').",
  })
  refused(await ask(`from=${start}&to=${end}&reach_months=-1`), 400, {
    code: 'parameter_invalid_integer',
    param: 'reach_months',
    message: 'This value must be greater than or equal to 0.',
  })
  refused(await ask(`from=${start}&to=${end}&currency=usd`), 400, {
    code: 'parameter_unknown',
    param: 'currency',
    message: 'Received unknown parameter: currency',
  })
  assert.deepEqual(await news(), [])
})

// The figures of an account, worked out by hand: the fees are 2.9 % and 30 cents of a payment, and 15 dollars of a dispute
// (src/rules/fees.ts); the days are those of the account's clock, in UTC.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { stopTime } from '../simulation/standstill.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  // A second that begins between two calls would be in the answer of the second.
  stopTime(Date.UTC(2026, 10, 24, 12) / 1000)
  brindle = await startBrindle()
})
after(() => brindle.close())

const DAY = 86_400
const figures = async ({ call }: Pick<Sandbox, 'call'>, query = '', headers = {}) => {
  const { status, body, text } = await call('GET', `/brindle/figures${query}`, undefined, headers)
  assert.equal(status, 200, text)
  return body
}
const NOTHING = { disputes: 0, fees: 0, gross_volume: 0, net_volume: 0, refunds: 0, successful_payments: 0 }

/** Noon of the next day: what is done there is of one day. */
async function tomorrowNoon({ call }: Pick<Sandbox, 'call'>): Promise<number> {
  const { now } = (await call('GET', '/brindle/clock')).body
  const to = (Math.floor(now / DAY) + 1) * DAY + DAY / 2
  return (await call('POST', '/brindle/clock/advance', `to=${to}`)).body.now
}

async function pay({ stripe }: Pick<Sandbox, 'stripe'>, amount: number, currency = 'usd', method = 'pm_card_visa') {
  const { latest_charge } = await stripe.paymentIntents.create({
    amount,
    currency,
    capture_method: 'automatic',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    payment_method: method,
  })
  return latest_charge as string
}

test('what was paid, day by day, is right before it is added up and after', async () => {
  const world = sandbox(brindle)
  const { stripe, call } = world
  const noon = await tomorrowNoon(world)
  const [refunded, disputed] = [await pay(world, 1000), await pay(world, 1000)]
  await pay(world, 2000, 'eur')
  await assert.rejects(pay(world, 700, 'usd', 'pm_card_chargeDeclined'))
  const { id: refund } = await stripe.refunds.create({ charge: refunded, amount: 400 })
  await call('POST', `/brindle/charges/${disputed}/dispute`, 'amount=300')
  // What moves money, and is no payment of a customer.
  await stripe.topups.create({ amount: 9900, currency: 'usd' })
  await stripe.customers.create({ name: 'Jenny' })
  const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time: noon })
  await stripe.customers.create({ name: 'Clocked', test_clock })
  const first = {
    // 59 of each payment, and 1500 of the dispute; 20.00 euros bear 88.
    currencies: {
      eur: { ...NOTHING, fees: 88, gross_volume: 2000, net_volume: 1912, successful_payments: 1 },
      usd: { disputes: 300, fees: 1618, gross_volume: 2000, net_volume: -318, refunds: 400, successful_payments: 2 },
    },
    date: new Date(noon * 1000).toISOString().slice(0, 10),
    failed_payments: 1,
    new_customers: 2,
    start: noon - DAY / 2,
  }
  const before_ = await figures(world, '?days=1')
  assert.deepEqual(before_.days, [first])
  assert.deepEqual(before_.totals, { currencies: first.currencies, failed_payments: 1, new_customers: 2 })
  // The job that adds up has been by the next day.
  const next = await tomorrowNoon(world)
  assert.equal(next, noon + DAY)
  await pay(world, 500)
  await call('POST', `/brindle/refunds/${refund}/fail`, '')
  const second = {
    // 2.9 % of 5.00 are 14.5 cents, rounded up. What comes back is taken off the refunds of the day when it comes.
    currencies: {
      usd: { ...NOTHING, fees: 45, gross_volume: 500, net_volume: 855, refunds: -400, successful_payments: 1 },
    },
    date: new Date(next * 1000).toISOString().slice(0, 10),
    failed_payments: 0,
    new_customers: 0,
    start: noon + DAY / 2,
  }
  const { object, now, days, totals, mrr, active_subscriptions } = await figures(world, '?days=3')
  assert.deepEqual([object, now, mrr, active_subscriptions], ['brindle.figures', next, {}, 0])
  assert.deepEqual(
    days.map(({ start }: { start: number }) => start),
    [noon - DAY * 1.5, noon - DAY / 2, noon + DAY / 2],
  )
  assert.deepEqual(days.slice(1), [first, second])
  assert.deepEqual(totals.currencies, {
    eur: first.currencies.eur,
    usd: { disputes: 300, fees: 1663, gross_volume: 2500, net_volume: 537, refunds: 0, successful_payments: 3 },
  })
  assert.deepEqual([totals.failed_payments, totals.new_customers], [1, 2])
  // And added up on the second day, too; the whole month is the default.
  await tomorrowNoon(world)
  const month = await figures(world)
  assert.equal(month.days.length, 30)
  assert.deepEqual(month.days.slice(-3, -1), [first, second])
})

test('what recurs is what the summary of billing says', async () => {
  const world = sandbox(brindle)
  const { stripe, call } = world
  const price = async (unit_amount: number, interval: 'month' | 'year', currency = 'usd') => {
    const default_price_data = { currency, unit_amount, recurring: { interval } }
    return (await stripe.products.create({ name: 'Photos', default_price_data })).default_price as string
  }
  const subscribe = async (of: string, more = {}) => {
    const { id: customer } = await stripe.customers.create()
    const { id: default_payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    return stripe.subscriptions.create({ customer, items: [{ price: of }], default_payment_method, ...more })
  }
  await subscribe(await price(1500, 'month'))
  await subscribe(await price(12_000, 'year'))
  await subscribe(await price(900, 'month', 'eur'))
  await subscribe(await price(7700, 'month'), { trial_period_days: 30 })
  const { id: gone } = await subscribe(await price(3300, 'month'))
  await stripe.subscriptions.cancel(gone)
  const { mrr, active_subscriptions, now } = await figures(world)
  // 15 dollars a month, and a twelfth of 120 a year; trials bring nothing yet.
  assert.deepEqual([mrr, active_subscriptions], [{ eur: 900, usd: 2500 }, 3])
  const { currencies } = (await call('GET', `/brindle/billing_summary?from=${now}&to=${now + 1}`)).body
  assert.deepEqual(Object.fromEntries(currencies.map((one: any) => [one.currency, one.months[0].mrr])), mrr)
})

test('they are an account’s own, and of a year at most', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const { id: connected } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  await mine.stripe.customers.create({}, { stripeAccount: connected })
  await pay(mine, 1000)
  const there = await figures(mine, '?days=1', { 'stripe-account': connected })
  assert.deepEqual(there.totals, { currencies: {}, failed_payments: 0, new_customers: 1 })
  const here = await figures(mine, '?days=1')
  assert.deepEqual([here.totals.new_customers, here.totals.currencies.usd.gross_volume], [0, 1000])
  assert.deepEqual((await figures(yours, '?days=1')).totals, { currencies: {}, failed_payments: 0, new_customers: 0 })
  assert.equal((await figures(mine, '?days=366')).days.length, 366)
  for (const days of [0, 367])
    assert.equal((await mine.call('GET', `/brindle/figures?days=${days}`)).body.error.param, 'days')
  refused(await mine.call('GET', '/brindle/figures', undefined, bearer(mine.publishable)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
})

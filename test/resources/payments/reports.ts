// How tests run reports to their end, and what they report of.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { bearer, speak } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { advanceTo, DAY, onMonday, pay, topUp } from './funds.ts'

export const midnight = (at: number) => Math.floor(at / DAY) * DAY
export const time = (at: number) => new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')
export const day = (at: number) => time(at).slice(0, 10)
type Parameters = Stripe.Reporting.ReportRunCreateParams.Parameters

/** The file of a finished run, without its key nobody has it. */
export async function fileOf({ key }: Pick<Sandbox, 'key'>, { result }: Stripe.Reporting.ReportRun): Promise<string> {
  assert.equal((await speak(result!.url!, 'GET')).status, 401)
  const { status, headers, text } = await speak(result!.url!, 'GET', bearer(key))
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/csv'])
  return text
}

/** Runs a report to its end, and answers with its lines. Why a minute: on a slow day the wall goes on from job to job. */
export async function report(world: Sandbox, report_type: string, parameters: Parameters): Promise<string[]> {
  const { id } = await world.stripe.reporting.reportRuns.create({ report_type, parameters })
  await world.advance(60)
  const done = await world.stripe.reporting.reportRuns.retrieve(id)
  assert.equal(done.status, 'succeeded', done.error ?? '')
  const text = await fileOf(world, done)
  assert.ok(text.endsWith('\n'))
  return text.slice(0, -1).split('\n')
}

/**
 * $7.00 of before, and on a Monday: $50.00 topped up, $100.00 paid by card for 3.20, $10.00 given back, $11.00 paid out. It is
 * midnight after it. Answers with the movements of the Monday, the oldest first, and the interval that the day is.
 */
export async function monday(world: Sandbox) {
  const { stripe } = world
  await topUp(world, 700)
  const interval_start = midnight(await onMonday(world))
  await topUp(world, 5000)
  const { id: payment_intent } = await pay(world, 10_000)
  await stripe.refunds.create({ payment_intent, amount: 1000 })
  const { id: payout } = await stripe.payouts.create({ amount: 1100, currency: 'usd' })
  const interval = { interval_start, interval_end: interval_start + DAY }
  const moved = (await stripe.balanceTransactions.list({ limit: 4 })).data.reverse()
  assert.deepEqual(
    moved.map(({ reporting_category }) => reporting_category),
    ['topup', 'charge', 'refund', 'payout'],
  )
  await advanceTo(world, interval.interval_end)
  await world.news()
  return { interval, moved, payment_intent, payout }
}

// Summaries of meter events: what a customer used in a span of time, or hour by hour and day by day in it. Made when they
// are asked for, of what is kept as usage. (https://docs.stripe.com/api/billing/meter-event-summary)
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Params, Wire } from '../../contract/wire.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { checkedLimit } from '../../kernel/list.ts'
import { type Listing, object, resource } from '../../kernel/resource.ts'
import { toDecimalString } from '../../lib/money.ts'
import type { Rational } from '../../lib/rational.ts'
import { customer } from '../payments/customer_state.ts'
import { type Meter, meter } from './billing.meter.ts'
import { usageBetween, usageGroups } from './usage.ts'
import { SIZES, type Size } from './usage_rows.ts'

export const meterEventSummary = object<Stripe.Billing.MeterEventSummary>('billing.meter_event_summary', {
  prefix: 'mtrusg_test',
  noun: 'meter event summary',
})

type Query = Params<Stripe.Billing.MeterListEventSummariesParams>

export const meterEventSummaries = resource(meterEventSummary).on<Stripe.Billing.MeterListEventSummariesParams>(
  'GET /v1/billing/meters/{id}/event_summaries',
  (tx, params, _self, [id]): Listing => {
    const of = tx.get(meter, id!)
    const payer = tx.get(customer, params.customer, 'customer')
    const limit = checkedLimit(params as never)
    checkSpan(params)
    const { start_time: start, end_time: end, value_grouping_window: size, starting_after, ending_before } = params
    const url = `/v1/billing/meters/${id}/event_summaries`
    if (size === undefined) {
      const isPast = starting_after !== undefined || ending_before !== undefined
      const rows = isPast ? [] : [summary(of, payer.id, start, end, usageBetween(tx, of, payer.id, start, end))]
      return { kind: 'list', rows, has_more: false, url }
    }
    const page = {
      limit: limit + 1,
      ...(starting_after !== undefined && { after: startIn(starting_after, 'starting_after') }),
      ...(ending_before !== undefined && { before: startIn(ending_before, 'ending_before') }),
    }
    // Hours and days without events are left out. [K]
    const groups = usageGroups(tx, of, payer.id, size, { start, end }, page)
    const rows = ending_before === undefined ? groups.slice(0, limit) : groups.slice(-limit)
    return {
      kind: 'list',
      rows: rows.map((group) => summary(of, payer.id, group.start, group.start + SIZES[size], group.value)),
      has_more: groups.length > limit,
      url,
    }
  },
)

function summary(of: Meter, payer: string, start: number, end: number, value: Rational) {
  const wire: Wire<Stripe.Billing.MeterEventSummary> = {
    id: summaryId(of.id, payer, start, end),
    object: 'billing.meter_event_summary',
    aggregated_value: Number(toDecimalString(value)),
    end_time: end,
    livemode: false,
    meter: of.id,
    start_time: start,
  }
  return wire
}

/** Summaries are not kept: what a cursor has to say of one stands in its id. */
const TIME_WIDTH = 14
const summaryId = (of: string, payer: string, start: number, end: number): string =>
  `mtrusg_test_${[start, end].map((time) => String(time).padStart(TIME_WIDTH, '0')).join('')}` +
  createHash('sha256').update(`${of} ${payer}`).digest('hex').slice(0, 24)

function startIn(id: string, param: string): number {
  const [, start] = new RegExp(`^mtrusg_test_(\\d{${TIME_WIDTH}})\\d{${TIME_WIDTH}}[0-9a-f]{24}$`).exec(id) ?? []
  if (start === undefined) throw noSuch(meterEventSummary.noun, id, param)
  return Number(start)
}

/** Why so late: as far as a Date goes. */
const TIME_MAX = 8_640_000_000_000

/** (https://docs.stripe.com/api/billing/meter-event-summary/list) Wordings [M]. */
function checkSpan({ start_time, end_time, value_grouping_window }: Query): void {
  const size: Size = value_grouping_window ?? 'minute'
  for (const [param, time] of Object.entries({ start_time, end_time })) {
    if (time < 0 || time > TIME_MAX) throw invalid('Invalid timestamp: must be an integer Unix timestamp.', { param })
    if (time % SIZES[size] !== 0)
      throw invalid(`The \`${param}\` must be aligned with ${size === 'day' ? 'UTC day' : size} boundaries.`, { param })
  }
  if (end_time <= start_time) throw invalid('The `end_time` must be after the `start_time`.', { param: 'end_time' })
}

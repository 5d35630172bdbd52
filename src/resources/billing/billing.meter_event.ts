// Meter events: what a customer used, told to a meter. (https://docs.stripe.com/api/billing/meter-event)
// Stripe says at once what is wrong with an event, except that its customer is not there: such an event is taken, and never
// counts. (docs.stripe.com/api/v2/billing/meter-events/create has the list; what came after that is told in thin events,
// https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { invalid, type StripeError, tooLong } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { toDecimalString } from '../../lib/money.ts'
import { fromDecimal } from '../../lib/rational.ts'
import { customer } from '../payments/customer_state.ts'
import { isKnown, type Meter, meterOf } from './billing.meter.ts'
import { windowOf } from './usage.ts'
import { keepUsage, rowsBehind, usage, usageId } from './usage_rows.ts'

/** It has no id, and cannot be asked for; what is kept of it is usage. */
export const meterEvent = object<Stripe.Billing.MeterEvent>('billing.meter_event', { prefix: 'mev', nameless: true })

export const meterEvents = resource(meterEvent).on<Stripe.Billing.MeterEventCreateParams>(
  'POST /v1/billing/meter_events',
  (tx, params): Wire<Omit<Stripe.Billing.MeterEvent, 'payload'>> & { payload: Report['payload'] } => {
    readAhead(tx, [params])
    const { event_name, payload } = params
    const { identifier, timestamp, created } = takeEvent(tx, params, unnamed)
    return { object: 'billing.meter_event', created, event_name, identifier, livemode: false, payload, timestamp }
  },
)

export interface Report {
  readonly event_name: string
  readonly payload: Readonly<Record<string, string>>
  readonly identifier?: string
  /** Epoch seconds. */
  readonly timestamp?: number
}

/** How a refusal is made of its code in the second version of the API, its words and the parameter that it points at. */
export type Refuse = (code: string, message: string, param: string) => StripeError

/** Recorded of a duplicate: the first version sends no code. */
const unnamed: Refuse = (_code, message, param) => invalid(message, { param })

/** (https://docs.stripe.com/api/billing/meter-event/create) */
const PAST_SECONDS = 35 * DAY
const AHEAD_SECONDS = 5 * 60
const IDENTIFIER_MAX = 100
/** (https://docs.stripe.com/changelog/dahlia/2026-04-22/billing-meter-event-values-validation) */
const DIGITS_MAX = 15
/** As many as all exact numbers of the API have. [K] */
const PLACES_MAX = 12

/** What was taken: under which identifier, and when, by the customer's clock. */
export interface Taken {
  readonly identifier: string
  readonly timestamp: number
  readonly created: number
}

/** Takes an event, or throws the refusal. An event is judged by the time that its customer lives in. */
export function takeEvent(tx: Tx, report: Report, refuse: Refuse): Taken {
  const meter = meterOf(tx, report.event_name)
  if (!meter) {
    const code = isKnown(tx, report.event_name) ? 'archived_meter' : 'no_meter'
    // Quoted by several projects.
    throw refuse(code, `No active meter found for event name "${report.event_name}".`, 'event_name')
  }
  const { key, id: named } = customerIn(meter, report)
  // In the words of the report of an error: docs.stripe.com/api/v2/core/events/object
  if (named === undefined)
    throw refuse('payload_no_customer_defined', `Customer mapping key ${key} not found in payload.`, 'payload')
  const amount = amountIn(meter, report, refuse)
  const payer = tx.find(customer, named)
  // Recorded: an event of a customer on a test clock is judged by that clock.
  const { now } = tx.under(payer?.test_clock)
  const timestamp = report.timestamp ?? now
  checkTime(timestamp, now, refuse)
  const identifier = report.identifier ?? tx.random(32)
  if (identifier.length > IDENTIFIER_MAX) throw tooLong(identifier, IDENTIFIER_MAX, 'identifier')
  const id = usageId(identifier)
  // Stripe remembers identifiers for 24 hours at least; here they are never forgotten. (github.com/langfuse/langfuse/pull/16292)
  if (report.identifier !== undefined && tx.find(usage, id))
    throw refuse('duplicate_meter_event', `An event already exists with identifier ${identifier}.`, 'identifier')
  keepUsage(tx, id, timestamp, {
    meter: meter.id,
    customer: named,
    event_name: report.event_name,
    window: windowOf(meter),
    amount,
    received: now,
    standing: payer ? 'counted' : 'customer_not_found',
  })
  if (meter.hidden?.watched && payer) tx.schedule(tx.now, 'billing.alert.count', { id })
  if (meter.hidden?.limited && payer)
    tx.under(payer.test_clock).schedule(now, 'subscription.measure_all', { id: `${named},${meter.id}` })
  return { identifier, timestamp, created: now }
}

/** Reads what several events need, in three rounds at most. */
export function readAhead(tx: Tx, reports: readonly Report[]): void {
  const names = [...new Set(reports.map(({ event_name }) => event_name))]
  const identifiers = reports.flatMap(({ identifier }) => (identifier === undefined ? [] : [usageId(identifier)]))
  // Which of a payload's values is the customer is for the meter to say, which is read along with them.
  const values = reports.flatMap(({ payload }) => Object.values(payload).filter((value) => value.includes('_')))
  tx.work.together<unknown>([
    ...names.map((name) => () => meterOf(tx, name)),
    () => tx.any([...identifiers, ...values]),
  ])
  const found = reports.flatMap((report) => {
    const meter = meterOf(tx, report.event_name)
    const { id } = meter ? customerIn(meter, report) : { id: undefined }
    const payer = id === undefined ? undefined : tx.find(customer, id)
    return meter && payer ? [{ meter, payer, at: report.timestamp }] : []
  })
  tx.work.together<unknown>([
    () => tx.any(found.flatMap(({ payer }) => (payer.test_clock as string | null) ?? [])),
    ...names.filter((name) => !meterOf(tx, name)).map((name) => () => isKnown(tx, name)),
  ])
  tx.any(
    found.flatMap(({ meter, payer, at }) =>
      rowsBehind(
        { meter: meter.id, customer: payer.id, window: windowOf(meter) },
        at ?? tx.under(payer.test_clock).now,
      ),
    ),
  )
}

function customerIn({ customer_mapping }: Meter, { payload }: Report): { key: string; id: string | undefined } {
  const key = customer_mapping.event_payload_key
  return { key, id: Object.hasOwn(payload, key) ? payload[key] : undefined }
}

/** What an event adds, as an exact decimal. Counted events need no value, and none is looked at. [K] */
function amountIn(meter: Row<Stripe.Billing.Meter>, { payload }: Report, refuse: Refuse): string {
  if (meter.default_aggregation.formula === 'count') return '1'
  const key = meter.value_settings.event_payload_key
  const param = `payload[${key}]`
  const text = Object.hasOwn(payload, key) ? payload[key] : undefined
  // [M]: the words are made after those of a missing customer.
  if (text === undefined) throw refuse('payload_no_value_defined', `Value key ${key} not found in payload.`, 'payload')
  const [, sign, whole = '', part = ''] = /^([-+]?)(\d*)\.?(\d*)$/.exec(text) ?? []
  // [M]: made after the words for too many digits. That a value may be below zero or have decimals:
  // docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api#usage-values
  if (whole + part === '')
    throw refuse('payload_invalid_value', `The value in the event payload must be a number. Received ${text}.`, param)
  const digits = whole.replace(/^0+/, '')
  if (`${digits}${part}`.replace(/^0+/, '').length > DIGITS_MAX || part.length > PLACES_MAX)
    throw refuse(
      'meter_event_value_too_many_digits',
      `The value in the event payload can have at most ${DIGITS_MAX} digits. Received ${text}.`,
      param,
    )
  return toDecimalString(fromDecimal(`${sign}${digits || '0'}.${part}`))
}

/** Recorded: github.com/the-answerai/theanswer/pull/624, and for the future a report of a run on a test clock. Codes [K]. */
function checkTime(timestamp: number, now: number, refuse: Refuse): void {
  const earliest = now - PAST_SECONDS
  if (timestamp < earliest)
    throw refuse(
      'timestamp_too_far_in_past',
      `The event timestamp cannot be more than 35 days in past. Expected a timestamp greater than or equal to ${earliest}.`,
      'timestamp',
    )
  if (timestamp > now + AHEAD_SECONDS)
    throw refuse('timestamp_in_future', 'The event timestamp cannot be in future.', 'timestamp')
}

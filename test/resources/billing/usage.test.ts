// What usage comes to, against a model that adds up every event: exact whole numbers, any second, all formulas and windows,
// events that are cancelled, in several units of work.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import fc from 'fast-check'
import type { Rational } from '../../../src/lib/rational.ts'
import type { Brindle } from '../../../src/main.ts'
import { type Meter, meter } from '../../../src/resources/billing/billing.meter.ts'
import { readAhead, takeEvent } from '../../../src/resources/billing/billing.meter_event.ts'
import { cancelEvent } from '../../../src/resources/billing/billing.meter_event_adjustment.ts'
import { usageBetween } from '../../../src/resources/billing/usage.ts'
import { coded } from '../../../src/resources/billing/v2.billing.meter_event.ts'
import { sandbox, startBrindle } from '../../world.ts'
import { refusal, within } from '../within.ts'
import { metered } from './metered.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const DAY = 86_400
const PLACES = 12
const SCALE = 10n ** BigInt(PLACES)
const FORMULAS = ['sum', 'count', 'last'] as const
const WINDOWS = [undefined, 'hour', 'day'] as const

/** A second within three days from the first: anywhere, in two hours, or near a boundary of minutes, hours or days. */
const second = fc.oneof(
  fc.nat(3 * DAY),
  fc.nat(2 * 3600),
  fc
    .tuple(fc.constantFrom(60, 3600, DAY), fc.nat(72), fc.integer({ min: -1, max: 1 }))
    .map(([size, n, off]) => Math.max(0, ((n * size) % (3 * DAY)) + off)),
)
/** A decimal with up to 12 places, as whole number of its last one. */
const value = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })
const event = fc.record({ at: second, value, canceled: fc.boolean(), early: fc.boolean() })
const spans = fc.array(fc.tuple(second, second), { minLength: 4, maxLength: 8 })

interface Event {
  readonly at: number
  readonly value: bigint
  readonly canceled: boolean
  /** Whether it is cancelled before the others come in. */
  readonly early: boolean
}

function textOf(scaled: bigint): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(PLACES + 1, '0')
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`
}

/** What the events come to, scaled: they stand in the order they came in. */
function model(
  events: readonly Event[],
  formula: (typeof FORMULAS)[number],
  window: (typeof WINDOWS)[number],
  [start, end]: readonly [number, number],
): bigint {
  let left = events.filter(({ canceled }) => !canceled)
  if (window !== undefined) {
    const size = window === 'day' ? DAY : 3600
    left = [...new Map(left.map((one) => [Math.floor(one.at / size), one])).values()]
  }
  left = left.filter(({ at }) => at >= start && at < end)
  if (formula === 'count') return BigInt(left.length) * SCALE
  if (formula === 'sum') return left.reduce((sum, one) => sum + one.value, 0n)
  const latest = Math.max(...left.map(({ at }) => at))
  return left.findLast(({ at }) => at === latest)?.value ?? 0n
}

const scaled = ({ n, d }: Rational): bigint => {
  assert.equal((n * SCALE) % d, 0n)
  return (n * SCALE) / d
}

for (const formula of FORMULAS)
  for (const window of WINDOWS)
    test(`usage by ${formula}, window ${window ?? 'none'}, is what its events come to`, async () => {
      const world = sandbox(brindle)
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(event, { maxLength: 25, size: 'max' }), spans, async (events, asked) => {
          const name = `event_${++runs}`
          const of = await metered(world.stripe, {
            event_name: name,
            default_aggregation: { formula },
            ...(window && { event_time_window: window }),
          })
          const { id } = await world.stripe.customers.create({})
          // Whole days before now, so that a second of the model is one of the clock.
          const first = Math.floor(of.created / DAY) * DAY - 10 * DAY
          const half = Math.floor(events.length / 2)
          const cancel = (i: number) =>
            done(() => within(brindle, world, (tx) => cancelEvent(tx, name, `${name}_${i}`, uncancelable)))
          for (const batch of [events.slice(0, half), events.slice(half)]) {
            const base = batch === events ? 0 : events.indexOf(batch[0]!)
            const reports = batch.map((one, i) => ({
              event_name: name,
              payload: { stripe_customer_id: id, value: textOf(one.value) },
              identifier: `${name}_${base + i}`,
              timestamp: first + one.at,
            }))
            await done(() =>
              within(brindle, world, (tx) => {
                readAhead(tx, reports)
                for (const report of reports) takeEvent(tx, report, coded)
              }),
            )
            for (const [i, one] of batch.entries()) if (one.canceled && one.early) await cancel(base + i)
          }
          for (const [i, one] of events.entries()) if (one.canceled && !one.early) await cancel(i)
          const found = await within(brindle, world, (tx) => {
            const row: Meter = tx.get(meter, of.id)
            // One round for all of them.
            return tx.work.together(
              asked.map(
                ([start, end]) =>
                  () =>
                    usageBetween(tx, row, id, first + start, first + end),
              ),
            )
          })
          const whole = model(events, formula, window, [0, 4 * DAY])
          assert.deepEqual(
            (found as Rational[]).map(scaled),
            asked.map((span) => model(events, formula, window, span)),
          )
          const { data } = await world.stripe.billing.meters.listEventSummaries(of.id, {
            customer: id,
            start_time: first,
            end_time: first + 4 * DAY,
          })
          assert.equal(data[0]!.aggregated_value, Number(textOf(whole)))
        }),
        { numRuns: 12 },
      )
    })

const uncancelable = (message: string) => coded('', message, '')

async function done(run: () => Promise<unknown>): Promise<void> {
  const outcome = await run()
  if (outcome instanceof Error) throw outcome
}

test('a minute with more than 1 000 events can be billed whole, and not be cut', async () => {
  const world = sandbox(brindle)
  const of = await metered(world.stripe, { event_name: 'dense' })
  const { id } = await world.stripe.customers.create({})
  const minute = Math.floor(of.created / 60) * 60 - 600
  for (let batch = 0; batch < 2; batch++)
    await done(() =>
      within(brindle, world, (tx) => {
        const reports = Array.from({ length: 501 }, (_, i) => ({
          event_name: 'dense',
          payload: { stripe_customer_id: id, value: '1' },
          timestamp: minute + ((batch * 501 + i) % 60),
        }))
        readAhead(tx, reports)
        for (const report of reports) takeEvent(tx, report, coded)
      }),
    )
  const between = (start: number, end: number) =>
    within(brindle, world, (tx) => usageBetween(tx, tx.get(meter, of.id), id, start, end))
  assert.deepEqual(await between(minute, minute + 60), { n: 1002n, d: 1n })
  assert.deepEqual(await between(minute - 1, minute + 61), { n: 1002n, d: 1n })
  // Every second has 16 or 17 of 1 002: seconds 0 to 41 have 17.
  assert.deepEqual(await between(minute + 1, minute + 59), { n: 1002n - 17n - 16n, d: 1n })
  await done(() =>
    within(brindle, world, (tx) => {
      const reports = Array.from({ length: 100 }, () => ({
        event_name: 'dense',
        payload: { stripe_customer_id: id, value: '1' },
        timestamp: minute + 30,
      }))
      readAhead(tx, reports)
      for (const report of reports) takeEvent(tx, report, coded)
    }),
  )
  assert.deepEqual(await between(minute, minute + 60), { n: 1102n, d: 1n })
  assert.deepEqual(refusal(await between(minute + 1, minute + 60)), {
    status: 400,
    body: {
      type: 'invalid_request_error',
      code: 'not_built',
      message: 'Brindle cannot cut a minute in which a customer has more than 1000 meter events yet.',
    },
  })
})

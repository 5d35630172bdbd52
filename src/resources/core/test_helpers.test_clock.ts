// Test clocks: a time of its own for the customers that were made on one, and for all that hangs on them. It stands still
// until it is advanced; then what is due on the way is done, in order. (https://docs.stripe.com/api/test_clocks)
import type Stripe from 'stripe'
import { invalid, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addInterval, DAY, type Interval } from '../../lib/calendar.ts'

/** What is told of it are its steps; that its hands move on the way is not. (https://docs.stripe.com/api/events/types) */
export const testClock = object<Stripe.TestHelpers.TestClock>('test_helpers.test_clock', {
  prefix: 'clock',
  noun: 'test clock',
  events: [
    { on: 'insert', types: ['test_helpers.test_clock.created'] },
    { on: 'delete', types: ['test_helpers.test_clock.deleted'] },
    { became: ['status', 'advancing'], types: ['test_helpers.test_clock.advancing'] },
    { became: ['status', 'ready'], types: ['test_helpers.test_clock.ready'] },
    { became: ['status', 'internal_failure'], types: ['test_helpers.test_clock.internal_failure'] },
  ],
})
type TestClock = Row<Stripe.TestHelpers.TestClock>

/** Recorded: `deletes_after` is 30 days after `created`. (github.com/stripe/stripe-python/issues/789) */
const KEPT_SECONDS = 30 * DAY
/** (https://docs.stripe.com/api/test_clocks/create#create_test_clock-name) */
const NAME_MAX = 300
/** Why 2 years: Stripe's own bound for a clock without subscriptions, by which ours is counted for all. */
const ADVANCE_MAX = 366 * 2 * DAY

export const testClocks = resource(testClock)
  .on<Stripe.TestHelpers.TestClockCreateParams>('POST /v1/test_helpers/test_clocks', (tx, params) => {
    refuseUnbuilt(params, ['customer'], ' for a test clock')
    const { frozen_time, name } = params
    if (frozen_time < 0)
      throw invalid('Invalid timestamp: must be an integer Unix timestamp.', { param: 'frozen_time' })
    if (name !== undefined && name.length > NAME_MAX)
      throw invalid(`Invalid string: the name must be at most ${NAME_MAX} characters`, { param: 'name' })
    const made = tx.insert(testClock, {
      created: tx.now,
      deletes_after: tx.now + KEPT_SECONDS,
      frozen_time,
      livemode: false,
      name: name ?? null,
      status: 'ready',
      status_details: {},
    } as never)
    tx.schedule(made.deletes_after, 'test_helpers.test_clock.expire', made)
    return made
  })
  .on<Stripe.TestHelpers.TestClockRetrieveParams>('GET /v1/test_helpers/test_clocks/{id}', (_tx, _params, self) => self)
  .on<Stripe.TestHelpers.TestClockListParams>('GET /v1/test_helpers/test_clocks', (tx, params) =>
    list(tx, testClock, params as never, '/v1/test_helpers/test_clocks'),
  )
  .on<Stripe.TestHelpers.TestClockAdvanceParams>(
    'POST /v1/test_helpers/test_clocks/{id}/advance',
    (tx, { frozen_time }, self) => {
      refuseAdvancing(self)
      if (frozen_time <= self.frozen_time)
        throw invalid('The new frozen time must be after the current frozen time of the test clock.', {
          param: 'frozen_time',
        })
      if (frozen_time - self.frozen_time > ADVANCE_MAX)
        throw invalid('Cannot advance a test clock more than 2 years from its current frozen time.', {
          param: 'frozen_time',
        })
      if (tx.situation.strictClocks) checkStep(tx, self, frozen_time)
      tx.advance(self.id, frozen_time, 'test_helpers.test_clock.arrive')
      const status_details = { advancing: { target_frozen_time: frozen_time } }
      return tx.update(testClock, self, { status: 'advancing', status_details })
    },
  )
  .on<Stripe.TestHelpers.TestClockDeleteParams>('DELETE /v1/test_helpers/test_clocks/{id}', (tx, _params, self) => {
    refuseAdvancing(self)
    remove(tx, self)
    return { id: self.id, object: 'test_helpers.test_clock', deleted: true }
  })
  .job<{ id: string }>('arrive', (tx, { id }) => {
    const self = tx.get(testClock, id)
    tx.update(testClock, self, { status: 'ready', status_details: {} })
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.find(testClock, id)
    if (self) remove(tx, self)
  })

/** Stripe's bounds, on with `--strict-clocks`. (docs.stripe.com/billing/testing/test-clocks/api-advanced-usage) Wording [M]. */
const INTERVALS_MAX = 2
export const CUSTOMERS_MAX = 3

interface Billed {
  readonly items: { readonly data: readonly { readonly price: { readonly recurring: Recurring } }[] }
}
interface Recurring {
  readonly interval: Interval
  readonly interval_count: number
}

/** At most two intervals of the subscription on the clock that is billed most often. */
function checkStep(tx: Tx, self: TestClock, to: number): void {
  const { rows } = tx.request('GET', '/v1/subscriptions', { test_clock: self.id, limit: '100' })
  const each = (rows as readonly Billed[]).flatMap(({ items }) => items.data.map(({ price }) => price.recurring))
  const ends = each.map(({ interval, interval_count: count }) =>
    addInterval(self.frozen_time, interval, INTERVALS_MAX * count),
  )
  if (ends.length > 0 && to > Math.min(...ends))
    throw invalid('Cannot advance a test clock more than two intervals of its shortest subscription at once.', {
      param: 'frozen_time',
    })
}

/** What lived by it is gone with it: its customers, and their subscriptions. */
function remove(tx: Tx, self: TestClock): void {
  tx.unschedule('test_helpers.test_clock.expire', self)
  tx.retire(testClock, self)
}

/** Recorded: a 429. (the words: several projects that quote Stripe's answer) */
function refuseAdvancing({ id, status }: TestClock): void {
  if (status !== 'advancing') return
  throw new StripeError(429, {
    type: 'invalid_request_error',
    message: `Test clock advancement underway - cannot perform modifications: ${id}`,
  })
}

/** What it shows, in epoch seconds. While it is on its way, only what is due then may ask: calls are refused. */
export function timeOf(tx: Tx, id: string): number {
  const self = tx.get(testClock, id)
  if (tx.situation.cause === 'request') refuseAdvancing(self)
  return self.frozen_time
}

/** Moves its hands to a time (epoch seconds); they never go back. */
export function moveTestClock(tx: Tx, id: string, to: number): void {
  const self = tx.find(testClock, id)
  if (self && self.frozen_time < to) tx.update(testClock, self, { frozen_time: to })
}

/** The test clock that a parameter names. */
export const testClockAt = (tx: Tx, id: string): TestClock => tx.get(testClock, id, 'test_clock')

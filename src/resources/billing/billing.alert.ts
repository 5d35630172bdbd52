// Alerts: tell once for each customer that what they used of a meter has reached a number. (https://docs.stripe.com/api/billing/alert;
// docs.stripe.com/billing/subscriptions/usage-based/alerts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, tooLong, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { add, cmp, floor, fromDecimal, type Rational, rational, sub } from '../../lib/rational.ts'
import { customer } from '../payments/customer_state.ts'
import { alertTriggered } from './billing.alert_triggered.ts'
import { meter } from './billing.meter.ts'
import { usage } from './usage_rows.ts'

/** Only that it triggered is news, and that is told of another object. (https://docs.stripe.com/api/events/types) */
export const alert = object<Stripe.Billing.Alert>('billing.alert', {
  prefix: 'alrt',
  noun: 'alert',
  filters: ['meter'],
  terms: ({ status, usage_threshold }) => {
    if (status === 'archived') return []
    const place = placeOf(String(usage_threshold!.meter), whoseOf(usage_threshold!.filters))
    return [
      'listed=true',
      `meter=${usage_threshold!.meter}`,
      `set=${place}`,
      ...(status === 'active' ? [watching(place)] : []),
    ]
  },
})
type Alert = Row<Stripe.Billing.Alert>
type Filters = NonNullable<Alert['usage_threshold']>['filters']

/** What an alert looks at: a meter, and one customer or all of them. */
const placeOf = (meter: string, whose: string) => `${meter} ${whose}`
const EVERYBODY = '*'
const whoseOf = (filters: Filters): string => (filters?.[0]?.customer as string | null | undefined) ?? EVERYBODY
/** The term of those that wait to be triggered. */
const watching = (place: string) => `watching=${place}`

/** Of a meter with a customer, says Stripe's page of limitations; that it holds for all customers together too is [K]. */
const ALERTS_MAX = 25
/** (https://docs.stripe.com/api/billing/alert/create) */
const TITLE_MAX = 256

const PATH = '/v1/billing/alerts'
type Create = Params<Stripe.Billing.AlertCreateParams>

export const alerts = resource(alert)
  .on<Stripe.Billing.AlertCreateParams>(
    `POST ${PATH}`,
    (tx, params) => {
      if (params.title.length > TITLE_MAX) throw tooLong(params.title, TITLE_MAX, 'title')
      const usage_threshold = thresholdOf(tx, params)
      const place = placeOf(String(usage_threshold.meter), whoseOf(usage_threshold.filters))
      // Wording [M].
      if (tx.list(alert, [`set=${place}`], { limit: ALERTS_MAX }).length >= ALERTS_MAX)
        throw invalid(`You can have at most ${ALERTS_MAX} alerts for each combination of a meter and a customer.`)
      const watched = tx.get(meter, String(usage_threshold.meter))
      tx.update(meter, watched, { hidden: { ...watched.hidden, watched: true } })
      return tx.insert(alert, {
        alert_type: params.alert_type,
        livemode: false,
        status: 'active',
        title: params.title,
        usage_threshold,
      })
    },
    { reads: ['usage_threshold.meter', 'usage_threshold.filters.customer'] },
  )
  .on<Stripe.Billing.AlertRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Billing.AlertListParams>(`GET ${PATH}`, (tx, params) =>
    list(tx, alert, params as never, PATH, ['listed=true']),
  )
  // [K] To be what it is already is no mistake; nor does coming back let it tell again of customers that it told of.
  .on<Stripe.Billing.AlertActivateParams>(`POST ${PATH}/{id}/activate`, (tx, _params, self) =>
    tx.update(alert, unarchived(self), { status: 'active' }),
  )
  .on<Stripe.Billing.AlertDeactivateParams>(`POST ${PATH}/{id}/deactivate`, (tx, _params, self) =>
    tx.update(alert, unarchived(self), { status: 'inactive' }),
  )
  .on<Stripe.Billing.AlertArchiveParams>(`POST ${PATH}/{id}/archive`, (tx, _params, self) =>
    tx.update(alert, unarchived(self), { status: 'archived' }),
  )
  // What was reported of a meter that is watched.
  .job<{ id: string }>(
    'count',
    (tx, { id }) => {
      const used = tx.find(usage, id)
      if (used?.hidden.standing !== 'counted') return
      const { meter: of, customer: who, amount } = used.hidden
      const formula = tx.find(meter, of)?.default_aggregation.formula as 'count' | 'last' | 'sum' | undefined
      checkAlerts(tx, of, who, rational(0n), fromDecimal(amount), formula)
    },
    { reads: ['id.hidden.meter', 'id.hidden.customer'] },
  )

function thresholdOf(tx: Tx, { usage_threshold: wish }: Create): NonNullable<Alert['usage_threshold']> {
  const at = (name: string) => `usage_threshold[${name}]`
  if (!wish) throw missingParameter('usage_threshold')
  if (wish.gte < 1) throw tooSmall(1, at('gte'))
  // As prices know it: a meter is found by what it says it is.
  if (tx.any([wish.meter])[0]?.object !== 'billing.meter') throw noSuch('meter', wish.meter, at('meter'))
  const { filters = [] } = wish
  // Wording [M].
  if (filters.length > 1) throw invalid('You may specify at most one filter.', { param: at('filters') })
  for (const [i, { customer: who }] of filters.entries()) {
    if (who === undefined) throw missingParameter(`${at('filters')}[${i}][customer]`)
    tx.get(customer, who, `${at('filters')}[${i}][customer]`)
  }
  return {
    // What is shown where there are none is [K].
    filters: filters.length ? filters.map((one) => ({ customer: one.customer!, type: one.type })) : null,
    gte: wish.gte,
    meter: wish.meter,
    recurrence: wish.recurrence,
  }
}

/** For good: https://docs.stripe.com/api/billing/alert/archive. Wording [M]. */
function unarchived(self: Alert): Alert {
  if (self.status === 'archived') throw invalid('This alert has been archived and cannot be changed.')
  return self
}

/** What a customer used since an alert was made, as far as it triggers the alert; by the ids of both. */
const progress = object<{ id: string; object: 'brindle.alert_progress' }, AlertProgress>('brindle.alert_progress', {
  prefix: 'alrtp',
  internal: true,
})
interface AlertProgress {
  /** A fraction: whole numbers as texts. */
  readonly used: readonly [n: string, d: string]
  readonly triggered: boolean
}

/**
 * Triggers the alerts that a customer's usage of a meter has reached, when it goes from `before` to `after`. Only what was
 * used since an alert was made counts for it, and it triggers once for a customer; those on a test clock trigger none (all of
 * that: docs.stripe.com/billing/subscriptions/usage-based/alerts). Of a meter that takes the last value, it is `after` that
 * counts. [K] Two rounds of reads, only one where nobody set an alert.
 */
export function checkAlerts(
  tx: Tx,
  meter: string,
  who: string,
  before: Rational,
  after: Rational,
  formula: 'count' | 'last' | 'sum' = 'sum',
): void {
  const places = [placeOf(meter, who), placeOf(meter, EVERYBODY)]
  const found = tx
    .lists(
      alert,
      places.map((place) => [watching(place)]),
      { limit: ALERTS_MAX },
    )
    .flat()
    .reverse()
  if (found.length === 0) return
  const idOf = ({ id }: Alert) => `${id} ${who}`
  tx.any([who, ...found.map(idOf)])
  if (tx.find(customer, who)?.test_clock !== null) return
  for (const one of found) {
    const known = tx.find(progress, idOf(one))
    if (known?.hidden.triggered) continue
    const used = formula === 'last' ? after : add(read(known?.hidden), sub(after, before))
    const triggered = cmp(used, rational(BigInt(one.usage_threshold!.gte))) >= 0
    const hidden: AlertProgress = { used: [String(used.n), String(used.d)], triggered }
    if (known) tx.update(progress, known, { hidden })
    else tx.insert(progress, { id: idOf(one), hidden } as never)
    if (triggered) trigger(tx, one, who, used)
  }
}

const read = (known: AlertProgress | undefined): Rational =>
  known ? rational(BigInt(known.used[0]), BigInt(known.used[1])) : rational(0n)

function trigger(tx: Tx, self: Alert, who: string, used: Rational): void {
  const { hidden: _, ...shown } = self
  tx.insert(alertTriggered, {
    alert: shown as never,
    created: tx.now,
    customer: who,
    livemode: false,
    // A whole number, says the contract; that it is what was used, and cut off, is [K].
    value: Number(floor(used)),
  } as never)
}

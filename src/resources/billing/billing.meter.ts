// Meters: what customers use, by the name of the events that report it, and how the events add up. After creation only the
// name that people read changes. (https://docs.stripe.com/api/billing/meter)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface MeterState {
  /** An alert was set on it: what is reported is counted for that, too. */
  readonly watched?: true
  /** A subscription with thresholds is billed by it: what is reported is measured against those. */
  readonly limited?: true
}

/** That the two steps of its status are told of as themselves only, and not as updates too, is [K]. */
export const meter = object<Stripe.Billing.Meter, MeterState | undefined>('billing.meter', {
  prefix: 'mtr_test',
  noun: 'meter',
  events: [
    { on: 'insert', types: ['billing.meter.created'] },
    { became: ['status', 'inactive'], types: ['billing.meter.deactivated'] },
    { became: ['status', 'active'], types: ['billing.meter.reactivated'] },
    { on: 'update', types: ['billing.meter.updated'] },
  ],
  terms: ({ event_name, status }) => [`named=${event_name}`, ...(status === 'active' ? [`takes=${event_name}`] : [])],
})
export type Meter = Row<Stripe.Billing.Meter, MeterState | undefined>

/** (https://docs.stripe.com/billing/subscriptions/usage-based/meters/configure) */
const CUSTOMER_KEY = 'stripe_customer_id'
const VALUE_KEY = 'value'

const PATH = '/v1/billing/meters'

export const meters = resource(meter)
  .on<Stripe.Billing.MeterCreateParams>(`POST ${PATH}`, (tx, params) => {
    checkName(tx, params.event_name)
    return tx.insert(meter, made(tx, params))
  })
  .on<Stripe.Billing.MeterRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Billing.MeterUpdateParams>(`POST ${PATH}/{id}`, (tx, { display_name }, self) =>
    display_name === undefined ? self : tx.update(meter, self, { display_name, updated: tx.now }),
  )
  .on<Stripe.Billing.MeterListParams>(`GET ${PATH}`, (tx, params) => list(tx, meter, params as never, PATH))
  .on<Stripe.Billing.MeterDeactivateParams>(`POST ${PATH}/{id}/deactivate`, (tx, _params, self) => {
    // [M]
    if (self.status === 'inactive') throw invalid('This meter is already inactive.')
    return tx.update(meter, self, {
      status: 'inactive',
      status_transitions: { deactivated_at: tx.now },
      updated: tx.now,
    })
  })
  .on<Stripe.Billing.MeterReactivateParams>(`POST ${PATH}/{id}/reactivate`, (tx, _params, self) => {
    // [M]
    if (self.status === 'active') throw invalid('This meter is already active.')
    checkName(tx, self.event_name)
    return tx.update(meter, self, {
      status: 'active',
      status_transitions: { deactivated_at: null },
      updated: tx.now,
    })
  })

/** The meter that takes events of a name, if there is one. */
export function meterOf(tx: Tx, eventName: string): Meter | undefined {
  return tx.list(meter, [`takes=${eventName}`], { limit: 1 })[0]
}

/** Whether there is, or was, a meter of that name. */
export function isKnown(tx: Tx, eventName: string): boolean {
  return tx.list(meter, [`named=${eventName}`], { limit: 1 }).length > 0
}

function made(tx: Tx, params: Params<Stripe.Billing.MeterCreateParams>) {
  const { customer_mapping, default_aggregation, display_name, event_name, event_time_window, value_settings } = params
  return {
    created: tx.now,
    customer_mapping: customer_mapping ?? { event_payload_key: CUSTOMER_KEY, type: 'by_id' as const },
    default_aggregation,
    display_name,
    event_name,
    event_time_window: event_time_window ?? null,
    livemode: false,
    status: 'active' as const,
    status_transitions: { deactivated_at: null },
    updated: tx.now,
    value_settings: value_settings ?? { event_payload_key: VALUE_KEY },
  }
}

/**
 * A name belongs to one active meter, so that every event has one place to go. (https://docs.stripe.com/billing/
 * subscriptions/usage-based/meters/configure; that it is refused: the fixtures of Stripe's command line) Wording [M].
 */
function checkName(tx: Tx, eventName: string): void {
  const holder = meterOf(tx, eventName)
  if (holder)
    throw invalid(`An active meter (\`${holder.id}\`) already uses the event name \`${eventName}\`.`, {
      code: 'resource_already_exists',
      param: 'event_name',
    })
}

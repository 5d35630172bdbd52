// What customers may do in the portal: the features of a configuration, as they are given, changed and checked.
// (https://docs.stripe.com/api/customer_portal/configurations/create; "recorded" is what Stripe answered others, with the source)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, tooSmall } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { price } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'
import { paymentMethodConfiguration } from '../payments/payment_method_configuration.ts'

export type Features = Row<Stripe.BillingPortal.Configuration>['features']
/** The products that subscriptions may change to: shown only where they are expanded. */
export type PortalProducts = NonNullable<Features['subscription_update']['products']>
type Given = NonNullable<Params<Stripe.BillingPortal.ConfigurationUpdateParams>['features']>

/** What a configuration has that names nothing. (recorded: zulip/zulip, stripe_billing_portal_urls--billing_portal.Configuration) */
export const NO_FEATURES: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: {
      enabled: false,
      // Newer than the recording, as is what the pause and the anchor of an update are. [K]
      feedback_options: null,
      options: ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other'],
    },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: {
    duration: { interval_options: [{ interval: 'month', interval_count: 1 }], type: 'interval_options' },
    enabled: false,
  },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
}

/** The features as they are after some were given; what is not named stays. Refuses what cannot be. */
export function changedFeatures(
  tx: Tx,
  before: Features,
  productsBefore: PortalProducts | null,
  given: Given,
): { features: Features; products: PortalProducts | null } {
  const { customer_update: customer, payment_method_update: method, subscription_update: update = {} } = given
  const { products: wished, ...updated } = update
  const products = wished === undefined ? productsBefore : productsOf(tx, wished || [])
  const features: Features = {
    customer_update: {
      ...before.customer_update,
      ...said({ ...customer, allowed_updates: listOf(customer?.allowed_updates) }),
    },
    invoice_history: { ...before.invoice_history, ...said(given.invoice_history) },
    payment_method_update: {
      ...before.payment_method_update,
      ...said({ ...method, payment_method_configuration: methodsOf(tx, method?.payment_method_configuration) }),
    },
    subscription_cancel: cancelOf(tx, before.subscription_cancel, given.subscription_cancel),
    subscription_pause: pauseOf(before.subscription_pause, given.subscription_pause),
    subscription_update: {
      ...before.subscription_update,
      ...said({
        ...updated,
        default_allowed_updates: listOf(updated.default_allowed_updates),
        schedule_at_period_end: updated.schedule_at_period_end && {
          conditions: listOf(updated.schedule_at_period_end.conditions) ?? [],
        },
      }),
    },
  }
  checkUpdates(features, products)
  return { features, products }
}

/** Only what was said. */
function said<T extends object>(given: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as never
}

/** A list that may be emptied by `''`. */
const listOf = <T>(given: T[] | '' | undefined): T[] | undefined => (given === '' ? [] : given)

function methodsOf(tx: Tx, id: string | undefined): string | null | undefined {
  if (id === undefined || id === '') return id === '' ? null : undefined
  const param = 'features[payment_method_update][payment_method_configuration]'
  return tx.get(paymentMethodConfiguration, id, param).id
}

type Cancel = Features['subscription_cancel']

/** Prorations are for what ends at once, and never invoiced by themselves: the SDK's comment. Wordings [M]. */
function cancelOf(tx: Tx, before: Cancel, given: Given['subscription_cancel'] = {}): Cancel {
  const at = (name: string) => `features[subscription_cancel][${name}]`
  const { cancellation_reason: reason, ...plain } = given
  const options = listOf(reason?.feedback_options)
  for (const [i, row] of tx.any(options ?? []).entries())
    if (row?.object !== 'billing.feedback_option')
      throw noSuch('feedback option', options![i]!, `${at('cancellation_reason')}[feedback_options][${i}]`)
  const cancel = {
    ...before,
    ...said(plain),
    cancellation_reason: {
      ...before.cancellation_reason,
      ...said({ ...reason, feedback_options: options, options: listOf(reason?.options) }),
    },
  } as Cancel
  if (cancel.proration_behavior === 'always_invoice')
    throw invalid('`always_invoice` is not supported when canceling subscriptions.', {
      param: at('proration_behavior'),
    })
  if (cancel.proration_behavior === 'create_prorations' && cancel.mode !== 'immediately')
    throw invalid('`create_prorations` can only be used when `mode` is `immediately`.', {
      param: at('proration_behavior'),
    })
  return cancel
}

type Pause = Features['subscription_pause']

/** Three years, by the SDK's comment. */
const PAUSE_MAX = { day: 1095, week: 156, month: 36, year: 3 } as const

/** Wordings [M]. */
function pauseOf(before: Pause, { duration, ...plain }: NonNullable<Given['subscription_pause']> = {}): Pause {
  if (!duration) return { ...before, ...said(plain) }
  const at = 'features[subscription_pause][duration]'
  const options = (duration.interval_options || []).map(({ interval, interval_count = 1 }, i) => {
    const param = `${at}[interval_options][${i}][interval_count]`
    if (interval_count < 1) throw tooSmall(1, param)
    if (interval_count > PAUSE_MAX[interval])
      throw invalid('The maximum duration of a pause is three years.', { param })
    return { interval, interval_count }
  })
  if (duration.type === 'interval_options' && options.length === 0) throw missingParameter(`${at}[interval_options]`)
  return { ...before, ...said(plain), duration: { interval_options: options, type: duration.type } }
}

/** (https://docs.stripe.com/api/customer_portal/configurations/create#create_portal_configuration-features-subscription_update-products) */
const PRODUCTS_MAX = 10

type WishedProducts = Exclude<NonNullable<Given['subscription_update']>['products'], '' | undefined>

/** Wordings [M] but for the intervals, which users of several projects quote. */
function productsOf(tx: Tx, wished: WishedProducts): PortalProducts {
  const root = 'features[subscription_update][products]'
  if (wished.length > PRODUCTS_MAX) throw invalid(`You may specify at most ${PRODUCTS_MAX} products.`, { param: root })
  const owners = tx.all(
    product,
    wished.map((one) => one.product),
    (i) => `${root}[${i}][product]`,
  )
  return wished.map(({ prices, adjustable_quantity }, i) => {
    const at = (name: string) => `${root}[${i}][${name}]`
    if (prices.length === 0) throw missingParameter(at('prices'))
    const rows = tx.all(price, prices, (j) => `${at('prices')}[${j}]`)
    const intervals = new Set<string>()
    for (const [j, { id, product: owner, recurring }] of rows.entries()) {
      const param = `${at('prices')}[${j}]`
      if (owner !== owners[i]!.id)
        throw invalid(`The price \`${id}\` does not belong to the product \`${owners[i]!.id}\`.`, { param })
      if (!recurring) throw invalid(`The price \`${id}\` is not recurring.`, { param })
      intervals.add(`${recurring.interval_count} ${recurring.interval}`)
    }
    if (intervals.size < rows.length)
      throw invalid('For each product, its price must have unique billing intervals.', { param: at('prices') })
    return {
      adjustable_quantity: quantityOf(adjustable_quantity, at('adjustable_quantity')),
      prices,
      product: owners[i]!.id,
    }
  })
}

/** That it may be adjusted where nothing is said was found by users; from 1 on is [K]. */
function quantityOf(wish: WishedProducts[number]['adjustable_quantity'], param: string) {
  const { enabled, maximum = null, minimum = 1 } = wish ?? { enabled: true }
  if (minimum < 0) throw tooSmall(0, `${param}[minimum]`)
  if (maximum !== null && maximum < minimum) throw tooSmall(minimum, `${param}[maximum]`)
  return { enabled, maximum, minimum }
}

/** Recorded: the first of a deploy of 2026, the second github.com/nextjs/saas-starter/issues/68. */
function checkUpdates({ payment_method_update, subscription_update }: Features, products: PortalProducts | null): void {
  if (!subscription_update.enabled) return
  const at = (name: string) => `features[subscription_update][${name}]`
  if (subscription_update.default_allowed_updates.length === 0) throw missingParameter(at('default_allowed_updates'))
  if (!products?.length) throw missingParameter(at('products'))
  if (!payment_method_update.enabled)
    throw invalid('Cannot enable subscription updates while payment method update is disabled.')
}

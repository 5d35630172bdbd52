// A subscription schedule for a subscription that runs already: its one phase is the subscription's current period.
// (https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-from_subscription)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { askingApplication } from '../core/account.ts'
import { connectOf } from './connect_settings.ts'
import { itemRows, priceIdOf, startOf } from './subscription_item.ts'
import { UNSAID } from './subscription_schedule_settings.ts'
import {
  boundsOf,
  type Defaults,
  type Phase,
  type Schedule,
  scheduleTurns,
  subscriptionSchedule,
} from './subscription_schedule_state.ts'
import { hasEnded, type Subscription, subscription, timed } from './subscription_state.ts'

/** Puts a subscription under a schedule of its own. The words about its state: several projects that quote Stripe's answer. */
export function fromSubscription(account: Tx, params: Params<Stripe.SubscriptionScheduleCreateParams>): Schedule {
  const param = 'from_subscription'
  // [M]
  const other = Object.keys(params).find((name) => name !== param)
  if (other !== undefined) throw invalid(`You cannot set \`${other}\` if \`${param}\` is set.`, { param: other })
  const of = account.get(subscription, params.from_subscription!, param)
  if (of.schedule !== null)
    throw invalid(`You cannot migrate a subscription that is already attached to a schedule: \`${of.schedule}\`.`, {
      param,
    })
  if (hasEnded(of) || of.status === 'incomplete')
    throw invalid(`You cannot migrate a subscription that is currently in the \`${of.status}\` status.`, { param })
  const tx = timed(account, of)
  const phase = phaseOf(tx, of)
  const self = tx.insert(subscriptionSchedule, {
    application: askingApplication(tx),
    billing_mode: of.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: tx.now,
    current_phase: boundsOf(phase),
    customer: of.customer,
    customer_account: null,
    default_settings: defaultsOf(of),
    // An end that was set already stays. [K]
    end_behavior: of.cancel_at === null ? 'release' : 'cancel',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: of.id,
    test_clock: tx.testClock ?? null,
    hidden: { unset: {} },
  } as never)
  tx.update(subscription, of, { schedule: self.id })
  scheduleTurns(tx, self)
  return self
}

/** The subscription's own settings hold in all phases that say nothing else. */
function defaultsOf(of: Subscription): Defaults {
  return {
    ...UNSAID,
    automatic_tax: of.automatic_tax,
    ...connectOf(of),
    collection_method: of.collection_method,
    default_payment_method: of.default_payment_method,
    description: of.description,
    invoice_settings: { ...UNSAID.invoice_settings, ...printedOn(of) },
  }
}

const printedOn = ({ days_until_due, invoice_settings }: Subscription) => {
  const { account_tax_ids, custom_fields, description, footer, issuer } = invoice_settings as unknown as Record<
    string,
    null
  >
  return {
    account_tax_ids: account_tax_ids ?? null,
    days_until_due,
    custom_fields: custom_fields ?? null,
    description: description ?? null,
    footer: footer ?? null,
    issuer: issuer ?? { type: 'self' as const },
  }
}

function phaseOf(tx: Tx, of: Subscription): Phase {
  const items = itemRows(tx, of)
  const end = of.cancel_at ?? Math.min(...items.map((item) => item.current_period_end))
  return {
    add_invoice_items: [],
    ...connectOf(of),
    automatic_tax: of.automatic_tax,
    billing_cycle_anchor: null,
    billing_thresholds: of.billing_thresholds,
    collection_method: of.collection_method,
    currency: of.currency,
    default_payment_method: of.default_payment_method,
    default_tax_rates: of.default_tax_rates ?? [],
    description: of.description,
    discounts: of.discounts.map(standing),
    end_date: end,
    invoice_settings: { ...UNSAID.invoice_settings, ...printedOn(of) },
    items: items.map((item) => ({
      billing_thresholds: item.billing_thresholds,
      discounts: item.discounts.map(standing),
      metadata: item.metadata,
      plan: priceIdOf(item),
      price: priceIdOf(item),
      ...(item.quantity !== undefined && { quantity: item.quantity }),
      tax_rates: item.tax_rates ?? [],
    })),
    metadata: of.metadata,
    proration_behavior: 'create_prorations',
    start_date: startOf(items),
    trial_end: of.trial_end !== null && of.trial_end > tx.now ? of.trial_end : null,
  } as never
}

const standing = (discount: unknown) => ({ coupon: null, discount, promotion_code: null })

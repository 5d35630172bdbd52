// What is settled about a subscription beside its items: how it is collected, taxed and printed, and when it ends. Said when
// it is made, or later. (https://docs.stripe.com/api/subscriptions/create)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountTaxIds } from './account_tax_ids.ts'
import { liabilityOf, notTogether, switched } from './invoice_automatic_tax.ts'
import { partyNamed } from './issuer.ts'
import { connectOf, connectSettings } from './connect_settings.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { checkMethod } from './method_in_charge.ts'
import { checkInterval, intervalOf } from './subscription_pending_invoice_item_interval.ts'
import type { Subscription } from './subscription_state.ts'
import { checkAmount } from './subscription_thresholds.ts'

export type SettingsGiven = Params<Stripe.SubscriptionUpdateParams> & Params<Stripe.SubscriptionCreateParams>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['billing_schedules', 'customer_account', 'managed_payments']

/** Refuses what is not built, and what does not go together. */
export function checkSettings(params: SettingsGiven): void {
  refuseUnbuilt(params, UNBUILT, ' for a subscription')
  checkInterval(params)
  checkAmount(params)
  const ends = params.trial_settings?.end_behavior as { billing_cycle_anchor?: string | { type: string } } | undefined
  const after = ends?.billing_cycle_anchor
  if (after && (typeof after === 'object' ? after.type : after) !== 'now')
    throw unbuilt(
      'Brindle begins the periods anew when a trial ends.',
      'trial_settings[end_behavior][billing_cycle_anchor]',
    )
}

/** Prorations of flexible billing have their discounts in them, and do not tell of each. */
export function refuseItemized(given: { readonly proration_discounts?: string } | undefined): void {
  if (given?.proration_discounts !== 'itemized') return
  throw unbuilt('Brindle has the discounts of prorations included only.', 'billing_mode[flexible][proration_discounts]')
}

/** Recorded. */
export function checkCollection(method: string | undefined, days: number | null | undefined): void {
  if (method === 'send_invoice' && (days ?? null) === null)
    throw invalid("If invoice collection method is 'send_invoice', you must specify 'days_until_due'.")
  if (method !== 'send_invoice' && days !== undefined && days !== null)
    throw invalid("You can only specify 'days_until_due' if invoice collection method is 'send_invoice'.")
}

/** The settings that are given, as the subscription keeps them. `isKnown` if its accounts were named before. */
export function settings(
  tx: Tx,
  params: SettingsGiven,
  customer: string,
  { before, isKnown = false }: { readonly before?: Subscription; readonly isKnown?: boolean } = {},
): Partial<Subscription> {
  const { payment_settings: paying, trial_settings: trial, invoice_settings: printed } = params
  if (params.default_payment_method) checkMethod(tx, params.default_payment_method, customer)
  return {
    ...(params.automatic_tax && {
      automatic_tax: taxed(tx, params, { before: before?.automatic_tax ?? null, isKnown }),
    }),
    ...connectSettings(tx, params, { ...(before && { before: connectOf(before) }), isKnown }),
    ...(params.days_until_due !== undefined && { days_until_due: params.days_until_due }),
    ...(params.default_payment_method !== undefined && {
      default_payment_method: params.default_payment_method || null,
    }),
    ...(params.default_source !== undefined && { default_source: params.default_source || null }),
    ...(params.default_tax_rates !== undefined && {
      default_tax_rates: taxRatesAt(tx, params.default_tax_rates, 'default_tax_rates') as never,
    }),
    ...(params.description !== undefined && { description: params.description || null }),
    ...(printed && {
      invoice_settings: {
        ...NOT_PRINTED,
        ...(before && { issuer: before.invoice_settings.issuer }),
        ...shown(tx, printed, isKnown),
      } as never,
    }),
    ...(paying && {
      payment_settings: {
        payment_method_options: (paying.payment_method_options as never) ?? null,
        payment_method_types: (paying.payment_method_types || null) as never,
        save_default_payment_method: paying.save_default_payment_method ?? 'off',
      },
    }),
    ...intervalOf(params, tx.now),
    ...(trial && { trial_settings: { end_behavior: { ...TRIAL_ENDS, ...trial.end_behavior } } as never }),
  }
}

const taxed = (tx: Tx, { automatic_tax: tax }: SettingsGiven, standing: Parameters<typeof liabilityOf>[2]) =>
  switched(tax!.enabled, liabilityOf(tx, tax, standing)) as Subscription['automatic_tax']

/** Refuses manual tax rates beside automatic taxes. */
export function checkTaxes({ automatic_tax: tax, default_tax_rates: rates }: Partial<Subscription>): void {
  if (tax?.enabled && (rates ?? []).length > 0) throw notTogether('default_tax_rates')
}

const NOT_PRINTED = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: { type: 'self' },
}

type PrintedGiven = NonNullable<SettingsGiven['invoice_settings']>

const shown = (
  tx: Tx,
  { account_tax_ids: ids, custom_fields, description, footer, issuer }: PrintedGiven,
  isKnown: boolean,
) => ({
  ...(issuer && { issuer: partyNamed(tx, issuer, { at: 'invoice_settings', names: ['issuer'], isKnown }) }),
  ...(ids !== undefined && { account_tax_ids: accountTaxIds(tx, ids, 'invoice_settings[account_tax_ids]') }),
  ...(custom_fields !== undefined && { custom_fields: custom_fields || null }),
  ...(description !== undefined && { description: description || null }),
  ...(footer !== undefined && { footer: footer || null }),
})

/** Recorded. */
const TRIAL_ENDS = { billing_cycle_anchor: 'now' as const, missing_payment_method: 'create_invoice' as const }

/** What a subscription is where nothing is said. Recorded. */
export const UNSAID: Partial<Subscription> = {
  application: null,
  application_fee_percent: null,
  automatic_tax: switched(false),
  billing_cycle_anchor_config: null,
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null } as never,
  collection_method: 'charge_automatically',
  customer_account: null,
  days_until_due: null,
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  ended_at: null,
  invoice_settings: NOT_PRINTED as never,
  livemode: false,
  managed_payments: null,
  metadata: {},
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: { end_behavior: TRIAL_ENDS } as never,
  trial_start: null,
} as never

/** Why the customer left, as far as they said so. */
export const said = ({ comment, feedback }: { comment?: string | undefined; feedback?: string | undefined }) => ({
  ...(comment !== undefined && { comment: comment || null }),
  ...(feedback !== undefined && { feedback: (feedback || null) as never }),
})

export const labels = (params: SettingsGiven, known: Readonly<Record<string, string>>): Partial<Subscription> =>
  params.metadata === undefined ? {} : { metadata: mergeMetadata(known, params.metadata) }

// What a subscription schedule settles for all its phases, and what a phase settles for itself: a phase says only what is
// different. (https://docs.stripe.com/api/subscription_schedules/object#subscription_schedule_object-default_settings)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountTaxIds } from './account_tax_ids.ts'
import { liabilityOf, switched, taxAsked } from './invoice_automatic_tax.ts'
import { type PartyGiven, partyNamed } from './issuer.ts'
import { type ConnectSettings, connectOf, connectSettings, connectWithin } from './connect_settings.ts'
import { checkMethod } from './method_in_charge.ts'
import type { Defaults, Phase, Schedule } from './subscription_schedule_state.ts'
import { checkCollection } from './subscription_settings.ts'
import { checkAmount, thresholdsAfter } from './subscription_thresholds.ts'

export type DefaultsGiven = Params<Stripe.SubscriptionScheduleUpdateParams.DefaultSettings>
type PhaseGiven = Params<Stripe.SubscriptionScheduleUpdateParams.Phase>
type InvoiceGiven = NonNullable<PhaseGiven['invoice_settings']>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['default_source', 'prebilling']

/** Refuses what is not built, of a phase or of the settings of all; `at` is the parameter in which it stands. */
export function checkBuilt(given: PhaseGiven | DefaultsGiven, at: string): void {
  for (const name of UNBUILT)
    if ((given as Record<string, unknown>)[name] !== undefined)
      throw unbuilt(`Brindle does not take ${name} for a subscription schedule yet.`, `${at}[${name}]`)
  checkAmount(given, `${at}[billing_thresholds]`)
}

/** Recorded, but for the fields that are newer than the recording. */
export const UNSAID: Defaults = {
  application_fee_percent: null,
  automatic_tax: switched(false),
  billing_cycle_anchor: 'automatic',
  billing_thresholds: null,
  collection_method: 'charge_automatically',
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  on_behalf_of: null,
  transfer_data: null,
} as never

/** The settings of all phases as they are after a call. */
export function defaultsAfter(
  tx: Tx,
  before: Defaults,
  given: DefaultsGiven | undefined,
  { customer }: Pick<Schedule, 'customer'>,
): Defaults {
  if (!given) return before
  checkBuilt(given, 'default_settings')
  if (given.default_payment_method) checkMethod(tx, given.default_payment_method, customer as string)
  const printed = printedOf(tx, given.invoice_settings, 'default_settings')
  return {
    ...before,
    automatic_tax: taxIn(tx, given.automatic_tax, before.automatic_tax, 'default_settings'),
    ...connectSettings(tx, given, { before: connectOf(before), at: 'default_settings' }),
    ...thresholdsAfter(before.billing_thresholds, given),
    ...(given.billing_cycle_anchor && { billing_cycle_anchor: given.billing_cycle_anchor }),
    ...(given.collection_method && { collection_method: given.collection_method }),
    ...(given.default_payment_method !== undefined && {
      default_payment_method: given.default_payment_method || null,
    }),
    ...(given.description !== undefined && { description: given.description || null }),
    ...(printed && { invoice_settings: { ...before.invoice_settings, ...printed } }),
  } as Defaults
}

/** Automatic taxes, as a call turns them on or off, with who is liable; as they were where it says nothing. */
export const taxIn = (
  tx: Tx,
  given: PhaseGiven['automatic_tax'],
  before: Defaults['automatic_tax'],
  at: string,
): Defaults['automatic_tax'] =>
  given
    ? (switched(given.enabled, liabilityOf(tx, given, { before: before ?? null, at })) as Defaults['automatic_tax'])
    : before

const taxSettled = (tax: Defaults['automatic_tax'] | null | undefined) =>
  taxAsked({ enabled: tax?.enabled ?? false, liability: tax?.liability ?? null })

/** What is printed on invoices, as far as a call says it; `at` is the parameter in which it does. */
export function printedOf(tx: Tx, given: InvoiceGiven | undefined, at: string): object | undefined {
  if (!given) return undefined
  const { account_tax_ids: ids, custom_fields, days_until_due, description, footer, issuer } = given
  return {
    ...(issuer && { issuer: partyNamed(tx, issuer, { at, names: ['invoice_settings', 'issuer'] }) }),
    ...(ids !== undefined && { account_tax_ids: accountTaxIds(tx, ids, `${at}[invoice_settings][account_tax_ids]`) }),
    ...(custom_fields !== undefined && { custom_fields: custom_fields || null }),
    ...(days_until_due !== undefined && { days_until_due }),
    ...(description !== undefined && { description: description || null }),
    ...(footer !== undefined && { footer: footer || null }),
  }
}

/** What is printed on the invoices of a phase. */
export interface Printed {
  readonly account_tax_ids: unknown
  readonly custom_fields: unknown
  readonly description: unknown
  readonly footer: unknown
  readonly issuer: { readonly type: string } | null
}

/** What holds in a phase. */
export interface Settled {
  readonly collection_method: 'charge_automatically' | 'send_invoice'
  readonly days_until_due: number | null
  readonly automatic_tax: { readonly enabled: boolean; readonly liability?: PartyGiven }
  readonly default_payment_method: string | null
  readonly default_tax_rates: readonly string[]
  readonly description: string | null
  readonly printed: Printed
  readonly anchor: 'automatic' | 'phase_start'
  readonly connect: ConnectSettings
  readonly billing_thresholds: Phase['billing_thresholds']
}

/** What holds in a phase: what it says itself, or else what the schedule says for all. */
export function settledIn(all: Defaults, phase: Phase): Settled {
  const own = phase.invoice_settings
  const common = all.invoice_settings
  return {
    collection_method: (phase.collection_method ?? all.collection_method ?? 'charge_automatically') as never,
    days_until_due: own?.days_until_due ?? common.days_until_due,
    automatic_tax: taxSettled(phase.automatic_tax ?? all.automatic_tax),
    default_payment_method: (phase.default_payment_method ?? all.default_payment_method) as string | null,
    default_tax_rates: (phase.default_tax_rates ?? []).map((rate) => (rate as unknown as { id: string }).id),
    description: phase.description ?? all.description,
    printed: {
      account_tax_ids: own?.account_tax_ids ?? common.account_tax_ids,
      custom_fields: own?.custom_fields ?? common.custom_fields,
      description: own?.description ?? common.description,
      footer: own?.footer ?? common.footer,
      issuer: own?.issuer ?? common.issuer,
    },
    billing_thresholds: phase.billing_thresholds ?? all.billing_thresholds,
    anchor: (phase.billing_cycle_anchor ?? all.billing_cycle_anchor) as never,
    connect: connectWithin(connectOf(all), connectOf(phase)),
  }
}

/** Refuses a phase whose invoices would be sent without a day on which they are due. */
export function checkSettled({ collection_method, days_until_due }: Settled): void {
  checkCollection(collection_method, collection_method === 'send_invoice' ? days_until_due : null)
}

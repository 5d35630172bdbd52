// What may be noted on an invoice, when it is made or while it is a draft: how it is paid and printed, when it is due, and what
// stands on it. (https://docs.stripe.com/api/invoices/update; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { customer, shipping } from '../payments/customer.ts'
import { checkDefault } from '../payments/customer_source.ts'
import { liabilityOf, switchedOn } from './invoice_automatic_tax.ts'
import { issuedBy } from './invoice_draft.ts'
import { partyNamed } from './issuer.ts'
import { accountTaxIds } from './account_tax_ids.ts'
import { NO_RENDERING, rendered } from './invoice_rendering.ts'
import { type ShippingGiven, shippingCostOf } from './invoice_shipping.ts'
import type { Invoice } from './invoice_state.ts'
import { checkMethod } from './method_in_charge.ts'

type Update = Params<Stripe.InvoiceUpdateParams>

/** Recorded. */
export function checkDue(
  { days_until_due: days, due_date: date }: Pick<Params<Stripe.InvoiceCreateParams>, 'days_until_due' | 'due_date'>,
  method: string,
) {
  const isSaid = days !== undefined || date !== undefined
  if (method === 'send_invoice' && !isSaid)
    throw invalid("If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.")
  if (method === 'charge_automatically' && isSaid)
    throw invalid("You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.")
}

/** Recorded (in 2021, and reported since: github.com/useautumn/autumn). */
export function checkEmail({ email }: Pick<Row<Stripe.Customer>, 'email'>): void {
  if (!email)
    throw invalid(
      'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
    )
}

/** Only what advances by itself has a time for it. (docs.stripe.com/invoicing/scheduled-finalization) Wording [M]. */
export function checkAdvancing({ automatically_finalizes_at: at }: Update, auto_advance: boolean): void {
  if (at !== undefined && !auto_advance)
    throw invalid('You can only specify `automatically_finalizes_at` if `auto_advance` is true.', {
      param: 'automatically_finalizes_at',
    })
}

/** Which invoice something is said of: a new one, or one that has been told something before. */
type About = Pick<Invoice, 'currency'> & { customer: string } & Partial<
    Pick<Invoice, 'automatic_tax' | 'rendering' | 'payment_settings'>
  >

/** What is written on an invoice, as far as it is given. */
export function said(tx: Tx, params: Update, of: About): Partial<Invoice> {
  const { automatic_tax: tax, issuer, rendering } = params
  const liability = liabilityOf(tx, tax, { before: of.automatic_tax ?? null })
  if (params.default_source) checkDefault(tx.get(customer, of.customer), params.default_source, 'default_source')
  if (params.default_payment_method) checkMethod(tx, params.default_payment_method, of.customer)
  const { payment_settings: settings } = params
  return {
    ...(tax?.enabled !== undefined && { automatic_tax: switchedOn(tax.enabled, liability) }),
    ...(issuer && issuedBy(tx, partyNamed(tx, issuer, { names: ['issuer'] }))),
    ...(params.account_tax_ids !== undefined && {
      account_tax_ids: accountTaxIds(tx, params.account_tax_ids, 'account_tax_ids'),
    }),
    ...(params.automatically_finalizes_at !== undefined && {
      automatically_finalizes_at: future(tx, params.automatically_finalizes_at, 'automatically_finalizes_at'),
    }),
    ...(params.custom_fields !== undefined && { custom_fields: (params.custom_fields || null) as never }),
    ...(params.default_payment_method !== undefined && {
      default_payment_method: params.default_payment_method || null,
    }),
    ...(params.default_source !== undefined && { default_source: params.default_source || null }),
    ...(params.description !== undefined && { description: params.description || null }),
    ...(params.due_date !== undefined && { due_date: params.due_date }),
    ...(params.effective_at !== undefined && { effective_at: params.effective_at || null }),
    ...(params.footer !== undefined && { footer: params.footer || null }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata({}, params.metadata) }),
    ...(params.number !== undefined && { number: params.number || null }),
    ...(settings && { payment_settings: paidBy(settings, of.payment_settings) }),
    ...(rendering && { rendering: rendered(tx, rendering, of.rendering ?? NO_RENDERING) }),
    ...(params.shipping_cost !== undefined && {
      shipping_cost: shippingCostOf(tx, params.shipping_cost as ShippingGiven | '', of.currency),
    }),
    ...(params.shipping_details !== undefined && {
      shipping_details: shipping(params.shipping_details as never) as never,
    }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor || null }),
  }
}

/** How it may be paid: what is not given stays. */
function paidBy(
  given: NonNullable<Update['payment_settings']>,
  before: Invoice['payment_settings'] = {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: null,
  },
): Invoice['payment_settings'] {
  const { default_mandate: mandate, payment_method_options: options, payment_method_types: types } = given
  return {
    default_mandate: mandate === undefined ? before.default_mandate : mandate || null,
    payment_method_options: (options ?? before.payment_method_options) as never,
    payment_method_types: types === undefined ? before.payment_method_types : ((types || null) as never),
  }
}

/** Why 5 years: Stripe's own bound. (https://docs.stripe.com/invoicing/scheduled-finalization) */
const FUTURE_MAX = 5 * 366 * DAY

function future(tx: Tx, at: number, param: string): number {
  if (at <= tx.now) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', { param })
  if (at > tx.now + FUTURE_MAX)
    throw invalid('Invalid timestamp: can be no more than five years in the future', { param })
  return at
}

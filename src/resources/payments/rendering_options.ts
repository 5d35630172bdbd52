// How the invoices of a customer are printed where they say nothing themselves.
// (https://docs.stripe.com/api/customers/object#customer_object-invoice_settings-rendering_options)
import type Stripe from 'stripe'
import { invalid, noSuch } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'

type Options = NonNullable<Stripe.Customer.InvoiceSettings['rendering_options']>

interface Given {
  readonly amount_tax_display?: string | null
  readonly template?: string
}

/** The options as they are kept; nothing where they are cleared. What a call does not name is not set. [K] */
export function renderingOptions(tx: Tx, given: Given | '' | null): Options | null {
  if (!given) return null
  const { amount_tax_display: display, template } = given
  if (template !== undefined) checkTemplate(tx, template, 'invoice_settings[rendering_options][template]')
  return { amount_tax_display: display || null, template: template ?? null }
}

/**
 * Refuses a template that there is not, or that is archived: nothing new may name it. (the comments of the official client;
 * words of the second [M])
 */
export function checkTemplate(tx: Tx, id: string, param: string): void {
  const [row] = tx.any([id])
  if (row?.object !== 'invoice_rendering_template') throw noSuch('invoice_rendering_template', id, param)
  if (row.status === 'archived') throw invalid(`The invoice rendering template ${id} is archived.`, { param })
}

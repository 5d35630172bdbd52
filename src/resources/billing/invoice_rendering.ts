// How an invoice is printed: by which template, on which paper, with or without tax. What it does not say itself is its customer's.
// (https://docs.stripe.com/api/invoices/object#invoice_object-rendering; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkTemplate } from '../payments/rendering_options.ts'
import { invoiceRenderingTemplate, invoiceTextOf } from './invoice_rendering_template.ts'
import type { Invoice } from './invoice_state.ts'

type Rendering = NonNullable<Invoice['rendering']>
type Given = NonNullable<Params<Stripe.InvoiceUpdateParams>['rendering']>

/** Recorded: what the account's settings say of how it is printed. */
export const NO_RENDERING: Rendering = {
  amount_tax_display: null,
  pdf: { page_size: 'auto' as const },
  template: null,
  template_version: null,
}

/** What an invoice takes over of its customer; nothing where they have settled nothing. */
export function inheritedRendering({
  invoice_settings,
}: Pick<Row<Stripe.Customer>, 'invoice_settings'>): Rendering | null {
  const { amount_tax_display: display = null, template = null } = invoice_settings.rendering_options ?? {}
  return display === null && template === null ? null : { ...NO_RENDERING, amount_tax_display: display, template }
}

/** What a call says of it: what is not given stays. Another template begins with no version. [K] */
export function rendered(tx: Tx, given: Given, before: Rendering): Rendering {
  const { amount_tax_display: display, pdf, template, template_version: version } = given
  if (template !== undefined && template !== before.template) checkTemplate(tx, template, 'rendering[template]')
  const chosen = template ?? before.template
  if (version) checkVersion(tx, chosen, version)
  const isOther = chosen !== before.template
  return {
    amount_tax_display: display === undefined ? before.amount_tax_display : display || null,
    pdf: pdf ? { page_size: (pdf.page_size ?? 'auto') as 'auto' } : before.pdf,
    template: chosen,
    template_version: version === undefined ? (isOther ? null : before.template_version) : version || null,
  }
}

function checkVersion(tx: Tx, template: string | null, version: number): void {
  if (template === null) throw missingParameter('rendering[template]')
  const param = 'rendering[template]'
  invoiceTextOf(tx.get(invoiceRenderingTemplate, template, param), version, 'rendering[template_version]')
}

/** A finalised invoice is printed for ever by the version of its template that it was finalised with. [K] */
export function fixedRendering(tx: Tx, { rendering }: Invoice): Pick<Invoice, 'rendering'> | undefined {
  if (!rendering || rendering.template === null || rendering.template_version !== null) return undefined
  const row = tx.find(invoiceRenderingTemplate, rendering.template)
  if (!row) throw invalid(`The invoice rendering template ${rendering.template} does not exist any more.`)
  return { rendering: { ...rendering, template_version: row.version } }
}

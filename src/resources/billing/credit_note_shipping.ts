// Crediting what delivery cost: all that the invoice has of it, once. (https://docs.stripe.com/api/credit_notes/create#create_credit_note-shipping_cost)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { NoteGiven } from './credit_note_choose.ts'
import type { CreditNote } from './credit_note_state.ts'
import type { Invoice } from './invoice_state.ts'

type Cost = NonNullable<CreditNote['shipping_cost']>

/** The cost of delivery that a note gives back, as the invoice has it; nothing where it is not asked for. Words [M]. */
export function creditedShipping(of: Invoice, given: NoteGiven['shipping_cost']): Cost | null {
  if (!given) return null
  const param = 'shipping_cost[shipping_rate]'
  if (given.shipping_rate === undefined) throw missingParameter(param)
  const cost = of.shipping_cost
  if (!cost || cost.shipping_rate !== given.shipping_rate)
    throw invalid(`The shipping rate ${given.shipping_rate} is not on the invoice ${of.id}.`, { param })
  if (of.hidden.shippingCredited)
    throw invalid(`The shipping cost of the invoice ${of.id} was credited before.`, { param: 'shipping_cost' })
  return cost as unknown as Cost
}

type TaxSaid = NonNullable<CreditNote['total_taxes']>[number]

/** The taxes on it, as those of lines are told. */
export const taxesOfShipping = (cost: Cost | null): TaxSaid[] =>
  (cost?.taxes ?? []).map(({ amount, rate, taxability_reason, taxable_amount }) => ({
    amount,
    tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: taxability_reason ?? 'not_available',
    taxable_amount,
    type: 'tax_rate_details',
  }))

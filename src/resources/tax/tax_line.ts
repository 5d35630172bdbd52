// What calculations and transactions of taxes have in common: how their customer, their lines and their sums are shown.
import type Stripe from 'stripe'
import type { Levy } from '../../rules/automatic_tax.ts'
import { nameOf } from '../../rules/automatic_tax.ts'
import { type Part, percentageText } from '../../rules/tax_calculation.ts'

type Sum = Stripe.Tax.Calculation.TaxBreakdown
type Detail = Stripe.Tax.CalculationLineItem.TaxBreakdown

/** A tax of the whole calculation. Recorded, of one that is not collected: a rate of `0.0` in per cent. */
export const shownSum = ({ levy, reason, inclusive, amount, taxable_amount }: Part): Sum => ({
  amount,
  inclusive,
  tax_rate_details: {
    country: levy.country,
    flat_amount: null,
    percentage_decimal: percentageText(levy.percentage),
    rate_type: levy.type === null ? null : 'percentage',
    state: levy.state,
    tax_type: levy.type,
  },
  taxability_reason: reason,
  taxable_amount,
})

/** A tax of one line. Its rate is told where it is imposed. ("`null` when the tax is not imposed", says the reference) */
export const shownDetail = (sourcing: 'destination' | 'performance', part: Part): Detail => ({
  amount: part.amount,
  jurisdiction: jurisdictionOf(part.levy),
  sourcing,
  tax_rate_details:
    part.reason === 'standard_rated'
      ? {
          display_name: part.levy.name,
          percentage_decimal: percentageText(part.levy.percentage),
          tax_type: part.levy.type!,
        }
      : null,
  taxability_reason: part.reason,
  taxable_amount: part.taxable_amount,
})

/** Canada's own taxes are levied by the country. */
function jurisdictionOf(levy: Levy): Detail['jurisdiction'] {
  const { country, state, type } = levy
  const isState = levy.level === 'state' && type !== 'gst' && type !== 'hst'
  if (isState) return { country, display_name: nameOf(levy), level: 'state', state }
  const display_name = country === 'CA' ? 'Canada' : nameOf({ country, state: null })
  return { country, display_name, level: 'country', state: null }
}

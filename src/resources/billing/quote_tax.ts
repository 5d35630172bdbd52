// Automatic taxes of a quote: as its invoice will have them, where the customer is known and can be found.
// (https://docs.stripe.com/api/quotes/object#quote_object-automatic_tax)
import type { Tx } from '../../kernel/tx.ts'
import { checkBehavior, locationOf, notTogether, ratesFor, type Sold, soldAs } from './invoice_automatic_tax.ts'
import type { Asked, Known } from './quote_reckoning.ts'
import type { Quote } from './quote_state.ts'

/** The lines with their automatic taxes, and what is said of those as a whole. Refuses what they cannot be on. */
export function quotedTaxes(
  tx: Tx,
  asked: Asked,
  known: readonly Known[],
): { readonly known: readonly Known[]; readonly automatic_tax: Quote['automatic_tax'] } {
  const { automatic_tax: tax, who } = asked
  if (!tax.enabled) return { known, automatic_tax: tax }
  if (asked.default_tax_rates!.length > 0) throw notTogether('default_tax_rates')
  if (known.some(({ rates }) => rates.length > 0)) throw notTogether('tax_rates')
  for (const { price } of known) checkBehavior(tx, price)
  const where = who && locationOf(who)
  // Nobody is told of nothing: a quote without a customer asks for their place, too.
  if (!where) {
    const status = 'requires_location_inputs' as const
    return { known: known.map((one) => ({ ...one, automatic: [] })), automatic_tax: { ...tax, status } }
  }
  const ids = (who.hidden?.taxIds ?? []).map(({ type }) => type)
  const buyer = { where, exempt: who.tax_exempt ?? 'none', ids }
  const taxed = known.map((one) => {
    const sold = soldAs(tx, one.price.tax_behavior, one.product.tax_code as string | null, one.price.currency)
    return { ...one, automatic: ratesFor(tx, sold as Sold, buyer, tax.liability) }
  })
  return { known: taxed, automatic_tax: { ...tax, status: 'complete' } }
}

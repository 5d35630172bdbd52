// Tax amounts of the lines of a draft that somebody else has reckoned: they are taken as they are said, and stay until others are
// said, whatever becomes of the line. (https://docs.stripe.com/invoicing/taxes/manual-tax-amounts: "docs". No source has Stripe's
// words for these refusals: all are [M].)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, tooManyElements } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Tax } from '../../rules/taxes.ts'
import { manualRate, manualRateId } from '../catalog/manual_tax_rate.ts'
import { AMOUNT_MAX, tooMuch } from '../payments/intent.ts'
import type { Invoice } from './invoice_state.ts'
import type { LineItem, LineState } from './line_item.ts'

type AmountsGiven = Params<Stripe.InvoiceUpdateLineItemParams>['tax_amounts']

interface Taxed {
  readonly tax_amounts?: AmountsGiven
}

/** Why 10: Stripe's own limit. (https://docs.stripe.com/api/invoice-line-item/update#update_line-tax_amounts) */
const AMOUNTS_MAX = 10

/** Looks for the rates of all amounts that lines are given: they may be there already. */
export const lookForRates = (tx: Tx, lines: readonly object[]): unknown =>
  tx.any(
    lines.flatMap((line) =>
      ((line as Taxed).tax_amounts || []).map(({ tax_rate_data: data }) => manualRateId(tx, data)),
    ),
  )

/** The taxes that a line is given; nothing where nothing is said of them. `param` is where they stand. */
export function taxesGiven(tx: Tx, { tax_amounts: given }: Taxed, param: string): readonly Tax[] | undefined {
  if (given === undefined) return undefined
  if (given === '') return []
  if (given.length > AMOUNTS_MAX) throw tooManyElements(AMOUNTS_MAX, param)
  return given.map(({ amount, tax_rate_data: data, taxability_reason: reason, taxable_amount }, i) => {
    if (Math.abs(amount) > AMOUNT_MAX) throw tooMuch(`${param}[${i}][amount]`)
    const rate = manualRate(tx, data, `${param}[${i}][tax_rate_data]`)
    return { rate, inclusive: data.inclusive, amount, taxable_amount, ...(reason && { reason }) }
  })
}

/** A line with other amounts; with none at all, its taxes are reckoned again. */
export function withTaxes({ manual: _, ...others }: LineState, taxes: readonly Tax[]): LineState {
  return { ...others, ...(taxes.length > 0 && { manual: taxes }) }
}

/**
 * Amounts and rates do not go together: neither on one line, nor on two of an invoice, nor with rates of the invoice (docs); nor with
 * automatic taxes (https://docs.stripe.com/api/invoice-line-item/update#update_line-tax_amounts).
 */
export function checkUnmixed(
  self: Pick<Invoice, 'automatic_tax' | 'default_tax_rates'>,
  lines: readonly LineItem[],
): void {
  if (!lines.some(({ hidden }) => hidden.manual)) return
  const other = self.automatic_tax.enabled
    ? '`automatic_tax[enabled]=true`'
    : self.default_tax_rates.length > 0
      ? '`default_tax_rates`'
      : lines.some(({ hidden }) => hidden.rates)
        ? 'a line item that has `tax_rates`'
        : undefined
  if (other !== undefined) throw invalid(`You cannot use \`tax_amounts\` on an invoice with ${other}.`)
}

// Lines of a credit note's own: an amount with taxes of its own, and of no line of the invoice.
// (https://docs.stripe.com/invoicing/integration/programmatic-credit-notes: "docs"; the words of the refusals are [M])
import type Stripe from 'stripe'
import { exclusive, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { toDecimalString, unitAmountFromDecimal } from '../../lib/money.ts'
import { fromDecimal, mul, rational, roundHalfUp } from '../../lib/rational.ts'
import { taxesOn } from '../../rules/taxes.ts'
import { taxRate } from '../catalog/tax_rate.ts'
import { type LineGiven, refuseOf } from './credit_note_choose.ts'
import type { NoteLineWish } from './credit_note_line_item.ts'
import { rateOf } from './invoice_reckoning.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'

const ONLY_OF_INVOICE = ['amount', 'invoice_line_item'] as const

/** A line of the note's own, with taxes of its own. One unit where nothing is said. [K] */
export function customLine(tx: Tx, given: LineGiven, at: string): NoteLineWish {
  refuseOf(given, ONLY_OF_INVOICE, 'invoice_line_item', at)
  const { unit_amount: unit, unit_amount_decimal: decimal, quantity = 1 } = given
  if (unit !== undefined && decimal !== undefined) throw exclusive([`${at}[unit_amount]`, `${at}[unit_amount_decimal]`])
  if (unit === undefined && decimal === undefined) throw missingParameter(`${at}[unit_amount]`)
  if (given.tax_rates !== undefined && given.tax_amounts !== undefined)
    throw exclusive([`${at}[tax_rates]`, `${at}[tax_amounts]`])
  if (quantity < 1) throw tooSmall(1, `${at}[quantity]`)
  const each = fromDecimal(String(unit ?? decimal))
  // Docs: a line of the note's own cannot be negative.
  if (each.n < 0n) throw tooSmall(0, `${at}[unit_amount]`)
  const text = toDecimalString(each)
  const amount = Number(roundHalfUp(mul(each, rational(BigInt(quantity)))))
  const { rates, taxes } = taxesOfCustom(tx, given, amount, at)
  return {
    credit: { amount, off: [], taxes: taxes.map(({ inclusive, amount, taxable }) => ({ inclusive, amount, taxable })) },
    description: given.description ?? null,
    less: [],
    metadata: mergeMetadata({}, given.metadata),
    quantity,
    rates,
    taxes: taxes.map(({ inclusive, rate }) => ({
      tax_behavior: inclusive ? ('inclusive' as const) : ('exclusive' as const),
      tax_rate_details: { tax_rate: rate },
      taxability_reason: 'not_available',
      type: 'tax_rate_details' as const,
    })),
    unit: { amount: unitAmountFromDecimal(text), decimal: text },
  }
}

function taxesOfCustom(tx: Tx, { tax_rates, tax_amounts }: LineGiven, amount: number, at: string) {
  if (tax_amounts === undefined || tax_amounts === '') {
    const rates = taxRatesAt(tx, tax_rates ?? [], `${at}[tax_rates]`, true) as Stripe.TaxRate[]
    const taxes = taxesOn(amount, rates.map(rateOf))
    return { rates, taxes: taxes.map(({ taxable_amount: taxable, ...tax }) => ({ ...tax, taxable })) }
  }
  const param = (i: number) => `${at}[tax_amounts][${i}][tax_rate]`
  const rows = tx.all(
    taxRate,
    tax_amounts.map(({ tax_rate }) => tax_rate),
    param,
  )
  const taxes = tax_amounts.map((tax, i) => {
    if (tax.amount < 0) throw tooSmall(0, `${at}[tax_amounts][${i}][amount]`)
    return { rate: tax.tax_rate, inclusive: rows[i]!.inclusive, amount: tax.amount, taxable: tax.taxable_amount }
  })
  return { rates: rows.map(({ hidden: _, ...rate }) => rate), taxes }
}

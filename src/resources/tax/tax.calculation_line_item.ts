// One line of a tax calculation. (https://docs.stripe.com/api/tax/calculations/line_items)
import type Stripe from 'stripe'
import { list, type ListParams } from '../../kernel/list.ts'
import { type Listing, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Part } from '../../rules/tax_calculation.ts'
import { shownDetail } from './tax_line.ts'

export interface CalculationLineState {
  readonly of: string
  readonly parts: readonly Part[]
  readonly sourcing: 'destination' | 'performance'
}

export const calculationLine = object<Stripe.Tax.CalculationLineItem, CalculationLineState>(
  'tax.calculation_line_item',
  {
    prefix: 'tax_li',
    short: true,
    noun: 'tax calculation line item',
    terms: ({ hidden }) => [`of=${hidden.of}`],
    includes: { tax_breakdown: (_tx, { hidden }) => hidden.parts.map((part) => shownDetail(hidden.sourcing, part)) },
  },
)
export type CalculationLine = Row<Stripe.Tax.CalculationLineItem, CalculationLineState>

/** They are listed by what they stand in. */
export const calculationLines = resource(calculationLine)

/** Why 100: Stripe's own limit. (docs.stripe.com/api/tax/calculations/create#calculate_tax-line_items) */
export const LINES_MAX = 100

/** All lines of a calculation, in their order. */
export const linesOf = (tx: Tx, of: string): CalculationLine[] =>
  tx.work.made(tx.place, of)
    ? tx.fresh(calculationLine, `of=${of}`)
    : tx.list(calculationLine, [`of=${of}`], { limit: LINES_MAX })

/** A page of them. */
export const listCalculationLines = (tx: Tx, of: string, params: ListParams = {}): Listing =>
  list(tx, calculationLine, params, `/v1/tax/calculations/${of}/line_items`, [`of=${of}`])

// The tax rates behind tax amounts that somebody else has reckoned: made in the background, one for the same data, to be shown and
// never to be reckoned with. (https://docs.stripe.com/invoicing/taxes/manual-tax-amounts: "docs")
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import type { Tx } from '../../kernel/tx.ts'
import { derivedRateId } from './automatic_tax_rate.ts'
import { percentageText } from './percentage.ts'
import { checkCountry, PERCENTAGES, taxRate } from './tax_rate.ts'

export type RateData = NonNullable<
  Exclude<Params<Stripe.InvoiceUpdateLineItemParams>['tax_amounts'], '' | undefined>
>[number]['tax_rate_data']

/** Docs: these are what two have to have in common to be one; neither its description nor its level of jurisdiction are. */
const SAME = ['percentage', 'inclusive', 'display_name', 'jurisdiction', 'country', 'state', 'tax_type'] as const

export const manualRateId = (tx: Tx, data: RateData): string =>
  derivedRateId(tx, JSON.stringify(['manual', ...SAME.map((name) => data[name] ?? null)]))

/** The rate of such data, which is made where there is none yet; its id. `at` is where the data stand. */
export function manualRate(tx: Tx, data: RateData, at: string): string {
  const id = manualRateId(tx, data)
  if (tx.find(taxRate, id)) return id
  const percentage = percentageText(data.percentage, PERCENTAGES, `${at}[percentage]`)
  if (data.country !== undefined) checkCountry(data.country, `${at}[country]`)
  tx.insert(taxRate, {
    id,
    // As those of automatic taxes are. [K]
    active: false,
    country: data.country ?? null,
    created: tx.now,
    description: data.description ?? null,
    display_name: data.display_name,
    effective_percentage: Number(percentage),
    flat_amount: null,
    inclusive: data.inclusive,
    jurisdiction: data.jurisdiction ?? null,
    jurisdiction_level: data.jurisdiction_level ?? null,
    livemode: false,
    metadata: {},
    percentage: Number(percentage),
    rate_type: 'percentage',
    state: data.state ?? null,
    tax_type: data.tax_type ?? null,
    hidden: { percentage, automatic: true, manual: true },
  })
  return id
}

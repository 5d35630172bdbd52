// Tax rates: a percentage, and whether amounts contain it. After creation only its labels change.
// (https://docs.stripe.com/api/tax_rates; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import { invalid, tooManyElements } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { percentageText } from './percentage.ts'

export interface TaxRateState {
  /** The exact decimal of the percentage. */
  readonly percentage: string
  /** Made by automatic taxes, and by nobody's wish. */
  readonly automatic?: true
  /** Made for tax amounts that were reckoned elsewhere: to be shown, and for nothing else. */
  readonly manual?: true
}

export const taxRate = object<Stripe.TaxRate, TaxRateState>('tax_rate', {
  prefix: 'txr',
  noun: 'tax rate',
  inPath: { retrieve: 'tax_rate', others: 'id' },
  terms: ({ hidden }) => [`shown=${hidden.manual !== true}`],
  events: [
    // Nobody made it, and nobody is told. [K]
    { on: 'insert', where: ({ hidden }) => hidden.automatic === true, types: [] },
    { on: 'insert', types: ['tax_rate.created'] },
    { on: 'update', types: ['tax_rate.updated'] },
  ],
})

export const taxRates = resource(taxRate)
  .on<Stripe.TaxRateCreateParams>('POST /v1/tax_rates', (tx, params) => {
    if (params.country !== undefined) checkCountry(params.country)
    const percentage = percentageText(params.percentage, PERCENTAGES, 'percentage')
    return tx.insert(taxRate, {
      active: params.active ?? true,
      country: params.country ?? null,
      created: tx.now,
      description: params.description ?? null,
      display_name: params.display_name,
      // Recorded of rates that users make: the same percentage twice, and neither a flat amount nor a level.
      effective_percentage: Number(percentage),
      flat_amount: null,
      inclusive: params.inclusive,
      jurisdiction: params.jurisdiction ?? null,
      jurisdiction_level: null,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      percentage: Number(percentage),
      rate_type: 'percentage',
      state: params.state ?? null,
      tax_type: params.tax_type ?? null,
      hidden: { percentage },
    })
  })
  .on<Stripe.TaxRateRetrieveParams>('GET /v1/tax_rates/{id}', (_tx, _params, self) => self)
  .on<Stripe.TaxRateListParams>('GET /v1/tax_rates', (tx, params) =>
    list(tx, taxRate, params as never, '/v1/tax_rates', ['shown=true']),
  )
  .on<Stripe.TaxRateUpdateParams>('POST /v1/tax_rates/{id}', (tx, { metadata, ...labels }, self) => {
    // docs.stripe.com/invoicing/taxes/manual-tax-amounts: "They also can't be directly updated". Wording [M].
    if (self.hidden.manual) throw invalid(`The tax rate ${self.id} was created automatically and cannot be updated.`)
    if (labels.country !== undefined) checkCountry(labels.country)
    return tx.update(taxRate, self, {
      ...labels,
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata!, metadata) }),
    })
  })

/** Up to four decimals: docs.stripe.com/billing/taxes/tax-rates#creating-tax-rates-through-the-api */
export const PERCENTAGES = { least: 0, most: 100, decimals: 4 } as const

/** The percentage as an exact decimal, such as `7.25`: what taxes are reckoned with. */
export const percentageOf = ({ hidden: { percentage } }: Row<Stripe.TaxRate, TaxRateState>): string => percentage

/** Two letters. In the words of which Stripe refuses the country of an account. [M] */
export function checkCountry(country: string, param = 'country'): void {
  if (!/^[A-Za-z]{2}$/.test(country))
    throw invalid(
      `Country '${country}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
      { param },
    )
}

/**
 * The tax rates that a parameter names, as they are embedded. Those behind tax amounts may be named by credit notes only
 * (docs.stripe.com/invoicing/taxes/manual-tax-amounts). Wording [M].
 */
export function taxRatesAt(tx: Tx, ids: readonly string[] | '', param: string, isCredit = false): object[] {
  if (ids === '') return []
  if (ids.length > RATES_MAX) throw tooManyElements(RATES_MAX, param)
  const rates = tx.all(taxRate, ids, (i) => `${param}[${i}]`)
  for (const [i, { id, hidden }] of rates.entries())
    if (hidden.manual && !isCredit)
      throw invalid(`The tax rate ${id} was created automatically and cannot be used.`, { param: `${param}[${i}]` })
  return rates.map(({ hidden: _, ...rate }) => rate)
}
/** Why 5: Stripe's own limit. (https://docs.stripe.com/invoicing/taxes/tax-rates) */
const RATES_MAX = 5

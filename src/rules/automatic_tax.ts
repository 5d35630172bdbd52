// Automatic taxes: where a customer is, and what of a sale is owed there, against the table of rates. What the rates come to
// is reckoned in taxes.ts. (https://docs.stripe.com/tax/customer-locations; https://docs.stripe.com/tax/zero-tax)
import { type Collecting, collects } from './tax_registrations.ts'
import { NAMES, PROVINCES, type TaxType, TAXES, ZIPS } from './tax_table.ts'

export interface Address {
  readonly country?: string | null
  readonly state?: string | null
  readonly postal_code?: string | null
}

/** Where a customer is for taxes, and how that is known. */
export interface Location {
  readonly country: string
  /** Of the United States and Canada the two letters that the post gives it; elsewhere as it is written. */
  readonly state: string | null
  readonly source: 'billing_address' | 'shipping_destination'
}

/**
 * Where the customer is: the first address that has anything in it, where their goods go before where they pay. Undefined
 * where that is not precise enough: the United States need a postal code of five digits, Canada a province or a postal code,
 * all others a country. (https://docs.stripe.com/tax/customer-locations)
 */
export function locate(
  shipping: Address | null | undefined,
  billing: Address | null | undefined,
): Location | undefined {
  const [place, source] = isSaid(shipping)
    ? [shipping!, 'shipping_destination' as const]
    : [billing ?? {}, 'billing_address' as const]
  const country = place.country?.toUpperCase() ?? ''
  if (!/^[A-Z]{2}$/.test(country)) return undefined
  if (country === 'US') {
    const zip = /^(\d{3})\d{2}(-?\d{4})?$/.exec(place.postal_code?.trim() ?? '')
    return zip ? { country, state: shortOf(country, place) ?? stateOfZip(Number(zip[1])), source } : undefined
  }
  if (country !== 'CA') return { country, state: place.state || null, source }
  const state = shortOf(country, place) ?? PROVINCES[place.postal_code?.trim()[0]?.toUpperCase() ?? ''] ?? null
  return state === null ? undefined : { country, state, source }
}

const isSaid = (address: Address | null | undefined): boolean =>
  Boolean(address && (address.country || address.state || address.postal_code))

/** The state that is written in an address, by its two letters or by the name that the table has. */
function shortOf(country: string, { state }: Address): string | undefined {
  const text = state?.trim() ?? ''
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase()
  const named = Object.keys(TAXES).find(
    (key) => key.startsWith(`${country}-`) && TAXES[key]![0].toLowerCase() === text.toLowerCase(),
  )
  return named?.slice(3)
}

const stateOfZip = (prefix: number): string | null =>
  ZIPS.find(([first, last]) => prefix >= first && prefix <= last)?.[2] ?? null

const keyOf = ({ country, state }: Pick<Location, 'country' | 'state'>): string =>
  country === 'US' || country === 'CA' ? `${country}-${state}` : country

/** Whether taxes are collected there: the table has the place, and the account is registered for one of its taxes, if any. */
export const isCollected = (where: Location, collecting: Collecting = EVERYWHERE): boolean =>
  Object.hasOwn(TAXES, keyOf(where)) && leviesAt(where).some((levy) => isDue(levy, collecting))

/** Who never registered anywhere counts as registered for the whole table. */
const EVERYWHERE: Collecting = { registered: undefined, at: 0 }

/** Whether there is no such tax, which needs no registration, or it is collected. */
const isDue = (levy: Levy, collecting: Collecting): boolean =>
  TAXES[keyOf(levy)]?.[1].length === 0 || collects(collecting, levy)

/** The name of a place, as people say it. */
export const nameOf = (where: Pick<Location, 'country' | 'state'>): string =>
  TAXES[keyOf(where)]?.[0] ?? where.state ?? where.country

export type Reason = 'customer_exempt' | 'not_collecting' | 'not_subject_to_tax' | 'reverse_charge' | 'standard_rated'

/** One tax of a jurisdiction. */
export interface Levy {
  readonly type: TaxType | null
  /** What it is called on an invoice, and with its place: `VAT`, `VAT Germany`. */
  readonly name: string
  readonly description: string
  /** Percent, as a decimal; 0 where nothing is owed. */
  readonly percentage: string
  readonly country: string
  readonly state: string | null
  readonly jurisdiction: string
  readonly level: 'country' | 'state'
}

interface Sale {
  readonly where: Location
  /** ISO code of the seller's country. */
  readonly seller: string
  /** The customer's `tax_exempt`. */
  readonly exempt: string
  /** The types of the customer's tax ids. */
  readonly ids: readonly string[]
  /** The product's tax code. */
  readonly code: string | null
  /** Where the seller is registered; everywhere, where nothing is said. */
  readonly collecting?: Collecting
}

/** What is never taxed. All other codes have the standard rate here. (https://docs.stripe.com/tax/tax-codes) */
const NONTAXABLE = 'txcd_00000000'

/**
 * What is owed of a sale, and why: one rate for each tax of the place that is collected, of nothing where nothing is owed. Of a
 * place with several taxes, those that the seller is not registered for are left out. [K]
 */
export function leviesOn(sale: Sale): { readonly reason: Reason; readonly levies: readonly Levy[] } {
  const { collecting = EVERYWHERE } = sale
  const all = leviesAt(sale.where)
  const collected = all.filter((levy) => isDue(levy, collecting))
  const reason = collected.length > 0 ? reasonFor(sale) : 'not_collecting'
  if (reason === 'standard_rated') return { reason, levies: collected }
  const levies = collected.length > 0 ? collected : all
  return { reason, levies: levies.map((levy) => ({ ...levy, percentage: '0' })) }
}

function reasonFor({ where, seller, exempt, ids, code }: Sale): Reason {
  const row = TAXES[keyOf(where)]
  if (code === NONTAXABLE || !row) return 'not_collecting'
  const [, taxes, business] = row
  if (taxes.length === 0) return 'not_subject_to_tax'
  if (exempt === 'exempt') return 'customer_exempt'
  const isBusiness = business !== undefined && ids.includes(business)
  return exempt === 'reverse' || (isBusiness && seller !== where.country) ? 'reverse_charge' : 'standard_rated'
}

/** The taxes of a place; one of nothing where there is none. */
export function leviesAt(where: Location): Levy[] {
  const [place, taxes] = TAXES[keyOf(where)] ?? [where.state ?? where.country, []]
  const isState = where.country === 'US' || where.country === 'CA'
  const common = {
    country: where.country,
    state: isState ? where.state : null,
    jurisdiction: isState ? place : where.country,
    level: isState ? ('state' as const) : ('country' as const),
  }
  if (taxes.length === 0) {
    const type = where.country === 'US' ? ('sales_tax' as const) : null
    const name = type ? NAMES[type] : 'Tax'
    return [{ ...common, type, name, description: `${name} ${place}`, percentage: '0' }]
  }
  return taxes.map((tax) => {
    const [type, percentage] = tax.split(' ') as [TaxType, string]
    return { ...common, type, name: NAMES[type], description: `${NAMES[type]} ${place}`, percentage }
  })
}

/** What an account says of prices that do not say it. (https://docs.stripe.com/api/tax/settings/object) */
export const DEFAULT_BEHAVIORS = ['exclusive', 'inclusive', 'inferred_by_currency'] as const
export type DefaultBehavior = (typeof DEFAULT_BEHAVIORS)[number]

/** Prices in these do not contain tax; those in all others do. (docs.stripe.com/tax/products-prices-tax-codes-tax-behavior) */
const EXCLUSIVE_CURRENCIES = ['usd', 'cad']

/** Whether an amount contains its tax: as it is said of it, or else as the account has it for all; undefined where neither is. */
export function behaviorOf(
  said: string | null | undefined,
  usual: DefaultBehavior | null,
  currency: string,
): 'exclusive' | 'inclusive' | undefined {
  if (said === 'exclusive' || said === 'inclusive') return said
  if (usual === 'inferred_by_currency') return EXCLUSIVE_CURRENCIES.includes(currency) ? 'exclusive' : 'inclusive'
  return usual ?? undefined
}

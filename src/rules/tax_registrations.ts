// Where an account is registered for taxes: what each kind of registration covers, and whether a tax is collected at a time.
// (https://docs.stripe.com/api/tax/registrations; docs.stripe.com/tax/supported-countries/european-union)
import { type TaxType, TAXES } from './tax_table.ts'

/** What a registration covers, and when: from then on, and until it ends (epoch seconds). */
export interface Registered {
  readonly place: string
  readonly from: number
  readonly to: number | null
}

/** The registrations of an account at a time (epoch seconds); undefined where it never had one: then it collects everywhere. */
export interface Collecting {
  readonly registered: readonly Registered[] | undefined
  readonly at: number
}

/** What is said of a registration beside its country. */
export interface Option {
  readonly type: string
  readonly state?: string
  readonly province_standard?: { readonly province: string }
  readonly standard?: { readonly place_of_supply_scheme?: string }
}

/** One tax of a place. */
interface Owed {
  readonly country: string
  readonly state: string | null
  readonly type: TaxType | null
}

/** The Union's members are those whose businesses have its number. */
const isOfUnion = (country: string): boolean => TAXES[country]?.[2] === 'eu_vat'
/** Canada's own taxes; the others are a province's. */
const isFederal = (type: TaxType | null): boolean => type === 'gst' || type === 'hst'

/**
 * What a registration covers: `DE`; `EU`, all of the Union; `EU-IE`, all but Ireland; `CA`, the federal taxes; `CA-BC`, that
 * province's own; `US-CA`. Undefined where the table has no tax of it: other taxes of the United States than a state's on sales,
 * parcels from abroad, and countries without a row. Who uses the Union's One Stop Shop collects in all other member states, and
 * at home by a registration of its own; who is not established there, in all of them.
 */
export function coverageOf(country: string, option: Option): string | undefined {
  const scheme = option.standard?.place_of_supply_scheme ?? 'standard'
  if (scheme !== 'standard') return undefined
  if (country === 'US') {
    const key = `US-${option.state}`
    return option.type === 'state_sales_tax' && TAXES[key]?.[1].length ? key : undefined
  }
  if (country === 'CA') {
    if (option.type !== 'province_standard') return 'CA'
    const key = `CA-${option.province_standard?.province}`
    return TAXES[key]?.[1].some((tax) => !isFederal(tax.split(' ')[0] as TaxType)) ? key : undefined
  }
  if (option.type === 'oss_union') return `EU-${country}`
  if (option.type === 'oss_non_union') return 'EU'
  return option.type !== 'ioss' && Object.hasOwn(TAXES, country) ? country : undefined
}

/** Whether what is registered covers a tax. */
export function covers(place: string, { country, state, type }: Owed): boolean {
  if (place === 'EU' || place.startsWith('EU-')) return isOfUnion(country) && place !== `EU-${country}`
  if (country !== 'CA') return place === (country === 'US' ? `US-${state}` : country)
  return place === (isFederal(type) ? 'CA' : `CA-${state}`)
}

/** Whether a tax is collected. */
export const collects = ({ registered, at }: Collecting, owed: Owed): boolean =>
  registered === undefined ||
  registered.some(({ place, from, to }) => from <= at && (to === null || at < to) && covers(place, owed))

export type Status = 'active' | 'expired' | 'scheduled'

/** What is to be said of a registration at a time (epoch seconds). */
export const statusAt = (from: number, to: number | null, at: number): Status =>
  to !== null && to <= at ? 'expired' : from > at ? 'scheduled' : 'active'

// Where somebody is for taxes, and what they owe there, by hand from the documentation and the laws' own rates.
//   [L] docs.stripe.com/tax/customer-locations     [Z] docs.stripe.com/tax/zero-tax
//   [B] docs.stripe.com/tax/products-prices-tax-codes-tax-behavior
import type { Address } from '../../src/rules/automatic_tax.ts'

// biome-ignore format: one row
export type Place = readonly [shipping: Address | null, billing: Address | null, found: string | null, why: string]

// biome-ignore format: a table
export const PLACES: readonly Place[] = [
  [null, null, null, 'no address at all'],
  [null, { country: 'DE' }, 'DE - billing_address', '[L] a country is enough outside the United States and Canada'],
  [null, { country: 'de' }, 'DE - billing_address', 'in small letters'],
  [null, { country: 'Germany' }, null, '[L] the country is an ISO code'],
  [null, { country: 'IE', state: 'Co. Dublin' }, 'IE Co. Dublin billing_address', 'a state is told as it is written'],
  [{ country: 'FR' }, { country: 'DE' }, 'FR - shipping_destination', '[L] shipping comes first'],
  [{ country: 'US' }, { country: 'DE' }, null, '[L] the first that is said is taken, even if it is not precise enough'],
  [{ country: null, state: null, postal_code: null }, { country: 'DE' }, 'DE - billing_address', '[L] an empty one is passed over'],
  [null, { country: 'US' }, null, '[L] "We can’t calculate tax for US customers with only an ISO country code"'],
  [null, { country: 'US', state: 'OR' }, null, '[L] nor with a state beside it'],
  [null, { country: 'US', postal_code: '97712' }, 'US OR billing_address', '[L] Stripe’s sample: 97712 is in Oregon'],
  [null, { country: 'US', postal_code: '97712-4918' }, 'US OR billing_address', '[L] nine digits'],
  [null, { country: 'US', postal_code: '9771' }, null, 'four digits'],
  [null, { country: 'US', state: 'wa', postal_code: '98101' }, 'US WA billing_address', 'Seattle'],
  [null, { country: 'US', state: 'New York', postal_code: '10001' }, 'US NY billing_address', 'the name in full'],
  [null, { country: 'US', postal_code: '02139' }, 'US MA billing_address', 'Cambridge, Massachusetts, with its nought'],
  [null, { country: 'US', postal_code: '94103' }, 'US CA billing_address', 'San Francisco'],
  [null, { country: 'US', postal_code: '10001' }, 'US NY billing_address', 'Manhattan'],
  [null, { country: 'US', postal_code: '20170' }, 'US VA billing_address', 'Herndon'],
  [null, { country: 'US', postal_code: '88510' }, 'US TX billing_address', 'El Paso, amid New Mexico'],
  [null, { country: 'US', postal_code: '96801' }, 'US - billing_address', 'Honolulu: a place without a row'],
  [null, { country: 'CA' }, null, '[L] Canada needs more'],
  [null, { country: 'CA', state: 'ON' }, 'CA ON billing_address', '[L] a province'],
  [null, { country: 'CA', state: 'Quebec' }, 'CA QC billing_address', 'by its name'],
  [null, { country: 'CA', postal_code: 'v5k 0a1' }, 'CA BC billing_address', '[L] or a postal code: V is British Columbia'],
]

// biome-ignore format: one row
export type Sold = readonly [place: string, more: { seller?: string; exempt?: string; ids?: string[]; code?: string }, owed: string, why: string]

// biome-ignore format: a table
export const SALES: readonly Sold[] = [
  ['DE', {}, 'standard_rated: VAT Germany 19', 'the standard rate'],
  ['DE', { code: 'txcd_10103001' }, 'standard_rated: VAT Germany 19', 'software as a service has it too'],
  ['DE', { code: 'txcd_00000000' }, 'not_collecting: VAT Germany 0', '[Z] nontaxable'],
  ['DE', { exempt: 'exempt' }, 'customer_exempt: VAT Germany 0', '[Z]'],
  ['DE', { exempt: 'reverse' }, 'reverse_charge: VAT Germany 0', '[Z] said of the customer'],
  ['DE', { ids: ['eu_vat'] }, 'reverse_charge: VAT Germany 0', '[Z] a tax id, and a seller elsewhere'],
  ['DE', { ids: ['eu_vat'], seller: 'FR' }, 'reverse_charge: VAT Germany 0', 'from one member state to another'],
  ['DE', { ids: ['eu_vat'], seller: 'DE' }, 'standard_rated: VAT Germany 19', 'at home a business pays like everybody'],
  ['DE', { ids: ['de_stn'] }, 'standard_rated: VAT Germany 19', 'no VAT number'],
  ['DE', { ids: ['eu_vat'], exempt: 'exempt' }, 'customer_exempt: VAT Germany 0', 'exempt before all'],
  ['FI', {}, 'standard_rated: VAT Finland 25.5', 'a rate with a decimal'],
  ['GB', { ids: ['gb_vat'] }, 'reverse_charge: VAT United Kingdom 0', '[K]'],
  ['GB', { ids: ['eu_vat'] }, 'standard_rated: VAT United Kingdom 20', 'a number of elsewhere'],
  ['CH', { ids: ['ch_vat'] }, 'standard_rated: VAT Switzerland 8.1', 'whoever is registered there charges businesses too [K]'],
  ['AU', { ids: ['au_abn'] }, 'reverse_charge: GST Australia 0', 'as Autumn’s documentation tells of Stripe'],
  ['AU', { ids: ['au_abn'], seller: 'AU' }, 'standard_rated: GST Australia 10', 'at home'],
  ['JP', {}, 'standard_rated: JCT Japan 10', ''],
  ['IN', {}, 'standard_rated: IGST India 18', ''],
  ['CA ON', {}, 'standard_rated: HST Ontario 13', 'harmonised'],
  ['CA QC', {}, 'standard_rated: GST Quebec 5, QST Quebec 9.975', 'two taxes on one sale'],
  ['CA QC', { exempt: 'exempt' }, 'customer_exempt: GST Quebec 0, QST Quebec 0', 'both of nothing'],
  ['US WA', {}, 'standard_rated: Sales Tax Washington 6.5', 'the state alone'],
  ['US WA', { ids: ['us_ein'] }, 'standard_rated: Sales Tax Washington 6.5', 'no reverse charge in the United States'],
  ['US OR', {}, 'not_subject_to_tax: Sales Tax Oregon 0', '[Z] "The jurisdiction doesn’t impose a tax."'],
  ['US HI', {}, 'not_collecting: Sales Tax HI 0', 'no row'],
  ['BR', {}, 'not_collecting: Tax BR 0', 'no row'],
]

// biome-ignore format: one row
export type Said = readonly [said: string | null, usual: 'exclusive' | 'inclusive' | 'inferred_by_currency' | null, currency: string, found: string | undefined]

// biome-ignore format: a table
export const BEHAVIORS: readonly Said[] = [
  ['inclusive', null, 'usd', 'inclusive'],
  ['exclusive', 'inclusive', 'eur', 'exclusive'],
  ['unspecified', null, 'eur', undefined],
  ['unspecified', 'inclusive', 'usd', 'inclusive'],
  [null, 'exclusive', 'eur', 'exclusive'],
  // [B]: "Automatic": exclusive in US and Canadian dollars, inclusive in all others.
  ['unspecified', 'inferred_by_currency', 'usd', 'exclusive'],
  ['unspecified', 'inferred_by_currency', 'cad', 'exclusive'],
  ['unspecified', 'inferred_by_currency', 'eur', 'inclusive'],
  [null, null, 'jpy', undefined],
]

/** All rates, by hand a second time. (ec.europa.eu/taxation_customs/tedb; canada.ca; the authority of each country and state) */
// biome-ignore format: a table
export const RATES: Readonly<Record<string, string>> = {
  'the European Union':
    'AT 20, BE 21, BG 20, CY 19, CZ 21, DE 19, DK 25, EE 24, ES 21, FI 25.5, FR 20, GR 24, HR 25, HU 27, IE 23, IT 22, LT 21, ' +
    'LU 17, LV 21, MT 18, NL 21, PL 23, PT 23, RO 21, SE 25, SI 22, SK 23',
  elsewhere: 'AE 5, AU 10, CH 8.1, GB 20, IN 18, IS 24, JP 10, KR 10, MX 16, NO 25, NZ 15, SG 9, ZA 15',
  CA: 'AB 5, BC 5+7, MB 5+7, NB 15, NL 15, NS 14, NT 5, NU 5, ON 13, PE 15, QC 5+9.975, SK 5+6, YT 5',
  US:
    'AZ 5.6, CA 7.25, CO 2.9, DE 0, FL 6, GA 4, IL 6.25, MA 6.25, MT 0, NH 0, NJ 6.625, NY 4, OH 5.75, OR 0, PA 6, TX 6.25, ' +
    'VA 5.3, WA 6.5',
}

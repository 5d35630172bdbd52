// What each jurisdiction takes of a sale: standard rates as they are in 2026. This page is data, to be changed when a law is.
// No reduced rates, no thresholds, and in the United States the rate of the state alone: cities and counties add theirs.
//   European Union: the Commission's Taxes in Europe Database (ec.europa.eu/taxation_customs/tedb), standard rates; Estonia
//     24 since July 2025, Romania 21 since August 2025, Slovakia 23 since January 2025, Finland 25.5 since September 2024.
//   Canada: canada.ca, GST/HST by province (Nova Scotia 14 since April 2025); the provinces' own pages on PST, RST and QST.
//   United States: the states' departments of revenue; California and Virginia with what is the same all over the state.
//   Elsewhere: the tax authority of each country. All of it [K].

/** `tax_type` of a tax rate. (https://docs.stripe.com/api/tax_rates/object#tax_rate_object-tax_type) */
export type TaxType = 'gst' | 'hst' | 'igst' | 'jct' | 'pst' | 'qst' | 'rst' | 'sales_tax' | 'vat'

/** Its name; its taxes, type and percent, none where nothing is taxed; the id of a business that accounts for them itself. */
export type Row = readonly [name: string, taxes: readonly `${TaxType} ${string}`[], business?: string]

/**
 * By country, or by country and state. A business with a tax id of the third column that buys from abroad is charged nothing
 * and accounts for the tax itself. (docs.stripe.com/tax/zero-tax: "based on the presence of a tax ID and the jurisdictions
 * involved"; for which jurisdictions beside the Union's: [K], Australia by docs.useautumn.com/documentation/customers/tax)
 */
// biome-ignore format: a table
export const TAXES: Readonly<Record<string, Row>> = {
  AT: ['Austria', ['vat 20'], 'eu_vat'],
  BE: ['Belgium', ['vat 21'], 'eu_vat'],
  BG: ['Bulgaria', ['vat 20'], 'eu_vat'],
  CY: ['Cyprus', ['vat 19'], 'eu_vat'],
  CZ: ['Czech Republic', ['vat 21'], 'eu_vat'],
  DE: ['Germany', ['vat 19'], 'eu_vat'],
  DK: ['Denmark', ['vat 25'], 'eu_vat'],
  EE: ['Estonia', ['vat 24'], 'eu_vat'],
  ES: ['Spain', ['vat 21'], 'eu_vat'],
  FI: ['Finland', ['vat 25.5'], 'eu_vat'],
  FR: ['France', ['vat 20'], 'eu_vat'],
  GR: ['Greece', ['vat 24'], 'eu_vat'],
  HR: ['Croatia', ['vat 25'], 'eu_vat'],
  HU: ['Hungary', ['vat 27'], 'eu_vat'],
  IE: ['Ireland', ['vat 23'], 'eu_vat'],
  IT: ['Italy', ['vat 22'], 'eu_vat'],
  LT: ['Lithuania', ['vat 21'], 'eu_vat'],
  LU: ['Luxembourg', ['vat 17'], 'eu_vat'],
  LV: ['Latvia', ['vat 21'], 'eu_vat'],
  MT: ['Malta', ['vat 18'], 'eu_vat'],
  NL: ['Netherlands', ['vat 21'], 'eu_vat'],
  PL: ['Poland', ['vat 23'], 'eu_vat'],
  PT: ['Portugal', ['vat 23'], 'eu_vat'],
  RO: ['Romania', ['vat 21'], 'eu_vat'],
  SE: ['Sweden', ['vat 25'], 'eu_vat'],
  SI: ['Slovenia', ['vat 22'], 'eu_vat'],
  SK: ['Slovakia', ['vat 23'], 'eu_vat'],

  AE: ['United Arab Emirates', ['vat 5']],
  AU: ['Australia', ['gst 10'], 'au_abn'],
  CH: ['Switzerland', ['vat 8.1']],
  GB: ['United Kingdom', ['vat 20'], 'gb_vat'],
  IN: ['India', ['igst 18'], 'in_gst'],
  IS: ['Iceland', ['vat 24'], 'is_vat'],
  JP: ['Japan', ['jct 10']],
  KR: ['South Korea', ['vat 10'], 'kr_brn'],
  MX: ['Mexico', ['vat 16']],
  NO: ['Norway', ['vat 25'], 'no_vat'],
  NZ: ['New Zealand', ['gst 15'], 'nz_gst'],
  SG: ['Singapore', ['gst 9'], 'sg_gst'],
  ZA: ['South Africa', ['vat 15']],

  'CA-AB': ['Alberta', ['gst 5']],
  'CA-BC': ['British Columbia', ['gst 5', 'pst 7']],
  'CA-MB': ['Manitoba', ['gst 5', 'rst 7']],
  'CA-NB': ['New Brunswick', ['hst 15']],
  'CA-NL': ['Newfoundland and Labrador', ['hst 15']],
  'CA-NS': ['Nova Scotia', ['hst 14']],
  'CA-NT': ['Northwest Territories', ['gst 5']],
  'CA-NU': ['Nunavut', ['gst 5']],
  'CA-ON': ['Ontario', ['hst 13']],
  'CA-PE': ['Prince Edward Island', ['hst 15']],
  'CA-QC': ['Quebec', ['gst 5', 'qst 9.975']],
  'CA-SK': ['Saskatchewan', ['gst 5', 'pst 6']],
  'CA-YT': ['Yukon', ['gst 5']],

  'US-AZ': ['Arizona', ['sales_tax 5.6']],
  'US-CA': ['California', ['sales_tax 7.25']],
  'US-CO': ['Colorado', ['sales_tax 2.9']],
  'US-DE': ['Delaware', []],
  'US-FL': ['Florida', ['sales_tax 6']],
  'US-GA': ['Georgia', ['sales_tax 4']],
  'US-IL': ['Illinois', ['sales_tax 6.25']],
  'US-MA': ['Massachusetts', ['sales_tax 6.25']],
  'US-MT': ['Montana', []],
  'US-NH': ['New Hampshire', []],
  'US-NJ': ['New Jersey', ['sales_tax 6.625']],
  'US-NY': ['New York', ['sales_tax 4']],
  'US-OH': ['Ohio', ['sales_tax 5.75']],
  'US-OR': ['Oregon', []],
  'US-PA': ['Pennsylvania', ['sales_tax 6']],
  'US-TX': ['Texas', ['sales_tax 6.25']],
  'US-VA': ['Virginia', ['sales_tax 5.3']],
  'US-WA': ['Washington', ['sales_tax 6.5']],
}

/** What the taxes are called on an invoice. (docs.stripe.com/tax/zero-tax: `VAT`; the others [K]) */
export const NAMES: Readonly<Record<TaxType, string>> = {
  gst: 'GST',
  hst: 'HST',
  igst: 'IGST',
  jct: 'JCT',
  pst: 'PST',
  qst: 'QST',
  rst: 'RST',
  sales_tax: 'Sales Tax',
  vat: 'VAT',
}

/** The province of a Canadian postal code, by its first letter. (canadapost.ca) X is the Northwest Territories' and Nunavut's. */
// biome-ignore format: a table
export const PROVINCES: Readonly<Record<string, string>> = {
  A: 'NL', B: 'NS', C: 'PE', E: 'NB', G: 'QC', H: 'QC', J: 'QC', K: 'ON', L: 'ON', M: 'ON', N: 'ON', P: 'ON', R: 'MB',
  S: 'SK', T: 'AB', V: 'BC', X: 'NT', Y: 'YT',
}

/** The first three digits of ZIP codes, first and last, of the states of the table. (pe.usps.com, labeling list L002) */
// biome-ignore format: a table
export const ZIPS: readonly (readonly [first: number, last: number, state: string])[] = [
  [10, 27, 'MA'], [30, 38, 'NH'], [55, 55, 'MA'], [70, 89, 'NJ'], [100, 149, 'NY'], [150, 196, 'PA'], [197, 199, 'DE'],
  [201, 201, 'VA'], [220, 246, 'VA'], [300, 319, 'GA'], [320, 339, 'FL'], [341, 342, 'FL'], [344, 344, 'FL'],
  [346, 347, 'FL'], [349, 349, 'FL'], [398, 399, 'GA'], [430, 459, 'OH'], [590, 599, 'MT'], [600, 629, 'IL'],
  [750, 799, 'TX'], [800, 816, 'CO'], [850, 865, 'AZ'], [885, 885, 'TX'], [900, 961, 'CA'], [970, 979, 'OR'],
  [980, 994, 'WA'],
]

// Countries and their addresses: which parts one has, and in which order they are written.
import type { Locale } from './words/index.ts'

/** ISO 3166-1, those to which people pay and ship. */
const CODES = `
  AC AD AE AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CD CF CG CH
  CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP
  GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK
  LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA
  PE PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TA TC TD
  TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE YT ZA ZM ZW
`.match(/\w+/g)!

/** Codes and names, by name in the language. `among` are those that a page allows. */
export function countriesIn(language: Locale, among?: readonly string[]): (readonly [code: string, name: string])[] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' })
  const codes = among && among.length > 0 ? CODES.filter((code) => among.includes(code)) : CODES
  return codes
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, a], [, b]) => a.localeCompare(b, language))
}

export type AddressPart = 'line1' | 'line2' | 'city' | 'state' | 'postal_code'

const PARTS: Readonly<Record<string, AddressPart>> = { 1: 'line1', 2: 'line2', c: 'city', s: 'state', p: 'postal_code' }

/** The parts of an address in their order: lines 1 and 2, city, state, postal code. (Universal Postal Union, addressing) */
const FORMATS: Readonly<Record<string, string>> = {
  AE: '12s',
  AR: '12cps',
  AU: '12csp',
  BR: '12csp',
  CA: '12csp',
  CN: 'psc12',
  CO: '12cs',
  GB: '12cp',
  HK: '12cs',
  ID: '12csp',
  IE: '12csp',
  IN: '12csp',
  IT: '12pcs',
  ES: '12pcs',
  JP: 'psc12',
  KR: 'psc12',
  MX: '12pcs',
  MY: '12pcs',
  NG: '12csp',
  NZ: '12cp',
  PH: '12csp',
  PR: '12csp',
  SG: '12p',
  TH: '12csp',
  TW: 'psc12',
  UA: '12csp',
  US: '12csp',
  VN: '12csp',
  ZA: '12csp',
}

/** Most write the postal code before the city, and no state. */
export const partsOf = (country: string): AddressPart[] =>
  [...(FORMATS[country] ?? '12pc')].map((letter) => PARTS[letter]!)

/** States that are chosen from a list, by their codes: where the post wants the code. */
const STATES: Readonly<Record<string, string>> = {
  AU: 'ACT:Australian Capital Territory NSW:New South Wales NT:Northern Territory QLD:Queensland SA:South Australia TAS:Tasmania VIC:Victoria WA:Western Australia',
  CA: 'AB:Alberta BC:British Columbia MB:Manitoba NB:New Brunswick NL:Newfoundland and Labrador NT:Northwest Territories NS:Nova Scotia NU:Nunavut ON:Ontario PE:Prince Edward Island QC:Quebec SK:Saskatchewan YT:Yukon',
  US: 'AL:Alabama AK:Alaska AZ:Arizona AR:Arkansas CA:California CO:Colorado CT:Connecticut DE:Delaware DC:District of Columbia FL:Florida GA:Georgia HI:Hawaii ID:Idaho IL:Illinois IN:Indiana IA:Iowa KS:Kansas KY:Kentucky LA:Louisiana ME:Maine MD:Maryland MA:Massachusetts MI:Michigan MN:Minnesota MS:Mississippi MO:Missouri MT:Montana NE:Nebraska NV:Nevada NH:New Hampshire NJ:New Jersey NM:New Mexico NY:New York NC:North Carolina ND:North Dakota OH:Ohio OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode Island SC:South Carolina SD:South Dakota TN:Tennessee TX:Texas UT:Utah VT:Vermont VA:Virginia WA:Washington WV:West Virginia WI:Wisconsin WY:Wyoming AA:Armed Forces Americas AE:Armed Forces Europe AP:Armed Forces Pacific',
}

/** Codes and names; nothing where a state is typed. */
export const statesOf = (country: string): (readonly [string, string])[] | undefined =>
  STATES[country]?.split(/ (?=[A-Z]{2,3}:)/).map((one) => one.split(':') as [string, string])

/** Whose cards' postal codes are compared, so that they are asked for beside a card. */
export const COMPARES_POSTAL: readonly string[] = ['US', 'GB', 'CA', 'PR']

/** The country that a browser's languages speak of, or the United States. */
export const likelyCountry = (languages: readonly string[] = navigator.languages): string =>
  languages.map((tag) => /-([A-Z]{2})\b/.exec(tag)?.[1]).find((code) => code && CODES.includes(code)) ?? 'US'

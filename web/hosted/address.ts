// The fields of an address, in the order in which a country writes it.
import type { Language } from './language.ts'

/** As the API names them; what they are called is in words/fields. */
export const ADDRESS = {
  city: { label: 'city', auto: 'address-level2', isNeeded: false, isShort: true },
  line1: { label: 'line1', auto: 'address-line1', isNeeded: true, isShort: false },
  line2: { label: 'line2', auto: 'address-line2', isNeeded: false, isShort: false },
  postal_code: { label: 'postalCode', auto: 'postal-code', isNeeded: false, isShort: true },
  state: { label: 'state', auto: 'address-level1', isNeeded: false, isShort: true },
} as const

export type AddressPart = keyof typeof ADDRESS

const TOWN_FIRST = ['line1', 'line2', 'city', 'state', 'postal_code'] as const
const LARGE_TO_SMALL = ['state', 'city', 'line1', 'line2', 'postal_code'] as const
const POSTAL_FIRST = ['postal_code', 'state', 'city', 'line1', 'line2'] as const
/** As most of Europe writes it. */
const USUAL = ['line1', 'line2', 'postal_code', 'city', 'state'] as const

/** (the formats of Google's libaddressinput, those in the country's own script) */
const ORDER: Readonly<Record<string, readonly AddressPart[]>> = {
  AU: TOWN_FIRST,
  CA: TOWN_FIRST,
  CN: POSTAL_FIRST,
  GB: TOWN_FIRST,
  HK: LARGE_TO_SMALL,
  IE: TOWN_FIRST,
  IN: TOWN_FIRST,
  JP: POSTAL_FIRST,
  KR: LARGE_TO_SMALL,
  NZ: TOWN_FIRST,
  TW: POSTAL_FIRST,
  US: TOWN_FIRST,
}

export const addressOrder = (country: string): readonly AddressPart[] => ORDER[country] ?? USUAL

/** The country in which most who speak it live: the one to go by where none is known. (CLDR, likely subtags) */
export const homeOf = (language: Language): string => new Intl.Locale(language).maximize().region ?? 'US'

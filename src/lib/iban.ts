// International bank account numbers: their form, and their check digits (ISO 13616).

/** How long the numbers of each country of the Single Euro Payments Area are. (SWIFT's IBAN registry) */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
}

/** How long a country's IBANs are, or nothing. */
export const ibanLength = (country: string): number | undefined =>
  Object.hasOwn(LENGTHS, country) ? LENGTHS[country] : undefined

/** An IBAN as banks compare it: without spaces, in capitals. */
export const plainIban = (given: string): string => given.replaceAll(' ', '').toUpperCase()

/**
 * The country (ISO 3166-1, two letters) of a valid IBAN of the euro area's payments, or nothing. Spaces and small letters
 * do not matter. Valid is: the country's length, and the remainder 1 of the number that comes of moving the first four
 * characters to the end and writing letters as 10 to 35, divided by 97.
 */
export function ibanCountry(given: string): string | undefined {
  const iban = plainIban(given)
  const country = iban.slice(0, 2)
  if (!/^[A-Z]{2}\d{2}[A-Z\d]+$/.test(iban)) return undefined
  if (!Object.hasOwn(LENGTHS, country) || iban.length !== LENGTHS[country]) return undefined
  return remainder(iban) === 1n ? country : undefined
}

/** The IBAN of an account within a country, with its check digits: 98 less the remainder with `00` in their place. */
export function ibanOf(country: string, account: string): string {
  const digits = 98n - remainder(`${country}00${account}`)
  return `${country}${String(digits).padStart(2, '0')}${account}`
}

/** Of the division by 97 of what an IBAN is as a number. */
function remainder(iban: string): bigint {
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((letter) => Number.parseInt(letter, 36)).join('')
  return BigInt(digits) % 97n
}

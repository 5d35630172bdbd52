// Numbers of bank accounts while they are typed: an IBAN, and Australia's two.
import { ibanCountry, ibanLength, plainIban } from '../../../src/lib/iban.ts'

/** `DE89 3704 0044`: in capitals, in groups of four, no longer than its country's. */
export function writeIban(typed: string): string {
  const plain = plainIban(typed.normalize('NFKC')).replace(/[^A-Z\d]/g, '')
  return plain.slice(0, ibanLength(plain.slice(0, 2)) ?? 34).replace(/(.{4})(?=.)/g, '$1 ')
}

/** What is wrong with an IBAN, in Stripe.js's codes. `countries` are those that the page takes; without a word, all of the euro area's. */
export function ibanProblem(
  written: string,
  countries?: readonly string[],
): 'incomplete_iban' | 'invalid_iban' | 'invalid_iban_country_code' | 'invalid_iban_start' | undefined {
  const plain = plainIban(written)
  if (plain.length < 2) return 'incomplete_iban'
  if (!/^[A-Z]{2}/.test(plain)) return 'invalid_iban_start'
  const country = plain.slice(0, 2)
  const length = ibanLength(country)
  if (length === undefined || (countries && !countries.includes(country) && !countries.includes('SEPA')))
    return 'invalid_iban_country_code'
  if (plain.length < length) return 'incomplete_iban'
  return ibanCountry(plain) === undefined ? 'invalid_iban' : undefined
}

/** `000-000`. */
export function writeBsb(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/\D/g, '').slice(0, 6)
  return digits.length > 3 ? `${digits.slice(0, 3)}-${digits.slice(3)}` : digits
}

export const bsbProblem = (written: string): 'incomplete_bsb' | undefined =>
  written.replace(/\D/g, '').length < 6 ? 'incomplete_bsb' : undefined

/** Five to nine digits. (AusPayNet, BECS procedures) */
export const accountProblem = (written: string): 'incomplete_account_number' | undefined =>
  written.length < 5 ? 'incomplete_account_number' : undefined

// The banks of Stripe's test mode that accounts are paid out to, by country. (https://docs.stripe.com/connect/testing#account-numbers)
import { ibanCountry, plainIban } from '../lib/iban.ts'
import { type BankFailure, FAILING_ACCOUNTS } from './payout_failures.ts'

interface Bank {
  /** The number of the bank or its branch. */
  readonly routing: string
  readonly number: string
}

/** Where there is no IBAN. The numbers of some countries are [K]. */
const BANKS: Readonly<Record<string, Bank>> = {
  AU: { routing: '110000', number: '000123456' },
  BR: { routing: '110-0000', number: '0001234' },
  CA: { routing: '11000-000', number: '000123456789' },
  GB: { routing: '108800', number: '00012345' },
  HK: { routing: '110-000', number: '000123456' },
  IN: { routing: 'HDFC0000261', number: '000123456789' },
  JP: { routing: '1100000', number: '0001234' },
  MX: { routing: '', number: '000000001234567897' },
  MY: { routing: 'TESTMYKL', number: '000123456000' },
  NZ: { routing: '110000', number: '0000000010' },
  SG: { routing: '1100-000', number: '000123456' },
  TH: { routing: '110', number: '000123456789' },
  US: { routing: '110000000', number: '000123456789' },
}

/** In the United States some numbers show what a bank may say to a payout. */
const FAILING_ROUTING = '110000000'

/** A number that needs no second look in the country, or an IBAN where banks have them; for who has to give one. */
export const bankOf = (country: string): Bank => BANKS[country] ?? { routing: '', number: IBANS[country] ?? IBANS.DE! }
const IBANS: Readonly<Record<string, string>> = {
  AE: 'AE070331234567890123456',
  AT: 'AT611904300234573201',
  BE: 'BE62510007547061',
  CH: 'CH9300762011623852957',
  DE: 'DE89370400440532013000',
  ES: 'ES0700120345030000067890',
  FR: 'FR1420041010050500013M02606',
  IE: 'IE29AIBK93115212345678',
  IT: 'IT40S0542811101000000123456',
  NL: 'NL39RABO0300065264',
  PT: 'PT50000201231234567890154',
  SE: 'SE3550000000054910000003',
}

/** What a bank says of a number. `wrong` is which of the two it does not know. */
export type Looked =
  | { readonly known: true; readonly fails?: BankFailure }
  | { readonly known: false; readonly wrong: 'account_number' | 'routing_number' }

/**
 * Looks an account up in a country: its own test number, one of those that fail, or an IBAN whose check digits are right.
 * (Stripe takes one IBAN of each country; here any valid one will do. [K])
 */
export function lookUp(country: string, number: string, routing: string | undefined): Looked {
  const bank = BANKS[country]
  if (!bank) {
    const isThere = plainIban(number) === IBANS[country] || ibanCountry(number) === country
    return isThere ? { known: true } : { known: false, wrong: 'account_number' }
  }
  if (bare(routing ?? '') !== bare(bank.routing)) return { known: false, wrong: 'routing_number' }
  if (bare(number) === bare(bank.number)) return { known: true }
  const isFailing = bank.routing === FAILING_ROUTING && Object.hasOwn(FAILING_ACCOUNTS, number)
  return isFailing ? { known: true, fails: FAILING_ACCOUNTS[number]! } : { known: false, wrong: 'account_number' }
}

const bare = (number: string) => number.replace(/[\s-]/g, '')

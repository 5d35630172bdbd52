// What all movements of money have in common: amounts, and the names of those between whom it moves.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { currencies } from '../../lib/money.ts'

export interface Money {
  readonly value: number
  readonly currency: string
}

/** Why so much: Stripe documents no limit, and amounts of eight digits are the most that it takes of a charge. [K] */
const AMOUNT_MAX = 99_999_999

/** An amount that can be moved: a currency that there is, in small letters, and more than nothing. Words [M]. */
export function checkedMoney({ value, currency }: Money, param = 'amount'): Money {
  if (value < 1 || value > AMOUNT_MAX)
    throw invalid(`The amount must be between 1 and ${AMOUNT_MAX}.`, {
      code: 'invalid_fields',
      param: `${param}[value]`,
    })
  return { value, currency: checkedCurrency(currency, `${param}[currency]`) }
}

/** A currency that there is, in small letters. */
export function checkedCurrency(given: string, param: string): string {
  const currency = given.toLowerCase()
  if (!Object.hasOwn(currencies, currency))
    throw invalid(`Invalid currency: ${given}`, { code: 'invalid_fields', param })
  return currency
}

/** What an account is called by its bank. */
export function nameOf({
  business_profile: profile,
  settings,
  email,
}: Pick<Stripe.Account, 'business_profile' | 'settings' | 'email'>): string {
  return profile?.name || settings?.dashboard?.display_name || email || ''
}

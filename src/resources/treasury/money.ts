// Amounts that are moved in Treasury: dollars, and at least a cent.
import { invalid, tooSmall } from '../../kernel/errors.ts'
import { checkCurrency } from '../catalog/price.ts'
import { AMOUNT_MAX, tooMuch } from '../payments/intent.ts'

/** Refuses what cannot be moved: `usd` is the one currency of Treasury. */
export function checkMoney({ amount, currency }: { readonly amount: number; readonly currency: string }): void {
  if (amount < 1) throw tooSmall(1, 'amount')
  if (amount > AMOUNT_MAX) throw tooMuch('amount')
  const code = checkCurrency(currency)
  if (code !== 'usd')
    throw invalid(`The currency \`${code}\` is not supported. The supported currencies are: usd.`, {
      param: 'currency',
    }) // [M]
}

/** How long the bank takes in a sandbox: Stripe says only that its answer comes after that of the request. [K] */
export const SETTLES_AFTER_SECONDS = 5

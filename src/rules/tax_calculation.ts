// What a tax calculation says of its amounts: the taxes on each, their sums, and what goes back of a sale by a flat amount.
// (https://docs.stripe.com/api/tax/calculations/object; https://docs.stripe.com/tax/custom#reversals)
import { shareOf } from '../lib/share.ts'
import { div, mul, rational, roundHalfUp } from '../lib/rational.ts'
import { type Levy, leviesOn, type Reason } from './automatic_tax.ts'
import { taxesOn } from './taxes.ts'

/** One tax on one amount. Amounts in minor units. */
export interface Part {
  readonly levy: Levy
  readonly reason: Reason
  readonly inclusive: boolean
  readonly amount: number
  readonly taxable_amount: number
}

/** The taxes on an amount (minor units) that contains them or not, each rounded once, half up. */
export function partsOf(amount: number, inclusive: boolean, sale: Parameters<typeof leviesOn>[0]): Part[] {
  const { reason, levies } = leviesOn(sale)
  const rates = levies.map(({ percentage }, i) => ({ id: String(i), percentage, inclusive, reason }))
  return taxesOn(amount, rates).map((tax, i) => ({
    levy: levies[i]!,
    reason,
    inclusive,
    amount: tax.amount,
    taxable_amount: tax.taxable_amount,
  }))
}

/** The same taxes of several amounts, summed, in the order in which they come first. */
export function summed(parts: readonly Part[]): Part[] {
  const sums = new Map<string, Part>()
  for (const part of parts) {
    const { type, percentage, country, state } = part.levy
    const key = [type, percentage, country, state, part.inclusive, part.reason].join(' ')
    const known = sums.get(key)
    sums.set(key, {
      ...part,
      amount: part.amount + (known?.amount ?? 0),
      taxable_amount: part.taxable_amount + (known?.taxable_amount ?? 0),
    })
  }
  return [...sums.values()]
}

/** Minor units. */
export const totalOf = (parts: readonly Pick<Part, 'amount'>[]): number =>
  parts.reduce((sum, { amount }) => sum + amount, 0)

/** A percentage as Stripe prints it: `8.5`, and `23.0`. (docs.stripe.com/tax/custom#inclusive-pricing has 23.0) */
export const percentageText = (percentage: string): string =>
  percentage.includes('.') ? percentage : `${percentage}.0`

/** An amount and the tax on it or in it, minor units, both above zero. */
export interface Taxed {
  readonly amount: number
  readonly amount_tax: number
  readonly inclusive: boolean
}

/** What of a sale, taxes included, has been paid for something. */
export const paidFor = ({ amount, amount_tax, inclusive }: Taxed): number => (inclusive ? amount : amount + amount_tax)

/**
 * A flat amount (minor units, taxes included) as it is shared by what is left of each, in proportion, and each share again
 * between its amount and its tax. The shares are together exactly the flat amount. (docs.stripe.com/tax/custom, "Partially refund a
 * sale by a flat amount") How it rounds is [K].
 */
export function sharesOf(flat: number, left: readonly Taxed[]): Pick<Taxed, 'amount' | 'amount_tax'>[] {
  const total = left.reduce((sum, one) => sum + paidFor(one), 0)
  let before = 0
  return left.map((one) => {
    const whole = paidFor(one)
    const share = whole === 0 ? 0 : shareOf(flat, { before, after: before + whole, total })
    before += whole
    const amount_tax = whole === 0 ? 0 : part(share, one.amount_tax, whole)
    return { amount: one.inclusive ? share : share - amount_tax, amount_tax }
  })
}

/** `share` times `tax` over `whole`, rounded half up. */
const part = (share: number, tax: number, whole: number): number =>
  Number(roundHalfUp(div(mul(rational(BigInt(share)), rational(BigInt(tax))), rational(BigInt(whole)))))

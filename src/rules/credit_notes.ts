// Credit notes: what of a line's discounts and taxes goes with a part of the line that is credited. Each share is taken of
// what is left and not of the whole, so that several notes together never give back a cent more than the invoice took.
// (https://docs.stripe.com/invoicing/integration/programmatic-credit-notes)
import { rational, roundHalfUp } from '../lib/rational.ts'

export interface CreditedTax {
  readonly inclusive: boolean
  readonly amount: number
  /** The amount that it is on, without any tax. */
  readonly taxable: number
}

/** A line of an invoice, or a part of one: minor units, all of the sign of the line. */
export interface Creditable {
  /** Before discounts, with the taxes that it contains. */
  readonly amount: number
  /** What each discount takes off, in the order of the line. */
  readonly off: readonly number[]
  readonly taxes: readonly CreditedTax[]
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const added = ({ taxes }: Creditable) => sum(taxes.map(({ inclusive, amount }) => (inclusive ? 0 : amount)))

/** What is paid for it: without its discounts, with the taxes that come on top. */
export const totalOf = (part: Creditable): number => part.amount - sum(part.off) + added(part)

/** One part, and another of the same line; or, with `sign` -1, what is left of one without the other. */
export function plus(one: Creditable, other: Creditable, sign: 1 | -1 = 1): Creditable {
  return {
    amount: one.amount + sign * other.amount,
    off: one.off.map((amount, i) => amount + sign * other.off[i]!),
    taxes: one.taxes.map(({ inclusive, amount, taxable }, i) => ({
      inclusive,
      amount: amount + sign * other.taxes[i]!.amount,
      taxable: taxable + sign * other.taxes[i]!.taxable,
    })),
  }
}

/** Whether there is nothing of it at all. */
export const isNothing = ({ amount, off, taxes }: Creditable): boolean =>
  [amount, ...off, ...taxes.map((tax) => tax.amount)].every((one) => one === 0)

/** `whole × part ÷ of`, rounded half up: exactly `whole` where the part is all there is. */
function share(whole: number, part: number, of: number): number {
  return of === 0 ? 0 : Number(roundHalfUp(rational(BigInt(whole) * BigInt(part), BigInt(of))))
}

/** Credits `amount` (before discounts and taxes that come on top) of what is left of a line. */
export const creditAmount = (left: Creditable, amount: number): Creditable => ({
  amount,
  off: left.off.map((whole) => share(whole, amount, left.amount)),
  taxes: left.taxes.map(({ inclusive, amount: tax, taxable }) => ({
    inclusive,
    amount: share(tax, amount, left.amount),
    taxable: share(taxable, amount, left.amount),
  })),
})

/**
 * Credits what `total` (after discounts, with all taxes) is of what is left of a line. Discounts and taxes are shares; the
 * amount is what then makes the total exact.
 */
export function creditTotal(left: Creditable, total: number): Creditable {
  const whole = totalOf(left)
  const off = left.off.map((amount) => share(amount, total, whole))
  let room = Math.abs(total)
  const taxes = left.taxes.map(({ inclusive, amount, taxable }): CreditedTax => {
    const part = share(amount, total, whole)
    // Taxes that are each rounded up may be more than there is to credit: the last of them is less, then.
    const fits = inclusive ? part : Math.sign(part) * Math.min(Math.abs(part), room)
    if (!inclusive) room -= Math.abs(fits)
    return { inclusive, amount: fits, taxable: share(taxable, total, whole) }
  })
  const exact = { amount: 0, off, taxes }
  return { ...exact, amount: total - totalOf(exact) }
}

/** The amount of the units from `before` to `after` of a line of `of` units: all of them together are exactly the line. */
export function creditUnits(
  amount: number,
  { before, after, of }: { before: number; after: number; of: number },
): number {
  return share(amount, after, of) - share(amount, before, of)
}

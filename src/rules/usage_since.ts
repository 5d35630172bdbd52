// What is still to be billed of usage of which a part was billed before, inside one period. Tiers go on where they were.
// (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds#thresholds-tiered-pricing)
import { cmp, type Rational, rational, roundHalfUp, sub } from '../lib/rational.ts'
import { type Part, type Pricing, partsOf } from './pricing.ts'

export interface Since {
  readonly part: Part
  /** How many units of the part; all that was billed, where that is taken back. */
  readonly quantity: Rational
  /** Minor units; below zero where what was billed is taken back. */
  readonly amount: number
  /** What was billed at a price that does not hold any more: it is billed anew, and this is taken back. */
  readonly isBack: boolean
}

const NOTHING = rational(0n)
const cents = (part: Part): number => Number(roundHalfUp(part.amount))
const isSame = (a: Part, b: Part): boolean => a.tier === b.tier && a.kind === b.kind

/**
 * The parts of `after` units that `before` units, where any were billed, have not paid for. All of a period's bills add up to
 * what the whole comes to. Where nothing is left, the last part says so with no units.
 */
export function partsSince(pricing: Pricing, before: Rational | undefined, after: Rational): Since[] {
  const now = partsOf(pricing, after)
  const billed = before === undefined ? [] : partsOf(pricing, before)
  // A meter that takes the last value may have come down.
  const was = before !== undefined && cmp(after, before) < 0 ? [] : billed
  const more = now.map((part) => {
    const known = was.find((one) => isSame(one, part))
    const [quantity, amount] = known
      ? [sub(part.quantity, known.quantity), cents(part) - cents(known)]
      : [part.quantity, cents(part)]
    return { part, quantity, amount, isBack: false, isNew: !known }
  })
  const back = billed
    .filter((part) => was.length === 0 || !now.some((one) => isSame(one, part)))
    .map((part) => ({ part, quantity: part.quantity, amount: -cents(part), isBack: true }))
  const kept = more.filter(({ isNew, quantity }) => isNew || cmp(quantity, NOTHING) !== 0)
  const all = [...kept, ...back]
  return (all.length > 0 ? all : more.slice(-1)).map(({ part, quantity, amount, isBack }) => ({
    part,
    quantity,
    amount,
    isBack,
  }))
}

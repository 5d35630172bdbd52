// The session as releases before basil told pages of it: amounts are numbers, some are called otherwise, and what is missing is listed.
// (the types of @stripe/stripe-js 2 to 6)
import { type Fields, isObject } from '../misuse.ts'
import { type Answer, requirementsOf } from './answer.ts'

/** Names of older amounts, where they are not those of today. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  subtotal: 'amountSubtotal',
  discount: 'amountDiscount',
  taxExclusive: 'amountTaxExclusive',
  taxInclusive: 'amountTaxInclusive',
}

/** `{minorUnitsAmount, amount}` becomes the number; with other fields beside it, `amount` is the number. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isObject(value)) return value
  const { minorUnitsAmount, ...rest } = value
  if (minorUnitsAmount === undefined) return Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, plain(v)]))
  const { amount: _, ...more } = rest
  return Object.keys(more).length === 0 ? minorUnitsAmount : { ...(plain(more) as Fields), amount: minorUnitsAmount }
}

const renamed = (given: unknown): Fields =>
  Object.fromEntries(Object.entries(given as Fields).map(([name, value]) => [OLD_NAMES[name] ?? name, value]))

export function olderSession(session: Fields, answer: Answer, isPaid: boolean): Fields {
  const all = plain(session) as Record<string, any>
  const { recurring } = all
  const { minorUnitsAmountDivisor: _, nameCollection: __, optionalItems: ___, surcharge: ____, ...rest } = all
  return {
    ...rest,
    confirmationRequirements: requirementsOf(answer, isPaid),
    lineItems: all.lineItems.map((item: Fields) => ({
      ...renamed(item),
      amount: item.total,
      recurring: isObject(item.recurring) ? { ...item.recurring, interval_count: item.recurring.intervalCount } : null,
    })),
    recurring: recurring && { ...recurring, dueNext: renamed(recurring.dueNext) },
  }
}

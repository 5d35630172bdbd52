// Percentages as Stripe takes them: numbers within bounds and with few decimals. They are sent as JSON numbers and
// reckoned with as exact text.
import { invalid } from '../../kernel/errors.ts'

export interface Bounds {
  readonly least: number
  readonly most: number
  readonly decimals: 2 | 4
}

/** More places than a parameter may have, and fewer than a number this small is exact to. */
const PLACES = 12
const WORDS = { 2: 'two', 4: 'four' } as const

/**
 * The exact decimal of a percentage. Refuses what is out of bounds (recorded for the least; for the most [M]) or has more
 * decimals than may be: worded as Stripe refused a `tax_percent` (github.com/laravel/cashier-stripe/pull/164). [M]
 */
export function percentageText(value: number, { least, most, decimals }: Bounds, param: string): string {
  if (value < least) throw outside(`greater than or equal to ${least}`, value, param)
  if (value > most) throw outside(`less than or equal to ${most}`, value, param)
  const text = value.toFixed(PLACES).replace(/\.?0+$/, '')
  if ((text.split('.')[1] ?? '').length > decimals)
    throw invalid(`Invalid decimal: ${text}; must contain at maximum ${WORDS[decimals]} decimal places.`, { param })
  return text
}

/** Stripe prints the number with a decimal, as `'0.0'`. */
const outside = (bound: string, value: number, param: string) =>
  invalid(`This value must be ${bound} (it currently is '${Number.isInteger(value) ? value.toFixed(1) : value}').`, {
    param,
  })

// Amounts as pages are told them: minor units, and the same as people of the page's language write it.

/** An amount of a Checkout Session, since basil. */
export interface Amount {
  readonly minorUnitsAmount: number
  readonly amount: string
}

/** Moves the point of a decimal to the left: `2000` by 2 is `20.00`, `0.5` is `0.005`. No amount is ever a floating number. */
export function shifted(minor: number | string, digits: number): string {
  const [whole = '0', part = ''] = String(minor).replace('-', '').split('.')
  const padded = whole.padStart(digits + 1, '0')
  const [units, cents] = [padded.slice(0, padded.length - digits), padded.slice(padded.length - digits)]
  const sign = String(minor).startsWith('-') ? '-' : ''
  const fraction = cents + part
  return fraction === '' ? sign + units : `${sign}${units}.${fraction}`
}

/** Why 12: the places of `unit_amount_decimal`. (https://docs.stripe.com/api/prices/object) */
const PLACES = 12

/** Writes amounts of a currency, of minor units with so many digits, in a language. */
export function amountsIn(language: string, currency: string, digits: number): (minor: number | string) => Amount {
  const code = currency.toUpperCase()
  const options = { style: 'currency', currency: code } as const
  const plain = new Intl.NumberFormat(language, options)
  const exact = new Intl.NumberFormat(language, { ...options, maximumFractionDigits: PLACES })
  return (minor) => {
    const format = String(minor).includes('.') ? exact : plain
    // Every engine that has a Payment Element to show takes a decimal for what it is. (ECMA-402, since 2023)
    return { minorUnitsAmount: Number(minor), amount: format.format(shifted(minor, digits) as unknown as number) }
  }
}

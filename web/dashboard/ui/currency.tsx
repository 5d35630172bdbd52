// An amount with the choice of its currency.
import { useState } from 'preact/hooks'
import { COMMON } from '../words.ts'
import { Amount, Choice } from './form.tsx'

/** What can be chosen; forms for any object take any other. */
export const CURRENCIES = 'usd eur gbp jpy chf cad aud krw cny sek dkk nok pln brl mxn inr twd'.split(' ')

interface AmountInProps {
  readonly name: string
  readonly label?: string
  readonly hint?: string
  readonly value?: string
  readonly required?: boolean
  /** The parameter of the currency. */
  readonly in?: string
  /** Chosen at first. */
  readonly currency?: string
  /** The currencies to choose from. */
  readonly among?: readonly string[]
  readonly change?: (currency: string) => void
}

export function AmountIn({
  in: currencyName = 'currency',
  label = COMMON.amount,
  currency: first = 'usd',
  among = CURRENCIES,
  required = true,
  change,
  ...field
}: AmountInProps) {
  const [currency, setCurrency] = useState(among.includes(first) ? first : among[0]!)
  return (
    <div class="fields">
      <Amount {...field} label={label} required={required} currency={currency} />
      <Choice
        name={currencyName}
        label={COMMON.currency}
        value={currency}
        choices={among.map((code) => [code, code.toUpperCase()])}
        change={(chosen) => {
          setCurrency(chosen)
          change?.(chosen)
        }}
      />
    </div>
  )
}

// What carbon removal costs. (https://docs.stripe.com/api/climate/order/create: 0.01 tons at 55 000 cents a ton, with a fee of
// 1 650, are 550 and 17)
import { div, floor, fromDecimal, mul, rational, roundHalfUp } from '../lib/rational.ts'

/** For one metric ton, in minor units. */
export interface TonPrice {
  readonly amount_fees: number
  readonly amount_subtotal: number
}

export interface Cost {
  /** Minor units. */
  readonly amount_fees: number
  readonly amount_subtotal: number
  readonly amount_total: number
  /** Decimal. */
  readonly metric_tons: string
}

const cost = (subtotal: bigint, fees: bigint, metric_tons: string): Cost => ({
  amount_fees: Number(fees),
  amount_subtotal: Number(subtotal),
  amount_total: Number(subtotal + fees),
  metric_tons,
})

/** What so many tons (a decimal) cost: removal and fee are each rounded once. */
export function costOfTons(price: TonPrice, tons: string): Cost {
  const of = (each: number) => roundHalfUp(mul(fromDecimal(tons), rational(BigInt(each))))
  return cost(of(price.amount_subtotal), of(price.amount_fees), tons)
}

/** To a millionth of a ton. [K] */
const PLACES = 6

/** What so much money (minor units, without the fee) buys: what is less than a millionth of a ton is given away. */
export function costOfAmount(price: TonPrice, amount: number): Cost {
  const share = div(rational(BigInt(amount)), rational(BigInt(price.amount_subtotal)))
  const fees = roundHalfUp(mul(share, rational(BigInt(price.amount_fees))))
  const digits = floor(mul(share, rational(10n ** BigInt(PLACES))))
    .toString()
    .padStart(PLACES + 1, '0')
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`
  return cost(BigInt(amount), fees, text.replace(/\.?0+$/, ''))
}

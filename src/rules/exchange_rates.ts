// What a payment in one currency is worth in the one that the account is settled in. One fixed table, so that a test
// gives the same sums every day; correct the rates here. [K]
import { currencies } from '../lib/money.ts'
import { type Rational, div, fromDecimal, mul, rational, roundHalfUp } from '../lib/rational.ts'

/** Dollars for one whole unit of a currency, as exact decimals. [K] */
export const DOLLARS: Readonly<Record<string, string>> = {
  usd: '1',
  aud: '0.65',
  brl: '0.18',
  cad: '0.73',
  chf: '1.12',
  cny: '0.14',
  czk: '0.043',
  dkk: '0.145',
  eur: '1.08',
  gbp: '1.27',
  hkd: '0.128',
  huf: '0.0027',
  inr: '0.012',
  jpy: '0.0067',
  krw: '0.00073',
  mxn: '0.054',
  myr: '0.22',
  nok: '0.094',
  nzd: '0.6',
  pln: '0.25',
  sek: '0.095',
  sgd: '0.75',
  thb: '0.029',
  twd: '0.031',
}

/** Stripe's rates have no more places than this where they were seen. [K] */
const PLACES = 10n ** 10n

export interface Conversion {
  /** Whole units of the new currency for one of the old, as `exchange_rate` has it. */
  readonly rate: number
  /** Minor units of the new currency for minor units of the old, rounded half up once. */
  readonly convert: (minor: number) => number
}

/** How money gets from one currency into another; nothing where the table has no rate for it. */
export function conversion(from: string, to: string): Conversion | undefined {
  const [one, other] = [DOLLARS[from], DOLLARS[to]]
  if (one === undefined || other === undefined) return undefined
  const places = roundHalfUp(mul(div(fromDecimal(one), fromDecimal(other)), rational(PLACES)))
  const perMinor = mul(rational(places, PLACES), div(unit(to), unit(from)))
  return {
    rate: Number(places) / Number(PLACES),
    convert: (minor) => Number(roundHalfUp(mul(perMinor, rational(BigInt(minor))))),
  }
}

/** Minor units of one whole unit. */
const unit = (code: string): Rational => rational(10n ** BigInt(currencies[code]?.digits ?? 2))

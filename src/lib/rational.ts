// Exact fractions, for money between its two roundings: a price has up to twelve decimals, a share of a
// period none.

export interface Rational {
  readonly n: bigint
  /** Above zero, and without a common factor with `n`. */
  readonly d: bigint
}

/** Why 64: Stripe's decimals have 12 places; what is longer than this is no amount, and would cost time. */
const DECIMAL_MAX = 64

/** `n` over `d` in lowest terms, `d` being 1 if not given. Throws `RangeError` if `d` is zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError('a fraction cannot have the denominator zero')
  const shared = gcd(n, d)
  const divisor = d < 0n ? -shared : shared
  return { n: n / divisor, d: d / divisor }
}

/** Euclid's greatest common divisor, above zero. */
function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

/** `1.25` as 5/4; `.5`, `5.` and a sign are read too. Throws `RangeError` on what is not a plain decimal. */
export function fromDecimal(text: string): Rational {
  const [, sign, whole = '', part = ''] = /^([-+]?)(\d*)\.?(\d*)$/.exec(text.slice(0, DECIMAL_MAX + 1)) ?? []
  if (text.length > DECIMAL_MAX || whole + part === '') {
    throw new RangeError(`not a decimal: ${text.slice(0, DECIMAL_MAX)}`)
  }
  const digits = BigInt(whole + part)
  return rational(sign === '-' ? -digits : digits, 10n ** BigInt(part.length))
}

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const sub = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
export const mul = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
/** Throws `RangeError` if `b` is zero. */
export const div = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)

/** Below zero if a < b, zero if equal, above zero if a > b, as sorting wants it. */
export function cmp(a: Rational, b: Rational): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** To the nearest whole number; a half goes up in magnitude: 0.5 is 1 and -0.5 is -1. */
export function roundHalfUp({ n, d }: Rational): bigint {
  const magnitude = n < 0n ? -n : n
  const rounded = (2n * magnitude + d) / (2n * d)
  return n < 0n ? -rounded : rounded
}

/** To the nearest whole number; a half goes down: 4.5 is 4 and -2.5 is -3. */
export function roundHalfDown({ n, d }: Rational): bigint {
  return -floor(rational(d - 2n * n, 2n * d))
}

/** The greatest whole number that is not above it: -0.5 is -1. */
export function floor({ n, d }: Rational): bigint {
  return n < 0n ? -((-n + d - 1n) / d) : n / d
}

// Identifiers in Stripe's layout, so that they look, sort and parse as its own do. Measured on recorded
// answers: the time of creation stands in them, counted from 1342389380, and the last ten characters of the
// account.
import { assert } from './assert.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Epoch seconds of Stripe's own beginning of time (2012-07-15). */
const BEGINNING = 1_342_389_380

/** Gives `count` characters of base 62 by chance. */
export type Random = (count: number) => string

/**
 * A whole number in base 62 (0-9A-Za-z), padded to `width` characters. A `Defect` if it is negative or needs
 * more.
 */
export function base62(number: number | bigint, width: number): string {
  let text = ''
  let rest = BigInt(number)
  assert(rest >= 0n && rest < 62n ** BigInt(width), `${number} does not fit ${width} characters of base 62`)
  for (; text.length < width; rest /= 62n) text = ALPHABET[Number(rest % 62n)] + text
  return text
}

/**
 * Characters out of random bytes, every one equally likely: 248 is 4 times 62, so bytes from 248 on, one in 32,
 * are passed over.
 */
export function lettersOf(bytes: Iterable<number>): string {
  let text = ''
  for (const byte of bytes) if (byte < 248) text += ALPHABET[byte % 62]
  return text
}

/**
 * `count` characters out of random bytes. `count + 16` bytes fall short less than once in 10^15 times, and
 * falling short is a `Defect`.
 */
export function randomBase62(bytes: Uint8Array, count: number): string {
  const text = lettersOf(bytes).slice(0, count)
  assert(text.length === count, `${bytes.length} random bytes were too few for ${count} characters`)
  return text
}

/**
 * `prefix_` and 24 characters: a digit (Stripe has 0 to 3 there, by kind and origin), the second of creation,
 * the last ten characters of the account, and eight by chance. `created` is in epoch seconds.
 */
export function objectId(prefix: string, created: number, account: string, random: Random, digit = '1'): string {
  assert(account.length === 10, `an id takes ten characters of the account, not "${account}"`)
  return `${prefix}_${digit}${timePart(created, 1, 5)}${account}${random(8)}`
}

/**
 * `prefix_` and 14 characters, as customers, products and items have: the minute of creation, and ten by
 * chance.
 */
export function shortId(prefix: string, created: number, random: Random): string {
  return `${prefix}_${timePart(created, 60, 4)}${random(10)}`
}

/** `acct_` and 16 characters: 1, the second of creation, and ten by chance. */
export function accountId(created: number, random: Random): string {
  return `acct_1${timePart(created, 1, 5)}${random(10)}`
}

/** Five characters of seconds last until 2041. A test clock may stand outside that: then they go round. */
function timePart(created: number, unit: number, width: number): string {
  const round = 62 ** width
  const count = Math.floor((created - BEGINNING) / unit) % round
  return base62(count < 0 ? count + round : count, width)
}

/**
 * Text whose byte order is the order of time: microseconds since the epoch (11 characters, enough until the
 * year 6100), which process it was (2, up to 1295) and a count within one unit of work (3, up to 46655), in
 * base 36. A `Defect` if one does not fit.
 */
export function sequence(microseconds: number, node: number, counter: number): string {
  return base36(microseconds, 11) + base36(node, 2) + base36(counter, 3)
}

function base36(number: number, width: number): string {
  const fits = Number.isSafeInteger(number) && number >= 0 && number < 36 ** width
  assert(fits, `${number} does not fit ${width} characters of base 36`)
  return number.toString(36).padStart(width, '0')
}

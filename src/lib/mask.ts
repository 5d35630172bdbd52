// What may be shown of secrets and card numbers, in logs, errors and pages. Text is searched as it was sent:
// plain, JSON or form-encoded.
import { passesLuhn } from './luhn.ts'

const HIDDEN = '****'

/** The end of a secret tells its owner which one it is; a short one would be given away by it. */
const masked = (secret: string): string => HIDDEN + (secret.length > 8 ? secret.slice(-4) : '')

/**
 * `sk_test_abcdefgh1234` as `sk_test_****1234`; what has no known prefix is hidden up to its last four
 * characters.
 */
export function maskKey(key: string): string {
  const prefix = /^(?:[a-z]+_(?:test|live)_|(?:sk|rk|ek|whsec)_)?/.exec(key)![0]
  return prefix + masked(key.slice(prefix.length))
}

/**
 * The text without secret keys, signing secrets, client secrets, card numbers and security codes. The last
 * four characters of keys and cards stay. Masked text stays as it is when masked again.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(/(?<![A-Za-z0-9])(?:[sre]k_(?:test_|live_)|whsec_|[sre]k_(?=\w{16}))\w+/g, maskKey)
    .replace(/_secret_[\w%]+/g, `_secret_${HIDDEN}`)
    .replace(CVC, '$1***')
    .replace(DIGITS, (run) => (run.startsWith('%') ? run : maskCards(run)))
}

/** A field named cvc, in a form or in JSON, either of them percent-encoded or not. */
const CVC = /((?:\b|%\w\w)cvc(?:["'\]]|%5D|%22){0,2}\s{0,3}(?:[=:]|%3A)\s{0,3}(?:["']|%22)?)\d{3,4}(?!\d)/gi

/**
 * Runs of digits that single blanks or dashes may part. Other escapes are taken whole: `%22` before a card is
 * no digit.
 */
const DIGITS = /\d(?:(?:%20|%2D|[ +-])?\d)*|%[\dA-F]{2}/gi
const SEPARATOR = /(%20|%2D|[ +-])/i

/** Masks each card number in a run, which may hold other numbers beside it: `2026 4242 4242 4242 4242`. */
function maskCards(run: string): string {
  if (run.length < 12) return run
  // Groups of digits at even places, their separators at odd ones.
  const parts = run.split(SEPARATOR)
  let shown = ''
  for (let i = 0; i < parts.length; i++) {
    const end = i % 2 === 0 ? cardEnd(parts, i) : 0
    if (end > 0) {
      const digits = parts.slice(i, end).filter((_, j) => j % 2 === 0)
      shown += HIDDEN + digits.join('').slice(-4)
      i = end - 1
    } else shown += parts[i]
  }
  return shown
}

/** Where the longest card number that begins with this group ends, or 0. (12 to 19 digits: ISO/IEC 7812-1) */
function cardEnd(parts: readonly string[], start: number): number {
  let digits = ''
  let longest = 0
  for (let end = start + 1; end <= parts.length; end += 2) {
    digits += parts[end - 1]
    if (digits.length > 19) break
    if (digits.length >= 12 && passesLuhn(digits)) longest = end
  }
  return longest
}

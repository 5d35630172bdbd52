// The check digit of card numbers.

/**
 * Whether a text of nothing but digits ends in the right check digit (ISO/IEC 7812-1, annex B): from the
 * right, every second digit is doubled, and the digits of all must add up to a multiple of ten.
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    if (digit < 0 || digit > 9) return false
    const weighed = i % 2 === 1 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return digits.length > 0 && sum % 10 === 0
}

/** The digits with the one behind them that makes them pass. */
export function withCheckDigit(digits: string): string {
  for (let digit = 0; digit < 9; digit++) if (passesLuhn(`${digits}${digit}`)) return `${digits}${digit}`
  return `${digits}9`
}

// The words in a customer's e-mail address, and in a number for the till, that decide of a payment in Stripe's test mode.
// (https://docs.stripe.com/payments/oxxo/accept-a-payment#test-your-integration, and the same of boleto, konbini, multibanco)

/** Whether a voucher is paid or runs out, in how many seconds of the clock; `never` leaves it until it expires by itself. */
export type VoucherFate = { readonly after: number; readonly paid: boolean } | 'never'

/** "Within several seconds" on Stripe's pages; that it is three is [K]. */
const SECONDS = 3
const MINUTES = 180

/** A voucher that runs out by these ends then, whatever `expires_after_days` says. */
const FATES: readonly (readonly [ending: string, tillNumber: string, fate: VoucherFate])[] = [
  ['succeed_immediately', '22222222220', { after: SECONDS, paid: true }],
  ['expire_immediately', '33333333330', { after: SECONDS, paid: false }],
  ['expire_with_delay', '44444444440', { after: MINUTES, paid: false }],
  ['fill_never', '55555555550', 'never'],
]
const OTHERWISE: VoucherFate = { after: MINUTES, paid: true }

/** What becomes of a voucher for this address: `<anything>succeed_immediately@<any domain>` and the like. */
export function voucherFate(email: string): VoucherFate {
  const local = email.slice(0, Math.max(email.lastIndexOf('@'), 0))
  return FATES.find(([ending]) => local.endsWith(ending))?.[2] ?? OTHERWISE
}

/**
 * What a konbini's confirmation number decides, where it is one of Stripe's five; others leave it to the address.
 * (https://docs.stripe.com/payments/konbini/accept-a-payment)
 */
export function konbiniFate(confirmationNumber: string): VoucherFate | undefined {
  if (confirmationNumber === '11111111110') return OTHERWISE
  return FATES.find(([, number]) => number === confirmationNumber)?.[2]
}

/**
 * Klarna's answer to its own test customers (`customer@email.de`, `customer+denied@email.de`), or nothing for anybody else.
 * (https://docs.stripe.com/payments/klarna/accept-a-payment#test-your-integration)
 */
export function klarnaAnswer(email: string): 'approved' | 'denied' | undefined {
  const found = /^customer(\+denied)?@email\.[a-z]{2}$/i.exec(email)
  if (!found) return undefined
  return found[1] ? 'denied' : 'approved'
}

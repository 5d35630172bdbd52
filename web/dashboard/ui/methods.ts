// Ways to pay: how one is written in a line, and those of the test mode to choose from.
import { label } from '../format.ts'
import { words } from '../words.ts'

/** A PaymentMethod, or what a charge says of one. */
export interface MethodLike {
  readonly type: string
  readonly [type: string]: unknown
}

/** `Visa •••• 4242`, `SEPA debit •••• 3000`, `Amazon Pay`. */
export function methodText(method: MethodLike): string {
  const of = (method[method.type] ?? {}) as { brand?: string; display_brand?: string; last4?: string | null }
  const name = of.brand ? label(of.brand) : (NAMES[method.type] ?? label(method.type))
  return of.last4 ? `${name} •••• ${of.last4}` : name
}

const NAMES: Readonly<Record<string, string>> = words<Record<string, string>>({
  en: {
    amazon_pay: 'Amazon Pay',
    ideal: 'iDEAL',
    paypal: 'PayPal',
    sepa_debit: 'SEPA debit',
    us_bank_account: 'US bank account',
  },
  de: {
    amazon_pay: 'Amazon Pay',
    ideal: 'iDEAL',
    paypal: 'PayPal',
    sepa_debit: 'SEPA-Lastschrift',
    us_bank_account: 'US-Bankkonto',
  },
})

/** Test cards by their tokens, with what becomes of a payment. (https://docs.stripe.com/testing) */
export const TEST_CARDS: readonly (readonly [token: string, title: string])[] = words({
  en: [
    ['pm_card_visa', 'Visa 4242: succeeds'],
    ['pm_card_mastercard', 'Mastercard 4444: succeeds'],
    ['pm_card_amex', 'American Express 0005: succeeds'],
    ['pm_card_bypassPending', 'Visa 0077: the money is available at once'],
    ['pm_card_authenticationRequired', 'Visa 3184: the bank asks the customer each time'],
    ['pm_card_authenticationRequiredOnSetup', 'Visa 3155: the bank asks unless the card was set up'],
    ['pm_card_chargeCustomerFail', 'Visa 0341: can be saved, is declined when charged'],
    ['pm_card_visa_chargeDeclined', 'Visa 0002: declined'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'Visa 9995: insufficient funds'],
    ['pm_card_createDispute', 'Visa 0259: the payment is disputed as fraud'],
    ['pm_card_createDisputeInquiry', 'Visa 1976: the bank inquires'],
    ['pm_card_pendingRefund', 'Visa 7726: a refund is pending at first'],
    ['pm_card_refundFail', 'Visa 5126: a refund fails later'],
  ],
  de: [
    ['pm_card_visa', 'Visa 4242: erfolgreich'],
    ['pm_card_mastercard', 'Mastercard 4444: erfolgreich'],
    ['pm_card_amex', 'American Express 0005: erfolgreich'],
    ['pm_card_bypassPending', 'Visa 0077: das Geld ist sofort verfügbar'],
    ['pm_card_authenticationRequired', 'Visa 3184: die Bank fragt jedes Mal nach'],
    ['pm_card_authenticationRequiredOnSetup', 'Visa 3155: die Bank fragt, wenn die Karte nicht eingerichtet ist'],
    ['pm_card_chargeCustomerFail', 'Visa 0341: wird gespeichert, aber bei Belastung abgelehnt'],
    ['pm_card_visa_chargeDeclined', 'Visa 0002: abgelehnt'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'Visa 9995: nicht gedeckt'],
    ['pm_card_createDispute', 'Visa 0259: wird als Betrug angefochten'],
    ['pm_card_createDisputeInquiry', 'Visa 1976: die Bank fragt an'],
    ['pm_card_pendingRefund', 'Visa 7726: eine Erstattung steht erst aus'],
    ['pm_card_refundFail', 'Visa 5126: eine Erstattung schlägt später fehl'],
  ],
})

/** Other ways to pay that the test mode has. What the customer has to do follows on a page of its own. */
export const OTHER_METHODS: readonly (readonly [type: string, title: string])[] = words({
  en: [
    ['amazon_pay', 'Amazon Pay: the customer approves it'],
    ['paypal', 'PayPal: the customer approves it'],
    ['klarna', 'Klarna: the customer approves it'],
    ['ideal', 'iDEAL, in euros: the customer approves it'],
    ['sepa_debit', 'SEPA debit, in euros: succeeds after days'],
    ['us_bank_account', 'US bank account, in dollars: succeeds after days'],
    ['multibanco', 'Multibanco, in euros: a voucher to pay'],
  ],
  de: [
    ['amazon_pay', 'Amazon Pay: der Kunde bestätigt'],
    ['paypal', 'PayPal: der Kunde bestätigt'],
    ['klarna', 'Klarna: der Kunde bestätigt'],
    ['ideal', 'iDEAL, in Euro: der Kunde bestätigt'],
    ['sepa_debit', 'SEPA-Lastschrift, in Euro: erfolgreich nach Tagen'],
    ['us_bank_account', 'US-Bankkonto, in Dollar: erfolgreich nach Tagen'],
    ['multibanco', 'Multibanco, in Euro: ein Beleg zum Bezahlen'],
  ],
})

/** The type of a test method: a token `pm_card_…` stands for a card. */
export const typeOf = (method: string): string => (method.startsWith('pm_') ? 'card' : method)

/** Somebody has to be named for some of them. */
const BILLING = { name: 'Jenny Rosen', email: 'jenny@example.com', address: { country: 'DE' } }

/** What confirms an intent with a test method: a token, or a new method of its type. The IBAN is Stripe's for debits that succeed. */
export function confirming(method: string): Readonly<Record<string, unknown>> {
  const mandate_data = { customer_acceptance: { type: 'offline' } }
  if (method.startsWith('pm_')) return { payment_method: method }
  if (method === 'us_bank_account') return { payment_method: 'pm_usBankAccount_success', mandate_data }
  const payment_method_data = { type: method, billing_details: BILLING }
  if (method !== 'sepa_debit') return { payment_method_data }
  return { payment_method_data: { ...payment_method_data, sepa_debit: { iban: 'AT611904300234573201' } }, mandate_data }
}

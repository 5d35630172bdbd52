// The types of Elements, of all releases: in which frame each stands, and what it is called. Those that belong to what Brindle does not
// do are named here too, so that a page is told so. (https://docs.stripe.com/js/element/other_element)
import { hearBankButton } from './bank_list.ts'
import type { Hearer } from './element.ts'
import { hearExpressButton } from './express.ts'

export interface ElementType {
  /** The bundle of web/frames that draws it. */
  readonly frame: string
  /** What its frame is called, as tests written for Stripe.js look for it. */
  readonly title: string
  /** Hears what its frame tells before the page does: what it gives is what the page hears; nothing where it is for us alone. */
  readonly hear?: Hearer
}

const row = (frame: string, title: string, hear?: Hearer): ElementType => ({ frame, title, ...(hear && { hear }) })
const bank = (name: string) => row('bank-button', `Secure ${name} bank selection button frame`, hearBankButton)
const email = row('link-authentication', 'Secure email input frame')
const messaging = row('messaging', 'Payment method messaging frame')
const address = row('address', 'Secure address input frame')

export const TYPES: Readonly<Record<string, ElementType>> = {
  card: row('card', 'Secure card payment input frame'),
  cardNumber: row('card', 'Secure card number input frame'),
  cardExpiry: row('card', 'Secure expiration date input frame'),
  cardCvc: row('card', 'Secure CVC input frame'),
  iban: row('iban', 'Secure IBAN input frame'),
  auBankAccount: row('au-bank-account', 'Secure BECS Debit bank account input frame'),
  idealBank: bank('iDEAL'),
  epsBank: bank('EPS'),
  p24Bank: bank('P24'),
  fpxBank: bank('FPX'),
  payment: row('payment', 'Secure payment input frame'),
  expressCheckout: row('express-checkout', 'Secure payment button frame', hearExpressButton),
  paymentRequestButton: row('express-checkout', 'Secure payment button frame', hearExpressButton),
  address,
  shippingAddress: address,
  linkAuthentication: email,
  contactDetails: email,
  taxId: row('tax-id', 'Secure tax ID input frame'),
  terms: row('terms', 'Terms frame'),
  paymentMethodMessaging: messaging,
  affirmMessage: messaging,
  afterpayClearpayMessage: messaging,
}

const ISSUING = "it shows an issued card's secrets, which Brindle does not have: its cards are not drawn."

/** Elements of what is out of Brindle's scope, or gone from Stripe.js, by the sentence that says so. */
export const NOT_BUILT = {
  issuingCardNumberDisplay: ISSUING,
  issuingCardCvcDisplay: ISSUING,
  issuingCardExpiryDisplay: ISSUING,
  issuingCardPinDisplay: ISSUING,
  issuingCardCopyButton: ISSUING,
  issuingAddToWalletButton: ISSUING,
  cart: 'Stripe has taken it out of Stripe.js, and Brindle has never had it.',
  currencySelector: 'prices of a Checkout Session in several currencies are not built in Brindle yet.',
  linkSignup: "Link is Stripe's own, and nobody can sign up for it here.",
  paymentForm: 'it is not built in Brindle yet. Use the Payment Element.',
} as const satisfies Readonly<Record<string, string>>

export type NotBuilt = keyof typeof NOT_BUILT

// The types of Elements, of all releases: in which frame each stands, and what it is called. Those that belong to what Brindle does not
// do are named here too, so that a page is told so. (https://docs.stripe.com/js/element/other_element)

export interface ElementType {
  /** The bundle of web/frames that draws it. */
  readonly frame: string
  /** What its frame is called, as tests written for Stripe.js look for it. */
  readonly title: string
}

const row = (frame: string, title: string): ElementType => ({ frame, title })

export const TYPES: Readonly<Record<string, ElementType>> = {
  card: row('card', 'Secure card payment input frame'),
  cardNumber: row('card', 'Secure card number input frame'),
  cardExpiry: row('card', 'Secure expiration date input frame'),
  cardCvc: row('card', 'Secure CVC input frame'),
  iban: row('iban', 'Secure IBAN input frame'),
  auBankAccount: row('au-bank-account', 'Secure BECS Debit bank account input frame'),
  payment: row('payment', 'Secure payment input frame'),
  address: row('address', 'Secure address input frame'),
  shippingAddress: row('address', 'Secure address input frame'),
  linkAuthentication: row('link-authentication', 'Secure email input frame'),
  contactDetails: row('link-authentication', 'Secure email input frame'),
}

/** Elements of what is out of Brindle's scope, or gone from Stripe.js, by the sentence that says so. */
export const NOT_BUILT: Readonly<Record<string, string>> = {}

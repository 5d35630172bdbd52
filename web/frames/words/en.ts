// What frames say in English. The other catalogues have the same keys: the compiler sees to it. What a mistake is called is in
// Stripe.js's words, for tests written for it look for them.

export const en = {
  // Fields, by what stands above them.
  number: 'Card number',
  expiry: 'Expiration date',
  code: 'Security code',
  zip: 'ZIP code',
  postalCode: 'Postal code',
  name: 'Full name',
  firstName: 'First name',
  lastName: 'Last name',
  organization: 'Organization name',
  email: 'Email',
  phone: 'Phone number',
  country: 'Country or region',
  countryOfCard: 'Country',
  line1: 'Address line 1',
  line2: 'Address line 2',
  city: 'City',
  state: 'State',
  province: 'Province',
  prefecture: 'Prefecture',
  iban: 'IBAN',
  bank: 'Bank',
  bsb: 'BSB',
  accountNumber: 'Account number',
  routingNumber: 'Routing number',
  institutionNumber: 'Institution number',
  transitNumber: 'Transit number',
  sortCode: 'Sort code',
  bankCode: 'Bank code',
  branchCode: 'Branch code',
  suffix: 'Suffix',
  boletoTaxId: 'CPF or CNPJ',
  taxId: 'Tax ID',
  choose: 'Choose',
  chooseBank: 'Select bank',
  optional: 'optional',
  // In place of what is to be typed.
  numberHint: 'Card number',
  expiryHint: 'MM / YY',
  codeHint: 'CVC',
  zipHint: 'ZIP',
  // The fields of a card, for who cannot see that they are one's.
  numberOfCard: 'Credit or debit card number',
  expiryOfCard: 'Credit or debit card expiration date',
  codeOfCard: 'Credit or debit card CVC/CVV',
  zipOfCard: 'ZIP',
  // Ways to pay.
  methods: 'Payment methods',
  card: 'Card',
  more: 'More payment methods',
  saved: 'Saved',
  save: 'Save payment details for future purchases',
  remove: 'Remove',
  removeOf: (method: string) => `Remove ${method}`,
  goesOn: (method: string) => `After you submit, you go on to ${method} and finish there.`,
  shows: (method: string) => `After you submit, you are shown how to pay with ${method}.`,
  agreesToDebit: (merchant: string) =>
    `By giving your account details and confirming, you allow ${merchant} to debit your account, now and as you agree later.`,
  agreesToKeep: (merchant: string) => `You allow ${merchant} to charge this payment method for later payments.`,
  merchant: 'the merchant',
  noMethods: 'There is no way to pay here.',
  // Test wallets.
  payWith: (wallet: string) => `Pay with ${wallet}`,
  walletTitle: (wallet: string) => `${wallet} (test)`,
  walletLead: 'You play the customer: go on, or cancel to see how the integration copes.',
  shippingTo: 'Ship to',
  shippingBy: 'Shipping',
  total: 'Total',
  goOn: 'Continue',
  cancel: 'Cancel',
  // Dialogs.
  close: 'Close',
  authenticate: '3-D Secure authentication',
  instructions: 'How to pay',
  verify: 'Verify your bank account',
  // What is said of a merchant's offer to pay later.
  payLater: (methods: string) => `Pay later with ${methods}.`,
  terms: (merchant: string) => `By confirming your payment, you agree to the terms of ${merchant}.`,

  errors: {
    incomplete_number: 'Your card number is incomplete.',
    invalid_number: 'Your card number is invalid.',
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry_month: "Your card's expiration month is invalid.",
    invalid_expiry_month_past: "Your card's expiration date is in the past.",
    invalid_expiry_year: "Your card's expiration year is invalid.",
    invalid_expiry_year_past: "Your card's expiration year is in the past.",
    incomplete_cvc: "Your card's security code is incomplete.",
    incomplete_zip: 'Your postal code is incomplete.',
    incomplete_iban: 'The IBAN you entered is incomplete.',
    invalid_iban: 'The IBAN you entered is invalid.',
    invalid_iban_country_code: 'The IBAN you entered is invalid: its country is not supported.',
    invalid_iban_start: 'Your IBAN should start with a two-letter country code.',
    incomplete_bsb: 'The BSB you entered is incomplete.',
    incomplete_account_number: 'The account number you entered is incomplete.',
    incomplete_bank: 'Select your bank.',
    incomplete_email: 'Your email is incomplete.',
    invalid_email: 'Your email is invalid.',
    incomplete_name: 'Please provide your full name.',
    incomplete_phone_number: 'Your phone number is incomplete.',
    incomplete_tax_id: 'Your tax ID is incomplete.',
    incomplete_field: 'This field is incomplete.',
    incomplete_payment_details: 'Please complete your payment details.',
  },
}

type Catalogue<T> = {
  readonly [key in keyof T]: T[key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : T[key] extends string
      ? string
      : Catalogue<T[key]>
}
export type Words = Catalogue<typeof en>
export type ErrorCode = keyof (typeof en)['errors']

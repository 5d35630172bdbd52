// Where the money of a refund goes, by the method that was paid with: the hash of `refund.destination_details`, and whether
// it has a reference to trace it by. (https://docs.stripe.com/api/refunds/object#refund_object-destination_details; which bank
// transfer serves which method is not documented one by one [K])

type Reference = 'none' | 'reference' | 'reference and decline code'

/** The hashes that the API names, and what each holds. */
const HASHES: Readonly<Record<string, Reference>> = {
  affirm: 'none',
  afterpay_clearpay: 'reference',
  alipay: 'none',
  alma: 'none',
  amazon_pay: 'none',
  au_bank_transfer: 'none',
  blik: 'reference and decline code',
  br_bank_transfer: 'reference',
  cashapp: 'none',
  customer_cash_balance: 'none',
  eps: 'none',
  eu_bank_transfer: 'reference',
  gb_bank_transfer: 'reference',
  giropay: 'none',
  grabpay: 'none',
  jp_bank_transfer: 'reference',
  klarna: 'reference',
  mb_way: 'reference',
  multibanco: 'reference',
  mx_bank_transfer: 'reference',
  nz_bank_transfer: 'none',
  p24: 'reference',
  paynow: 'none',
  paypal: 'reference and decline code',
  pix: 'none',
  revolut: 'none',
  scalapay: 'none',
  sofort: 'none',
  swish: 'reference and decline code',
  th_bank_transfer: 'reference',
  twint: 'none',
  us_bank_transfer: 'reference',
  wechat_pay: 'none',
  zip: 'none',
}

/** Methods whose refunds go another way than they came. */
const OTHERWISE: Readonly<Record<string, string>> = {
  acss_debit: 'us_bank_transfer',
  au_becs_debit: 'au_bank_transfer',
  bacs_debit: 'gb_bank_transfer',
  bancontact: 'eu_bank_transfer',
  boleto: 'br_bank_transfer',
  customer_balance: 'customer_cash_balance',
  ideal: 'eu_bank_transfer',
  konbini: 'jp_bank_transfer',
  nz_bank_account: 'nz_bank_transfer',
  promptpay: 'th_bank_transfer',
  revolut_pay: 'revolut',
  sepa_debit: 'eu_bank_transfer',
  us_bank_account: 'us_bank_transfer',
}

/** `destination_details` of a refund on a method that is no card; nothing where the API has no hash for it. */
export function refundDestination(type: string): Readonly<Record<string, unknown>> | undefined {
  const name = OTHERWISE[type] ?? type
  const holds = HASHES[name]
  if (holds === undefined) return undefined
  const reference = { reference: null, reference_status: 'pending' }
  const details =
    holds === 'none' ? {} : holds === 'reference' ? reference : { network_decline_code: null, ...reference }
  return { [name]: details, type: name }
}

// Every type of payment method that is confirmed in a browser, and how its members are spelt.

/**
 * Each type gets `confirm{Name}Payment` and `confirm{Name}Setup`, also where the published types have only one of them:
 * pages call more than the types know.
 * (https://docs.stripe.com/api/payment_methods/object#payment_method_object-type)
 */
export const METHOD_TYPES = [
  'acss_debit',
  'affirm',
  'afterpay_clearpay',
  'alipay',
  'alma',
  'amazon_pay',
  'au_becs_debit',
  'bacs_debit',
  'bancontact',
  'billie',
  'bizum',
  'blik',
  'boleto',
  'card',
  'cashapp',
  'crypto',
  'customer_balance',
  'eps',
  'fpx',
  'giropay',
  'grabpay',
  'ideal',
  'kakao_pay',
  'klarna',
  'konbini',
  'kr_card',
  'link',
  'mb_way',
  'mobilepay',
  'multibanco',
  'naver_pay',
  'nz_bank_account',
  'oxxo',
  'p24',
  'pay_by_bank',
  'payco',
  'paynow',
  'paypal',
  'paypay',
  'payto',
  'pix',
  'promptpay',
  'revolut_pay',
  'samsung_pay',
  'satispay',
  'scalapay',
  'sepa_debit',
  'sequra',
  'sofort',
  'sunbit',
  'swish',
  'twint',
  'upi',
  'us_bank_account',
  'wechat_pay',
  'zip',
] as const
export type MethodType = (typeof METHOD_TYPES)[number]

/** Where a member is not simply spelt like its type, as `confirmUsBankAccountPayment` is like `us_bank_account`. */
const ODD_NAMES = {
  grabpay: 'GrabPay',
  paynow: 'PayNow',
  paypal: 'PayPal',
  promptpay: 'PromptPay',
} as const

type Spelt<T extends string> = T extends `${infer First}_${infer Rest}`
  ? `${Capitalize<First>}${Spelt<Rest>}`
  : Capitalize<T>
/** A type as it stands in the name of a member. */
export type MemberName<T extends string> = T extends keyof typeof ODD_NAMES ? (typeof ODD_NAMES)[T] : Spelt<T>

export const memberNameOf = (type: MethodType): string =>
  (ODD_NAMES as { readonly [type: string]: string })[type] ??
  type.replace(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase())

/** Debits need the customer's word: whoever confirms one in a browser gives it there and then, unless the page says else. [K] */
export const DEBITS = ['acss_debit', 'au_becs_debit', 'bacs_debit', 'nz_bank_account', 'sepa_debit', 'us_bank_account']
export const AGREED = { mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } } }

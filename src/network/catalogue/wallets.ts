// Wallets: the customer approves in an account that already holds a card or money.
// (https://docs.stripe.com/payments/wallets, whose two tables the columns of support come from)
import type { Method } from '../catalogue.ts'

/** What wallets have in common; a row names only where it differs. */
const wallet = {
  family: 'wallet',
  flow: 'redirect',
  action: 'redirect_to_url',
  on: false,
  requires: [],
  setup: false,
  future: [],
  mandate: 'none',
  subscriptions: 'none',
  manualCapture: false,
  delay: 0,
  refunds: { amount: 'partial' },
  disputes: false,
  movement: 'payment',
  settles: 2,
} as const satisfies Partial<Method>

/** A wallet that can be charged again while the customer is away. */
const saved = {
  ...wallet,
  setup: true,
  future: ['off_session'],
  mandate: 'off_session',
  subscriptions: 'automatic',
  manualCapture: true,
  disputes: true,
} as const satisfies Partial<Method>

/** https://docs.stripe.com/payments/countries/korea. Disputes [K] */
const korean = { ...saved, currencies: ['krw'], disputes: false } as const satisfies Partial<Method>

export const WALLETS = {
  // https://docs.stripe.com/payments/alipay. To be charged again, an account has to ask; invoices of it are [K].
  alipay: {
    ...wallet,
    name: 'Alipay',
    action: 'alipay_handle_redirect',
    currencies: ['cny', 'aud', 'cad', 'eur', 'gbp', 'hkd', 'jpy', 'sgd', 'myr', 'nzd', 'usd'],
    future: ['off_session'],
    subscriptions: 'send_invoice',
    refunds: { amount: 'partial', days: 90, pending: 60 },
  },
  // https://docs.stripe.com/payments/amazon-pay
  amazon_pay: {
    ...saved,
    name: 'Amazon Pay',
    on: true,
    currencies: ['usd', 'aud', 'gbp', 'dkk', 'eur', 'hkd', 'jpy', 'nzd', 'nok', 'zar', 'sek', 'chf'],
    refunds: { amount: 'partial', days: 90, pending: 60 },
  },
  // https://docs.stripe.com/payments/cash-app-pay
  cashapp: {
    ...saved,
    name: 'Cash App Pay',
    flow: 'code',
    action: 'cashapp_handle_redirect_or_display_qr_code',
    currencies: ['usd'],
    future: ['on_session', 'off_session'],
    refunds: { amount: 'partial', days: 90 },
  },
  // https://docs.stripe.com/payments/stablecoin-payments. Refunds go to the wallet that paid. [K]
  crypto: {
    ...wallet,
    name: 'Stablecoins and crypto',
    currencies: ['usd'],
    subscriptions: 'send_invoice',
  },
  // https://docs.stripe.com/payments/grabpay
  grabpay: {
    ...wallet,
    name: 'GrabPay',
    currencies: ['sgd', 'myr'],
    subscriptions: 'send_invoice',
    refunds: { amount: 'partial', days: 90, pending: 60 },
  },
  // https://docs.stripe.com/payments/kakao-pay
  kakao_pay: { ...korean, name: 'Kakao Pay' },
  // https://docs.stripe.com/payments/link: a saved card of the customer; nobody is sent away. [K]
  link: { ...saved, name: 'Link', flow: 'card', action: null, currencies: 'any' },
  // https://docs.stripe.com/payments/mb-way. The customer answers a message on the phone; Stripe does not document what
  // the next action is called. [K]
  mb_way: {
    ...wallet,
    name: 'MB WAY',
    flow: 'code',
    action: 'use_stripe_sdk',
    currencies: ['eur'],
    requires: ['billing_details[phone]'],
    subscriptions: 'send_invoice',
    disputes: true,
  },
  // https://docs.stripe.com/payments/mobilepay
  mobilepay: {
    ...wallet,
    name: 'MobilePay',
    currencies: ['dkk', 'eur', 'nok', 'sek'],
    manualCapture: true,
    disputes: true,
  },
  // https://docs.stripe.com/payments/naver-pay
  naver_pay: { ...korean, name: 'Naver Pay' },
  // https://docs.stripe.com/payments/payco
  payco: { ...wallet, name: 'PAYCO', currencies: ['krw'], subscriptions: 'send_invoice', manualCapture: true },
  // https://docs.stripe.com/payments/paypal
  paypal: {
    ...saved,
    name: 'PayPal',
    currencies: ['eur', 'gbp', 'usd', 'chf', 'czk', 'dkk', 'nok', 'pln', 'sek', 'aud', 'cad', 'hkd', 'nzd', 'sgd'],
    refunds: { amount: 'partial', days: 180 },
  },
  // https://docs.stripe.com/payments/paypay
  paypay: { ...wallet, name: 'PayPay', currencies: ['jpy'] },
  // https://docs.stripe.com/payments/revolut-pay
  revolut_pay: { ...saved, name: 'Revolut Pay', currencies: ['eur', 'gbp', 'ron', 'huf', 'pln', 'dkk'] },
  // https://docs.stripe.com/payments/samsung-pay. Manual capture by the contract; the table of wallets says no.
  samsung_pay: { ...wallet, name: 'Samsung Pay', currencies: ['krw'], manualCapture: true },
  // https://docs.stripe.com/payments/satispay. The contract sets it up and names it for subscriptions; the page does not yet.
  satispay: {
    ...saved,
    name: 'Satispay',
    currencies: ['eur'],
    future: ['on_session', 'off_session'],
    mandate: 'none',
  },
  // https://docs.stripe.com/payments/wechat-pay
  wechat_pay: {
    ...wallet,
    name: 'WeChat Pay',
    flow: 'code',
    action: 'wechat_pay_display_qr_code',
    currencies: ['cny', 'aud', 'cad', 'eur', 'gbp', 'hkd', 'jpy', 'sgd', 'usd', 'dkk', 'nok', 'sek', 'chf'], // [K]
    subscriptions: 'send_invoice',
    refunds: { amount: 'partial', days: 180 },
  },
} as const satisfies Record<string, Method>

// What has to be done for an event to happen, as calls of the public API: data for `brindle trigger`. A text such as
// `$customer.id` stands for what an earlier step has answered.
import type { FormInput } from '../lib/form.ts'

/** A step: its name, the line of the call, what is sent, and whether a declined card (402) is what it is for. */
export interface Step {
  readonly name: string
  readonly call: string
  readonly params: Readonly<Record<string, FormInput>>
  readonly declines?: true
}

type Params = Step['params']
const step = (name: string, call: string, params: Params = {}): Step => ({ name, call, params })
const declined = (name: string, call: string, params: Params = {}): Step => ({ name, call, params, declines: true })

/** Days on the account's clock, for what Stripe does later. */
const later = (days: number) => step('clock', 'POST /brindle/clock/advance', { by: days * 86_400 })

const customer = step('customer', 'POST /v1/customers', { name: 'Jenny Rosen', email: 'jenny@example.com' })
const product = step('product', 'POST /v1/products', { name: 'Subscription box' })
const monthly = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' }, product: '$product.id' }
const price = step('price', 'POST /v1/prices', monthly)
const oneOff = step('price', 'POST /v1/prices', { currency: 'usd', unit_amount: 2000, product: '$product.id' })
const coupon = step('coupon', 'POST /v1/coupons', { percent_off: 25, duration: 'once' })

/** A customer with a card, which pays their invoices. */
const withCard = (card: string): Step[] => [
  customer,
  step('card', `POST /v1/payment_methods/${card}/attach`, { customer: '$customer.id' }),
  step('default', 'POST /v1/customers/$customer.id', { invoice_settings: { default_payment_method: '$card.id' } }),
]
const CARD = withCard('pm_card_visa')
/** It can be attached, and is declined when it is charged. */
const BAD_CARD = withCard('pm_card_chargeCustomerFail')

const intent = (params: Params = {}) =>
  step('intent', 'POST /v1/payment_intents', {
    amount: 2000,
    currency: 'usd',
    payment_method_types: ['card'],
    ...params,
  })
const paid = (card = 'pm_card_visa', more: Params = {}) => intent({ payment_method: card, confirm: true, ...more })
const declinedPayment = declined('intent', 'POST /v1/payment_intents', {
  ...intent().params,
  payment_method: 'pm_card_visa_chargeDeclined',
  confirm: true,
})
const held = paid('pm_card_visa', { capture_method: 'manual' })
const refund = step('refund', 'POST /v1/refunds', { payment_intent: '$intent.id' })

const setup = (more: Params = {}) =>
  step('setup', 'POST /v1/setup_intents', { payment_method_types: ['card'], ...more })

const item = step('item', 'POST /v1/invoiceitems', { customer: '$customer.id', amount: 2000, currency: 'usd' })
const draft = (more: Params = {}) =>
  step('invoice', 'POST /v1/invoices', {
    customer: '$customer.id',
    pending_invoice_items_behavior: 'include',
    auto_advance: false,
    ...more,
  })
const invoiceCall = (verb: string, params: Params = {}) => step(verb, `POST /v1/invoices/$invoice.id/${verb}`, params)
const finalize = invoiceCall('finalize')
const INVOICE = [...CARD, item, draft()]
const SENT = [customer, item, draft({ collection_method: 'send_invoice', days_until_due: 30 })]
const PAID = [...INVOICE, finalize, invoiceCall('pay')]

const subscribe = (more: Params = {}) =>
  step('subscription', 'POST /v1/subscriptions', { customer: '$customer.id', items: [{ price: '$price.id' }], ...more })
const SUBSCRIBED = [...CARD, product, price, subscribe()]
const ofSubscription = (params: Params) => step('changed', 'POST /v1/subscriptions/$subscription.id', params)

const quote = step('quote', 'POST /v1/quotes', {
  customer: '$customer.id',
  line_items: [{ price: '$price.id', quantity: 1 }],
})
const QUOTED = [...CARD, product, price, quote]
const quoteCall = (verb: string) => step(verb, `POST /v1/quotes/$quote.id/${verb}`)

const schedule = step('schedule', 'POST /v1/subscription_schedules', {
  customer: '$customer.id',
  start_date: 'now',
  phases: [{ items: [{ price: '$price.id' }], duration: { interval: 'month', interval_count: 3 } }],
})
const SCHEDULED = [...CARD, product, price, schedule]

const session = step('session', 'POST /v1/checkout/sessions', {
  mode: 'payment',
  line_items: [{ price: '$price.id', quantity: 1 }],
  success_url: 'https://example.com/thanks',
})
const SESSION = [product, oneOff, session]
const pay = step('paid', 'POST /v1/payment_pages/$session.id/confirm', {
  payment_method: 'pm_card_visa',
  email: 'jenny@example.com',
  expected_amount: '$session.amount_total',
})

/** Money that can be paid out at once. */
const funds = paid('pm_card_bypassPending', { amount: 10_000, capture_method: 'automatic' })
const payout = step('payout', 'POST /v1/payouts', { amount: 1000, currency: 'usd' })

const link = step('link', 'POST /v1/payment_links', { line_items: [{ price: '$price.id', quantity: 1 }] })
const code = step('code', 'POST /v1/promotion_codes', { promotion: { type: 'coupon', coupon: '$coupon.id' } })
const plan = step('plan', 'POST /v1/plans', { ...monthlyPlan() })
function monthlyPlan(): Params {
  return { currency: 'usd', amount: 1500, interval: 'month', product: '$product.id' }
}
const rate = step('rate', 'POST /v1/tax_rates', { display_name: 'VAT', percentage: 20, inclusive: false })
const METADATA = { metadata: { order_id: '6735' } }
const change = (path: string, params: Params = METADATA) => step('changed', `POST ${path}`, params)
const remove = (path: string) => step('removed', `DELETE ${path}`)
const discount = step('discount', 'POST /brindle/customers/$customer.id/discount', { coupon: '$coupon.id' })
const clock = step('test_clock', 'POST /v1/test_helpers/test_clocks', { frozen_time: '$now' })
const creditNote = step('note', 'POST /v1/credit_notes', {
  invoice: '$invoice.id',
  amount: 500,
  refund_amount: 500,
})
const openCreditNote = step('note', 'POST /v1/credit_notes', { invoice: '$invoice.id', amount: 500 })

/** By event. The steps of one are all that it takes in an account where nothing is yet. */
export const FIXTURES: Readonly<Record<string, readonly Step[]>> = {
  'balance.available': [paid(), later(8)],
  'charge.captured': [held, step('captured', 'POST /v1/payment_intents/$intent.id/capture')],
  'charge.dispute.closed': [
    paid('pm_card_createDispute'),
    later(1),
    step('disputes', 'GET /v1/disputes', { payment_intent: '$intent.id' }),
    step('closed', 'POST /v1/disputes/$disputes.data.0.id/close'),
  ],
  'charge.dispute.created': [paid('pm_card_createDispute'), later(1)],
  'charge.failed': [declinedPayment],
  'charge.refunded': [paid(), refund],
  'charge.succeeded': [paid()],
  'charge.updated': [paid(), change('/v1/charges/$intent.latest_charge')],
  'checkout.session.completed': [...SESSION, pay],
  'checkout.session.expired': [...SESSION, step('expired', 'POST /v1/checkout/sessions/$session.id/expire')],
  'coupon.created': [coupon],
  'coupon.deleted': [coupon, remove('/v1/coupons/$coupon.id')],
  'coupon.updated': [coupon, change('/v1/coupons/$coupon.id')],
  'credit_note.created': [...PAID, creditNote],
  'credit_note.voided': [...SENT, finalize, openCreditNote, step('voided', 'POST /v1/credit_notes/$note.id/void')],
  'customer.created': [customer],
  'customer.deleted': [customer, remove('/v1/customers/$customer.id')],
  'customer.discount.created': [customer, coupon, discount],
  'customer.discount.deleted': [customer, coupon, discount, remove('/v1/customers/$customer.id/discount')],
  'customer.subscription.created': SUBSCRIBED,
  'customer.subscription.deleted': [...SUBSCRIBED, remove('/v1/subscriptions/$subscription.id')],
  'customer.subscription.paused': [
    customer,
    product,
    price,
    subscribe({ trial_period_days: 2, trial_settings: { end_behavior: { missing_payment_method: 'pause' } } }),
    later(3),
  ],
  'customer.subscription.trial_will_end': [...CARD, product, price, subscribe({ trial_period_days: 3 })],
  'customer.subscription.updated': [...SUBSCRIBED, ofSubscription(METADATA)],
  'customer.tax_id.created': [
    customer,
    step('tax_id', 'POST /v1/customers/$customer.id/tax_ids', { type: 'eu_vat', value: 'DE123456789' }),
  ],
  'customer.updated': [customer, change('/v1/customers/$customer.id', { name: 'Jenny Rosen Jr.' })],
  'invoice.created': INVOICE,
  'invoice.deleted': [...INVOICE, remove('/v1/invoices/$invoice.id')],
  'invoice.finalized': [...INVOICE, finalize],
  'invoice.marked_uncollectible': [...INVOICE, finalize, invoiceCall('mark_uncollectible')],
  'invoice.paid': PAID,
  'invoice.payment_action_required': [
    ...withCard('pm_card_authenticationRequired'),
    item,
    draft(),
    finalize,
    declined('paid', 'POST /v1/invoices/$invoice.id/pay'),
  ],
  'invoice.payment_failed': [
    ...BAD_CARD,
    item,
    draft(),
    finalize,
    declined('paid', 'POST /v1/invoices/$invoice.id/pay'),
  ],
  'invoice.payment_succeeded': PAID,
  'invoice.sent': [...SENT, invoiceCall('send')],
  'invoice.upcoming': [...SUBSCRIBED, later(25)],
  'invoice.updated': [...INVOICE, change('/v1/invoices/$invoice.id')],
  'invoice.voided': [...SENT, finalize, invoiceCall('void')],
  'invoiceitem.created': [customer, item],
  'invoiceitem.deleted': [customer, item, remove('/v1/invoiceitems/$item.id')],
  'payment_intent.amount_capturable_updated': [held],
  'payment_intent.canceled': [intent(), step('canceled', 'POST /v1/payment_intents/$intent.id/cancel')],
  'payment_intent.created': [intent()],
  'payment_intent.payment_failed': [declinedPayment],
  'payment_intent.processing': [
    intent({
      currency: 'eur',
      payment_method_types: ['sepa_debit'],
      payment_method_data: {
        type: 'sepa_debit',
        sepa_debit: { iban: 'DE89370400440532013000' },
        billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
      },
      confirm: true,
      mandate_data: {
        customer_acceptance: { type: 'online', online: { ip_address: '127.0.0.1', user_agent: 'brindle' } },
      },
    }),
  ],
  'payment_intent.requires_action': [paid('pm_card_threeDSecure2Required', { return_url: 'https://example.com' })],
  'payment_intent.succeeded': [paid()],
  'payment_link.created': [product, oneOff, link],
  'payment_link.updated': [product, oneOff, link, change('/v1/payment_links/$link.id')],
  'payment_method.attached': CARD,
  'payment_method.detached': [...CARD, step('detached', 'POST /v1/payment_methods/$card.id/detach')],
  'payment_method.updated': [...CARD, change('/v1/payment_methods/$card.id')],
  'payout.created': [funds, payout],
  'payout.paid': [funds, payout, later(8)],
  'payout.updated': [funds, payout, change('/v1/payouts/$payout.id')],
  'plan.created': [product, plan],
  'plan.deleted': [product, plan, remove('/v1/plans/$plan.id')],
  'price.created': [product, price],
  'price.updated': [product, price, change('/v1/prices/$price.id')],
  'product.created': [product],
  'product.deleted': [product, remove('/v1/products/$product.id')],
  'product.updated': [product, change('/v1/products/$product.id')],
  'promotion_code.created': [coupon, code],
  'promotion_code.updated': [coupon, code, change('/v1/promotion_codes/$code.id')],
  'quote.accepted': [...QUOTED, quoteCall('finalize'), quoteCall('accept')],
  'quote.canceled': [...QUOTED, quoteCall('cancel')],
  'quote.created': QUOTED,
  'quote.finalized': [...QUOTED, quoteCall('finalize')],
  'refund.created': [paid(), refund],
  'setup_intent.canceled': [setup(), step('canceled', 'POST /v1/setup_intents/$setup.id/cancel')],
  'setup_intent.created': [setup()],
  'setup_intent.requires_action': [setup({ payment_method: 'pm_card_threeDSecure2Required', confirm: true })],
  'setup_intent.setup_failed': [
    declined('setup', 'POST /v1/setup_intents', {
      ...setup().params,
      payment_method: 'pm_card_chargeDeclined',
      confirm: true,
    }),
  ],
  'setup_intent.succeeded': [setup({ payment_method: 'pm_card_visa', confirm: true })],
  'subscription_schedule.canceled': [
    ...SCHEDULED,
    step('canceled', 'POST /v1/subscription_schedules/$schedule.id/cancel'),
  ],
  'subscription_schedule.created': SCHEDULED,
  'subscription_schedule.released': [
    ...SCHEDULED,
    step('released', 'POST /v1/subscription_schedules/$schedule.id/release'),
  ],
  'subscription_schedule.updated': [...SCHEDULED, change('/v1/subscription_schedules/$schedule.id')],
  'tax_rate.created': [rate],
  'tax_rate.updated': [rate, change('/v1/tax_rates/$rate.id')],
  'test_helpers.test_clock.created': [clock],
  'test_helpers.test_clock.deleted': [clock, remove('/v1/test_helpers/test_clocks/$test_clock.id')],
  'topup.created': [step('topup', 'POST /v1/topups', { amount: 2000, currency: 'usd', description: 'Top-up' })],
}

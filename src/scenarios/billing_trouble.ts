// What goes wrong with recurring payments, one customer for each: what the merchant has to look after, two months in.
import {
  type Api,
  customerWith,
  defaultCard,
  emailOf,
  type Kept,
  monthsAgo,
  type Scenario,
  type Step,
} from './scenario.ts'

const DAY = 86_400
/** A card that can be saved, and is declined when it is charged; one whose bank asks its holder each time. (https://docs.stripe.com/testing) */
const FAILING = 'pm_card_chargeCustomerFail'
const ASKING = 'pm_card_authenticationRequired'

export const billingTrouble: Scenario = {
  name: 'billing_trouble',
  says: 'Ten customers of whom each has another trouble: a declined renewal, an expired card, an overdue invoice, a dispute.',
  steps: [
    { says: 'A plan, and a test clock two months ago', run: begin },
    { says: 'Declined: a renewal that is retried', run: subscribe('declined', 'Dora Declined') },
    { says: 'Expired: a card that ran out', run: subscribe('expired', 'Egon Expired') },
    { says: 'Asked: a renewal that its bank asks about', run: subscribe('asked', 'Alma Asked') },
    { says: 'Disputed: an invoice that was objected to', run: subscribe('disputed', 'Dirk Disputed') },
    { says: 'Warned: a payment that may be fraud', run: subscribe('warned', 'Wanda Warned') },
    { says: 'Refund that failed', run: subscribe('refund', 'Rita Refund') },
    { says: 'Overdue: an invoice that was sent', run: send('overdue', 'Otto Overdue') },
    { says: 'Uncollectible: an invoice that was given up', run: send('uncollectible', 'Uwe Uncollectible') },
    { says: 'Draft: an invoice that nobody has finished', run: draft },
    { says: 'A month', run: month },
    { says: 'Another month', run: renewals },
    { says: 'Unfinished: a subscription whose first payment was declined', run: unfinished },
    { says: 'What banks and merchants do then', run: aftermath },
  ],
}

async function begin(api: Api, kept: Kept): Promise<void> {
  const default_price_data = { currency: 'usd', unit_amount: 2900, recurring: { interval: 'month' } }
  kept.price = (await api.post('/v1/products', { name: 'Magazine', default_price_data })).default_price
  const frozen_time = monthsAgo(api.now, 2)
  kept.clock = (await api.post('/v1/test_helpers/test_clocks', { name: 'billing_trouble', frozen_time })).id
}

function subscribe(key: string, name: string): Step['run'] {
  return async (api, kept) => {
    const { id: customer } = await customerWith(api, { name, email: emailOf(name), test_clock: kept.clock })
    const { id } = await api.post('/v1/subscriptions', { customer, items: [{ price: kept.price }] })
    kept[`${key} customer`] = customer
    kept[`${key} subscription`] = id
  }
}

/** An invoice that is sent, and is to be paid within a week. */
function send(key: string, name: string): Step['run'] {
  return async (api, kept) => {
    const { id: customer } = await api.post('/v1/customers', { name, email: emailOf(name), test_clock: kept.clock })
    await api.post('/v1/invoiceitems', { customer, amount: 12_500, currency: 'usd', description: 'Consulting' })
    const { id } = await api.post('/v1/invoices', {
      customer,
      collection_method: 'send_invoice',
      days_until_due: 7,
      pending_invoice_items_behavior: 'include',
    })
    await api.post(`/v1/invoices/${id}/finalize`)
    kept[key] = id
  }
}

async function draft(api: Api, kept: Kept): Promise<void> {
  const { id: customer } = await customerWith(api, {
    name: 'Dana Draft',
    email: emailOf('Dana Draft'),
    test_clock: kept.clock,
  })
  await api.post('/v1/invoiceitems', { customer, amount: 4200, currency: 'usd', description: 'One-off work' })
  await api.post('/v1/invoices', { customer, auto_advance: false, pending_invoice_items_behavior: 'include' })
}

async function unfinished(api: Api, kept: Kept): Promise<void> {
  const who = { name: 'Udo Unfinished', email: emailOf('Udo Unfinished'), test_clock: kept.clock }
  const { id: customer } = await customerWith(api, who, FAILING)
  await api.post('/v1/subscriptions', { customer, items: [{ price: kept.price }] })
}

/** All goes well at first; then cards change. */
async function month(api: Api, kept: Kept): Promise<void> {
  await api.advance(kept.clock!, monthsAgo(api.now, 1) + DAY)
  await defaultCard(api, kept['declined customer']!, FAILING)
  await defaultCard(api, kept['asked customer']!, ASKING)
  const { invoice_settings } = await api.get(`/v1/customers/${kept['expired customer']}`)
  await api.post(`/brindle/payment_methods/${invoice_settings.default_payment_method}/expire`)
}

async function renewals(api: Api, kept: Kept): Promise<void> {
  await api.advance(kept.clock!, monthsAgo(api.now, 0) + DAY)
}

async function aftermath(api: Api, kept: Kept): Promise<void> {
  const chargeOf = async (key: string): Promise<string> => {
    const { data } = await api.get('/v1/charges', { customer: kept[`${key} customer`], limit: 1 })
    return data[0].id
  }
  await api.post(`/brindle/charges/${await chargeOf('disputed')}/dispute`, { reason: 'subscription_canceled' })
  await api.post(`/brindle/charges/${await chargeOf('warned')}/early_fraud_warning`, { fraud_type: 'misc' })
  const { id } = await api.post('/v1/refunds', { charge: await chargeOf('refund') })
  await api.post(`/brindle/refunds/${id}/fail`)
  await api.post(`/v1/invoices/${kept.uncollectible}/mark_uncollectible`)
}

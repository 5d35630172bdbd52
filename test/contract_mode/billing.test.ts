// Contract mode: customers, what is sold, subscriptions, what they would cost, and invoices from draft to paid or void. The shapes
// are those of the pages of docs.stripe.com/api.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { contract, type Held, has, refused } from './contract.ts'

contract('POST /v1/customers', 'begins with these values', async ({ stripe }) => {
  // docs.stripe.com/api/customers/create, the answer of its example.
  const customer = await stripe.customers.create({ name: 'Jenny Rosen', email: 'jennyrosen@example.com' })
  assert.match(customer.id, /^cus_[A-Za-z0-9]{14}$/)
  has(customer, {
    object: 'customer',
    address: null,
    balance: 0,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: 'jennyrosen@example.com',
    livemode: false,
    metadata: {},
    name: 'Jenny Rosen',
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  })
})

contract('POST /v1/customers/{id}', 'keys of metadata are added, changed and unset', async ({ stripe }) => {
  // docs.stripe.com/api/metadata: keys that are not sent stay, and an empty value unsets one; values are strings.
  const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } })
  const changed = await stripe.customers.update(id, { metadata: { b: '3', c: 4, a: '' } })
  assert.deepEqual(changed.metadata, { b: '3', c: '4' })
})

contract('DELETE /v1/customers/{id}', 'leaves a mark that says so', async ({ stripe, call }) => {
  // docs.stripe.com/api/customers/retrieve: of a deleted one only a part is answered, with `deleted`.
  const { id } = await stripe.customers.create()
  const gone = { id, object: 'customer', deleted: true }
  has(await stripe.customers.del(id), gone)
  const mark = await call('GET', `/v1/customers/${id}`)
  assert.equal(mark.status, 200)
  assert.deepEqual(mark.body, gone)
})

contract('POST /v1/prices', 'a recurring price of a product', async ({ stripe, call, fresh }) => {
  // docs.stripe.com/api/prices/create, the answer of its example.
  const product = await stripe.products.create({ name: 'Gold Plan' })
  has(product, { object: 'product', active: true, default_price: null, description: null, images: [], livemode: false })
  const lookup_key = fresh()
  const recurring = { interval: 'month' as const }
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1000,
    recurring,
    lookup_key,
  })
  assert.match(price.id, /^price_[A-Za-z0-9]{24}$/)
  const { body } = await call('GET', `/v1/prices/${price.id}`)
  has(body, {
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    currency: 'usd',
    custom_unit_amount: null,
    livemode: false,
    lookup_key,
    metadata: {},
    nickname: null,
    product: product.id,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: 1000,
    unit_amount_decimal: '1000',
  })
  has(body.recurring, { interval: 'month', interval_count: 1, meter: null, usage_type: 'licensed' })
  const found = await stripe.prices.list({ lookup_keys: [lookup_key] })
  assert.deepEqual(
    found.data.map(({ id }) => id),
    [price.id],
  )
  assert.equal((await stripe.prices.update(price.id, { active: false })).active, false)
  // docs.stripe.com/api/products/delete; github.com/stripe/stripe-python/issues/658
  refused(await call('DELETE', `/v1/products/${product.id}`), 400, {
    message: 'This product cannot be deleted because it has one or more user-created prices.',
  })
})

contract('POST /v1/coupons', 'a quarter off for three months', async ({ stripe, call }) => {
  // docs.stripe.com/api/coupons/object, its example.
  const coupon = await stripe.coupons.create({ percent_off: 25.5, duration: 'repeating', duration_in_months: 3 })
  has(coupon, {
    object: 'coupon',
    amount_off: null,
    currency: null,
    duration: 'repeating',
    duration_in_months: 3,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: null,
    percent_off: 25.5,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
  })
  has(await stripe.coupons.del(coupon.id), { id: coupon.id, object: 'coupon', deleted: true })
  refused(await call('GET', `/v1/coupons/${coupon.id}`), 404, {
    code: 'resource_missing',
    message: `No such coupon: '${coupon.id}'`,
  })
  // "A coupon has either a `percent_off` or an `amount_off` and `currency`." The words of the refusal are not known.
  refused(await call('POST', '/v1/coupons', 'duration=once'), 400, {})
})

/** A customer with a card of docs.stripe.com/testing as the default of invoices. */
async function payer({ stripe }: Held, card = 'pm_card_visa'): Promise<string> {
  const { id } = await stripe.customers.create({ name: 'Ada', email: 'ada@example.com' })
  const method = await stripe.paymentMethods.attach(card, { customer: id })
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } })
  return id
}

/** A price by the month. */
async function monthly({ stripe }: Held, unit_amount: number, product?: string): Promise<Stripe.Price> {
  const of = product ?? (await stripe.products.create({ name: 'Stock photos' })).id
  return stripe.prices.create({ product: of, currency: 'usd', unit_amount, recurring: { interval: 'month' } })
}

contract('POST /v1/subscriptions', 'is active once its first invoice is paid', async (held) => {
  // docs.stripe.com/billing/subscriptions/overview
  const [customer, price] = [await payer(held), await monthly(held, 1500)]
  const items = [{ price: price.id }]
  const subscription = await held.stripe.subscriptions.create({ customer, items, expand: ['latest_invoice'] })
  assert.match(subscription.id, /^sub_[A-Za-z0-9]{24}$/)
  has(subscription, {
    object: 'subscription',
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    currency: 'usd',
    customer,
    ended_at: null,
    livemode: false,
    status: 'active',
    trial_end: null,
  })
  assert.equal(subscription.billing_cycle_anchor, subscription.start_date)
  const [item] = subscription.items.data
  has(item!, { object: 'subscription_item', quantity: 1, current_period_start: subscription.start_date })
  // docs.stripe.com/billing/subscriptions/billing-cycle: a month on, or the last day of a shorter month: 28 to 31 days.
  const days = (item!.current_period_end - item!.current_period_start) / 86_400
  assert.ok(Number.isInteger(days) && days >= 28 && days <= 31, `${days} days`)
  has(subscription.latest_invoice as Stripe.Invoice, {
    object: 'invoice',
    amount_due: 1500,
    amount_paid: 1500,
    amount_remaining: 0,
    billing_reason: 'subscription_create',
    status: 'paid',
    total: 1500,
  })
})

contract('POST /v1/subscriptions', 'is incomplete where its first payment fails', async (held) => {
  // docs.stripe.com/billing/subscriptions/overview#payment-status; docs.stripe.com/testing: this card attaches and declines.
  const [customer, price] = [await payer(held, 'pm_card_chargeCustomerFail'), await monthly(held, 1500)]
  const items = [{ price: price.id }]
  const subscription = await held.stripe.subscriptions.create({ customer, items, expand: ['latest_invoice'] })
  assert.equal(subscription.status, 'incomplete')
  has(subscription.latest_invoice as Stripe.Invoice, { status: 'open', amount_paid: 0, amount_remaining: 1500 })
  const { id } = await held.stripe.customers.create()
  // Recorded: nothing to pay with at all.
  refused(await held.call('POST', '/v1/subscriptions', `customer=${id}&items[0][price]=${price.id}`), 400, {
    code: 'resource_missing',
    message: /^This customer has no attached payment source or default payment method\./,
  })
})

contract('POST /v1/invoices/create_preview', 'an upgrade in the middle of a period, to the second', async (held) => {
  // docs.stripe.com/billing/subscriptions/prorations: half of $15.00 comes back, half of $30.00 is charged.
  const [customer, price] = [await payer(held), await monthly(held, 1500)]
  const dearer = await monthly(held, 3000, price.product as string)
  const subscription = await held.stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
  const item = subscription.items.data[0]!
  const preview = await held.stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: {
      items: [{ id: item.id, price: dearer.id }],
      proration_behavior: 'always_invoice',
      proration_date: (item.current_period_start + item.current_period_end) / 2,
    },
  })
  has(preview, { object: 'invoice', customer, status: 'draft', currency: 'usd' })
  // "The recommended way to get only the prorations being previewed on the invoice is to consider line items where
  // parent.subscription_item_details.proration is true.": docs.stripe.com/api/invoices/create_preview
  const prorations = preview.lines.data.filter(({ parent }) => parent?.subscription_item_details?.proration)
  assert.deepEqual(
    prorations.map(({ amount }) => amount).toSorted((a, b) => a - b),
    [-750, 1500],
  )
  // A preview changes nothing.
  const after = await held.stripe.subscriptions.retrieve(subscription.id)
  assert.equal(after.items.data[0]!.price.id, price.id)
})

contract('DELETE /v1/subscriptions/{id}', 'ends at once, or with its period', async (held) => {
  // docs.stripe.com/billing/subscriptions/cancel
  const [customer, price] = [await payer(held), await monthly(held, 1500)]
  const { id, items } = await held.stripe.subscriptions.create({ customer, items: [{ price: price.id }] })
  const later = await held.stripe.subscriptions.update(id, { cancel_at_period_end: true })
  has(later, {
    status: 'active',
    cancel_at_period_end: true,
    cancel_at: items.data[0]!.current_period_end,
    ended_at: null,
  })
  has(await held.stripe.subscriptions.update(id, { cancel_at_period_end: false }), {
    cancel_at: null,
    canceled_at: null,
  })
  const ended = await held.stripe.subscriptions.cancel(id)
  assert.equal(ended.status, 'canceled')
  assert.ok(ended.ended_at)
  assert.ok(ended.canceled_at)
  assert.equal((await held.stripe.subscriptions.retrieve(id)).status, 'canceled')
  // "By default, returns a list of subscriptions that have not been canceled.": docs.stripe.com/api/subscriptions/list
  assert.deepEqual((await held.stripe.subscriptions.list({ customer })).data, [])
  assert.equal((await held.stripe.subscriptions.list({ customer, status: 'canceled' })).data.length, 1)
})

/** A draft of $12.00 for a customer. */
async function draft({ stripe }: Held, customer: string): Promise<Stripe.Invoice> {
  const { id: invoice } = await stripe.invoices.create({ customer, auto_advance: false })
  await stripe.invoiceItems.create({ customer, invoice: invoice!, amount: 1200, currency: 'usd', description: 'Tea' })
  return stripe.invoices.retrieve(invoice!)
}

contract('POST /v1/invoices/{id}/pay', 'from draft to open to paid', async (held) => {
  // docs.stripe.com/invoicing/overview
  const customer = await payer(held)
  const made = await draft(held, customer)
  has(made, { object: 'invoice', status: 'draft', amount_due: 1200, billing_reason: 'manual', auto_advance: false })
  // "…If the invoice has not been finalized yet, this will be null": docs.stripe.com/api/invoices/object
  has(made, { hosted_invoice_url: null, invoice_pdf: null })
  const open = await held.stripe.invoices.finalizeInvoice(made.id!)
  has(open, { status: 'open', amount_due: 1200, amount_remaining: 1200 })
  assert.ok(open.number)
  assert.ok(open.status_transitions.finalized_at)
  const done = await held.stripe.invoices.pay(made.id!)
  has(done, { status: 'paid', amount_paid: 1200, amount_remaining: 0, attempted: true })
  assert.ok(done.status_transitions.paid_at)
  // github.com/mozilla/fxa/issues/11409
  refused(await held.call('POST', `/v1/invoices/${made.id}/pay`), 400, { message: /^Invoice is already paid/ })
})

contract('POST /v1/invoices/{id}/void', 'a draft is deleted, an open one is void', async (held) => {
  // docs.stripe.com/api/invoices/delete and /void: only a draft is deleted, only a finalized one is void.
  const customer = await payer(held)
  const never = await draft(held, customer)
  has(await held.stripe.invoices.del(never.id!), { id: never.id, object: 'invoice', deleted: true })
  const open = await held.stripe.invoices.finalizeInvoice((await draft(held, customer)).id!)
  refused(await held.call('DELETE', `/v1/invoices/${open.id}`), 400, {})
  const gone = await held.stripe.invoices.voidInvoice(open.id!)
  has(gone, { status: 'void', amount_paid: 0 })
  assert.ok(gone.status_transitions.voided_at)
  refused(await held.call('POST', `/v1/invoices/${open.id}/pay`), 400, {})
})

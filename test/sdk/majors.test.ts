// The official SDK from 2020 to today does the same day's work: its old majors construct, encode, page and throw in
// their own ways, and none of them may notice that this is not Stripe.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { freshName, startBrindle } from '../world.ts'

const require = createRequire(import.meta.url)

/** The version of an account whose owner has not chosen another. */
const DEFAULT = '2026-08-26.dahlia'

interface Major {
  readonly package: string
  readonly version: string
  /** What the client is told to speak; nothing where it is left to itself. */
  readonly apiVersion?: string
  /** What the answers say they are in. */
  readonly served: string
}

/** Majors 8 and 11 name no version of their own; from 12 on each names the one that it was made for. */
const MAJORS: readonly Major[] = [
  { package: 'stripe-8', version: '8.222.0', served: DEFAULT },
  { package: 'stripe-8', version: '8.222.0', apiVersion: '2020-08-27', served: '2020-08-27' },
  { package: 'stripe-11', version: '11.18.0', served: DEFAULT },
  { package: 'stripe-11', version: '11.18.0', apiVersion: '2022-11-15', served: '2022-11-15' },
  { package: 'stripe-12', version: '12.18.0', served: '2022-11-15' },
  { package: 'stripe-14', version: '14.25.0', served: '2023-10-16' },
  { package: 'stripe-17', version: '17.7.0', served: '2025-02-24.acacia' },
  { package: 'stripe-18', version: '18.5.0', served: '2025-08-27.basil' },
  { package: 'stripe', version: '23.1.0', served: '2026-10-28.endive' },
]

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** A client of a major, all of which take these settings. Their types are of many ages, hence `any`. */
function client({ package: name, apiVersion }: Major): any {
  const Stripe = require(name).default ?? require(name)
  return new Stripe(`sk_test_${freshName()}`, {
    host: '127.0.0.1',
    port: brindle.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiVersion && { apiVersion }),
  })
}

/** What a promise is rejected with. */
async function refusal(promise: Promise<unknown>): Promise<any> {
  return promise.then(
    () => assert.fail('it was not refused'),
    (error) => error,
  )
}

for (const major of MAJORS) {
  const { package: name, version, apiVersion = 'no version', served } = major

  test(`${name} with ${apiVersion}: a customer, a subscription, pages and refusals`, async () => {
    const stripe = client(major)
    assert.equal(stripe.VERSION ?? stripe.constructor.PACKAGE_VERSION, version)

    // A customer with a card to pay with.
    const customer = await stripe.customers.create({
      email: 'jenny@example.com',
      metadata: { order: '6735', kept: 'yes' },
      preferred_locales: ['de', 'en'],
    })
    assert.match(customer.id, /^cus_\w{14}$/)
    assert.deepEqual(customer.preferred_locales, ['de', 'en'])
    assert.equal(customer.lastResponse.statusCode, 200)
    assert.equal(customer.lastResponse.headers['stripe-version'], served)
    assert.equal(customer.lastResponse.apiVersion, served)
    assert.equal(customer.lastResponse.requestId, customer.lastResponse.headers['request-id'])
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    assert.equal(card.customer, customer.id)
    const paying = await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: card.id },
    })
    assert.equal(paying.invoice_settings.default_payment_method, card.id)

    // What is sold, and the subscription, paid at once.
    const product = await stripe.products.create({ name: 'Stock photos' })
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 1500,
      recurring: { interval: 'month' },
    })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 2 }],
      expand: ['latest_invoice', 'customer'],
    })
    assert.equal(subscription.status, 'active')
    assert.equal(subscription.items.data[0].price.id, price.id)
    assert.equal(subscription.items.data[0].quantity, 2)
    assert.equal(subscription.customer.email, 'jenny@example.com')
    assert.equal(subscription.latest_invoice.status, 'paid')
    assert.equal(subscription.latest_invoice.amount_paid, 3000)

    // Lists, by a filter and over the edges of pages.
    const found = await stripe.subscriptions.list({ customer: customer.id, status: 'all' })
    assert.deepEqual(
      found.data.map(({ id }: { id: string }) => id),
      [subscription.id],
    )
    const names = ['first', 'second', 'third', 'fourth', 'fifth']
    for (const each of names) await stripe.products.create({ name: each })
    const paged: string[] = []
    for await (const each of stripe.products.list({ limit: 2 })) paged.push(each.name)
    assert.deepEqual(paged, [...names.toReversed(), 'Stock photos'])
    const some = await stripe.products.list({ limit: 2 }).autoPagingToArray({ limit: 3 })
    assert.deepEqual(
      some.map((each: { name: string }) => each.name),
      ['fifth', 'fourth', 'third'],
    )

    // Metadata: one key changes, one goes, the rest stay.
    const noted = await stripe.customers.update(customer.id, { metadata: { order: '6736', kept: '', new: 'x' } })
    assert.deepEqual(noted.metadata, { order: '6736', new: 'x' })

    // An error of ours, as the SDK's own class.
    const missing = await refusal(
      stripe.subscriptions.create({ customer: customer.id, items: [{ price: 'price_missing' }] }),
    )
    assert.equal(missing.type, 'StripeInvalidRequestError')
    assert.equal(missing.statusCode, 400)
    assert.equal(missing.code, 'resource_missing')
    assert.equal(missing.param, 'items[0][price]')
    assert.equal(missing.message, "No such price: 'price_missing'")
    assert.match(missing.requestId, /^req_\w{14}$/)
    const gone = await refusal(stripe.customers.retrieve('cus_missing'))
    assert.equal(gone.type, 'StripeInvalidRequestError')
    assert.equal(gone.statusCode, 404)
    assert.equal(gone.code, 'resource_missing')
    assert.equal(gone.param, 'id')

    // A card that its bank declines. (https://docs.stripe.com/testing: it attaches, charges fail)
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
    const declined = await refusal(
      stripe.paymentIntents.create({
        amount: 2000,
        currency: 'usd',
        customer: customer.id,
        payment_method: failing.id,
        confirm: true,
        return_url: 'https://shop.example/return',
      }),
    )
    assert.equal(declined.type, 'StripeCardError')
    assert.equal(declined.statusCode, 402)
    assert.equal(declined.code, 'card_declined')
    assert.equal(declined.decline_code, 'generic_decline')
    assert.equal(declined.message, 'Your card was declined.')
    assert.equal(declined.payment_intent.status, 'requires_payment_method')
    assert.equal(declined.payment_method.id, failing.id)

    // The same key is the same request; another request under it is refused.
    const once = { idempotencyKey: 'order-6735' }
    const one = await stripe.products.create({ name: 'Once' }, once)
    const again = await stripe.products.create({ name: 'Once' }, once)
    assert.equal(again.id, one.id)
    assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true')
    const reused = await refusal(stripe.products.create({ name: 'Twice' }, once))
    assert.equal(reused.type, 'StripeIdempotencyError')
    assert.equal(reused.statusCode, 400)
  })
}

// The official SDK from 2020 to today does the same day's work: its old majors construct, encode, page and throw in
// their own ways, and none of them may notice that this is not Stripe.
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { LONG } from '../simulation/sizes.ts'
import { freshName, startBrindle } from '../world.ts'
import { clientOf, DEFAULT, MAJORS } from './clients.ts'

/** Over PostgreSQL it is the engine that is tried, which does not know one client from another: four of them will do. */
const TRIED =
  process.env.BRINDLE_TEST_STORE === 'postgres' && !LONG
    ? MAJORS.filter(({ major }) => [8, 12, 17, 23].includes(major))
    : MAJORS

/** Each left to itself; those that name no version also with the one that their types are of. */
const CLIENTS = TRIED.flatMap((major) =>
  major.asks === undefined
    ? [
        { ...major, apiVersion: undefined, served: DEFAULT },
        { ...major, apiVersion: major.typed, served: major.typed },
      ]
    : [{ ...major, apiVersion: undefined, served: major.asks }],
)

/** From here on an invoice does not say what paid it, and a period is an item's. (docs.stripe.com/changelog/basil) */
const BASIL = '2025-03-31.basil'
/** From here on a PaymentIntent has its charges no more. (docs.stripe.com/changelog/2022-11-15) */
const NO_CHARGES = '2022-11-15'
/** From here on the types that an intent is limited to go by another name. (the SDK's types) */
const ENDIVE = '2026-09-30.endive'

interface Delivery {
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

let brindle: Brindle
/** Where webhooks go, each sandbox's to its own path, and who waits for them there. */
let hooks: Server
const awaited = new Map<string, (delivery: Delivery) => void>()
before(async () => {
  hooks = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      awaited.get(request.url!)?.({ body: Buffer.concat(chunks).toString('utf8'), headers: request.headers })
      response.end()
    })
  })
  await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done))
  brindle = await startBrindle()
})
after(async () => {
  await brindle.close()
  hooks.close()
  hooks.closeAllConnections()
})

/** What a promise is rejected with. */
async function refusal(promise: Promise<unknown>): Promise<any> {
  return promise.then(
    () => assert.fail('it was not refused'),
    (error) => error,
  )
}

for (const major of CLIENTS) {
  const { package: name, apiVersion = 'no version', served } = major

  test(`${name} with ${apiVersion}: a customer, a subscription, pages and refusals`, async () => {
    const stripe = clientOf(major, `sk_test_${freshName()}`, brindle.port, major.apiVersion)
    assert.equal(stripe.VERSION ?? stripe.constructor.PACKAGE_VERSION, major.release)

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

  test(`${name} with ${apiVersion}: money, invoices, searches, events and webhooks`, async () => {
    const stripe = clientOf(major, `sk_test_${freshName()}`, brindle.port, major.apiVersion)
    const path = `/${freshName()}`
    const delivered = new Promise<Delivery>((resolve) => awaited.set(path, resolve))
    const endpoint = await stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}${path}`,
      enabled_events: ['charge.refunded'],
      api_version: served,
    })
    const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen', metadata: { tier: 'gold' } })

    // A method, an intent of the two steps, its charge, and a part of that back.
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc: '314' },
      billing_details: { name: 'Jenny Rosen' },
    })
    assert.deepEqual([method.card.brand, method.card.last4, method.customer], ['visa', '4242', null])
    await stripe.paymentMethods.attach(method.id, { customer })
    const wish = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer,
      [served < ENDIVE ? 'payment_method_types' : 'allowed_payment_method_types']: ['card'],
      capture_method: 'manual',
    })
    assert.deepEqual([wish.status, wish.amount_capturable], ['requires_payment_method', 0])
    const held = await stripe.paymentIntents.confirm(wish.id, { payment_method: method.id })
    assert.deepEqual([held.status, held.amount_capturable], ['requires_capture', 2000])
    const paid = await stripe.paymentIntents.capture(wish.id, { amount_to_capture: 1500 })
    assert.deepEqual([paid.status, paid.amount_received], ['succeeded', 1500])
    assert.equal('charges' in paid, served < NO_CHARGES)
    const { id, ...charge } = await stripe.charges.retrieve(paid.latest_charge, { expand: ['balance_transaction'] })
    assert.deepEqual([charge.amount, charge.amount_captured, charge.paid], [2000, 1500, true])
    assert.equal(charge.payment_method_details.card.last4, '4242')
    assert.equal(charge.balance_transaction.amount, 1500)
    const refund = await stripe.refunds.create({ charge: id, amount: 400, metadata: { why: 'late' } })
    assert.deepEqual([refund.status, refund.charge, refund.metadata], ['succeeded', id, { why: 'late' }])

    // A subscription, whose metadata changes.
    const price = await stripe.prices.create({
      product_data: { name: 'Stock photos' },
      currency: 'usd',
      unit_amount: 1500,
      recurring: { interval: 'month' },
    })
    // From major 21 on a decimal is an object of a class of the SDK's.
    assert.equal(typeof price.unit_amount_decimal, major.major < 21 ? 'string' : 'object')
    assert.equal(String(price.unit_amount_decimal), '1500')
    const begun = await stripe.subscriptions.create({
      customer,
      items: [{ price: price.id }],
      default_payment_method: method.id,
      metadata: { order: '6735', kept: 'yes' },
    })
    const subscription = await stripe.subscriptions.update(begun.id, { metadata: { order: '6736' } })
    assert.deepEqual([subscription.status, subscription.metadata], ['active', { order: '6736', kept: 'yes' }])
    assert.equal('current_period_end' in subscription, served < BASIL)

    // An invoice by hand.
    const draft = await stripe.invoices.create({ customer, default_payment_method: method.id })
    await stripe.invoiceItems.create({
      customer,
      invoice: draft.id,
      amount: 700,
      currency: 'usd',
      description: 'Print',
    })
    const open = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false })
    assert.deepEqual([draft.status, open.status, open.total, open.amount_due], ['draft', 'open', 700, 700])
    const settled = await stripe.invoices.pay(draft.id)
    assert.deepEqual([settled.status, settled.amount_paid, settled.lines.data[0].description], ['paid', 700, 'Print'])
    assert.equal('paid' in settled, served < BASIL)

    // Searches.
    const found = await stripe.customers.search({ query: "metadata['tier']:'gold'" })
    assert.deepEqual([found.object, found.data.map((each: any) => each.id)], ['search_result', [customer]])
    const searched = await stripe.charges.search({ query: 'amount:2000' }).autoPagingToArray({ limit: 5 })
    assert.deepEqual([searched.length, searched[0].id], [1, id])

    // The event, as it is listed, and as it is delivered and its signature checked by the SDK's own means.
    const { data: events } = await stripe.events.list({ type: 'charge.refunded' })
    assert.equal(events.length, 1)
    assert.equal(events[0].data.object.id, id)
    assert.deepEqual(events[0].data.previous_attributes.amount_refunded, 0)
    const { body, headers } = await delivered
    const signature = headers['stripe-signature']
    const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret)
    assert.deepEqual([event.id, event.type, event.api_version], [events[0].id, 'charge.refunded', served])
    assert.deepEqual([event.data.object.id, event.data.object.amount_refunded], [id, 400])
    assert.equal('refunds' in event.data.object, served < NO_CHARGES)
    assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other'), {
      type: 'StripeSignatureVerificationError',
    })
  })
}

// Payment methods and their customers: attached they can be used again, detached never.
// (https://docs.stripe.com/api/payment_methods/attach, …/detach; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const CARD = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034'

/** A card of a new customer. */
async function attached({ stripe, news }: { stripe: Stripe; news: () => Promise<string[]> }) {
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  return { customer, id }
}

behaves('POST /v1/payment_methods/{id}/attach', 'saves it to a customer, and not as the default', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { body } = await call('POST', '/v1/payment_methods', CARD)
  await news()
  const saved = await stripe.paymentMethods.attach(body.id, { customer, expand: ['customer'] })
  assert.equal((saved.customer as Stripe.Customer).id, customer)
  const { invoice_settings } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
  assert.equal(invoice_settings.default_payment_method, null)
  assert.deepEqual(await news(), ['payment_method.attached'])
  // Recorded: once more to the same customer is well, and no news.
  assert.equal((await stripe.paymentMethods.attach(body.id, { customer })).customer, customer)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods/{id}/attach', 'makes a fresh method of a test token each time', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const one = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  const two = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  assert.match(one.id, /^pm_[A-Za-z0-9]{24}$/)
  assert.notEqual(one.id, two.id)
  assert.equal(one.card?.last4, '0341')
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached', 'payment_method.attached'])
})

const ATTACHED = 'The payment method you provided has already been attached to a customer.'
const ALONE = 'The payment method you provided is not attached to a customer so detachment is impossible.'

behaves('POST /v1/payment_methods/{id}/attach', 'is refused to a second customer', async (world) => {
  const { stripe, call, news } = world
  const { id, customer } = await attached(world)
  const other = await stripe.customers.create()
  await news()
  const { status, body } = await call('POST', `/v1/payment_methods/${id}/attach`, `customer=${other.id}`)
  assert.deepEqual([status, body.error.type, body.error.message], [400, 'invalid_request_error', ATTACHED])
  assert.equal((await stripe.paymentMethods.retrieve(id)).customer, customer)
  const gone = await call('POST', '/v1/payment_methods/pm_none/attach', `customer=${customer}`)
  assert.deepEqual([gone.status, gone.body.error.message], [404, "No such PaymentMethod: 'pm_none'"])
  refused(await call('POST', '/v1/payment_methods/pm_card_visa/attach', 'customer=cus_none'), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods/{id}/attach', 'must say to whom', async ({ call, news }) => {
  // Recorded, without a param.
  refused(await call('POST', '/v1/payment_methods/pm_card_visa/attach', 'expand[]=customer'), 400, {
    code: 'parameter_missing',
    message: 'Must provide customer or customer_account.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods/{id}/detach', 'ends it: it can never be used again', async (world) => {
  // https://docs.stripe.com/api/payment_methods/detach
  const { stripe, call, news } = world
  const { id, customer } = await attached(world)
  assert.equal((await stripe.paymentMethods.detach(id)).customer, null)
  assert.deepEqual(await news(), ['payment_method.detached'])
  assert.deepEqual((await stripe.customers.listPaymentMethods(customer)).data, [])
  const spent = {
    message:
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
      'connected account without Customer attachment, or was detached from a Customer. It may not be used again. To ' +
      'use a PaymentMethod multiple times, you must attach it to a Customer first.',
  }
  refused(await call('POST', `/v1/payment_methods/${id}/attach`, `customer=${customer}`), 400, spent)
  refused(await call('POST', '/v1/payment_intents', `amount=500&currency=usd&payment_method=${id}`), 400, spent)
  refused(await call('POST', '/v1/setup_intents', `payment_method=${id}`), 400, spent)
  const { status, body } = await call('POST', `/v1/payment_methods/${id}/detach`)
  assert.deepEqual([status, body.error.type, body.error.message], [400, 'invalid_request_error', ALONE])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods/{id}/detach', 'is no default any more', async (world) => {
  // Laravel Cashier's tests against Stripe: a customer whose default was removed has none.
  const { stripe, news } = world
  const { id, customer } = await attached(world)
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  await news()
  await stripe.paymentMethods.detach(id)
  const { invoice_settings } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
  assert.equal(invoice_settings.default_payment_method, null)
  assert.ok((await news()).includes('payment_method.detached'))
})

behaves('POST /v1/payment_methods/{id}/detach', 'tells whose it was', async (world) => {
  // Recorded: this event has previous attributes though it is no `updated`.
  const { stripe, news } = world
  const { id, customer } = await attached(world)
  await stripe.paymentMethods.detach(id)
  const { data } = (await stripe.events.list({ type: 'payment_method.detached' })).data[0]!
  assert.deepEqual((data as { previous_attributes?: object }).previous_attributes, { customer })
  assert.deepEqual(await news(), ['payment_method.detached'])
})

behaves('POST /v1/payment_methods/{id}/detach', 'refuses without a code, as attaching does', async (world) => {
  // Recorded: neither of these two refusals has one.
  const { stripe, call, news } = world
  const { id } = await attached(world)
  const other = await stripe.customers.create()
  await news()
  const again = await call('POST', `/v1/payment_methods/${id}/attach`, `customer=${other.id}`)
  const alone = await call('POST', '/v1/payment_methods/pm_card_visa/detach')
  assert.deepEqual([again.body.error.code, alone.body.error.code], [undefined, undefined])
  assert.deepEqual(await news(), [])
})

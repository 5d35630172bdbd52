// Collecting invoices: by a call, by the clock, or not at all. (https://docs.stripe.com/api/invoices/pay; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { pastRenewal } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { SETTLED } from './invoicing.ts'

const [HOUR, DAY] = [3600, 86_400]
const PAY = 'POST /v1/invoices/{id}/pay'
const FINALIZE = 'POST /v1/invoices/{id}/finalize'
type World = Pick<Sandbox, 'stripe' | 'call' | 'news' | 'advance'>

/** A subscription of $15.00 a month whose first invoice was paid by a card. */
async function subscribed(
  { stripe, news }: World,
  behavior: 'allow_incomplete' | 'default_incomplete' = 'allow_incomplete',
) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  const made = await stripe.subscriptions.create({ customer, items: [{ price: id }], payment_behavior: behavior })
  await news()
  return { customer, card, subscription: made, first: made.latest_invoice as string }
}

/** The renewal of one, a minute after it was made. */
async function drafted(world: World) {
  const made = await subscribed(world)
  await world.advance(made.subscription.items.data[0]!.current_period_end - made.subscription.created + 60)
  await world.news()
  const { latest_invoice } = await world.stripe.subscriptions.retrieve(made.subscription.id)
  return { ...made, draft: latest_invoice as string }
}

/** The renewal of one, which could not be collected. */
async function unpaid(world: World) {
  const made = await subscribed(world)
  const { customer, subscription } = made
  const { id: bad } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await world.stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad } })
  await pastRenewal(world, subscription.id)
  await world.news()
  const { latest_invoice } = await world.stripe.subscriptions.retrieve(subscription.id)
  return { ...made, open: await world.stripe.invoices.retrieve(latest_invoice as string) }
}

const FAILED = ['charge.failed', 'payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed']

behaves(PAY, 'takes the method that is given', async (world) => {
  const { stripe, news } = world
  const { open, card, subscription } = await unpaid(world)
  assert.deepEqual([open.status, open.attempt_count], ['open', 1])
  const paid = await stripe.invoices.pay(open.id, {
    payment_method: card,
    expand: ['payments.data.payment.payment_intent'],
  })
  assert.deepEqual([paid.status, paid.amount_paid, paid.amount_remaining], ['paid', 1500, 0])
  assert.equal(paid.next_payment_attempt, null)
  assert.ok(paid.status_transitions.paid_at)
  const intent = paid.payments?.data[0]?.payment.payment_intent as { payment_method?: string }
  assert.equal(intent.payment_method, card)
  assert.deepEqual(await news(), [...SETTLED, 'customer.subscription.updated', 'customer.updated'])
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active')
  await world.advance(10 * DAY)
  assert.deepEqual(await news(), ['balance.available'])
})

behaves(PAY, 'is 402 when it is declined, and does not move the next try', async (world) => {
  // https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count: only the first and the automatic tries count.
  const { stripe, call, news } = world
  const { open } = await unpaid(world)
  const { status, body } = await call('POST', `/v1/invoices/${open.id}/pay`)
  const { type, code, decline_code, message } = body.error
  assert.deepEqual([status, type, code, decline_code], [402, 'card_error', 'card_declined', 'generic_decline'])
  assert.equal(message, 'Your card was declined.')
  const still = await stripe.invoices.retrieve(open.id)
  assert.deepEqual([still.status, still.attempt_count, still.amount_paid], ['open', 1, 0])
  assert.equal(still.next_payment_attempt, open.next_payment_attempt)
  assert.deepEqual((await news()).slice(0, 2), FAILED.slice(0, 2))
})

behaves(PAY, 'that is declined is news as any other failure is', async (world) => {
  // https://docs.stripe.com/api/events/types#event_types-invoice.payment_failed
  const { open } = await unpaid(world)
  await world.call('POST', `/v1/invoices/${open.id}/pay`)
  const happened = await world.news()
  assert.ok(happened.includes('invoice.payment_failed'), happened.join())
})

behaves(PAY, 'is done once', async (world) => {
  const { first } = await subscribed(world)
  // Recorded; there is no code.
  refused(await world.call('POST', `/v1/invoices/${first}/pay`), 400, { message: 'Invoice is already paid' })
  const { status, body } = await world.call('POST', '/v1/invoices/in_none/pay')
  const { code, param, message } = body.error
  assert.deepEqual([status, code, param, message], [404, 'resource_missing', 'id', "No such invoice: 'in_none'"])
  assert.deepEqual(await world.news(), [])
})

behaves(PAY, 'finalizes a draft first', async (world) => {
  // Recorded.
  const { draft } = await drafted(world)
  const { status, body } = await world.call('POST', `/v1/invoices/${draft}/pay`)
  assert.deepEqual([status, body.error?.message, body.status], [200, undefined, 'paid'])
  assert.deepEqual([body.attempted, body.attempt_count, body.amount_paid], [true, 1, 1500])
  const happened = (await world.news()).filter((type) => type !== 'invoice.updated')
  const settled = SETTLED.filter((type) => type !== 'invoice.updated')
  assert.deepEqual(happened, ['invoice.finalized', 'payment_intent.created', ...settled])
})

behaves(PAY, 'is too late for one that is void', async (world) => {
  const { first } = await subscribed(world, 'default_incomplete')
  await world.advance(23 * HOUR + 60)
  await world.news()
  const { status, body } = await world.call('POST', `/v1/invoices/${first}/pay`)
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.deepEqual(await world.news(), [])
})

behaves(PAY, 'says of one that is void that it is not open', async (world) => {
  // Recorded, of invoices that are not open.
  const { first } = await subscribed(world, 'default_incomplete')
  await world.advance(23 * HOUR + 60)
  await world.news()
  const { error } = (await world.call('POST', `/v1/invoices/${first}/pay`)).body
  assert.equal(error.message, "You can only pass in open invoices. This invoice isn't open.")
  assert.deepEqual(await world.news(), [])
})

behaves(PAY, 'out of band moves no money here', async (world) => {
  // https://docs.stripe.com/api/invoices/pay#pay_invoice-paid_out_of_band; recorded: it does not count as tried.
  const { stripe, news } = world
  const { first, customer, subscription } = await subscribed(world, 'default_incomplete')
  const paid = await stripe.invoices.pay(first, { paid_out_of_band: true })
  assert.deepEqual([paid.status, paid.amount_remaining, paid.attempted], ['paid', 0, false])
  assert.deepEqual((await stripe.charges.list({ customer })).data, [])
  const happened = await news()
  assert.ok(happened.includes('invoice.paid'))
  // Only a payment is a payment that succeeded: laravel/cashier-stripe#1787 quotes Stripe on it.
  assert.ok(!happened.includes('invoice.payment_succeeded'))
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active')
})

behaves(PAY, 'needs a method', async (world) => {
  const { stripe, call, news } = world
  const { first, card } = await subscribed(world, 'default_incomplete')
  await stripe.paymentMethods.detach(card)
  await news()
  const { status, body } = await call('POST', `/v1/invoices/${first}/pay`)
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.equal((await stripe.invoices.retrieve(first)).status, 'open')
  assert.deepEqual(await news(), [])
})

behaves(FINALIZE, 'is news of two kinds', async (world) => {
  // Manual finalization is `invoice.finalized` and `invoice.updated`. (billing facts, group 18)
  const { draft } = await drafted(world)
  await world.stripe.invoices.finalizeInvoice(draft)
  const happened = (await world.news()).filter((type) => type.startsWith('invoice.'))
  assert.deepEqual(happened.sort(), ['invoice.finalized', 'invoice.updated'])
})

behaves(FINALIZE, 'is collected all the same, if it advances by itself', async (world) => {
  // docs.stripe.com/invoicing/integration/automatic-advancement-collection
  const { stripe, news, advance } = world
  const { draft } = await drafted(world)
  assert.equal((await stripe.invoices.finalizeInvoice(draft)).auto_advance, true)
  await news()
  await advance(DAY)
  assert.equal((await stripe.invoices.retrieve(draft)).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
})

behaves(FINALIZE, 'is not collected, if it shall not advance', async (world) => {
  // https://docs.stripe.com/api/invoices/finalize#finalize_invoice-auto_advance
  const { stripe, news, advance } = world
  const { draft } = await drafted(world)
  const open = await stripe.invoices.finalizeInvoice(draft, { auto_advance: false })
  assert.deepEqual([open.status, open.auto_advance], ['open', false])
  await news()
  await advance(DAY)
  assert.equal((await stripe.invoices.retrieve(draft)).status, 'open')
  assert.deepEqual(await news(), [])
})

behaves(FINALIZE, 'refuses without a code', async (world) => {
  // Recorded.
  const { first } = await subscribed(world)
  assert.equal((await world.call('POST', `/v1/invoices/${first}/finalize`)).body.error.code, undefined)
  assert.deepEqual(await world.news(), [])
})

behaves(PAY, 'asks the customer’s bank where the options of the invoice want it', async (world) => {
  const { stripe, call, news } = world
  const { customer, card } = await subscribed(world)
  const { id } = await stripe.invoices.create({
    customer,
    payment_settings: { payment_method_options: { card: { request_three_d_secure: 'any' } } },
  })
  await stripe.invoices.addLines(id, { lines: [{ amount: 700 }] })
  await news()
  // A card that can be asked, and would not be; one that cannot is charged.
  const { id: asked } = await stripe.paymentMethods.attach('pm_card_threeDSecureOptional', { customer })
  await news()
  const { body } = await call('POST', `/v1/invoices/${id}/pay`, `payment_method=${asked}&off_session=false`)
  assert.equal(body.status, 'open', JSON.stringify(body))
  assert.ok((await news()).includes('invoice.payment_action_required'))
  assert.equal((await stripe.invoices.pay(id, { payment_method: card, off_session: false })).status, 'paid')
  await news()
})

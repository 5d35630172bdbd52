// Renewals of subscriptions: what happens every month by itself, and when it cannot be paid.
// (docs.stripe.com/billing/subscriptions/overview, docs.stripe.com/billing/testing)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { pastRenewal } from '../../clock.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
const RETRIEVE = 'GET /v1/subscriptions/{id}'
type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

/** A customer whose default is the card of a token, and a price of $15.00 a month. */
async function buyer({ stripe, news }: World, token: string) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach(token, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  await news()
  return { customer, card, items: [{ price: id }] }
}

/** The customer pays with another card from now on. */
async function pay({ stripe, news }: World, customer: string, token: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(token, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  await news()
  return id
}

const invoiceOf = async ({ stripe }: World, id: string) => {
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] })
  return latest_invoice as Stripe.Invoice
}

const intentOf = ({ stripe }: World, { payments }: Stripe.Invoice) =>
  stripe.paymentIntents.retrieve(payments!.data[0]!.payment.payment_intent as string)

const FAILED = ['charge.failed', 'payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed']
const PAID = ['charge.succeeded', 'payment_intent.succeeded', 'invoice_payment.paid', 'invoice.updated']
const SETTLED = [...PAID, 'invoice.paid', 'invoice.payment_succeeded']
const UPDATED = 'customer.subscription.updated'

/** A subscription that was paid once, and whose customer then pays with another card. */
async function renewing(world: World, token: string) {
  const { customer, items, card } = await buyer(world, 'pm_card_visa')
  const { id } = await world.stripe.subscriptions.create({ customer, items })
  await pay(world, customer, token)
  return { id, customer, card }
}

behaves(RETRIEVE, 'renews every month', async (world) => {
  const { id } = await renewing(world, 'pm_card_visa')
  await pastRenewal(world, id)
  assert.deepEqual(await world.news(), [
    'balance.available',
    'invoice.upcoming',
    UPDATED,
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])
  const invoice = await invoiceOf(world, id)
  assert.deepEqual([invoice.status, invoice.billing_reason, invoice.amount_paid], ['paid', 'subscription_cycle', 1500])
  const { status, items } = await world.stripe.subscriptions.retrieve(id)
  assert.equal(status, 'active')
  // The period has moved on; of what was, the array of items stands there whole.
  const [event] = (await world.stripe.events.list({ type: UPDATED })).data
  const { previous_attributes: was } = event!.data as { previous_attributes?: Partial<Stripe.Subscription> }
  assert.deepEqual(Object.keys(was!).sort(), ['items', 'latest_invoice'])
  const { current_period_end, current_period_start: _, ...item } = was!.items!.data[0]!
  assert.equal(current_period_end, items.data[0]!.current_period_start)
  assert.deepEqual([item.id, item.price.id, item.quantity], [items.data[0]!.id, items.data[0]!.price.id, 1])
})

behaves(RETRIEVE, 'is past due when a renewal fails, and tries again', async (world) => {
  const { stripe } = world
  // Whether the customer is delinquent is a test of its own, below.
  const news = async () => (await world.news()).filter((type) => type !== 'customer.updated')
  const { id } = await renewing(world, 'pm_card_chargeCustomerFail')
  await pastRenewal(world, id)
  assert.deepEqual(await news(), [
    'balance.available',
    'invoice.upcoming',
    UPDATED,
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...FAILED,
    UPDATED,
  ])
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
  // Stripe's own times of retries are not fixed; these are the house's: 8 within two weeks.
  const days = [1, 1, 2, 2, 2, 2, 2, 2]
  for (const [i, wait] of days.entries()) {
    const { next_payment_attempt, attempt_count, status } = await invoiceOf(world, id)
    assert.deepEqual([status, attempt_count], ['open', i + 1])
    await world.call('POST', '/brindle/clock/advance', `to=${next_payment_attempt! - 60}`)
    assert.deepEqual(await news(), [], `${wait} days`)
    await world.call('POST', '/brindle/clock/advance', `to=${next_payment_attempt}`)
    const last = i === days.length - 1 ? ['invoice.updated', 'customer.subscription.deleted'] : []
    assert.deepEqual(await news(), [...FAILED, ...last], `${wait} days`)
  }
  // docs.stripe.com/billing/revenue-recovery/smart-retries: after the last one the subscription is canceled.
  const gone = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([gone.status, gone.cancellation_details?.reason], ['canceled', 'payment_failed'])
  const last = await invoiceOf(world, id)
  assert.deepEqual([last.status, last.attempt_count, last.next_payment_attempt], ['open', 9, null])
  assert.equal((await intentOf(world, last)).amount_received, 0)
})

behaves(RETRIEVE, 'is active again when a retry succeeds', async (world) => {
  const { stripe, news, advance } = world
  const { id, customer } = await renewing(world, 'pm_card_chargeCustomerFail')
  await pastRenewal(world, id)
  await pay(world, customer, 'pm_card_visa')
  await advance(4 * DAY)
  // Whether its money is available by then depends on the weekday.
  assert.deepEqual(
    (await news()).filter((type) => !['balance.available', 'customer.updated'].includes(type)),
    [...SETTLED, UPDATED],
  )
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
})

behaves(RETRIEVE, 'makes its customer delinquent when a renewal fails, and well again', async (world) => {
  // https://docs.stripe.com/api/customers/object#customer_object-delinquent
  const { stripe, news } = world
  const { id, customer } = await renewing(world, 'pm_card_chargeCustomerFail')
  const delinquent = async () => ((await stripe.customers.retrieve(customer)) as Stripe.Customer).delinquent
  await pastRenewal(world, id)
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
  assert.equal(await delinquent(), true)
  assert.ok((await news()).includes('customer.updated'))
  await pay(world, customer, 'pm_card_visa')
  await stripe.invoices.pay((await invoiceOf(world, id)).id)
  assert.equal(await delinquent(), false)
})

behaves(RETRIEVE, 'asks for the customer when the bank does, at a renewal', async (world) => {
  // https://docs.stripe.com/api/events/types#event_types-invoice.payment_action_required
  const { id } = await renewing(world, 'pm_card_authenticationRequired')
  await pastRenewal(world, id)
  assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'past_due')
  assert.equal((await invoiceOf(world, id)).status, 'open')
  const happened = await world.news()
  assert.ok(happened.includes('invoice.payment_failed'))
  assert.ok(happened.includes('invoice.payment_action_required'))
})

for (const which of ['the customer’s default', 'the subscription’s own'])
  behaves(RETRIEVE, `is past due when ${which} method is gone`, async (world) => {
    // docs.stripe.com/billing/testing: `invoice.payment_failed` also comes where there is no payment method at all.
    const { stripe, news } = world
    const { id, card } = await renewing(world, 'pm_card_visa')
    const { invoice_settings } = (await stripe.customers.retrieve(
      (
        await stripe.subscriptions.retrieve(id)
      ).customer as string,
    )) as Stripe.Customer
    const own = which !== 'the customer’s default'
    if (own) await stripe.subscriptions.update(id, { default_payment_method: card })
    await stripe.paymentMethods.detach(invoice_settings.default_payment_method as string)
    if (own) await stripe.paymentMethods.detach(card)
    await news()
    await pastRenewal(world, id)
    assert.ok((await news()).includes('invoice.payment_failed'))
    assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
    assert.equal((await invoiceOf(world, id)).status, 'open')
  })

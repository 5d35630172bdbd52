// E-mails that Stripe would send: each with the event that it comes of, and none that was not asked for.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/brindle/outgoing_messages'
const LIST = `GET ${PATH}`
const DAY = 86_400
const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
const BEGUN = ['customer.subscription.created', 'invoice.created', 'customer.updated', 'invoice.finalized']
type World = Pick<Sandbox, 'stripe' | 'call' | 'news' | 'advance'>

const messages = async ({ call }: Pick<World, 'call'>, query = ''): Promise<any[]> =>
  (await call('GET', `${PATH}${query}`)).body.data
const turnOn = async ({ call }: World, name: string) =>
  assert.equal((await call('POST', '/brindle/email_settings', `${name}=true`)).status, 200)

/** An invoice of $20.00 that is sent by hand. */
async function finalized({ stripe }: World, email: string | undefined, invoice_prefix = 'JENNY') {
  const { id: customer } = await stripe.customers.create({ ...(email && { email }), invoice_prefix })
  const { id } = await stripe.invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 30,
    auto_advance: false,
  })
  await stripe.invoiceItems.create({ customer, invoice: id!, currency: 'usd', amount: 2000 })
  return { customer, invoice: await stripe.invoices.finalizeInvoice(id!) }
}

async function subscriber({ stripe }: World, card = 'pm_card_visa') {
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', invoice_prefix: 'JENNY' })
  const { id: method } = await stripe.paymentMethods.attach(card, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  return { customer, items: [{ price: id }] }
}

behaves(LIST, 'has an invoice each time that it is sent, with its page and its PDF', async (world) => {
  const { customer, invoice } = await finalized(world, 'jenny@example.com')
  assert.deepEqual(await messages(world), [])
  await world.news()
  await world.stripe.invoices.sendInvoice(invoice.id!)
  const { body } = await world.call('GET', PATH)
  const { id, created, ...rest } = body.data[0]
  assert.match(id, /^msg_[A-Za-z0-9]{24}$/)
  assert.ok(created >= invoice.created && created < invoice.created + 60)
  assert.deepEqual(rest, {
    object: 'brindle.outgoing_message',
    charge: null,
    customer,
    invoice: invoice.id,
    pdf: invoice.invoice_pdf,
    subscription: null,
    subject: 'Invoice JENNY-0001 from Brindle sandbox',
    to: 'jenny@example.com',
    type: 'invoice',
    url: invoice.hosted_invoice_url,
  })
  assert.deepEqual({ ...body, data: body.data.length }, { object: 'list', data: 1, has_more: false, url: PATH })
  assert.equal((await fetch(rest.pdf as string)).headers.get('content-type'), 'application/pdf')
  await world.stripe.invoices.sendInvoice(invoice.id!)
  assert.equal((await messages(world)).length, 2)
  assert.deepEqual(await world.news(), ['invoice.sent', 'invoice.sent'])
})

behaves(LIST, 'has nothing for those who gave no address', async (world) => {
  await turnOn(world, 'receipts')
  const { id: customer } = await world.stripe.customers.create({ source: 'tok_visa' })
  await world.news()
  await world.stripe.charges.create({ amount: 2000, currency: 'usd', customer })
  assert.deepEqual(await messages(world), [])
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

behaves(LIST, 'is found by customer, invoice and type, the newest first', async (world) => {
  const one = await finalized(world, 'one@example.com', 'ONE')
  const two = await finalized(world, 'two@example.com', 'TWO')
  for (const { invoice } of [one, two, one]) await world.stripe.invoices.sendInvoice(invoice.id!)
  const to = async (query: string) => (await messages(world, query)).map((message) => message.to[0])
  assert.deepEqual(await to(''), ['o', 't', 'o'])
  assert.deepEqual(await to(`?customer=${one.customer}`), ['o', 'o'])
  assert.deepEqual(await to(`?invoice=${two.invoice.id}`), ['t'])
  assert.deepEqual(await to('?type=invoice'), ['o', 't', 'o'])
  assert.deepEqual(await to('?type=receipt'), [])
  assert.deepEqual(await to(`?type=invoice&customer=${one.customer}&invoice=${one.invoice.id}`), ['o', 'o'])
  assert.deepEqual(await to(`?customer=${one.customer}&invoice=${two.invoice.id}`), [])
  const first = (await world.call('GET', `${PATH}?limit=1`)).body
  assert.deepEqual([first.data.length, first.has_more], [1, true])
  const rest = (await world.call('GET', `${PATH}?starting_after=${first.data[0].id}`)).body
  assert.deepEqual([rest.data.length, rest.has_more], [2, false])
  refused(await world.call('GET', `${PATH}?type=letter`), 400, {
    param: 'type',
    message:
      'Invalid type: must be one of invoice, payment_confirmation, payment_failed, portal_login, receipt, trial_ending, or upcoming_renewal',
  })
  refused(await world.call('GET', `${PATH}?to=x`), 400, {
    code: 'parameter_unknown',
    param: 'to',
    message: 'Received unknown parameter: to',
  })
  refused(await world.call('GET', `${PATH}?starting_after=msg_none`), 400, {
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such outgoing message: 'msg_none'",
  })
  await world.news()
  assert.deepEqual(await world.news(), [])
})

behaves(LIST, 'has receipts once they are turned on, to the address that the payment names', async (world) => {
  const pay = (more: object) =>
    world.stripe.paymentIntents.create({
      ...{ amount: 2000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' },
      ...{ allowed_payment_method_types: ['card'], expand: ['latest_charge'] },
      ...more,
    })
  const { id: customer } = await world.stripe.customers.create({ email: 'jenny@example.com' })
  const chargeOf = (intent: { latest_charge: unknown }) =>
    intent.latest_charge as { id: string; receipt_number: string; receipt_url: string }
  assert.equal(chargeOf(await pay({ receipt_email: 'other@example.com', customer })).receipt_number, null)
  assert.deepEqual(await messages(world), [])
  await turnOn(world, 'receipts')
  const named = chargeOf(await pay({ receipt_email: 'other@example.com', customer }))
  const own = chargeOf(await pay({ customer }))
  const nobody = chargeOf(await pay({}))
  for (const { receipt_number } of [named, own]) assert.match(receipt_number, /^\d{4}-\d{4}$/)
  assert.notEqual(named.receipt_number, own.receipt_number)
  assert.equal(nobody.receipt_number, null)
  const [second, first, ...more] = await messages(world)
  assert.deepEqual(more, [])
  const { id: _, created: __, ...rest } = second
  assert.deepEqual(rest, {
    object: 'brindle.outgoing_message',
    charge: own.id,
    customer,
    invoice: null,
    pdf: `${own.receipt_url}/pdf`,
    subscription: null,
    subject: 'Your receipt from Brindle sandbox for $20.00',
    to: 'jenny@example.com',
    type: 'receipt',
    url: own.receipt_url,
  })
  assert.equal((await fetch(rest.pdf as string)).headers.get('content-type'), 'application/pdf')
  assert.deepEqual([first.to, first.charge], ['other@example.com', named.id])
  const told = (await world.stripe.events.list({ type: 'charge.succeeded' })).data[1]!
  assert.equal((told.data.object as { receipt_number: string }).receipt_number, own.receipt_number)
  assert.deepEqual(await world.news(), ['customer.created', ...PAID, ...PAID, ...PAID, ...PAID])
})

behaves(
  LIST,
  'has the receipt of a payment that is captured later once it is, for what was captured',
  async (world) => {
    await turnOn(world, 'receipts')
    const { id } = await world.stripe.paymentIntents.create({
      ...{ amount: 2000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' },
      ...{ allowed_payment_method_types: ['card'], capture_method: 'manual', receipt_email: 'jenny@example.com' },
    })
    assert.deepEqual(await messages(world), [])
    await world.news()
    await world.stripe.paymentIntents.capture(id, { amount_to_capture: 1500 })
    const [message, ...more] = await messages(world)
    assert.deepEqual(more, [])
    assert.equal(message.subject, 'Your receipt from Brindle sandbox for $15.00')
    assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
  },
)

behaves(LIST, 'has the receipt of an invoice, whose number both have', async (world) => {
  await turnOn(world, 'receipts')
  const { customer, items } = await subscriber(world)
  await world.news()
  const made = await world.stripe.subscriptions.create({ customer, items })
  const invoice = await world.stripe.invoices.retrieve(made.latest_invoice as string)
  const [message, ...more] = await messages(world)
  assert.deepEqual(more, [])
  assert.deepEqual([message.type, message.invoice, message.to], ['receipt', invoice.id, 'jenny@example.com'])
  const charge = await world.stripe.charges.retrieve(message.charge)
  assert.match(charge.receipt_number!, /^\d{4}-\d{4}$/)
  assert.equal(invoice.receipt_number, charge.receipt_number)
  const settled = ['invoice_payment.paid', 'invoice.paid', 'invoice.payment_succeeded', 'customer.subscription.updated']
  assert.deepEqual(await world.news(), [...BEGUN, ...PAID, ...settled])
})

behaves(LIST, 'has failed payments once they are turned on', async (world) => {
  const { customer, items } = await subscriber(world, 'pm_card_chargeCustomerFail')
  await world.stripe.subscriptions.create({ customer, items })
  assert.deepEqual(await messages(world), [])
  await turnOn(world, 'failed_payments')
  await world.news()
  const { id: subscription, latest_invoice } = await world.stripe.subscriptions.create({ customer, items })
  const { invoice_pdf } = await world.stripe.invoices.retrieve(latest_invoice as string)
  const { id: _, created: __, url, ...rest } = (await messages(world))[0]
  assert.match(url, /\/p\/update\/acct_\w+\/upd_\w+$/)
  assert.deepEqual(rest, {
    object: 'brindle.outgoing_message',
    charge: null,
    customer,
    invoice: latest_invoice,
    pdf: invoice_pdf,
    subscription,
    subject: 'Your payment of $15.00 to Brindle sandbox did not go through',
    to: 'jenny@example.com',
    type: 'payment_failed',
  })
  assert.equal((await messages(world)).length, 1)
  const failed = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed', 'invoice.payment_failed']
  // The customer has their currency since the first.
  const begun = BEGUN.filter((type) => type !== 'customer.updated')
  assert.deepEqual(await world.news(), [...begun, ...failed])
})

behaves(LIST, 'has the end of a trial once that is turned on, three days before', async (world) => {
  await turnOn(world, 'trial_ending')
  const { customer, items } = await subscriber(world)
  const made = await world.stripe.subscriptions.create({ customer, items, trial_period_days: 10 })
  assert.deepEqual(await messages(world), [])
  await world.news()
  await world.advance(7 * DAY + 60)
  assert.deepEqual(await world.news(), ['invoice.upcoming', 'customer.subscription.trial_will_end'])
  const [{ id: _, created, url, ...rest }, ...more] = await messages(world)
  assert.deepEqual(more, [])
  const { body: update } = await world.call('GET', `/brindle/payment_updates/${url.split('/').at(-1)}`)
  assert.deepEqual([update.customer, update.subscription, update.invoice], [customer, made.id, null])
  assert.deepEqual(rest, {
    object: 'brindle.outgoing_message',
    charge: null,
    customer,
    invoice: null,
    pdf: null,
    subscription: made.id,
    subject: 'Your trial with Brindle sandbox ends soon',
    to: 'jenny@example.com',
    type: 'trial_ending',
  })
  assert.equal(created, made.trial_end! - 3 * DAY)
})

behaves(LIST, 'tells the time of the clock that an invoice lives by', async (world) => {
  const { stripe } = world
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: 1_893_456_000 })
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', test_clock: clock })
  const { id } = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 1 })
  await stripe.invoiceItems.create({ customer, invoice: id!, currency: 'usd', amount: 2000 })
  await world.news()
  await stripe.invoices.sendInvoice(id!)
  assert.deepEqual(
    (await messages(world)).map(({ created, invoice }) => [created, invoice]),
    [[1_893_456_000, id]],
  )
  const finalized = ['customer.updated', 'invoice.updated', 'invoice.finalized', 'payment_intent.created']
  assert.deepEqual(await world.news(), [...finalized, 'invoice.sent'])
})

behaves(
  LIST,
  'asks to confirm what a bank wants confirmed, and does not tell as well that it failed',
  async (world) => {
    await turnOn(world, 'failed_payments')
    await turnOn(world, 'payment_confirmations')
    const { customer, items } = await subscriber(world)
    const { id: subscription } = await world.stripe.subscriptions.create({ customer, items })
    const { id: method } = await world.stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer })
    await world.stripe.subscriptions.update(subscription, { default_payment_method: method })
    // A Tuesday in November: the renewal is due in thirty days, and charged an hour later.
    await world.advance(30 * DAY + 3700)
    const [message, ...more] = await messages(world)
    assert.deepEqual(more, [])
    const { latest_invoice } = await world.stripe.subscriptions.retrieve(subscription)
    assert.deepEqual(
      [message.type, message.invoice, message.subscription, message.subject],
      ['payment_confirmation', latest_invoice, subscription, 'Confirm your payment of $15.00 to Brindle sandbox'],
    )
    const { body: update } = await world.call('GET', `/brindle/payment_updates/${message.url.split('/').at(-1)}`)
    assert.deepEqual(
      [update.open.amount, update.default_method, update.problem.code],
      [1500, method, 'authentication_required'],
    )
    const told = (await world.news()).slice(-4)
    assert.deepEqual(told, [
      'invoice.payment_failed',
      'invoice.payment_action_required',
      'customer.subscription.updated',
      'customer.updated',
    ])
  },
)

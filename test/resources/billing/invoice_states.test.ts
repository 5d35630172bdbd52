// What becomes of an invoice: finalised, sent, paid, void or given up. (https://docs.stripe.com/invoicing/overview#invoice-statuses;
// "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because every call is tried on every state.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { advanceClock } from '../../clock.ts'
import { customer, DAY, drafted, HOUR, opened, refuses, seen, SETTLED, type World } from './invoicing.ts'

const FINALIZE = 'POST /v1/invoices/{id}/finalize'
const PAY = 'POST /v1/invoices/{id}/pay'
const SEND = 'POST /v1/invoices/{id}/send'
const VOID = 'POST /v1/invoices/{id}/void'
const GIVE_UP = 'POST /v1/invoices/{id}/mark_uncollectible'
const PATH = '/v1/invoices'

const NOT_OPEN = { message: "You can only pass in open invoices. This invoice isn't open." }
const CANNOT_BE_SENT = {
  message:
    'This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with details, so we can help.',
}

/** Invoices of $10.00 in every state. */
async function ofAllStates(world: World) {
  const { stripe, news } = world
  const open = async () => (await opened(world, [1000])).id
  const all = {
    draft: (await drafted(world, [1000])).id,
    open: await open(),
    paid: await open(),
    void: await open(),
    uncollectible: await open(),
  }
  await stripe.invoices.pay(all.paid)
  await stripe.invoices.voidInvoice(all.void)
  await stripe.invoices.markUncollectible(all.uncollectible)
  await news()
  return all
}

behaves(FINALIZE, 'gives the number, and asks for the money', async (world) => {
  const { stripe, news, call } = world
  const who = await customer(world, { invoice_prefix: 'JENNY' })
  const draft = await drafted(world, [1000, 500], { customer: who })
  const { id, created } = draft
  const { body } = await call('POST', `${PATH}/${id}/finalize`, 'auto_advance=false')
  const finalized = body.status_transitions.finalized_at
  assert.ok(finalized >= created)
  const before = JSON.parse(JSON.stringify(draft))
  // Recorded: all else is as it was in the draft; there is no attempt.
  assert.deepEqual(body, {
    ...before,
    lines: body.lines,
    effective_at: finalized,
    ending_balance: 0,
    hosted_invoice_url: body.hosted_invoice_url,
    invoice_pdf: body.invoice_pdf,
    number: 'JENNY-0001',
    status: 'open',
    status_transitions: { ...before.status_transitions, finalized_at: finalized },
  })
  assert.match(body.invoice_pdf, /\/pdf$/)
  assert.deepEqual([body.amount_due, body.amount_paid, body.amount_remaining], [1500, 0, 1500])
  assert.deepEqual([body.attempted, body.attempt_count, body.lines.total_count], [false, 0, 2])
  const open = await stripe.invoices.retrieve(id, {
    expand: ['payments.data.payment.payment_intent', 'confirmation_secret'],
  })
  const intent = open.payments!.data[0]!.payment.payment_intent as Stripe.PaymentIntent
  assert.deepEqual([intent.amount, intent.status, intent.customer], [1500, 'requires_payment_method', who])
  assert.deepEqual([intent.description, intent.receipt_email], ['Payment for Invoice', 'jenny@example.com'])
  assert.deepEqual(open.confirmation_secret, { client_secret: intent.client_secret, type: 'payment_intent' })
  const [payment] = (await seen(world, `/v1/invoice_payments?invoice=${id}`)).data
  assert.deepEqual([payment.amount_requested, payment.amount_paid, payment.status], [1500, null, 'open'])
  assert.deepEqual(await news(), ['customer.updated', 'invoice.updated', 'invoice.finalized', 'payment_intent.created'])
  const next = await drafted(world, [100], { customer: who })
  assert.equal((await stripe.invoices.finalizeInvoice(next.id)).number, 'JENNY-0002')
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.finalized', 'payment_intent.created'])
})

behaves(FINALIZE, 'goes on by itself if that is asked for', async (world) => {
  // https://docs.stripe.com/api/invoices/finalize#finalize_invoice-auto_advance
  const { stripe, news, advance } = world
  const { id } = await drafted(world, [1000])
  const open = await stripe.invoices.finalizeInvoice(id, { auto_advance: true })
  assert.deepEqual([open.auto_advance, open.next_payment_attempt], [true, open.effective_at! + HOUR])
  await news()
  await advance(2 * HOUR)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
})

behaves(FINALIZE, 'is paid at once where nothing is due', async (world) => {
  // Recorded.
  const { stripe, news } = world
  const { id } = await drafted(world, [])
  const paid = await stripe.invoices.finalizeInvoice(id)
  assert.deepEqual([paid.status, paid.attempted, paid.attempt_count, paid.amount_due], ['paid', true, 0, 0])
  assert.deepEqual([paid.auto_advance, paid.next_payment_attempt, paid.ending_balance], [false, null, 0])
  assert.deepEqual((await stripe.paymentIntents.list()).data, [])
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
  ])
})

/**
 * What a balance makes of an invoice, in cents: the total, the balance before, what is due, the balance after, and the entries.
 * (https://docs.stripe.com/billing/customer/balance; the least charge in dollars is 50 cents)
 */
const BALANCES = [
  ['nothing', 1000, 0, 1000, 0, []],
  ['a credit that covers a part', 1000, -300, 700, 0, [['applied_to_invoice', 300]]],
  ['a credit that covers all', 1000, -1000, 0, 0, [['applied_to_invoice', 1000]]],
  ['a credit that covers more', 1000, -1500, 0, -500, [['applied_to_invoice', 1000]]],
  ['a debt', 1000, 200, 1200, 0, [['applied_to_invoice', -200]]],
  // 1000 of the 980: 20 are left, too few to charge: they are owed.
  [
    'a credit that leaves too little',
    1000,
    -980,
    0,
    20,
    [
      ['applied_to_invoice', 980],
      ['invoice_too_small', 20],
    ],
  ],
  ['too little', 49, 0, 0, 49, [['invoice_too_small', 49]]],
  ['too little and a debt that is enough', 49, 1, 50, 0, [['applied_to_invoice', -1]]],
  ['what is given back', -400, 0, 0, -400, [['applied_to_invoice', -400]]],
  // 300 are still owed.
  ['what is given back, of a debt', -400, 700, 300, 0, [['applied_to_invoice', -700]]],
] as const

for (const [name, total, balance, due, ending, entries] of BALANCES)
  behaves(FINALIZE, `settles ${name}`, async (world) => {
    const { stripe, news } = world
    const who = await customer(world, { balance })
    const { id } = await drafted(world, [total], { customer: who })
    const draft = await stripe.invoices.retrieve(id)
    assert.deepEqual([draft.starting_balance, draft.ending_balance], [balance, null])
    assert.equal(draft.amount_due, Math.max(0, total + balance))
    const done = await stripe.invoices.finalizeInvoice(id)
    assert.deepEqual([done.total, done.amount_due, done.amount_remaining], [total, due, due])
    assert.deepEqual([done.starting_balance, done.ending_balance], [balance, ending])
    assert.equal(done.status, due === 0 ? 'paid' : 'open')
    assert.equal(((await stripe.customers.retrieve(who)) as Stripe.Customer).balance, ending)
    const { data } = await stripe.customers.listBalanceTransactions(who)
    const made = data.filter(({ invoice }) => invoice === id).reverse()
    assert.deepEqual(
      made.map(({ type, amount }) => [type, amount]),
      entries,
    )
    assert.deepEqual(made.at(-1)?.ending_balance ?? 0, ending)
    assert.ok((await news()).includes('invoice.finalized'))
  })

behaves(FINALIZE, 'is done once', async (world) => {
  const { paid, open, uncollectible, ...others } = await ofAllStates(world)
  // Recorded.
  for (const id of [paid, open, uncollectible, others.void])
    await refuses(world, `${PATH}/${id}/finalize`, '', {
      message: "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
    })
  const { status, body } = await world.call('POST', `${PATH}/in_none/finalize`)
  assert.deepEqual([status, body.error.param], [404, 'id'])
  assert.deepEqual(await world.news(), [])
})

behaves(PAY, 'finalises a draft and collects it in one call', async (world) => {
  // Recorded.
  const { stripe, news } = world
  const { id } = await drafted(world, [1000])
  const paid = await stripe.invoices.pay(id)
  const { finalized_at, paid_at } = paid.status_transitions
  assert.deepEqual([paid.status, paid.amount_paid, paid.amount_remaining], ['paid', 1000, 0])
  assert.deepEqual([paid.attempted, paid.attempt_count, paid.auto_advance], [true, 1, false])
  assert.deepEqual([paid.effective_at, paid_at], [finalized_at, finalized_at])
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])
})

behaves(PAY, 'of an open one takes the method that is named, the invoice’s, or the customer’s', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: named } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: who })
  const { id: own } = await stripe.paymentMethods.attach('pm_card_amex', { customer: who })
  const brand = async (id: string) => {
    const { payments } = await stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] })
    const intent = payments!.data[0]!.payment.payment_intent as Stripe.PaymentIntent
    return (await stripe.paymentMethods.retrieve(intent.payment_method as string)).card?.brand
  }
  const first = await opened(world, [1000], { customer: who, default_payment_method: own })
  assert.equal((await stripe.invoices.pay(first.id, { payment_method: named })).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
  assert.equal(await brand(first.id), 'mastercard')
  const second = await opened(world, [1000], { customer: who, default_payment_method: own })
  await stripe.invoices.pay(second.id)
  assert.equal(await brand(second.id), 'amex')
  const third = await opened(world, [1000], { customer: who })
  await stripe.invoices.pay(third.id)
  assert.equal(await brand(third.id), 'visa')
  assert.deepEqual(await news(), [...SETTLED])
})

behaves(PAY, 'that is declined is 402, and leaves it open', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world, { card: 'pm_card_chargeCustomerFail' })
  const { id } = await opened(world, [1000], { customer: who })
  const { status, body } = await call('POST', `${PATH}/${id}/pay`)
  assert.deepEqual([status, body.error.type, body.error.code], [402, 'card_error', 'card_declined'])
  const open = await stripe.invoices.retrieve(id)
  assert.deepEqual([open.status, open.attempted, open.attempt_count, open.amount_remaining], ['open', true, 1, 1000])
  assert.deepEqual(await news(), [
    'charge.failed',
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
  ])
  const { id: good } = await stripe.paymentMethods.attach('pm_card_visa', { customer: who })
  await news()
  assert.equal((await stripe.invoices.pay(id, { payment_method: good })).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
})

behaves(PAY, 'of a draft that is declined leaves it open', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world, { card: 'pm_card_chargeCustomerFail' })
  const { id } = await drafted(world, [1000], { customer: who })
  assert.equal((await call('POST', `${PATH}/${id}/pay`)).status, 402)
  const open = await stripe.invoices.retrieve(id)
  assert.deepEqual([open.status, open.attempt_count], ['open', 1])
  assert.ok((await news()).includes('invoice.payment_failed'))
})

behaves(PAY, 'needs a method, or leaves a draft as it was', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { card: null })
  const { id } = await drafted(world, [1000], { customer: who })
  // Recorded of subscriptions.
  await refuses(world, `${PATH}/${id}/pay`, '', {
    code: 'resource_missing',
    message:
      'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
      'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
  })
  assert.equal((await stripe.invoices.retrieve(id)).status, 'draft')
  assert.deepEqual(await news(), [])
})

behaves(PAY, 'out of band moves no money', async (world) => {
  const { stripe, news } = world
  const open = await opened(world, [1000])
  const paid = await stripe.invoices.pay(open.id, { paid_out_of_band: true })
  // Recorded: it was not tried.
  assert.deepEqual([paid.status, paid.attempted, paid.attempt_count], ['paid', false, 0])
  assert.deepEqual([paid.amount_paid, paid.amount_remaining, paid.auto_advance], [1000, 0, false])
  assert.deepEqual((await stripe.charges.list()).data, [])
  assert.deepEqual(await news(), ['payment_intent.canceled', 'invoice.updated', 'invoice.paid'])
  const draft = await drafted(world, [1000])
  assert.equal((await stripe.invoices.pay(draft.id, { paid_out_of_band: true })).status, 'paid')
  assert.ok((await news()).includes('invoice.paid'))
})

behaves(PAY, 'takes one that was given up, and none that is paid or void', async (world) => {
  const { stripe, news } = world
  const all = await ofAllStates(world)
  // docs.stripe.com/invoicing/overview#uncollectible: it can still be paid.
  assert.equal((await stripe.invoices.pay(all.uncollectible)).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
  // Recorded.
  await refuses(world, `${PATH}/${all.paid}/pay`, '', { message: 'Invoice is already paid' })
  await refuses(world, `${PATH}/${all.void}/pay`, '', NOT_OPEN)
  await refuses(world, `${PATH}/${all.open}/pay`, 'forgive=true', {
    code: 'not_built',
    param: 'forgive',
    message: 'Brindle does not take forgive for an invoice yet.',
  })
  assert.deepEqual(await news(), [])
})

behaves(SEND, 'tells that it was sent, and finalises a draft first', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world, { card: null })
  const { id } = await drafted(world, [1000], { customer: who, collection_method: 'send_invoice', days_until_due: 30 })
  const open = await stripe.invoices.sendInvoice(id)
  assert.deepEqual([open.status, open.attempted, open.amount_due], ['open', false, 1000])
  assert.ok(open.number)
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    'invoice.sent',
  ])
  // Recorded: an open one is sent again, and is as it was.
  const before = await seen(world, `${PATH}/${id}`)
  assert.deepEqual((await call('POST', `${PATH}/${id}/send`)).body, before)
  assert.deepEqual(await news(), ['invoice.sent'])
})

behaves(SEND, 'is not for what is paid, void or given up', async (world) => {
  const { stripe, call, news } = world
  const all = await ofAllStates(world)
  for (const id of [all.paid, all.void, all.uncollectible])
    await refuses(world, `${PATH}/${id}/send`, '', CANNOT_BE_SENT)
  // Recorded: what it names in the path.
  refused(await call('POST', `${PATH}/in_none/send`), 404, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'in_none'",
  })
  assert.deepEqual(await news(), [])
  // Recorded: nothing to pay is paid.
  const empty = await drafted(world, [])
  assert.equal((await stripe.invoices.sendInvoice(empty.id)).status, 'paid')
  assert.ok(!(await news()).includes('invoice.sent'))
})

behaves(VOID, 'takes an open one back, with its intent', async (world) => {
  const { stripe, news } = world
  const open = await opened(world, [1000], { auto_advance: true })
  const gone = await stripe.invoices.voidInvoice(open.id, { expand: ['payments.data.payment.payment_intent'] })
  // Recorded: the amounts stay as they were.
  assert.deepEqual([gone.status, gone.amount_due, gone.amount_remaining], ['void', 1000, 1000])
  assert.deepEqual([gone.auto_advance, gone.next_payment_attempt], [false, null])
  assert.ok(gone.status_transitions.voided_at)
  const [payment] = gone.payments!.data
  assert.equal(payment!.status, 'canceled')
  const intent = payment!.payment.payment_intent as Stripe.PaymentIntent
  assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'void_invoice'])
  // Recorded (2021), in this order.
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.voided', 'payment_intent.canceled'])
  await world.advance(2 * DAY)
  assert.deepEqual(await news(), [])
})

behaves(VOID, 'gives back what it took of the balance', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { balance: -300 })
  const { id } = await opened(world, [1000], { customer: who })
  await stripe.invoices.voidInvoice(id)
  assert.equal(((await stripe.customers.retrieve(who)) as Stripe.Customer).balance, -300)
  const [entry] = (await stripe.customers.listBalanceTransactions(who)).data
  assert.deepEqual(
    [entry!.type, entry!.amount, entry!.ending_balance, entry!.invoice],
    ['unapplied_from_invoice', -300, -300, id],
  )
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.voided', 'payment_intent.canceled', 'customer.updated'])
})

behaves(VOID, 'is for open ones', async (world) => {
  const all = await ofAllStates(world)
  // Recorded, of one that was given up, too.
  for (const id of [all.draft, all.void, all.uncollectible]) await refuses(world, `${PATH}/${id}/void`, '', NOT_OPEN)
  await refuses(world, `${PATH}/${all.paid}/void`, '', { message: 'Invoices with `paid` payments cannot be voided.' })
  assert.deepEqual(await world.news(), [])
})

behaves(GIVE_UP, 'is no longer asked for', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await drafted(world, [1000])
  await stripe.invoices.finalizeInvoice(id, { auto_advance: true })
  await news()
  const gone = await stripe.invoices.markUncollectible(id)
  assert.deepEqual([gone.status, gone.auto_advance, gone.next_payment_attempt], ['uncollectible', false, null])
  assert.deepEqual([gone.amount_due, gone.amount_remaining], [1000, 1000])
  assert.ok(gone.status_transitions.marked_uncollectible_at)
  // Recorded (2021).
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.marked_uncollectible'])
  await advance(2 * DAY)
  assert.deepEqual(await news(), [])
})

behaves(GIVE_UP, 'is for open ones', async (world) => {
  const all = await ofAllStates(world)
  for (const id of [all.draft, all.paid, all.void])
    await refuses(world, `${PATH}/${id}/mark_uncollectible`, '', NOT_OPEN)
  // Recorded.
  await refuses(world, `${PATH}/${all.uncollectible}/mark_uncollectible`, '', {
    message: 'This invoice has already been marked uncollectible.',
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/invoices', 'knows the states, and how they are collected', async (world) => {
  const all = await ofAllStates(world)
  const ids = async (params: Stripe.InvoiceListParams) =>
    (await world.stripe.invoices.list(params)).data.map(({ id }) => id)
  for (const status of ['draft', 'open', 'paid', 'void', 'uncollectible'] as const)
    assert.deepEqual(await ids({ status }), [all[status]])
  assert.deepEqual(await ids({ collection_method: 'send_invoice' }), [])
  assert.equal((await ids({ collection_method: 'charge_automatically' })).length, 5)
  // Recorded, without a code.
  refused(await world.call('GET', `${PATH}?status=gone`), 400, {
    param: 'status',
    message: 'Invalid status: must be one of draft, open, void, paid, or uncollectible',
  })
  assert.deepEqual(await world.news(), [])
})

behaves(FINALIZE, 'lives by the clock of its customer', async (world) => {
  const { stripe, news } = world
  const now = 1_800_000_000
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: now })
  const { id: who } = await stripe.customers.create({ test_clock: clock, email: 'jo@example.com' })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer: who })
  await stripe.customers.update(who, { invoice_settings: { default_payment_method: card } })
  const draft = await stripe.invoices.create({ customer: who, auto_advance: true })
  assert.deepEqual([draft.test_clock, draft.created, draft.period_end], [clock, now, now])
  const { lines } = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }] })
  assert.deepEqual(lines.data[0]!.period, { end: now, start: now })
  const item = await stripe.invoiceItems.create({ customer: who, amount: 5, currency: 'usd' })
  assert.deepEqual([item.date, item.test_clock], [now, clock])
  await advanceClock(stripe, clock, now + 2 * HOUR)
  const paid = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual([paid.status, paid.status_transitions.finalized_at], ['paid', now + HOUR])
  const next = await stripe.invoices.create({ customer: who })
  const open = await stripe.invoices.finalizeInvoice(next.id)
  assert.equal(open.status_transitions.finalized_at, now + 2 * HOUR)
  assert.ok((await news()).includes('invoice.paid'))
})

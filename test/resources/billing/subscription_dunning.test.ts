// What becomes of a subscription whose renewal is not paid: when it is tried again, and what the account has set for the end.
// (docs.stripe.com/billing/revenue-recovery/smart-retries; the settings are the dashboard's, here POST /brindle/account)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  buyer,
  DAY,
  day,
  debtor,
  ENDED,
  FAILED,
  FEB,
  FINALIZED,
  HOUR,
  latest,
  newsOf,
  RENEWED,
  SETTLED,
  START,
  subscribeByDebit,
  UPDATED,
  type World,
} from './subscribing.ts'

const RETRIEVE = 'GET /v1/subscriptions/{id}'
/** A renewal that fails for the first time. */
const FELL = [UPDATED, 'invoice.created', ...FINALIZED, ...FAILED, UPDATED, 'customer.updated']

/** A subscription to Photos at $10.00 a month whose customer cannot pay from February on. */
async function failing(world: World, settings: string, token = 'pm_card_chargeCustomerFail') {
  const answer = await world.call('POST', '/brindle/account', settings)
  assert.equal(answer.status, 200, answer.text)
  const who = await buyer(world)
  const price = await who.price('Photos', 1000)
  const { id } = await world.stripe.subscriptions.create({ customer: who.customer, items: [{ price }] })
  const bad = await who.pays(token)
  await who.go(START + 30 * DAY)
  await newsOf(world)
  const state = async () => {
    const { status } = await world.stripe.subscriptions.retrieve(id)
    const invoice = await latest(world, id)
    const { delinquent } = (await world.stripe.customers.retrieve(who.customer)) as Stripe.Customer
    return [status, invoice.status, invoice.attempt_count, invoice.next_payment_attempt, delinquent]
  }
  return { ...who, id, bad, state }
}

const FIRST = FEB + HOUR

behaves(RETRIEVE, 'is tried again after the days that were set, and then canceled', async (world) => {
  const { go, id, state } = await failing(world, 'retry_days[0]=3&retry_days[1]=5&after_retries=cancel')
  await go(FIRST)
  assert.deepEqual(await newsOf(world), FELL)
  assert.deepEqual(await state(), ['past_due', 'open', 1, FIRST + 3 * DAY, true])
  await go(FIRST + 3 * DAY - 1)
  assert.deepEqual(await newsOf(world), [])
  await go(FIRST + 3 * DAY)
  assert.deepEqual(await newsOf(world), FAILED)
  assert.deepEqual(await state(), ['past_due', 'open', 2, FIRST + 8 * DAY, true])
  await go(FIRST + 8 * DAY)
  assert.deepEqual(await newsOf(world), [...FAILED, 'invoice.updated', ENDED])
  assert.deepEqual(await state(), ['canceled', 'open', 3, null, true])
  const { cancellation_details, ended_at } = await world.stripe.subscriptions.retrieve(id)
  assert.deepEqual([cancellation_details?.reason, ended_at], ['payment_failed', FIRST + 8 * DAY])
  await go(day('2025-04-01'))
  assert.deepEqual(await newsOf(world), [])
})

behaves(RETRIEVE, 'is unpaid after the last try, and its invoices stay drafts', async (world) => {
  const { stripe } = world
  const { go, id, state, pays } = await failing(world, 'retry_days[0]=2&after_retries=mark_unpaid')
  await go(FIRST + 2 * DAY)
  assert.deepEqual(await newsOf(world), [...FELL, ...FAILED, UPDATED])
  assert.deepEqual(await state(), ['unpaid', 'open', 2, null, true])
  await go(day('2025-03-01') + 2 * HOUR)
  assert.deepEqual(await newsOf(world), [UPDATED, 'invoice.created'])
  assert.deepEqual(await state(), ['unpaid', 'draft', 0, null, true])
  // docs.stripe.com/billing/subscriptions/overview: paying the latest one makes it active again.
  await pays('pm_card_visa')
  await stripe.invoices.pay((await latest(world, id)).id!)
  assert.deepEqual(await state(), ['active', 'paid', 1, null, false])
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...SETTLED, UPDATED, 'customer.updated'])
})

behaves(RETRIEVE, 'stays past due after the last try, and goes on', async (world) => {
  const { go, id, state, pays } = await failing(world, 'retry_days[0]=2&after_retries=leave_past_due')
  await go(FIRST + 2 * DAY)
  assert.deepEqual(await newsOf(world), [...FELL, ...FAILED])
  assert.deepEqual(await state(), ['past_due', 'open', 2, null, true])
  await pays('pm_card_visa')
  await go(day('2025-03-01') + HOUR)
  // The next period is paid: it is active, though February is still owed.
  assert.deepEqual(await newsOf(world), [...RENEWED, UPDATED, 'customer.updated'])
  assert.deepEqual(await state(), ['active', 'paid', 1, null, false])
  const open = await world.stripe.invoices.list({ subscription: id, status: 'open' })
  assert.equal(open.data.length, 1)
})

behaves(RETRIEVE, 'is active again when the next try is paid by another card', async (world) => {
  const { go, state, pays } = await failing(world, 'retry_days[0]=3&retry_days[1]=5&after_retries=cancel')
  await go(FIRST)
  await pays('pm_card_visa')
  assert.deepEqual(await state(), ['past_due', 'open', 1, FIRST + 3 * DAY, true])
  await newsOf(world)
  await go(FIRST + 3 * DAY)
  assert.deepEqual(await newsOf(world), [...SETTLED, UPDATED, 'customer.updated'])
  assert.deepEqual(await state(), ['active', 'paid', 2, null, false])
})

/** Declines after which the same card is not tried again: the bank's, the risk's, and where the customer has to be there. */
const FINAL = [
  ['pm_card_visa_chargeCustomerFailLostCard', FELL],
  ['pm_card_riskLevelHighest', FELL],
  ['pm_card_authenticationRequired', FELL.toSpliced(FELL.lastIndexOf(UPDATED), 0, 'invoice.payment_action_required')],
] as const

for (const [token, fell] of FINAL)
  behaves(RETRIEVE, `lets the time of a try pass after a final decline (${token})`, async (world) => {
    // docs.stripe.com/billing/revenue-recovery/smart-retries: retries are still scheduled, and count; they are made once there is
    // another method. Those that are not made create no charge.
    const settings = 'retry_days[0]=3&retry_days[1]=5&after_retries=cancel'
    const { go, id, bad, state, pays, customer } = await failing(world, settings, token)
    const charges = async () => (await world.stripe.charges.list({ customer })).data.length
    await go(FIRST)
    assert.deepEqual(await newsOf(world), fell)
    assert.deepEqual([await state(), await charges()], [['past_due', 'open', 1, FIRST + 3 * DAY, true], 2])
    await go(FIRST + 3 * DAY)
    assert.deepEqual(await newsOf(world), ['invoice.updated'])
    assert.deepEqual([await state(), await charges()], [['past_due', 'open', 2, FIRST + 8 * DAY, true], 2])
    if (token.endsWith('LostCard')) {
      // Who asks for it may try the same card: that is a charge, and no try of the clock.
      const { id: open } = await latest(world, id)
      const { status } = await world.call('POST', `/v1/invoices/${open}/pay`, `payment_method=${bad}`)
      assert.deepEqual([status, await charges()], [402, 3])
      assert.deepEqual(await newsOf(world), FAILED)
      // Nobody gives another card: the last time passes as well, and that is the end.
      await go(FIRST + 8 * DAY)
      assert.deepEqual(await newsOf(world), ['invoice.updated', 'invoice.updated', ENDED])
      assert.deepEqual([await state(), await charges()], [['canceled', 'open', 3, null, true], 3])
      return
    }
    await pays('pm_card_visa')
    await go(FIRST + 8 * DAY)
    assert.deepEqual(await newsOf(world), [...SETTLED, UPDATED, 'customer.updated'])
    assert.deepEqual([await state(), await charges()], [['active', 'paid', 3, null, false], 3])
  })

behaves(RETRIEVE, 'does not count or move the tries that are asked for', async (world) => {
  // https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count
  const { go, id, bad, state } = await failing(world, 'retry_days[0]=3&after_retries=cancel')
  await go(FIRST)
  await newsOf(world)
  const invoice = await latest(world, id)
  const { status } = await world.call('POST', `/v1/invoices/${invoice.id}/pay`, `payment_method=${bad}`)
  assert.equal(status, 402)
  assert.deepEqual(await state(), ['past_due', 'open', 1, FIRST + 3 * DAY, true])
  assert.deepEqual(await newsOf(world), FAILED)
})

behaves(RETRIEVE, 'is active when its invoice is given up', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview#subscription-statuses
  const { go, id, state } = await failing(world, 'retry_days[0]=3&after_retries=cancel')
  await go(FIRST)
  await newsOf(world)
  await world.stripe.invoices.markUncollectible((await latest(world, id)).id!)
  assert.deepEqual(await state(), ['active', 'uncollectible', 1, null, false])
  assert.deepEqual(await newsOf(world), [
    'invoice.updated',
    'invoice.marked_uncollectible',
    UPDATED,
    'customer.updated',
  ])
  await go(FIRST + 4 * DAY)
  assert.deepEqual(await newsOf(world), [])
})

behaves(RETRIEVE, 'is told that its customer paid on a page in vain', async (world) => {
  // A browser confirms the intent of the first invoice; that it was declined is news of the invoice, too.
  const { stripe } = world
  const who = await buyer(world)
  const price = await who.price('Photos', 1000)
  const { id, status } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
  })
  assert.equal(status, 'incomplete')
  await newsOf(world)
  const intent = (await latest(world, id)).payments!.data[0]!.payment.payment_intent as string
  const { status: answered } = await world.call(
    'POST',
    `/v1/payment_intents/${intent}/confirm`,
    'payment_method=pm_card_chargeDeclined&return_url=https://example.com',
  )
  assert.equal(answered, 402)
  const { status: open, attempted, attempt_count } = await latest(world, id)
  assert.deepEqual([open, attempted, attempt_count], ['open', true, 1])
  assert.deepEqual(await newsOf(world), FAILED)
})

behaves('POST /v1/subscriptions', 'does not wait for a bank that takes days', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview: active while the debit is processing.
  const { id, invoice, status } = await debited(world, 'AT321904300235473204')
  assert.deepEqual([status, invoice.status, invoice.attempted, invoice.amount_paid], ['active', 'open', true, 0])
  assert.deepEqual(await newsOf(world), DEBITED)
  await world.call('POST', '/brindle/clock/advance', 'by=200')
  assert.deepEqual(
    (await newsOf(world)).filter((type) => type !== 'charge.updated'),
    SETTLED,
  )
  const paid = await latest(world, id)
  assert.deepEqual([paid.status, paid.attempt_count, paid.amount_paid], ['paid', 1, 1000])
})

behaves('POST /v1/subscriptions', 'stays active when that bank says no, without its invoice', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview: the invoice is void then.
  const { id } = await debited(world, 'AT981904300002222227')
  await newsOf(world)
  await world.call('POST', '/brindle/clock/advance', 'by=200')
  assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'active')
  assert.equal((await latest(world, id)).status, 'void')
  assert.deepEqual(await newsOf(world), [...FAILED, 'invoice.updated', 'invoice.voided', 'payment_intent.canceled'])
})

const DEBITED = [
  'customer.subscription.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'payment_intent.created',
  'charge.pending',
  'payment_intent.processing',
  UPDATED,
]

/** A subscription in euro that is paid by a debit of an account. */
async function debited(world: World, iban: string) {
  const who = await debtor(world, iban)
  const { id, status } = await subscribeByDebit(world, who)
  return { ...who, id, status, invoice: await latest(world, id) }
}

behaves('POST /v1/subscriptions', 'names the settings that there are', async (world) => {
  const { body, status } = await world.call('POST', '/brindle/account', 'after_retries=forget')
  assert.deepEqual([status, body.error.param], [400, 'after_retries'])
  refused(await world.call('POST', '/v1/subscriptions', ''), 400, {
    code: 'parameter_missing',
    param: 'customer',
    message: 'Missing required param: customer.',
  })
  assert.deepEqual(await newsOf(world), [])
})

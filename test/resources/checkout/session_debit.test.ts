// Subscribing on the page of a Checkout Session by a debit or a voucher, which take days. (https://docs.stripe.com/billing/subscriptions/sepa-debit;
// https://docs.stripe.com/billing/subscriptions/ach-debit; docs.stripe.com/billing/subscriptions/overview: it goes straight to
// active while the payment is processing; if that fails the invoice is void, and it stays active)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { COMPLETED, OK, press, seen } from './shop.ts'
import { SETTLED } from '../billing/invoicing.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const [HOUR, DAY] = [3600, 86_400]
const UPDATED = 'customer.subscription.updated'
const MADE = [
  'customer.created',
  'payment_method.attached',
  'customer.subscription.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'payment_intent.created',
]
const DEBITED = ['charge.pending', 'payment_intent.processing']
const PAID = [...SETTLED, 'checkout.session.async_payment_succeeded']

/** Caps for 20.00 a month, of which Jenny buys one, by an account. */
async function subscribe(world: Sandbox, type: 'sepa_debit' | 'us_bank_account', account: string) {
  const { stripe, news } = world
  const { id } = await stripe.checkout.sessions.create({
    mode: 'subscription',
    success_url: OK,
    allowed_payment_method_types: [type],
    line_items: [
      {
        price_data: {
          currency: type === 'sepa_debit' ? 'eur' : 'usd',
          unit_amount: 2000,
          recurring: { interval: 'month' },
          product_data: { name: 'Caps' },
        },
        quantity: 1,
      },
    ],
  })
  await news()
  const data = 'payment_method_data'
  const who = `${data}[billing_details][name]=Jenny&${data}[billing_details][email]=jenny@example.com`
  const { body } = await press(world, id, `${data}[type]=${type}&${account}&${who}`)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'unpaid'])
  const standing = async () => {
    const { status } = await stripe.subscriptions.retrieve(body.subscription)
    const { status: invoice } = await stripe.invoices.retrieve(body.invoice)
    return [status, invoice, (await seen(world, id)).payment_status]
  }
  return { standing, invoice: body.invoice }
}

const iban = (number: string) => `payment_method_data[sepa_debit][iban]=${number}`

behaves(CONFIRM, 'subscribes while the first debit is on its way', async (world) => {
  // The test account that pays after three minutes. (docs.stripe.com/payments/sepa-debit)
  const { standing } = await subscribe(world, 'sepa_debit', iban('AT321904300235473204'))
  assert.deepEqual(await world.news(), [...MADE, ...DEBITED, UPDATED, COMPLETED])
  assert.deepEqual(await standing(), ['active', 'open', 'unpaid'])
  await world.advance(2 * DAY)
  assert.deepEqual(await world.news(), PAID)
  assert.deepEqual(await standing(), ['active', 'paid', 'paid'])
})

behaves(CONFIRM, 'stays subscribed where that debit fails, without the invoice', async (world) => {
  const { standing } = await subscribe(world, 'sepa_debit', iban('AT981904300002222227'))
  await world.news()
  await world.advance(2 * DAY)
  assert.deepEqual(await world.news(), [
    'charge.failed',
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    'checkout.session.async_payment_failed',
  ])
  assert.deepEqual(await standing(), ['active', 'void', 'unpaid'])
})

const BANK =
  'payment_method_data[us_bank_account][account_number]=000123456789' +
  '&payment_method_data[us_bank_account][routing_number]=110000000' +
  '&payment_method_data[us_bank_account][account_holder_type]=individual'

behaves(CONFIRM, 'is done before two deposits have shown whose the account is', async (world) => {
  const { stripe } = world
  const { standing } = await subscribe(world, 'us_bank_account', BANK)
  assert.deepEqual(await world.news(), [...MADE, 'payment_intent.requires_action', COMPLETED])
  assert.deepEqual(await standing(), ['incomplete', 'open', 'unpaid'])
  const [intent] = (await stripe.paymentIntents.list()).data
  await stripe.paymentIntents.verifyMicrodeposits(intent!.id, { descriptor_code: 'SM11AA' })
  assert.deepEqual(await world.news(), [...DEBITED, 'invoice.updated', UPDATED])
  assert.deepEqual(await standing(), ['active', 'open', 'unpaid'])
  await world.advance(HOUR)
  assert.deepEqual([await world.news(), await standing()], [PAID, ['active', 'paid', 'paid']])
})

behaves(CONFIRM, 'comes to nothing where nobody tells of the deposits within ten days', async (world) => {
  const { standing } = await subscribe(world, 'us_bank_account', BANK)
  await world.advance(10 * DAY - HOUR)
  assert.deepEqual(await standing(), ['incomplete', 'open', 'unpaid'])
  await world.news()
  await world.advance(HOUR)
  assert.deepEqual(await standing(), ['incomplete_expired', 'void', 'unpaid'])
  // The time of the payment is over: it has failed, and with it what it was to begin.
  assert.deepEqual(await world.news(), [
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
    'checkout.session.async_payment_failed',
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    UPDATED,
  ])
})

/** Caps for R$ 20.00 a month, to be paid with a voucher that is good for three days. */
async function voucher(world: Sandbox, email: string) {
  const { stripe, news } = world
  const price = {
    currency: 'brl',
    unit_amount: 2000,
    recurring: { interval: 'month' as const },
    product_data: { name: 'Caps' },
  }
  const { id } = await stripe.checkout.sessions.create({
    mode: 'subscription',
    success_url: OK,
    allowed_payment_method_types: ['boleto'],
    line_items: [{ price_data: price, quantity: 1 }],
  })
  await news()
  const data = 'payment_method_data'
  const at = `${data}[billing_details]`
  const address = `${at}[address][country]=BR&${at}[address][city]=Recife&${at}[address][line1]=1&${at}[address][postal_code]=50000&${at}[address][state]=PE`
  const form = `${data}[type]=boleto&${data}[boleto][tax_id]=000.000.000-00&${at}[name]=Jenny&${at}[email]=${email}&${address}`
  const { body } = await press(world, id, form)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'unpaid'])
  const standing = async () => {
    const { status } = await stripe.subscriptions.retrieve(body.subscription)
    const { status: invoice } = await stripe.invoices.retrieve(body.invoice)
    return [status, invoice, (await seen(world, id)).payment_status]
  }
  return standing
}

behaves(CONFIRM, 'waits for the voucher of a subscription to be paid', async (world) => {
  const standing = await voucher(world, 'succeed_immediately@example.com')
  assert.deepEqual(await world.news(), [...MADE, 'payment_intent.requires_action', COMPLETED])
  assert.deepEqual(await standing(), ['incomplete', 'open', 'unpaid'])
  await world.advance(600)
  assert.deepEqual(await standing(), ['active', 'paid', 'paid'])
  assert.deepEqual(await world.news(), [...SETTLED, UPDATED, 'checkout.session.async_payment_succeeded'])
})

behaves(CONFIRM, 'ends a subscription whose voucher nobody has paid', async (world) => {
  const standing = await voucher(world, 'fill_never@example.com')
  // Three days, and then until the end of the day in São Paulo: at noon in London that is 3 days and 15 hours.
  await world.advance(3 * DAY)
  assert.deepEqual(await standing(), ['incomplete', 'open', 'unpaid'])
  await world.news()
  await world.advance(DAY)
  assert.deepEqual(await standing(), ['incomplete_expired', 'void', 'unpaid'])
  assert.deepEqual(await world.news(), [
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
    'checkout.session.async_payment_failed',
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    UPDATED,
  ])
})

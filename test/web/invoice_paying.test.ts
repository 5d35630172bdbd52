// Paying an invoice on its page: with what its customer has saved or types in, where a bank or the customer has to act first, and that
// nothing is taken twice, or of what has changed meanwhile.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'
import { ASKING, CARD, DECLINED, invoiced, PAID } from './invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const seen = ({ stripe }: Sandbox, id: string) => stripe.invoices.retrieve(id)
const alertOn = (html: string) => /role="alert">([^<]*)</.exec(html)?.[1]?.replaceAll('&#39;', "'")

test('a new card pays it, once', async () => {
  const world = sandbox(brindle)
  const { id, url } = await invoiced(world)
  await world.news()
  const { status, to } = await visit(url, CARD)
  assert.deepEqual([status, to], [303, url])
  const paid = await seen(world, id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.amount_remaining], ['paid', 2000, 0])
  assert.deepEqual((await world.news()).sort(), PAID)
  const page = await visit(url)
  assert.match(page.words, /Invoice paid Invoice JENNY-0001 from Brindle sandbox \. Nothing is left to pay\./)
  assert.ok(!page.html.includes('<form'))
  const again = await visit(url, CARD)
  assert.deepEqual(
    [again.status, alertOn(again.html)],
    [400, 'This invoice has been paid already. Nothing was charged.'],
  )
  assert.deepEqual(await world.news(), [])
})

test('a card that is declined, or that does not fit, is told of where it was asked for, and another pays', async () => {
  const world = sandbox(brindle)
  const { id, url } = await invoiced(world)
  await world.news()
  const declined = await visit(url, DECLINED)
  assert.deepEqual([declined.status, alertOn(declined.html)], [402, 'Your card was declined.'])
  assert.ok(!declined.html.includes('4000000000000002'))
  // Once: the failed charge, what the intent says of it, and what the invoice does.
  assert.deepEqual((await world.news()).sort(), [
    'charge.failed',
    'invoice.payment_failed',
    'invoice.updated',
    'payment_intent.payment_failed',
  ])
  for (const [change, said] of [
    [{ 'card[number]': '4242424242424241' }, 'Your card number is incorrect.'],
    [{ 'card[exp]': '12/20' }, "Your card's expiration year is invalid."],
    [{ method: '' }, 'Choose how you want to pay.'],
  ] as const) {
    const wrong = await visit(url, { ...CARD, ...change })
    assert.deepEqual([wrong.status, alertOn(wrong.html)], [wrong.status === 402 ? 402 : 400, said])
  }
  assert.deepEqual(await world.news(), [])
  // Digits as wide as a Japanese keyboard types them.
  assert.equal((await visit(url, { ...CARD, 'card[number]': '４２４２ ４２４２ ４２４２ ４２４２' })).status, 303)
  assert.equal((await seen(world, id)).status, 'paid')
})

test('the customer’s bank is asked, says no, then yes', async () => {
  const world = sandbox(brindle)
  const { id, url } = await invoiced(world)
  const asked = await visit(url, ASKING)
  assert.match(asked.to!, /\/authorize\//)
  const waiting = await visit(url)
  assert.match(waiting.words, /Your payment is not finished/)
  assert.ok(waiting.html.includes(asked.to!))
  const no = await visit(asked.to!, { outcome: 'fail' })
  assert.match(no.to!, /redirect_status=failed/)
  assert.match(alertOn((await visit(no.to!)).html)!, /^The provided PaymentMethod has failed authentication/)
  assert.equal((await seen(world, id)).status, 'open')
  const again = await visit(url, ASKING)
  const yes = await visit(again.to!, { outcome: 'succeed' })
  const back = await visit(yes.to!)
  assert.deepEqual([back.status, back.to], [303, url])
  assert.equal((await seen(world, id)).status, 'paid')
})

test('a saved method pays; those of others, and of types that it does not take, do not', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: other } = await stripe.customers.create({ payment_method: 'pm_card_mastercard' })
  const [theirs] = (await stripe.customers.listPaymentMethods(other)).data
  const { customer, id, url } = await invoiced(world, {}, {}, { payment_method: 'pm_card_visa' })
  const [mine] = (await stripe.customers.listPaymentMethods(customer)).data
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: mine!.id } })
  await world.news()
  const { html, words } = await visit(url)
  assert.match(html, new RegExp(`value="${mine!.id}" checked`))
  assert.match(words, /visa ···· 4242 Default/)
  const refused = await visit(url, { expected_amount: '2000', method: theirs!.id })
  assert.equal(refused.status, 400)
  assert.equal((await visit(url, { expected_amount: '2000', method: 'pm_none' })).status, 400)
  assert.equal((await visit(url, { expected_amount: '2000', method: 'klarna' })).status, 400)
  assert.deepEqual(await world.news(), [])
  assert.equal((await visit(url, { expected_amount: '2000', method: mine!.id })).to, url)
  assert.equal((await seen(world, id)).status, 'paid')
})

test('an amount that has changed meanwhile is not charged', async () => {
  const world = sandbox(brindle)
  const { id, url } = await invoiced(world)
  await world.stripe.creditNotes.create({ invoice: id, amount: 500 })
  await world.news()
  for (const amount of ['2000', '1', '-1500', '1500.0', '']) {
    const { status, html } = await visit(url, { ...CARD, expected_amount: amount })
    assert.equal(status, 400, amount)
    assert.ok(alertOn(html))
  }
  assert.match(
    alertOn((await visit(url, CARD)).html)!,
    /^What is to be paid of this invoice is \$15\.00, and not \$20\.00/,
  )
  assert.deepEqual(await world.news(), [])
  assert.equal((await visit(url, { ...CARD, expected_amount: '1500' })).status, 303)
  assert.equal((await seen(world, id)).amount_paid, 1500)
})

test('a debit is on its way until the bank has decided, and is not paid for a second time', async () => {
  const world = sandbox(brindle)
  const { id, url } = await invoiced(world, {
    currency: 'eur',
    payment_settings: { payment_method_types: ['card', 'sepa_debit'] },
  })
  const debit = { expected_amount: '2000', method: 'sepa_debit', 'sepa_debit[iban]': 'AT61 1904 3002 3457 3201' }
  const wrong = await visit(url, { ...debit, 'sepa_debit[iban]': 'AT00' })
  assert.deepEqual([wrong.status, alertOn(wrong.html)], [400, 'The IBAN you provided is invalid.'])
  // This account takes three minutes. (docs.stripe.com/testing#sepa-direct-debit)
  const slow = { ...debit, 'sepa_debit[iban]': 'AT321904300235473204' }
  assert.equal((await visit(url, slow)).to, url)
  const page = await visit(url)
  assert.match(page.words, /Payment on its way .*Status On its way/)
  assert.ok(!page.html.includes('<form'))
  await world.news()
  const second = await visit(url, { ...CARD, expected_amount: '2000' })
  assert.match(alertOn(second.html)!, /^A payment of this invoice is on its way already/)
  assert.deepEqual(await world.news(), [])
  await world.advance(200)
  assert.equal((await seen(world, id)).status, 'paid')
})

test('money that is sent pays it in parts, and the page shows them', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { customer, id, url } = await invoiced(world, {
    payment_settings: { payment_method_types: ['card', 'customer_balance'] },
  })
  const sent = await visit(url, { expected_amount: '2000', method: 'customer_balance' })
  assert.match((await visit(sent.to!)).words, /Send the amount to one of the accounts below/)
  const part = await stripe.paymentIntents.create({
    amount: 700,
    currency: 'usd',
    customer,
    confirm: true,
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
  })
  await stripe.invoices.attachPayment(id, { payment_intent: part.id })
  const { words } = await visit(url)
  assert.match(words, /\$13\.00 due .*Payments so far .* \$7\.00 .*Amount paid -\$7\.00 Amount remaining \$13\.00/)
})

test('what is void is not paid, what was given up is', async () => {
  const world = sandbox(brindle)
  const voided = await invoiced(world)
  await world.stripe.invoices.voidInvoice(voided.id)
  const page = await visit(voided.url)
  assert.match(page.words, /Invoice void .*Status Void/)
  assert.ok(!page.html.includes('<form'))
  await world.news()
  const refused = await visit(voided.url, CARD)
  assert.deepEqual([refused.status, alertOn(refused.html)], [400, 'This invoice cannot be paid: it is void.'])
  assert.deepEqual(await world.news(), [])
  const given = await invoiced(world, {}, {}, { invoice_prefix: 'HANS' })
  await world.stripe.invoices.markUncollectible(given.id)
  assert.match((await visit(given.url)).words, /Status Uncollectible .*Pay \$20\.00/)
  await visit(given.url, CARD)
  assert.equal((await seen(world, given.id)).status, 'paid')
})

test('what pays a subscription that has no method stays with it', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
    expand: ['latest_invoice'],
  })
  const { hosted_invoice_url: url } = made.latest_invoice as Stripe.Invoice
  await world.news()
  assert.equal((await visit(url!, CARD)).to, url)
  assert.deepEqual(
    (await world.news()).sort(),
    [...PAID, 'customer.subscription.updated', 'payment_method.attached'].sort(),
  )
  const now = await stripe.subscriptions.retrieve(made.id)
  const [method] = (await stripe.customers.listPaymentMethods(customer)).data
  assert.deepEqual([now.status, now.default_payment_method], ['active', method!.id])
})

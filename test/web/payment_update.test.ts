// The page on which a customer says how they pay from now on: what was mailed to them when a renewal failed, when their bank has to be
// asked, and before a trial ends; and that nobody else's address, method or invoice gets them anywhere.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'
import { ASKING, CARD, DECLINED, PAID } from './invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const alertOn = (html: string) => /role="alert">([^<]*)</.exec(html)?.[1]

/** A subscriber of $20.00 a month whose method does not pay any more, and what was mailed to them. */
async function lapsed(world: Sandbox, method: string) {
  const { stripe } = world
  await world.call('POST', '/brindle/email_settings', 'failed_payments=true&payment_confirmations=true')
  const { id: customer } = await stripe.customers.create({
    ...{ name: 'Jenny Rosen', email: 'jenny@example.com', payment_method: 'pm_card_visa' },
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const { id: price } = await stripe.prices.create({
    ...{ currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' }, product_data: { name: 'Photos' } },
  })
  const { id: subscription, items, created } = await stripe.subscriptions.create({ customer, items: [{ price }] })
  const { id: bad } = await stripe.paymentMethods.attach(method, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad } })
  // Renewed, and an hour later finalised and charged.
  await world.advance(items.data[0]!.current_period_end - created + 3700)
  const [mail, ...more] = (await world.call('GET', '/brindle/outgoing_messages')).body.data
  assert.deepEqual(more, [])
  await world.news()
  return { customer, subscription, bad, mail, url: mail.url as string, invoice: mail.invoice as string }
}

const defaultOf = async ({ stripe }: Sandbox, customer: string) =>
  ((await stripe.customers.retrieve(customer)) as Stripe.Customer).invoice_settings.default_payment_method

const statusOf = async ({ stripe }: Sandbox, { invoice, subscription }: { invoice: string; subscription: string }) => [
  (await stripe.invoices.retrieve(invoice)).status,
  (await stripe.subscriptions.retrieve(subscription)).status,
]

test('a renewal that failed is paid with another card, which is the default from then on', async () => {
  const world = sandbox(brindle)
  const found = await lapsed(world, 'pm_card_chargeCustomerFail')
  const { url, customer, mail } = found
  assert.equal(mail.type, 'payment_failed')
  assert.match(url, new RegExp(`^${brindle.url}/p/update/acct_\\w+/upd_[A-Za-z0-9]{24}$`))
  assert.deepEqual(await statusOf(world, found), ['open', 'past_due'])
  const { words, html } = await visit(url)
  assert.match(words, /Update your payment details \$20\.00 to Brindle sandbox for invoice \S+ could not be charged\./)
  assert.match(words, /Visa ···· 0341 Default|visa ···· 0341 Default/)
  assert.match(html, /name="pay" value="true" checked/)
  const declined = await visit(url, { ...DECLINED, pay: 'true' })
  assert.deepEqual([declined.status, alertOn(declined.html)], [402, 'Your card was declined.'])
  assert.equal(await defaultOf(world, customer), found.bad)
  await world.news()
  const paid = await visit(url, { ...CARD, pay: 'true' })
  assert.deepEqual([paid.status, paid.to], [303, `${url}?done=1`])
  assert.deepEqual(
    (await world.news()).sort(),
    [
      ...PAID,
      'customer.subscription.updated',
      'customer.updated',
      'customer.updated',
      'payment_method.attached',
    ].sort(),
  )
  assert.deepEqual(await statusOf(world, found), ['paid', 'active'])
  const [method] = (await world.stripe.customers.listPaymentMethods(customer)).data
  assert.deepEqual([method!.card!.last4, await defaultOf(world, customer)], ['4242', method!.id])
  const after = await visit(paid.to!)
  assert.match(after.words, /Thank you\. What you chose pays from now on\./)
  assert.ok(!after.html.includes('name="pay"'))
  // There is nothing left to pay, and nothing is charged.
  const again = await visit(url, { ...CARD, pay: 'true' })
  assert.equal(again.status, 400)
  assert.deepEqual(await world.news(), [])
})

test('a bank that was not asked is asked now, and the payment goes through', async () => {
  const world = sandbox(brindle)
  const found = await lapsed(world, 'pm_card_authenticationRequired')
  const { url, bad, mail } = found
  assert.deepEqual(
    [mail.type, mail.subject],
    ['payment_confirmation', 'Confirm your payment of $20.00 to Brindle sandbox'],
  )
  const { words, html } = await visit(url)
  assert.match(words, /Confirm your payment of \$20\.00 Your bank wants you to confirm the payment of invoice/)
  assert.match(html, new RegExp(`value="${bad}" checked`))
  const form = { method: bad, expected_amount: '2000', pay: 'true' }
  const asked = await visit(url, form)
  assert.match(asked.to!, /\/authorize\//)
  assert.match((await visit(url)).words, /Your payment is not finished/)
  const no = await visit(asked.to!, { outcome: 'fail' })
  assert.match(alertOn((await visit(no.to!)).html)!, /^The provided PaymentMethod has failed authentication/)
  const again = await visit(url, form)
  const yes = await visit(again.to!, { outcome: 'succeed' })
  const back = await visit(yes.to!)
  assert.deepEqual([back.status, back.to], [303, `${url}?done=1`])
  assert.deepEqual(await statusOf(world, found), ['paid', 'active'])
  assert.equal(await defaultOf(world, found.customer), bad)
})

test('a method is kept without paying what is open, its bank asked first', async () => {
  const world = sandbox(brindle)
  const found = await lapsed(world, 'pm_card_chargeCustomerFail')
  const { url, customer } = found
  const { pay: _, ...card } = { ...CARD, pay: 'true' }
  const kept = await visit(url, card)
  assert.equal(kept.to, `${url}?done=1`)
  assert.deepEqual(await world.news(), [
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
    'customer.updated',
  ])
  const [first] = (await world.stripe.customers.listPaymentMethods(customer)).data
  assert.equal(await defaultOf(world, customer), first!.id)
  assert.deepEqual(await statusOf(world, found), ['open', 'past_due'])
  const asked = await visit(url, ASKING)
  const no = await visit(asked.to!, { outcome: 'fail' })
  assert.match(alertOn((await visit(no.to!)).html)!, /failed authentication/)
  assert.equal(await defaultOf(world, customer), first!.id)
  const yes = await visit((await visit(url, ASKING)).to!, { outcome: 'succeed' })
  assert.equal((await visit(yes.to!)).to, `${url}?done=1`)
  const [second] = (await world.stripe.customers.listPaymentMethods(customer)).data
  assert.deepEqual([second!.card!.last4, await defaultOf(world, customer)], ['3184', second!.id])
})

test('a subscription that has a method of its own gets the new one, too', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const found = await lapsed(world, 'pm_card_chargeCustomerFail')
  await stripe.subscriptions.update(found.subscription, { default_payment_method: found.bad })
  await visit(found.url, { ...CARD, pay: 'true' })
  const { default_payment_method: own } = await stripe.subscriptions.retrieve(found.subscription)
  assert.equal(own, await defaultOf(world, found.customer))
  assert.notEqual(own, found.bad)
})

test('before a trial ends a method can be told, and there is nothing to pay', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  await world.call('POST', '/brindle/email_settings', 'trial_ending=true')
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', preferred_locales: ['de'] })
  const { id: price } = await stripe.prices.create({
    ...{ currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' }, product_data: { name: 'Photos' } },
  })
  await stripe.subscriptions.create({ customer, items: [{ price }], trial_period_days: 5 })
  await world.advance(3 * 86_400)
  const [mail] = (await world.call('GET', '/brindle/outgoing_messages')).body.data
  const { words, html } = await visit(mail.url)
  assert.match(words, /Zahlungsdaten aktualisieren Wählen Sie, wie Sie Brindle sandbox von jetzt an bezahlen\./)
  assert.ok(!html.includes('name="pay"'))
  await visit(mail.url, CARD)
  const [method] = (await stripe.customers.listPaymentMethods(customer)).data
  assert.equal(await defaultOf(world, customer), method!.id)
})

test('what is not theirs, and addresses that are not quite one, change nothing', async () => {
  const world = sandbox(brindle)
  const { url } = await lapsed(world, 'pm_card_chargeCustomerFail')
  const { id: other } = await world.stripe.customers.create({ payment_method: 'pm_card_visa' })
  const [theirs] = (await world.stripe.customers.listPaymentMethods(other)).data
  await world.news()
  for (const form of [
    { method: theirs!.id },
    { method: theirs!.id, pay: 'true', expected_amount: '2000' },
    { method: 'pm_none' },
    { method: '' },
    { ...CARD, pay: 'true', expected_amount: '1' },
    { ...CARD, pay: 'true', expected_amount: '' },
  ]) {
    const { status, html } = await visit(url, form as Record<string, string>)
    assert.equal(status, 400, JSON.stringify(form))
    assert.ok(alertOn(html), JSON.stringify(form))
  }
  const account = url.split('/').at(-2)!
  const { id: foreign } = await sandbox(brindle).stripe.accounts.retrieveCurrent()
  for (const address of [
    url.slice(0, -1),
    `${url}x`,
    url.replace(account, foreign),
    `${world.url}/p/update/none/none`,
  ]) {
    const { status, words } = await visit(address)
    assert.deepEqual([status, words.includes('There is nothing to update here')], [404, true], address)
    assert.equal((await visit(address, { ...CARD, pay: 'true' })).status, 404)
  }
  assert.deepEqual(await world.news(), [])
})

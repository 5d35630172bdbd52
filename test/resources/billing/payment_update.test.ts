// The way of a customer to saying how they pay from now on: what its page asks for. What it makes of it: test/web/payment_update.test.ts.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/brindle/payment_updates'

/** Jenny owes $20.00. */
async function owing({ stripe }: Pick<Sandbox, 'stripe'>) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny', email: 'jenny@example.com' })
  const draft = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 30 })
  await stripe.invoiceItems.create({ customer, invoice: draft.id!, currency: 'usd', amount: 2000 })
  return { customer, invoice: await stripe.invoices.finalizeInvoice(draft.id!) }
}

behaves(`POST ${PATH}`, 'makes an address for a customer', async (world) => {
  const { customer, invoice } = await owing(world)
  const other = await world.stripe.customers.create()
  await world.news()
  const { status, body } = await world.call('POST', PATH, `customer=${customer}&invoice=${invoice.id}`)
  assert.equal(status, 200)
  assert.match(body.id, /^upd_[A-Za-z0-9]{24}$/)
  const { id: account } = await world.stripe.accounts.retrieveCurrent()
  const { id, created, ...rest } = body
  assert.ok(created >= invoice.created)
  assert.deepEqual(rest, {
    object: 'brindle.payment_update',
    customer,
    invoice: invoice.id,
    subscription: null,
    url: `${world.url}/p/update/${account}/${id}`,
  })
  refused(await world.call('POST', PATH, `invoice=${invoice.id}`), 400, {
    ...{ code: 'parameter_missing', param: 'customer' },
    message: 'Missing required param: customer.',
  })
  refused(await world.call('POST', PATH, `customer=${other.id}&invoice=${invoice.id}`), 400, {
    param: 'invoice',
    message: `The invoice ${invoice.id} is not of the customer ${other.id}.`,
  })
  refused(await world.call('POST', PATH, `customer=${customer}&subscription=sub_none`), 400, {
    ...{ code: 'resource_missing', param: 'subscription' },
    message: "No such subscription: 'sub_none'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves(`GET ${PATH}/{id}`, 'tells what can be chosen, and what is open', async (world) => {
  const { customer, invoice } = await owing(world)
  const { body: made } = await world.call('POST', PATH, `customer=${customer}&invoice=${invoice.id}`)
  const bare = (await world.call('POST', PATH, `customer=${customer}`)).body
  await world.news()
  const { body } = await world.call('GET', `${PATH}/${made.id}`)
  const page = {
    account_name: 'Brindle sandbox',
    default_method: null,
    next_action: null,
    problem: null,
    setup_problem: null,
    types: ['card', 'amazon_pay'],
    who: { name: 'Jenny', email: 'jenny@example.com', locales: [] },
  }
  const { hosted_invoice_url: url, number } = invoice
  assert.deepEqual(body, {
    ...made,
    ...page,
    open: { amount: 2000, currency: 'usd', number, status: 'requires_payment_method', url },
  })
  assert.deepEqual((await world.call('GET', `${PATH}/${bare.id}`)).body, { ...bare, ...page, open: null })
  refused(await world.call('GET', `${PATH}/upd_none`), 404, {
    ...{ code: 'resource_missing', param: 'id' },
    message: "No such payment update: 'upd_none'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${PATH}/{id}/use`, 'pays what is open, or keeps the method', async (world) => {
  const { customer, invoice } = await owing(world)
  const { body: made } = await world.call('POST', PATH, `customer=${customer}&invoice=${invoice.id}`)
  const use = (form: string) => world.call('POST', `${PATH}/${made.id}/use`, form)
  await world.news()
  refused(await use('payment_method=pm_card_visa&pay=true'), 400, {
    ...{ code: 'parameter_missing', param: 'expected_amount' },
    message: 'Missing required param: expected_amount.',
  })
  refused(await use('payment_method=pm_card_visa&pay=true&expected_amount=1'), 400, {
    ...{ code: 'invoice_amount_changed', param: 'expected_amount' },
    message: 'What is to be paid of this invoice is $20.00, and not $0.01 as expected.',
  })
  refused(await use('pay=false'), 400, {
    ...{ code: 'parameter_missing', param: 'payment_method' },
    message: 'Choose how you want to pay.',
  })
  assert.deepEqual(await world.news(), [])
  const kept = await use('payment_method=pm_card_mastercard')
  assert.deepEqual([kept.status, kept.body.id, kept.body.next_action], [200, made.id, null])
  assert.deepEqual(await world.news(), [
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
    'customer.updated',
  ])
  const paid = await use('payment_method=pm_card_visa&pay=true&expected_amount=2000')
  assert.deepEqual([paid.status, paid.body.next_action], [200, null])
  assert.deepEqual(await world.news(), [
    'charge.succeeded',
    'payment_method.attached',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.updated',
  ])
  refused(await use('payment_method=pm_card_visa&pay=true&expected_amount=0'), 400, {
    ...{ code: 'invoice_not_payable', param: 'pay' },
    message: 'Nothing is open that could be paid.',
  })
})

behaves(
  `POST ${PATH}/{id}/use`,
  'waits for the bank, or for two deposits, and keeps what they agree to',
  async (world) => {
    const { stripe, call, news } = world
    const { id: product } = await stripe.products.create({ name: 'Photos' })
    const price_data = { product, currency: 'usd', unit_amount: 500, recurring: { interval: 'month' as const } }
    const { id: customer } = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    })
    const [first] = (await stripe.customers.listPaymentMethods(customer)).data
    const { id: subscription } = await stripe.subscriptions.create({
      customer,
      items: [{ price_data }],
      default_payment_method: first!.id,
    })
    const { body: made } = await call('POST', PATH, `customer=${customer}&subscription=${subscription}`)
    const back = 'return_url=https://shop.test/account'
    const inCharge = async () => {
      const { invoice_settings: said } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
      return [said.default_payment_method, (await stripe.subscriptions.retrieve(subscription)).default_payment_method]
    }
    await news()
    const asked = await call('POST', `${PATH}/${made.id}/use`, `payment_method=pm_card_authenticationRequired&${back}`)
    assert.equal(asked.status, 200)
    assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action'])
    assert.ok(!(await inCharge()).some((id) => id !== first!.id))
    const step = /authorize\/.+\/(\w+)$/.exec(asked.body.next_action.redirect_to_url.url)![1]
    await call('POST', `/brindle/authorizations/${step}`, 'outcome=succeed')
    const KEPT = [
      'payment_method.attached',
      'setup_intent.succeeded',
      'customer.updated',
      'customer.subscription.updated',
    ]
    assert.deepEqual(await news(), KEPT)
    const [card] = (await stripe.customers.listPaymentMethods(customer)).data
    assert.notEqual(card!.id, first!.id)
    assert.deepEqual(await inCharge(), [card!.id, card!.id])

    const account = 'payment_method_data[type]=us_bank_account&payment_method_data[billing_details][name]=Jenny'
    const numbers = 'routing_number=110000000&account_number=000123456789&account_holder_type=individual'
    const form = numbers.split('&').map((one) => `payment_method_data[us_bank_account][${one.replace('=', ']=')}`)
    const deposited = await call('POST', `${PATH}/${made.id}/use`, `${account}&${form.join('&')}&${back}`)
    assert.equal(deposited.body.next_action.type, 'verify_with_microdeposits')
    const [setup] = (await stripe.setupIntents.list({ customer })).data
    await news()
    await stripe.setupIntents.verifyMicrodeposits(setup!.id, { amounts: [32, 45] })
    assert.deepEqual(await news(), KEPT)
    const [bank] = (await stripe.customers.listPaymentMethods(customer)).data
    assert.deepEqual([bank!.type, ...(await inCharge())], ['us_bank_account', bank!.id, bank!.id])
  },
)

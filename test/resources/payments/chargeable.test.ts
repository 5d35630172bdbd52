// What a legacy charge may be paid with, and what it shows of it. (https://docs.stripe.com/api/charges/create#create_charge-source,
// docs.stripe.com/sources/customers; texts recorded where they are whole. How a charge goes on is in charge_create.test.ts)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

interface Given {
  readonly source?: string
  readonly customer?: string
  readonly amount?: number
  readonly currency?: string
}

/** `POST /v1/charges` of $10.00, unless told otherwise. */
const charge = ({ call }: Pick<Sandbox, 'call'>, { amount = 1000, currency = 'usd', ...from }: Given) =>
  call('POST', '/v1/charges', new URLSearchParams({ amount: String(amount), currency, ...from }).toString())

const NONE = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

behaves('POST /v1/charges', 'shows the card of a token, as its bank has looked at it', async (world) => {
  const { body: token } = await world.call(
    'POST',
    '/v1/tokens',
    'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2034&card[cvc]=123&card[name]=Jenny Rosen' +
      '&card[address_zip]=94107',
  )
  const { body, text, status } = await charge(world, { source: token.id })
  assert.equal(status, 200, text)
  assert.deepEqual(body.billing_details, {
    address: { ...NONE, postal_code: '94107' },
    email: null,
    name: 'Jenny Rosen',
    phone: null,
    tax_id: null,
  })
  // Nobody's.
  const checked = { address_line1_check: null, address_zip_check: 'pass', cvc_check: 'pass' }
  assert.deepEqual(body.source, { ...token.card, customer: null, ...checked })
  const { brand, last4, exp_month, exp_year, checks, three_d_secure } = body.payment_method_details.card
  assert.deepEqual([brand, last4, exp_month, exp_year, three_d_secure], ['visa', '4242', 5, 2034, null])
  assert.deepEqual(checks, { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' })
  assert.equal((await world.stripe.tokens.retrieve(token.id)).used, true)
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

behaves('POST /v1/charges', 'takes the name of a test token again and again', async (world) => {
  for (let i = 0; i < 2; i++) assert.equal((await charge(world, { source: 'tok_visa' })).body.source.last4, '4242')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'charge.succeeded'])
})

behaves('POST /v1/charges', 'takes a customer’s own cards, again and again, and nobody else’s', async (world) => {
  const { stripe, news } = world
  const customer = await stripe.customers.create({ source: 'tok_visa' })
  const { id: other } = await stripe.customers.createSource(customer.id, { source: 'tok_mastercard' })
  const stranger = await stripe.customers.create({ source: 'tok_visa' })
  await news()
  for (let i = 0; i < 2; i++) {
    const { body } = await charge(world, { customer: customer.id, source: other })
    assert.deepEqual([body.payment_method, body.source.customer], [other, customer.id])
  }
  assert.deepEqual(await news(), ['charge.succeeded', 'charge.succeeded'])
  for (const id of ['card_none', stranger.default_source as string])
    refused(await charge(world, { customer: customer.id, source: id }), 404, {
      code: 'missing',
      message: `Customer ${customer.id} does not have a linked source with ID ${id}.`,
      param: 'source',
    })
  // Without its customer a card is looked for among tokens.
  refused(await charge(world, { source: other }), 400, {
    code: 'resource_missing',
    message: `No such token: '${other}'`,
    param: 'source',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges', 'refuses what is not there', async (world) => {
  for (const [given, noun, id, param] of [
    [{ customer: 'cus_none' }, 'customer', 'cus_none', 'customer'],
    [{ source: 'tok_none' }, 'token', 'tok_none', 'source'],
    [{ source: 'src_none' }, 'source', 'src_none', 'source'],
  ] as const)
    refused(await charge(world, given), 400, {
      code: 'resource_missing',
      message: `No such ${noun}: '${id}'`,
      param,
    })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/charges', 'wants the customer with a source that is theirs', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  const customer = await stripe.customers.create({ source: id })
  await news()
  refused(await charge(world, { source: id }), 400, {
    code: 'parameter_missing',
    param: 'customer',
    message: 'The source you provided is attached to a customer. Provide the customer together with the source.',
  })
  assert.deepEqual(await news(), [])
  assert.equal((await charge(world, { source: id, customer: customer.id })).body.source.id, id)
  assert.deepEqual(await news(), ['charge.succeeded'])
})

behaves('POST /v1/charges', 'takes of a source for one payment what it was made for', async (world) => {
  const { stripe, call, news } = world
  const source = await stripe.sources.create({
    type: 'ideal',
    amount: 1099,
    currency: 'eur',
    redirect: { return_url: 'https://example.com/back' },
    owner: { name: 'Jenny Rosen' },
  })
  const given = { source: source.id, amount: 1099, currency: 'eur' }
  const unchargeable = { message: 'The source you provided is not in a chargeable state.', param: 'source' }
  refused(await charge(world, given), 400, unchargeable)
  await call('POST', `/brindle/authorizations/${source.redirect!.url.split('/').at(-1)}`, 'outcome=succeed')
  assert.deepEqual(await news(), ['source.chargeable'])
  refused(await charge(world, { ...given, amount: 1000 }), 400, { param: 'amount', message: /amount of the source/ })
  refused(await charge(world, { ...given, currency: 'usd' }), 400, { param: 'currency', message: /is in eur/ })
  assert.deepEqual(await news(), [])
  const { body } = await charge(world, given)
  // As it was when it was charged.
  assert.deepEqual([body.payment_method_details.type, body.source.status], ['ideal', 'chargeable'])
  assert.equal(body.billing_details.name, 'Jenny Rosen')
  assert.match(body.id, /^py_/)
  assert.deepEqual(await news(), ['charge.succeeded'])
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'consumed')
  refused(await charge(world, given), 400, unchargeable)
  // It is over: nothing is canceled later.
  await world.advance(24 * 3600)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges', 'takes no more of a receiver than it has received', async (world) => {
  const { stripe, news, advance } = world
  const params = { type: 'ach_credit_transfer', currency: 'usd', owner: { email: 'amount_1500@example.com' } } as const
  const { id } = await stripe.sources.create(params)
  await advance(60)
  await news()
  refused(await charge(world, { source: id, amount: 1501 }), 400, {
    param: 'amount',
    message: 'The amount of the charge is more than the source has received.',
  })
  assert.deepEqual(await news(), [])
  assert.equal((await charge(world, { source: id, amount: 1500 })).body.status, 'succeeded')
  assert.equal((await stripe.sources.retrieve(id)).receiver!.amount_charged, 1500)
  assert.deepEqual(await news(), ['charge.succeeded'])
})

behaves('POST /v1/charges', 'says that the bank of a 3-D Secure source has heard from its customer', async (world) => {
  const card = await world.stripe.sources.create({ type: 'card', token: 'tok_threeDSecure2Required' })
  const form =
    'type=three_d_secure&amount=1099&currency=eur&redirect[return_url]=https://example.com/back' +
    `&three_d_secure[card]=${card.id}`
  const { body: source } = await world.call('POST', '/v1/sources', form)
  await world.call('POST', `/brindle/authorizations/${source.redirect.url.split('/').at(-1)}`, 'outcome=succeed')
  const { body } = await charge(world, { source: source.id, amount: 1099, currency: 'eur' })
  assert.deepEqual([body.status, body.payment_method_details.type], ['succeeded', 'card'])
  assert.equal(body.payment_method_details.card.three_d_secure.result, 'authenticated')
  // The card itself is still there.
  assert.equal((await world.stripe.sources.retrieve(card.id)).status, 'chargeable')
  assert.deepEqual(await world.news(), ['source.chargeable', 'source.chargeable', 'charge.succeeded'])
})

behaves('POST /v1/charges', 'takes a bank account once it is verified', async (world) => {
  const { stripe, news } = world
  const customer = await stripe.customers.create({ source: 'btok_us' })
  await news()
  const unverified = {
    code: 'bank_account_unverified',
    message: 'The customer’s bank account must be verified in order to create an ACH payment.',
  }
  refused(await charge(world, { customer: customer.id }), 400, unverified)
  refused(await charge(world, { source: 'btok_us' }), 400, unverified)
  await stripe.customers.verifySource(customer.id, customer.default_source as string, { amounts: [32, 45] })
  assert.deepEqual(await news(), ['customer.source.updated'])
  const { body } = await charge(world, { customer: customer.id })
  assert.deepEqual(
    [body.payment_method_details.type, body.payment_method, body.customer],
    ['ach_debit', customer.default_source, customer.id],
  )
  assert.deepEqual([(body.source as Stripe.BankAccount).object, await news()], ['bank_account', ['charge.pending']])
})

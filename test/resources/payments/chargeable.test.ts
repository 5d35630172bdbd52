// What a legacy charge may be paid with, and what is left of it afterwards: the rules themselves, within units of work of their
// own on the world that the client sees. (https://docs.stripe.com/api/charges/create#create_charge-source,
// docs.stripe.com/sources/customers; texts recorded where they are whole)
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import { settle, transaction } from '../../../src/kernel/api.ts'
import { StripeError } from '../../../src/kernel/errors.ts'
import type { Store } from '../../../src/kernel/store.ts'
import { unit } from '../../../src/kernel/unit.ts'
import { type Brindle, standing } from '../../../src/main.ts'
import { type Charging, consume, instrumentOfSource } from '../../../src/resources/payments/chargeable.ts'
import { openTestStore } from '../../engines.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'

let brindle: Brindle
let store: Store
let node: number
before(async () => {
  ;({ store, node } = await openTestStore())
  brindle = await startBrindle({ node }, store)
})
after(() => brindle.close())

const VERSION = '2026-08-26.dahlia'
const house = standing(VERSION)
let units = 0

/** Charges without a charge: what would pay, or the refusal's body with its status. */
async function charge(
  world: Sandbox,
  given: { source?: string; customer?: string; amount?: number; currency?: string },
) {
  const account = (await world.stripe.accounts.retrieveCurrent()).id
  const micros = (Date.now() + ++units) * 1000
  const situation = {
    place: { tenant: account, account },
    micros,
    node,
    seed: randomBytes(32),
    requestId: `req_test${units}`,
    cause: 'request' as const,
    key: '',
    version: VERSION,
    client: { ip: '', userAgent: '' },
    publicUrl: world.url,
    settlementCurrency: '',
  }
  const { amount = 1000, currency = 'usd', source, customer } = given
  const charging: Charging = { source, customer, amount, currency }
  return unit(store, situation, (work) => {
    const tx = transaction(house, work)
    const found = tx.attempt(() => instrumentOfSource(tx, charging))
    if (found instanceof StripeError) return { refused: { status: found.status, ...found.body } }
    consume(tx, found, amount)
    settle(house, tx)
    const { instrument, customer: of, authenticated, hasCode } = found
    return { instrument, of, authenticated, hasCode }
  })
}

const no = (given: Awaited<ReturnType<typeof charge>>, expected: object) => assert.deepEqual(given.refused, expected)

const NONE = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
const INVALID = 'invalid_request_error'
const CONSUMED =
  'The reusable source you provided is consumed because it was previously charged without being attached to a customer or ' +
  'was detached from a customer. To charge a reusable source multiple time you must attach it to a customer first.'

test('a token pays once, alone', async () => {
  const world = sandbox(brindle)
  const { body: token } = await world.call(
    'POST',
    '/v1/tokens',
    'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2034&card[cvc]=123&card[name]=Jenny Rosen' +
      '&card[address_zip]=94107',
  )
  const { instrument, of, hasCode } = await charge(world, { source: token.id })
  assert.deepEqual([of, hasCode], [null, true])
  const { details, source, ...rest } = instrument!
  assert.deepEqual(rest, {
    id: token.card.id,
    type: 'card',
    billing_details: {
      address: { ...NONE, postal_code: '94107' },
      email: null,
      name: 'Jenny Rosen',
      phone: null,
      tax_id: null,
    },
    card: 'visa',
  })
  // The card as the charge shows it: nobody's, and looked at by its bank.
  const checked = { address_line1_check: null, address_zip_check: 'pass', cvc_check: 'pass' }
  assert.deepEqual(source, { ...token.card, customer: null, ...checked })
  const { brand, last4, exp_month, exp_year, checks, three_d_secure } = details as Record<string, unknown>
  assert.deepEqual([brand, last4, exp_month, exp_year, three_d_secure], ['visa', '4242', 5, 2034, null])
  assert.deepEqual(checks, { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' })
  assert.equal((await world.stripe.tokens.retrieve(token.id)).used, true)
  no(await charge(world, { source: token.id }), {
    status: 400,
    type: INVALID,
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${token.id}.`,
  })
  assert.equal((await charge(world, { source: 'tok_visa' })).instrument?.card, 'visa')
  assert.equal((await charge(world, { source: 'tok_visa' })).instrument?.card, 'visa')
  assert.deepEqual(await world.news(), [])
})

test('a customer’s default pays, or another of their own, but no token beside them', async () => {
  const world = sandbox(brindle)
  const customer = await world.stripe.customers.create({ source: 'tok_visa' })
  const { id: other } = await world.stripe.customers.createSource(customer.id, { source: 'tok_mastercard' })
  const first = await charge(world, { customer: customer.id })
  assert.deepEqual([first.instrument?.id, first.of], [customer.default_source, customer.id])
  assert.equal((first.instrument!.source as Stripe.Card).customer, customer.id)
  assert.equal((await charge(world, { customer: customer.id, source: other })).instrument?.id, other)
  // Cards are charged again and again.
  assert.equal((await charge(world, { customer: customer.id, source: other })).instrument?.id, other)
  const linked = (id: string) => ({
    status: 404,
    type: INVALID,
    code: 'missing',
    message: `Customer ${customer.id} does not have a linked source with ID ${id}.`,
    param: 'source',
  })
  no(await charge(world, { customer: customer.id, source: 'tok_visa' }), linked('tok_visa'))
  no(await charge(world, { customer: customer.id, source: 'card_none' }), linked('card_none'))
  const stranger = await world.stripe.customers.create({ source: 'tok_visa' })
  const theirs = stranger.default_source as string
  no(await charge(world, { customer: customer.id, source: theirs }), linked(theirs))
  // Without its customer a card is looked for among tokens.
  no(await charge(world, { source: other }), {
    status: 400,
    type: INVALID,
    code: 'resource_missing',
    message: `No such token: '${other}'`,
    param: 'source',
  })
})

test('somebody has to pay', async () => {
  const world = sandbox(brindle)
  const { id } = await world.stripe.customers.create()
  no(await charge(world, {}), {
    status: 400,
    type: INVALID,
    code: 'parameter_missing',
    message: 'Must provide source or customer.',
  })
  no(await charge(world, { customer: id }), {
    status: 404,
    type: 'card_error',
    code: 'missing',
    message: 'Cannot charge a customer that has no active card',
    param: 'card',
  })
  const missing = { status: 400, type: INVALID, code: 'resource_missing' }
  no(await charge(world, { customer: 'cus_none' }), {
    ...missing,
    message: "No such customer: 'cus_none'",
    param: 'customer',
  })
  no(await charge(world, { source: 'tok_none' }), { ...missing, message: "No such token: 'tok_none'", param: 'source' })
  no(await charge(world, { source: 'src_none' }), {
    ...missing,
    message: "No such source: 'src_none'",
    param: 'source',
  })
})

test('a source of nobody’s pays once, with any customer or none; an attached one with its own, again and again', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const customer = await stripe.customers.create()
  const loose = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  await world.news()
  const paid = await charge(world, { source: loose.id, customer: customer.id })
  assert.deepEqual([paid.instrument?.id, paid.of], [loose.id, customer.id])
  const now = await stripe.sources.retrieve(loose.id)
  // The payment is the customer's; the source is not.
  assert.deepEqual([now.status, 'customer' in now], ['consumed', false])
  assert.deepEqual((await stripe.customers.listSources(customer.id)).data, [])
  no(await charge(world, { source: loose.id }), { status: 400, type: INVALID, message: CONSUMED })
  assert.deepEqual(await world.news(), [])
  const kept = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  await stripe.customers.createSource(customer.id, { source: kept.id })
  await world.news()
  for (const given of [{ customer: customer.id }, { customer: customer.id, source: kept.id }])
    assert.equal((await charge(world, given)).instrument?.id, kept.id)
  assert.equal((await stripe.sources.retrieve(kept.id)).status, 'chargeable')
  const alone = await charge(world, { source: kept.id })
  assert.deepEqual([alone.refused?.status, alone.refused?.param], [400, 'customer'])
  await stripe.customers.deleteSource(customer.id, kept.id)
  no(await charge(world, { source: kept.id }), { status: 400, type: INVALID, message: CONSUMED })
  assert.deepEqual(await world.news(), ['customer.source.deleted', 'customer.updated'])
})

test('a source that is charged once is charged what it was made for', async () => {
  const world = sandbox(brindle)
  const { stripe, call, news } = world
  const source = await stripe.sources.create({
    type: 'ideal',
    amount: 1099,
    currency: 'eur',
    redirect: { return_url: 'https://example.com/back' },
    owner: { name: 'Jenny Rosen' },
  })
  const given = { source: source.id, amount: 1099, currency: 'eur' }
  no(await charge(world, given), {
    status: 400,
    type: INVALID,
    message: 'The source you provided is not in a chargeable state.',
    param: 'source',
  })
  await call('POST', `/brindle/authorizations/${source.redirect!.url.split('/').at(-1)}`, 'outcome=succeed')
  assert.deepEqual(await news(), ['source.chargeable'])
  assert.equal((await charge(world, { ...given, amount: 1000 })).refused?.param, 'amount')
  assert.equal((await charge(world, { ...given, currency: 'usd' })).refused?.param, 'currency')
  const { instrument } = await charge(world, given)
  assert.deepEqual([instrument?.type, (instrument!.source as Stripe.Source).status], ['ideal', 'chargeable'])
  assert.equal((instrument!.billing_details as { name: string }).name, 'Jenny Rosen')
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'consumed')
  assert.equal((await charge(world, given)).refused?.message, 'The source you provided is not in a chargeable state.')
  // It is over: nothing is canceled later.
  await world.advance(24 * 3600)
  assert.deepEqual(await news(), [])
})

test('the bank of a 3-D Secure source has heard from its customer', async () => {
  const world = sandbox(brindle)
  const card = await world.stripe.sources.create({ type: 'card', token: 'tok_threeDSecure2Required' })
  const form =
    'type=three_d_secure&amount=1099&currency=eur&redirect[return_url]=https://example.com/back' +
    `&three_d_secure[card]=${card.id}`
  const { body } = await world.call('POST', '/v1/sources', form)
  await world.call('POST', `/brindle/authorizations/${body.redirect.url.split('/').at(-1)}`, 'outcome=succeed')
  const { instrument, authenticated } = await charge(world, { source: body.id, amount: 1099, currency: 'eur' })
  assert.deepEqual([instrument?.type, instrument?.card, authenticated], ['card', 'threeDSecure2Required', true])
  assert.equal((instrument!.details.three_d_secure as { result: string }).result, 'authenticated')
  // The card itself is still there.
  assert.equal((await world.stripe.sources.retrieve(card.id)).status, 'chargeable')
  assert.deepEqual(await world.news(), ['source.chargeable', 'source.chargeable'])
})

test('a bank account pays once it is verified', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const customer = await stripe.customers.create({ source: 'btok_us' })
  const unverified = {
    status: 400,
    type: INVALID,
    code: 'bank_account_unverified',
    message: 'The customer’s bank account must be verified in order to create an ACH payment.',
  }
  no(await charge(world, { customer: customer.id }), unverified)
  no(await charge(world, { source: 'btok_us' }), unverified)
  await stripe.customers.verifySource(customer.id, customer.default_source as string, { amounts: [32, 45] })
  const { instrument, of } = await charge(world, { customer: customer.id })
  assert.deepEqual([instrument?.type, instrument?.id, of], ['ach_debit', customer.default_source, customer.id])
})

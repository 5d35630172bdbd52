// The story of Stripe's page "Sources & Customers" of March 2019: every statement that it makes, on an account of that time,
// by the calls that the PHP client of that time sends. Recorded shapes: an event of version 2019-03-14.
// One file because it is one page, read sentence by sentence.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { refused } from '../http/speak.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { type PhpCall, php } from './php.ts'
import * as page from './sources_and_customers_page.ts'

const VERSION = '2019-03-14'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle({ defaultVersion: VERSION })
})
after(() => brindle.close())

interface Shop extends Pick<Sandbox, 'news' | 'advance' | 'call'> {
  /** Sends a call of the page, with our ids in the place of the example's. */
  say(call: PhpCall, ids?: { source?: string | undefined; customer?: string | undefined }): ReturnType<typeof php>
  /** The same, where it has to go well: the body of the answer. */
  does(call: PhpCall, ids?: { source?: string | undefined; customer?: string | undefined }): Promise<any>
  /** A source that a page of the shop has made in the browser, with the publishable key. */
  pays(form: string): Promise<any>
  retrieve(id: string): Promise<any>
}

function shop(): Shop {
  const { key, publishable, url, ...world } = sandbox(brindle)
  const say: Shop['say'] = (call, { source = '', customer = '' } = {}) => {
    const ours = (text: string) =>
      text
        .replaceAll(page.EXAMPLE_SOURCE, source)
        .replaceAll(page.DETACHED_SOURCE, source)
        .replaceAll(page.EXAMPLE_CUSTOMER, customer)
        .replaceAll(page.DETACHED_FROM, customer)
    return php(url, key, { ...call, path: ours(call.path), ...(call.form && { form: ours(call.form) }) })
  }
  const well = (answer: Awaited<ReturnType<typeof php>>) => {
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.headers.get('stripe-version'), VERSION)
    return answer.body
  }
  return {
    ...world,
    say,
    does: async (call, ids) => well(await say(call, ids)),
    pays: async (form) => well(await php(url, publishable, { method: 'POST', path: '/v1/sources', form })),
    retrieve: async (id) => well(await php(url, key, { method: 'GET', path: `/v1/sources/${id}` })),
  }
}

const CARD = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034&card[cvc]=314'
/** The number that the page uses. */
const CARD_4111 = CARD.replace('4242424242424242', '4111111111111111')
const SEPA = 'type=sepa_debit&currency=eur&sepa_debit[iban]=DE89370400440532013000&owner[name]=Jenny%20Rosen'
const IDEAL = 'type=ideal&amount=1099&currency=eur&redirect[return_url]=https%3A%2F%2Fexample.com%2Fback'

const CONSUMED =
  'The reusable source you provided is consumed because it was previously charged without being attached to a customer or ' +
  'was detached from a customer. To charge a reusable source multiple time you must attach it to a customer first.'

/** A customer with one source, by the page's first call, and nothing unread. */
async function paying({ pays, does, news }: Shop, form = CARD) {
  const source = await pays(form)
  const customer = await does(page.CREATE_CUSTOMER, { source: source.id })
  await news()
  return {
    customer,
    source: source.id as string,
    ids: { customer: customer.id as string, source: source.id as string },
  }
}

/** One more source of a customer's, by the page's second call. */
async function another({ pays, does, news }: Shop, customer: string, form = CARD): Promise<string> {
  const { sources } = await does(page.RETRIEVE_CUSTOMER, { customer })
  const { id } = await pays(form)
  await does(page.attachTo(sources), { source: id, customer })
  await news()
  return id
}

const idsIn = (list: { data: readonly { id: string }[] }) => list.data.map(({ id }) => id)

// Sources.

test('a source is for one payment or for many: its usage says so', async () => {
  const { pays, news } = shop()
  assert.deepEqual(
    [(await pays(IDEAL)).usage, (await pays(CARD)).usage, (await pays(SEPA)).usage],
    ['single_use', 'reusable', 'reusable'],
  )
  // Who pays by iDEAL has still to say yes.
  assert.deepEqual(await news(), ['source.chargeable', 'source.chargeable'])
})

test('a source can be charged directly', async () => {
  const world = shop()
  const { id } = await world.pays(CARD)
  const charge = await world.does(page.CHARGE_SOURCE, { source: id })
  assert.deepEqual([charge.status, charge.amount, charge.currency], ['succeeded', 1099, 'eur'])
  assert.deepEqual([charge.source.id, charge.customer], [id, null])
  assert.deepEqual(await world.news(), ['source.chargeable', 'charge.succeeded'])
})

test('a customer chooses among the reusable sources that they have used before', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const debit = await another(world, ids.customer, SEPA)
  const { sources } = await world.does(page.RETRIEVE_CUSTOMER, ids)
  assert.deepEqual(
    sources.data.map(({ id, type, usage }: Record<string, string>) => [id, type, usage]),
    [
      [debit, 'sepa_debit', 'reusable'],
      [source, 'card', 'reusable'],
    ],
  )
  assert.deepEqual(await world.news(), [])
})

// Reusable sources.

test('a direct debit pays again without its customer doing anything again', async () => {
  const world = shop()
  const { ids } = await paying(world, SEPA)
  for (let i = 0; i < 2; i++) {
    const charge = await world.does(page.CHARGE, ids)
    assert.deepEqual([charge.status, charge.payment_method_details.type], ['pending', 'sepa_debit'])
    assert.deepEqual(await world.news(), ['charge.pending'])
  }
  assert.equal((await world.retrieve(ids.source)).status, 'chargeable')
})

test('a reusable source that is charged before it is attached is consumed, from chargeable on', async () => {
  const world = shop()
  const { id, status } = await world.pays(CARD)
  assert.equal(status, 'chargeable')
  await world.does(page.CHARGE_SOURCE, { source: id })
  assert.equal((await world.retrieve(id)).status, 'consumed')
  assert.deepEqual(await world.news(), ['source.chargeable', 'charge.succeeded'])
})

test('a consumed source pays for nothing more, and cannot be attached', async () => {
  const world = shop()
  const { ids } = await paying(world)
  const { id } = await world.pays(CARD)
  await world.does(page.CHARGE_SOURCE, { source: id })
  await world.news()
  refused(await world.say(page.CHARGE_SOURCE, { source: id }), 400, { message: CONSUMED })
  refused(await world.say(page.CHARGE, { ...ids, source: id }), 400, { message: CONSUMED })
  const { sources } = await world.does(page.RETRIEVE_CUSTOMER, ids)
  refused(await world.say(page.attachTo(sources), { source: id }), 400, { param: 'source', message: /consumed/ })
  assert.deepEqual(await world.news(), [])
})

// Attaching a source to a new customer.

test('a customer is made, and the source attached, in one call', async () => {
  const world = shop()
  const source = await world.pays(CARD)
  const customer = await world.does(page.CREATE_CUSTOMER, { source: source.id })
  const { id, created, invoice_prefix, sources, ...rest } = customer
  assert.match(id, /^cus_[A-Za-z0-9]{14}$/)
  assert.match(invoice_prefix, /^[A-Z0-9]{8}$/)
  assert.equal(typeof created, 'number')
  const empty = { object: 'list', data: [], has_more: false, total_count: 0 }
  // As a customer.created of this version is recorded; `customer_account`, `test_clock` and `invoice_settings.rendering_options`
  // came later, and Stripe adds fields to all versions at once.
  assert.deepEqual(rest, {
    object: 'customer',
    account_balance: 0,
    address: null,
    balance: 0,
    currency: null,
    customer_account: null,
    default_currency: null,
    default_source: source.id,
    delinquent: false,
    description: null,
    discount: null,
    email: 'paying.user@example.com',
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    subscriptions: { ...empty, url: `/v1/customers/${id}/subscriptions` },
    tax_exempt: 'none',
    tax_ids: { ...empty, url: `/v1/customers/${id}/tax_ids` },
    tax_info: null,
    tax_info_verification: null,
    test_clock: null,
  })
  const attached = await world.retrieve(source.id)
  assert.equal(attached.customer, id)
  assert.deepEqual(sources, {
    object: 'list',
    data: [attached],
    has_more: false,
    total_count: 1,
    url: `/v1/customers/${id}/sources`,
  })
  assert.deepEqual(await world.news(), ['source.chargeable', 'customer.created', 'customer.source.created'])
})

test('the first and only source is the default one', async () => {
  const { customer, source } = await paying(shop())
  assert.equal(customer.default_source, source)
})

test('a charge of the customer without a source takes the default one', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const charge = await world.does(page.CHARGE_CUSTOMER, ids)
  assert.deepEqual([charge.source.id, charge.customer, charge.paid], [source, ids.customer, true])
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

// Attaching a source to a customer that is there.

test('a source given to a customer takes the place of the default one, which is detached', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const { id } = await world.pays(CARD)
  assert.deepEqual(await world.news(), ['source.chargeable'])
  const customer = await world.does(page.REPLACE_DEFAULT, { ...ids, source: id })
  assert.deepEqual([customer.default_source, idsIn(customer.sources)], [id, [id]])
  const old = await world.retrieve(source)
  assert.deepEqual([old.status, 'customer' in old], ['consumed', false])
  assert.deepEqual(await world.news(), ['customer.source.created', 'customer.source.deleted', 'customer.updated'])
})

test('a source is added beside the default one, and does not become it', async () => {
  const world = shop()
  const { customer, ids, source } = await paying(world)
  const { id } = await world.pays(CARD)
  assert.deepEqual(await world.news(), ['source.chargeable'])
  const attached = await world.does(page.attachTo(customer.sources), { source: id })
  assert.deepEqual([attached.object, attached.id, attached.customer], ['source', id, ids.customer])
  assert.deepEqual(await world.news(), ['customer.source.created'])
  const { default_source, sources } = await world.does(page.RETRIEVE_CUSTOMER, ids)
  assert.deepEqual([default_source, sources.total_count], [source, 2])
})

test('a source added to a customer without any is the default one', async () => {
  const world = shop()
  const customer = await world.does({ method: 'POST', path: '/v1/customers' })
  const { id } = await world.pays(CARD)
  await world.news()
  await world.does(page.attachTo(customer.sources), { source: id })
  assert.equal((await world.does(page.RETRIEVE_CUSTOMER, { customer: customer.id })).default_source, id)
  assert.deepEqual(await world.news(), ['customer.source.created', 'customer.updated'])
})

test('the default is changed to another of the customer’s own', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const other = await another(world, ids.customer)
  const customer = await world.does(page.CHANGE_DEFAULT, { ...ids, source: other })
  assert.deepEqual([customer.default_source, idsIn(customer.sources)], [other, [other, source]])
  assert.deepEqual(await world.news(), ['customer.updated'])
  assert.equal((await world.does(page.CHARGE_CUSTOMER, ids)).source.id, other)
  const { id: nobodys } = await world.pays(CARD)
  await world.news()
  const answer = await world.say(page.CHANGE_DEFAULT, { ...ids, source: nobodys })
  assert.deepEqual([answer.status, answer.body.error.param], [400, 'default_source'])
  assert.deepEqual(await world.news(), [])
})

test('whether a source is attached is seen in the customer', async () => {
  const world = shop()
  const { customer, ids, source } = await paying(world)
  assert.deepEqual(idsIn((await world.does(page.RETRIEVE_CUSTOMER, ids)).sources), [source])
  const found = await world.does(page.sourceIn(customer.sources), ids)
  assert.deepEqual([found.id, found.customer], [source, ids.customer])
  const { id } = await world.pays(CARD)
  const absent = await world.say(page.sourceIn(customer.sources), { source: id })
  refused(absent, 404, { code: 'resource_missing', param: 'id', message: `No such source: '${id}'` })
})

// Charging attached sources.

test('an attached source is charged together with its customer', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const charge = await world.does(page.CHARGE, ids)
  assert.deepEqual([charge.customer, charge.source.id, charge.status], [ids.customer, source, 'succeeded'])
  // Without the customer it is refused.
  const alone = await world.say(page.CHARGE_SOURCE, ids)
  assert.deepEqual([alone.status, alone.body.error.param], [400, 'customer'])
  // And so is somebody else's.
  const stranger = await paying(world)
  refused(await world.say(page.CHARGE, { ...ids, source: stranger.source }), 404, {
    code: 'missing',
    param: 'source',
    message: `Customer ${ids.customer} does not have a linked source with ID ${stranger.source}.`,
  })
  assert.equal((await world.retrieve(source)).status, 'chargeable')
  assert.deepEqual(await world.news(), [])
})

test('what is charged without a source is the customer’s default, and not another', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const other = await another(world, ids.customer)
  assert.equal((await world.does(page.CHARGE_CUSTOMER, ids)).source.id, source)
  assert.equal((await world.does(page.CHARGE, { ...ids, source: other })).source.id, other)
  assert.deepEqual(await world.news(), ['charge.succeeded', 'charge.succeeded'])
})

// Detaching.

test('a detached source is consumed, and cannot be charged', async () => {
  const world = shop()
  const { customer, ids, source } = await paying(world)
  const found = await world.does(page.sourceIn(customer.sources), ids)
  const detached = await world.does(page.DETACH, { source: found.id, customer: found.customer })
  assert.deepEqual(
    [detached.object, detached.id, detached.status, 'customer' in detached],
    ['source', source, 'consumed', false],
  )
  assert.deepEqual(await world.news(), ['customer.source.deleted', 'customer.updated'])
  refused(await world.say(page.CHARGE_SOURCE, ids), 400, { message: CONSUMED })
  refused(await world.say(page.CHARGE, ids), 400, { message: CONSUMED })
  refused(await world.say(page.DETACH, ids), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such source: '${source}'`,
  })
  assert.deepEqual(await world.news(), [])
})

test('when the default is detached, another source becomes it by itself', async () => {
  // Which one the page does not know; Stripe's reference says: the most recently added (https://docs.stripe.com/api/cards/delete).
  const world = shop()
  const { ids } = await paying(world)
  const second = await another(world, ids.customer)
  const third = await another(world, ids.customer)
  await world.does(page.DETACH, ids)
  assert.deepEqual(await world.news(), ['customer.source.deleted', 'customer.updated'])
  const now = await world.does(page.RETRIEVE_CUSTOMER, ids)
  assert.deepEqual([now.default_source, idsIn(now.sources)], [third, [third, second]])
  // One that is not the default leaves it where it is.
  await world.does(page.DETACH, { ...ids, source: second })
  assert.deepEqual(await world.news(), ['customer.source.deleted'])
  assert.equal((await world.does(page.RETRIEVE_CUSTOMER, ids)).default_source, third)
  await world.does(page.DETACH, { ...ids, source: third })
  assert.equal((await world.does(page.RETRIEVE_CUSTOMER, ids)).default_source, null)
  assert.deepEqual(await world.news(), ['customer.source.deleted', 'customer.updated'])
})

// Single-use sources.

test('a single-use source is made for each payment, and pays once', async () => {
  const world = shop()
  const { id, redirect } = await world.pays(IDEAL)
  await world.call('POST', `/brindle/authorizations/${redirect.url.split('/').at(-1)}`, 'outcome=succeed')
  assert.deepEqual(await world.news(), ['source.chargeable'])
  assert.equal((await world.does(page.CHARGE_SOURCE, { source: id })).status, 'succeeded')
  assert.equal((await world.retrieve(id)).status, 'consumed')
  refused(await world.say(page.CHARGE_SOURCE, { source: id }), 400, {
    param: 'source',
    message: 'The source you provided is not in a chargeable state.',
  })
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

test('a payment is a customer’s without its source being theirs', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  for (const form of [CARD_4111, `${CARD_4111}&usage=single_use&amount=1099&currency=eur`]) {
    const loose = await world.pays(form)
    const charge = await world.does(page.CHARGE, { ...ids, source: loose.id })
    // The 4111… card pays, and not the customer's own.
    assert.deepEqual([charge.source.id, charge.payment_method_details.card.last4], [loose.id, '1111'])
    assert.equal(charge.customer, ids.customer)
    const { sources, default_source } = await world.does(page.RETRIEVE_CUSTOMER, ids)
    assert.deepEqual([idsIn(sources), default_source], [[source], source])
    assert.deepEqual([(await world.retrieve(loose.id)).status, charge.source.customer], ['consumed', undefined])
    assert.deepEqual(await world.news(), ['source.chargeable', 'charge.succeeded'])
  }
})

test('a token pays for no customer', async () => {
  const world = shop()
  const { ids } = await paying(world)
  const token = await world.does({
    method: 'POST',
    path: '/v1/tokens',
    form: 'card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034&card[cvc]=314',
  })
  refused(await world.say(page.CHARGE, { ...ids, source: token.id }), 404, {
    code: 'missing',
    param: 'source',
    message: `Customer ${ids.customer} does not have a linked source with ID ${token.id}.`,
  })
  assert.deepEqual(await world.news(), [])
  // The refusal has not used it up: alone it pays.
  assert.equal((await world.does(page.CHARGE_SOURCE, { source: token.id })).source.object, 'card')
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

test('a charge names the customer and the source, also where the call named one of them', async () => {
  const world = shop()
  const { ids, source } = await paying(world)
  const charge = await world.does(page.CHARGE_CUSTOMER, ids)
  const { id, created, balance_transaction, source: paidWith, payment_method_details: details, ...rest } = charge
  assert.match(id, /^ch_/)
  assert.match(balance_transaction, /^txn_/)
  assert.equal(typeof created, 'number')
  assert.deepEqual([paidWith.id, paidWith.object, paidWith.customer], [source, 'source', ids.customer])
  assert.deepEqual([details.type, details.card.last4, details.card.three_d_secure], ['card', '4242', null])
  const { outcome, billing_details, receipt_url, ...shown } = rest
  assert.deepEqual([outcome.type, outcome.network_status], ['authorized', 'approved_by_network'])
  assert.equal(billing_details.address.line1, null)
  assert.match(receipt_url, /\/receipts\//)
  // As a charge.succeeded of this version is recorded; `amount_captured`, `calculated_statement_descriptor` and
  // `failure_balance_transaction` came later. `dispute`, `destination`, `invoice`, `order` and `refunds` are gone since.
  assert.deepEqual(shown, {
    object: 'charge',
    amount: 1099,
    amount_captured: 1099,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    calculated_statement_descriptor: 'BRINDLE',
    captured: true,
    currency: 'eur',
    customer: ids.customer,
    description: null,
    destination: null,
    dispute: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    invoice: null,
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    order: null,
    paid: true,
    payment_intent: null,
    payment_method: source,
    receipt_email: null,
    receipt_number: null,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/charges/${id}/refunds` },
    review: null,
    shipping: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  })
  assert.deepEqual(await world.news(), ['charge.succeeded'])
})

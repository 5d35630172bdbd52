// What becomes of a source: its customer decides on a page, money arrives, deposits are told, or time runs out.
// (https://docs.stripe.com/sources, …/ideal, …/sepa-credit-transfer, …/three-d-secure)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const HOUR = 3600
const BACK = 'https://example.com/back?order=7#top'

type World = Pick<Sandbox, 'stripe' | 'call' | 'news' | 'advance'>

const ideal = ({ stripe }: Pick<World, 'stripe'>, more: Partial<Stripe.SourceCreateParams> = {}) =>
  stripe.sources.create({ type: 'ideal', amount: 1099, currency: 'eur', redirect: { return_url: BACK }, ...more })

const pageOf = (source: Stripe.Source) => `/brindle/authorizations/${source.redirect!.url.split('/').at(-1)}`

behaves('POST /v1/sources', 'can be charged once its customer said yes', async (world) => {
  const { stripe, call, news } = world
  const source = await ideal(world)
  const { body } = await call('POST', pageOf(source), 'outcome=succeed')
  // The customer comes back with these three, and nothing of how they decided.
  const back = new URL(body.redirect_url)
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    order: '7',
    source: source.id,
    client_secret: source.client_secret,
    livemode: 'false',
  })
  assert.equal(`${back.origin}${back.pathname}${back.hash}`, 'https://example.com/back#top')
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.status, now.redirect?.status, now.redirect?.failure_reason], ['chargeable', 'succeeded', null])
  assert.deepEqual(await news(), ['source.chargeable'])
  assert.equal((await call('POST', pageOf(source), 'outcome=fail')).status, 400)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/sources', 'fails once its customer said no', async (world) => {
  const { stripe, call, news } = world
  const source = await ideal(world)
  const { body } = await call('POST', pageOf(source), 'outcome=fail')
  assert.match(body.redirect_url, /[?&]source=src_/)
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.status, now.redirect?.status, now.redirect?.failure_reason], ['failed', 'failed', 'declined'])
  assert.deepEqual(await news(), ['source.failed'])
})

behaves('POST /v1/sources', 'is canceled when nobody acts within the hour', async (world) => {
  const { stripe, call, news, advance } = world
  const source = await ideal(world)
  await advance(HOUR - 60)
  assert.deepEqual(await news(), [])
  await advance(60)
  assert.deepEqual(await news(), ['source.canceled'])
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'canceled')
  assert.equal((await call('POST', pageOf(source), 'outcome=succeed')).body.error.code, 'authorization_expired')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/sources', 'is canceled when nobody charges it within six hours', async (world) => {
  const { stripe, call, news, advance } = world
  const source = await ideal(world)
  await advance(HOUR - 60)
  await call('POST', pageOf(source), 'outcome=succeed')
  assert.deepEqual(await news(), ['source.chargeable'])
  await advance(6 * HOUR - 60)
  assert.deepEqual(await news(), [])
  await advance(60)
  assert.deepEqual(await news(), ['source.canceled'])
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'canceled')
})

behaves('POST /v1/sources', 'keeps for ever if it is reusable', async ({ stripe, news, advance }) => {
  const card = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  const once = await stripe.sources.create({
    type: 'card',
    token: 'tok_visa',
    usage: 'single_use',
    amount: 500,
    currency: 'usd',
  })
  await news()
  await advance(6 * HOUR)
  assert.deepEqual(await news(), ['source.canceled'])
  assert.equal((await stripe.sources.retrieve(once.id)).status, 'canceled')
  assert.equal((await stripe.sources.retrieve(card.id)).status, 'chargeable')
})

behaves('POST /v1/sources', 'is approved by itself for the address that says so', async (world) => {
  const { stripe, news, advance } = world
  const source = await ideal(world, { owner: { email: 'jenny_chargeable@example.com' } })
  assert.deepEqual([source.status, await news()], ['pending', []])
  await advance(5)
  assert.deepEqual(await news(), ['source.chargeable'])
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.status, now.redirect?.status], ['chargeable', 'succeeded'])
})

behaves('POST /v1/sources', 'has a code of WeChat scanned', async ({ stripe, call, news }) => {
  const source = await stripe.sources.create({ type: 'wechat', amount: 1099, currency: 'usd' })
  assert.equal(source.redirect, undefined)
  const page = source.wechat!.qr_code_url!
  const { body } = await call('POST', `/brindle/authorizations/${page.split('/').at(-1)}`, 'outcome=succeed')
  assert.equal(body.redirect_url, null)
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'chargeable')
  assert.deepEqual(await news(), ['source.chargeable'])
})

behaves('POST /v1/sources', 'has the bank of a card ask its customer', async (world) => {
  const { stripe, call, news } = world
  const card = await stripe.sources.create({ type: 'card', token: 'tok_threeDSecure2Required' })
  await news()
  const form = (id: string) =>
    `type=three_d_secure&amount=1099&currency=eur&redirect[return_url]=https://example.com/back&three_d_secure[card]=${id}`
  const { body: source } = await call('POST', '/v1/sources', form(card.id))
  assert.deepEqual([source.status, source.usage, source.flow], ['pending', 'single_use', 'redirect'])
  assert.deepEqual(
    [source.three_d_secure.authenticated, source.three_d_secure.card, source.three_d_secure.last4],
    [false, card.id, '3220'],
  )
  await call('POST', pageOf(source), 'outcome=succeed')
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.status, now.three_d_secure?.authenticated], ['chargeable', true])
  assert.deepEqual(await news(), ['source.chargeable'])
  // A card that does not know it: nobody is sent anywhere.
  const amex = await stripe.sources.create({ type: 'card', token: 'tok_amex' })
  const { body: unasked } = await call('POST', '/v1/sources', form(amex.id))
  assert.deepEqual(
    [unasked.status, unasked.redirect.status, unasked.three_d_secure.authenticated],
    ['chargeable', 'not_required', false],
  )
  assert.deepEqual(await news(), ['source.chargeable', 'source.chargeable'])
  // Of a card that somebody has saved, with its customer.
  const customer = await stripe.customers.create({ source: 'tok_visa' })
  const saved = customer.default_source as string
  const { body: mine } = await call('POST', '/v1/sources', `${form(saved)}&three_d_secure[customer]=${customer.id}`)
  assert.deepEqual([mine.three_d_secure.customer, mine.three_d_secure.card], [customer.id, saved])
  refused(await call('POST', '/v1/sources', form(saved)), 400, {
    code: 'resource_missing',
    param: 'three_d_secure[card]',
    message: `No such source: '${saved}'`,
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.source.created'])
})

behaves('GET /v1/sources/{id}/source_transactions', 'lists what has arrived', async (world) => {
  const { stripe, call, news, advance } = world
  const source = await stripe.sources.create({ type: 'sepa_credit_transfer', currency: 'eur' })
  assert.deepEqual(source.receiver, {
    address: 'DE89370400440532013000',
    amount_charged: 0,
    amount_received: 0,
    amount_returned: 0,
    refund_attributes_method: 'email',
    refund_attributes_status: 'missing',
  })
  assert.deepEqual((await stripe.sources.listSourceTransactions(source.id)).data, [])
  // In test mode €10.00 arrive by themselves, or what the address says.
  await advance(5)
  assert.deepEqual(await news(), ['source.transaction.created', 'source.chargeable'])
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.status, now.amount, now.receiver?.amount_received], ['chargeable', 1000, 1000])
  await stripe.sources.update(source.id, { owner: { email: 'amount_4242@example.com' } })
  await advance(5)
  assert.deepEqual(await news(), ['source.transaction.created'])
  assert.equal((await stripe.sources.retrieve(source.id)).receiver?.amount_received, 5242)
  const { data } = await stripe.sources.listSourceTransactions(source.id)
  const [{ id, created, ...newest }, first] = data as [Stripe.SourceTransaction, Stripe.SourceTransaction]
  assert.match(id, /^srctxn_[A-Za-z0-9]{24}$/)
  assert.equal(typeof created, 'number')
  assert.deepEqual(newest, {
    object: 'source_transaction',
    amount: 4242,
    currency: 'eur',
    livemode: false,
    sepa_credit_transfer: {
      reference: 'TEST PAYMENT',
      sender_iban: 'DE89370400440532013000',
      sender_name: 'Jenny Rosen',
    },
    source: source.id,
    status: 'succeeded',
    type: 'sepa_credit_transfer',
  })
  assert.equal(first.amount, 1000)
  const other = await stripe.sources.create({ type: 'ach_credit_transfer', currency: 'usd' })
  assert.deepEqual((await stripe.sources.listSourceTransactions(other.id)).data, [])
  assert.equal((await call('GET', '/v1/sources/src_none/source_transactions')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/sources', 'receives the amount of a voucher, once', async ({ stripe, news, advance }) => {
  const source = await stripe.sources.create({ type: 'multibanco', amount: 1099, currency: 'eur' })
  await advance(5)
  assert.deepEqual(await news(), ['source.transaction.created', 'source.chargeable'])
  const now = await stripe.sources.retrieve(source.id)
  assert.deepEqual([now.amount, now.receiver?.amount_received], [1099, 1099])
  await advance(6 * HOUR)
  assert.deepEqual(await news(), ['source.canceled'])
})

behaves('POST /v1/sources/{id}/verify', 'has the small deposits told, at most three times', async (world) => {
  const { stripe, call, news } = world
  const form = 'type=ach_debit&ach_debit[routing_number]=110000000&ach_debit[account_number]=000123456789&currency=usd'
  const { body: one } = await call('POST', '/v1/sources', form)
  assert.deepEqual(one.code_verification, { attempts_remaining: 3, status: 'pending' })
  const right = await stripe.sources.verify(one.id, { values: ['32', '45'] })
  assert.deepEqual([right.status, right.code_verification?.status], ['chargeable', 'succeeded'])
  assert.deepEqual(await news(), ['source.chargeable'])
  const { body: two } = await call('POST', '/v1/sources', form)
  const path = `/v1/sources/${two.id}/verify`
  const wrong = {
    code: 'bank_account_verification_failed',
    message: 'The amounts provided do not match the amounts that were sent to the bank account.',
  }
  refused(await call('POST', path, 'values[]=1&values[]=2'), 402, wrong)
  refused(await call('POST', path, 'values[]=1&values[]=2'), 402, wrong)
  assert.deepEqual((await stripe.sources.retrieve(two.id)).code_verification, {
    attempts_remaining: 1,
    status: 'pending',
  })
  assert.deepEqual(await news(), [])
  refused(await call('POST', path, 'values[]=1&values[]=2'), 402, wrong)
  const lost = await stripe.sources.retrieve(two.id)
  assert.deepEqual([lost.status, lost.code_verification], ['failed', { attempts_remaining: 0, status: 'failed' }])
  assert.deepEqual(await news(), ['source.failed'])
  assert.equal((await call('POST', path, 'values[]=32&values[]=45')).status, 400)
  refused(await call('POST', path, ''), 400, {
    code: 'parameter_missing',
    param: 'values',
    message: 'Missing required param: values.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers/{id}/sources', 'takes a source that waits or can be charged, of nobody', async (world) => {
  const { stripe, call, news, advance } = world
  const { id: customer } = await stripe.customers.create()
  const path = `/v1/customers/${customer}/sources`
  const waiting = await ideal(world)
  await news()
  const saved = (await stripe.customers.createSource(customer, { source: waiting.id })) as Stripe.Source
  assert.deepEqual([saved.customer, saved.status], [customer, 'pending'])
  assert.deepEqual(await news(), ['customer.source.created', 'customer.updated'])
  await call('POST', pageOf(waiting), 'outcome=fail')
  assert.deepEqual(await news(), ['source.failed'])
  const twice = await call('POST', path, `source=${waiting.id}`)
  assert.deepEqual([twice.status, twice.body.error.param], [400, 'source'])
  const lost = await ideal(world)
  await call('POST', pageOf(lost), 'outcome=fail')
  const failed = await call('POST', path, `source=${lost.id}`)
  assert.deepEqual([failed.status, failed.body.error.param], [400, 'source'])
  const declined = await stripe.sources.create({ type: 'card', token: 'tok_chargeDeclined' })
  refused(await call('POST', path, `source=${declined.id}`), 402, {
    type: 'card_error',
    code: 'card_declined',
    message: 'Your card was declined.',
  })
  await news()
  // What a customer keeps does not run out.
  const debit = await call('POST', '/v1/sources', 'type=sepa_debit&sepa_debit[iban]=AT611904300234573201&currency=eur')
  await stripe.customers.createSource(customer, { source: debit.body.id })
  await advance(48 * HOUR)
  assert.equal((await stripe.sources.retrieve(debit.body.id)).status, 'chargeable')
  assert.deepEqual(await news(), ['source.chargeable', 'customer.source.created'])
})

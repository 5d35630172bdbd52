// Which of a customer's sources is the default, and what becomes of the others.
// (https://docs.stripe.com/sources/customers, https://docs.stripe.com/api/customers/update, …/api/cards/delete)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const CREATED = 'customer.source.created'

/** A customer with these sources, the first of them the default. */
async function paying({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>, ...given: string[]) {
  const { id } = await stripe.customers.create()
  const ids: string[] = []
  for (const source of given) ids.push((await stripe.customers.createSource(id, { source })).id)
  await news()
  return { id, ids, path: `/v1/customers/${id}` }
}

const defaultOf = async ({ stripe }: Pick<Sandbox, 'stripe'>, id: string) =>
  ((await stripe.customers.retrieve(id)) as Stripe.Customer).default_source

behaves('POST /v1/customers', 'saves a first source, which is the default', async ({ stripe, news }) => {
  const customer = await stripe.customers.create({
    source: 'tok_visa',
    email: 'jenny@example.com',
    expand: ['default_source', 'sources'],
  })
  const card = customer.default_source as Stripe.Card
  assert.deepEqual([card.object, card.last4, card.customer], ['card', '4242', customer.id])
  assert.deepEqual([customer.sources?.object, customer.sources?.data.map(({ id }) => id)], ['list', [card.id]])
  assert.equal(customer.sources?.url, `/v1/customers/${customer.id}/sources`)
  // The customer is told first, and complete.
  assert.deepEqual(await news(), ['customer.created', CREATED])
  const [event] = (await stripe.events.list({ type: 'customer.created' })).data
  assert.equal((event!.data.object as Stripe.Customer).default_source, card.id)
})

behaves('POST /v1/customers', 'takes a card by its details, and under its old name', async ({ stripe, call, news }) => {
  const form = 'card[number]=5555555555554444&card[exp_month]=5&card[exp_year]=2034'
  const { status, body } = await call('POST', '/v1/customers', form)
  assert.equal(status, 200)
  const [card] = (await stripe.customers.listSources(body.id)).data
  assert.deepEqual([(card as Stripe.Card).brand, body.default_source], ['MasterCard', card!.id])
  const source = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  const other = await stripe.customers.create({ source: source.id })
  assert.equal(other.default_source, source.id)
  assert.equal((await stripe.sources.retrieve(source.id)).customer, other.id)
  assert.deepEqual(await news(), ['customer.created', CREATED, 'source.chargeable', 'customer.created', CREATED])
})

behaves('POST /v1/customers/{id}/sources', 'is the default only where there was none', async (world) => {
  const { stripe, news } = world
  const { id } = await paying(world)
  const { id: first } = await stripe.customers.createSource(id, { source: 'tok_visa' })
  assert.equal(await defaultOf(world, id), first)
  assert.deepEqual(await news(), [CREATED, 'customer.updated'])
  await stripe.customers.createSource(id, { source: 'tok_mastercard' })
  assert.equal(await defaultOf(world, id), first)
  assert.deepEqual(await news(), [CREATED])
})

behaves('POST /v1/customers/{id}', 'replaces the default by a new source, and lets the old one go', async (world) => {
  const { stripe, news } = world
  const { id, ids } = await paying(world, 'tok_visa', 'tok_mastercard')
  const { default_source } = await stripe.customers.update(id, { source: 'tok_amex', name: 'Jenny Rosen' })
  const left = (await stripe.customers.listSources(id)).data
  assert.deepEqual(
    left.map((card) => [card.id, (card as Stripe.Card).brand]),
    [
      [default_source, 'American Express'],
      [ids[1], 'MasterCard'],
    ],
  )
  assert.deepEqual(await news(), [CREATED, 'customer.source.deleted', 'customer.updated'])
  // A source is detached, not deleted: it stays, and can never be charged again.
  const source = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  await stripe.customers.update(id, { source: source.id })
  await stripe.customers.update(id, { source: 'tok_visa' })
  const detached = await stripe.sources.retrieve(source.id)
  assert.deepEqual([detached.status, 'customer' in detached], ['consumed', false])
  assert.deepEqual(await news(), [
    'source.chargeable',
    CREATED,
    'customer.source.deleted',
    'customer.updated',
    CREATED,
    'customer.source.deleted',
    'customer.updated',
  ])
})

behaves('POST /v1/customers/{id}', 'makes another source the default', async (world) => {
  const { stripe, call, news } = world
  const { id, ids, path } = await paying(world, 'tok_visa', 'tok_mastercard')
  assert.equal((await stripe.customers.update(id, { default_source: ids[1]! })).default_source, ids[1])
  assert.deepEqual(await news(), ['customer.updated'])
  assert.equal((await call('POST', path, `default_card=${ids[0]}`)).body.default_source, ids[0])
  assert.deepEqual(await news(), ['customer.updated'])
  const stranger = await paying(world, 'tok_visa')
  refused(await call('POST', path, `default_source=${stranger.ids[0]}`), 400, {
    code: 'resource_missing',
    param: 'default_source',
    message: `No such source: '${stranger.ids[0]}'`,
  })
  refused(await call('POST', path, `default_source=${ids[1]}&source=tok_visa`), 400, {
    code: 'parameters_exclusive',
    param: 'default_source',
    message: 'You may only specify one of these parameters: default_source, source.',
  })
  const alipay = await call('POST', path, 'default_alipay_account=ali_1')
  assert.deepEqual([alipay.body.error.code, alipay.body.error.param], ['not_built', 'default_alipay_account'])
  assert.deepEqual(await news(), [])
})

behaves(
  'DELETE /v1/customers/{customer}/sources/{id}',
  'hands the default to the newest that remains',
  async (world) => {
    const { stripe, news } = world
    const { id, ids } = await paying(world, 'tok_visa', 'tok_mastercard', 'tok_amex')
    await stripe.customers.deleteSource(id, ids[0]!)
    assert.equal(await defaultOf(world, id), ids[2])
    assert.deepEqual(await news(), ['customer.source.deleted', 'customer.updated'])
    await stripe.customers.deleteSource(id, ids[1]!)
    assert.equal(await defaultOf(world, id), ids[2])
    assert.deepEqual(await news(), ['customer.source.deleted'])
    await stripe.customers.deleteSource(id, ids[2]!)
    assert.equal(await defaultOf(world, id), null)
    assert.deepEqual(await news(), ['customer.source.deleted', 'customer.updated'])
    assert.deepEqual((await stripe.customers.listSources(id)).data, [])
  },
)

behaves('DELETE /v1/customers/{customer}/sources/{id}', 'detaches a source, which is used up', async (world) => {
  const { stripe, call, news } = world
  const { id, path } = await paying(world)
  const source = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  await stripe.customers.createSource(id, { source: source.id })
  await news()
  const { body } = await call('DELETE', `${path}/sources/${source.id}`)
  assert.deepEqual([body.id, body.object, body.status, body.deleted], [source.id, 'source', 'consumed', undefined])
  assert.deepEqual(await news(), ['customer.source.deleted', 'customer.updated'])
  const again = await call('POST', `${path}/sources`, `source=${source.id}`)
  assert.deepEqual([again.status, again.body.error.param], [400, 'source'])
  assert.equal((await call('DELETE', `${path}/sources/${source.id}`)).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/customers/{id}/sources', 'lists them, newest first, all or one kind of them', async (world) => {
  const { stripe, call, news } = world
  const { id, ids, path } = await paying(world, 'tok_visa', 'btok_us', 'tok_amex', 'tok_mastercard')
  const newest = ids.toReversed()
  const idsOf = (list: { data: readonly { id: string }[] }) => list.data.map((one) => one.id)
  assert.deepEqual(idsOf(await stripe.customers.listSources(id)), newest)
  const page = await stripe.customers.listSources(id, { limit: 2 })
  assert.deepEqual([idsOf(page), page.has_more], [newest.slice(0, 2), true])
  const next = await stripe.customers.listSources(id, { limit: 2, starting_after: newest[1]! })
  assert.deepEqual([idsOf(next), next.has_more], [newest.slice(2), false])
  const back = await stripe.customers.listSources(id, { limit: 2, ending_before: newest[3]! })
  assert.deepEqual([idsOf(back), back.has_more], [newest.slice(1, 3), true])
  assert.deepEqual(idsOf(await stripe.customers.listSources(id, { object: 'bank_account' })), [ids[1]])
  const cards = (await call('GET', `${path}/cards?limit=1`)).body
  assert.deepEqual([idsOf(cards), cards.has_more], [[ids[3]], true])
  assert.deepEqual(idsOf((await call('GET', `${path}/bank_accounts`)).body), [ids[1]])
  refused(await call('GET', `${path}/sources?starting_after=card_none`), 400, {
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such source: 'card_none'",
  })
  refused(await call('GET', `${path}/sources?limit=0`), 400, {
    code: 'parameter_invalid_integer',
    param: 'limit',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.equal((await call('GET', `${path}/sources?limit=101`)).body.error.param, 'limit')
  assert.equal((await call('GET', `${path}/sources?object=bitcoin`)).body.error.param, 'object')
  const both = await call('GET', `${path}/sources?starting_after=${ids[0]}&ending_before=${ids[0]}`)
  assert.equal(both.body.error.code, 'parameters_exclusive')
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/customers/{id}', 'takes what they paid with along', async (world) => {
  const { stripe, call, news } = world
  const { id, path } = await paying(world, 'tok_visa')
  const source = await stripe.sources.create({ type: 'card', token: 'tok_visa' })
  await stripe.customers.createSource(id, { source: source.id })
  await news()
  await stripe.customers.del(id)
  assert.deepEqual(await news(), ['customer.source.deleted', 'customer.source.deleted', 'customer.deleted'])
  assert.equal((await stripe.sources.retrieve(source.id)).status, 'consumed')
  assert.equal((await call('GET', `${path}/sources`)).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers/{id}/sources', 'takes a hundred, and no more', async (world) => {
  const { stripe, call, news } = world
  const { id, path } = await paying(world)
  for (let i = 0; i < 100; i++) await stripe.customers.createSource(id, { source: 'tok_visa' })
  await news()
  const { status, body } = await call('POST', `${path}/sources`, 'source=tok_visa')
  assert.deepEqual([status, body.error.code], [400, 'customer_max_payment_methods'])
  assert.deepEqual(await news(), [])
})

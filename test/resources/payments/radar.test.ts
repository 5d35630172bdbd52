// Radar's value lists, their items, and evaluations of payments. (https://docs.stripe.com/radar/lists)
// One file because a list, its items and what is asked of them are one thing.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const LISTS = '/v1/radar/value_lists'
const ITEMS = '/v1/radar/value_list_items'

const listed = ({ stripe }: Pick<Sandbox, 'stripe'>, alias = 'blocked', item_type = 'email' as const) =>
  stripe.radar.valueLists.create({ alias, name: 'Blocked', item_type })

const missing = (noun: string, id: string) => ({
  code: 'resource_missing',
  param: 'id',
  message: `No such ${noun}: '${id}'`,
})

behaves('POST /v1/radar/value_lists', 'has a name for rules that is its own', async (world) => {
  const { stripe, call, news } = world
  const { id, created, ...rest } = await stripe.radar.valueLists.create({
    alias: 'custom_ip_blocklist',
    name: 'Custom IP Blocklist',
    item_type: 'ip_address',
    metadata: { a: '1' },
  })
  assert.match(id, /^rsl_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'radar.value_list',
      alias: 'custom_ip_blocklist',
      created_by: 'API',
      item_type: 'ip_address',
      list_items: { object: 'list', data: [], has_more: false, url: `${ITEMS}?value_list=${id}` },
      livemode: false,
      metadata: { a: '1' },
      name: 'Custom IP Blocklist',
    },
  )
  assert.equal((await stripe.radar.valueLists.create({ alias: 'b', name: 'B' })).item_type, 'string')
  refused(await call('POST', LISTS, 'alias=b&name=C'), 400, {
    code: 'resource_already_exists',
    param: 'alias',
    message: "A value list with the alias 'b' already exists.",
  })
  refused(await call('POST', LISTS, 'alias=b-c&name=C'), 400, {
    param: 'alias',
    message: 'The alias may only contain letters, numbers and underscores.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/radar/value_lists/{id}', 'shows its newest items', async (world) => {
  const { stripe, call, news } = world
  const { id } = await listed(world)
  for (let i = 1; i <= 11; i++)
    await stripe.radar.valueListItems.create({ value_list: id, value: `jenny${i}@example.com` })
  const { list_items } = await stripe.radar.valueLists.retrieve(id)
  assert.deepEqual(
    [list_items.data.map(({ value }) => value), list_items.has_more],
    [Array.from({ length: 10 }, (_, i) => `jenny${11 - i}@example.com`), true],
  )
  refused(await call('GET', `${LISTS}/rsl_no`), 404, missing('value list', 'rsl_no'))
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/radar/value_lists/{id}', 'changes all but its kind', async (world) => {
  const { stripe, call, news } = world
  const made = await listed(world)
  await listed(world, 'other')
  const changed = await stripe.radar.valueLists.update(made.id, { alias: 'b', name: 'B', metadata: { a: '1' } })
  assert.deepEqual(changed, { ...made, alias: 'b', name: 'B', metadata: { a: '1' } })
  assert.deepEqual(await stripe.radar.valueLists.update(made.id, { alias: 'b' }), changed)
  refused(await call('POST', `${LISTS}/${made.id}`, 'alias=other'), 400, {
    code: 'resource_already_exists',
    param: 'alias',
    message: "A value list with the alias 'other' already exists.",
  })
  refused(await call('POST', `${LISTS}/${made.id}`, 'item_type=string'), 400, {
    code: 'parameter_unknown',
    param: 'item_type',
    message: 'Received unknown parameter: item_type',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/radar/value_lists', 'is asked by alias, and by what is in them', async (world) => {
  const { stripe, news } = world
  const [a, b, c] = [await listed(world, 'a'), await listed(world, 'b'), await listed(world, 'c')]
  for (const { id } of [a, c]) await stripe.radar.valueListItems.create({ value_list: id, value: 'jenny@example.com' })
  const ids = async (params: object) => (await stripe.radar.valueLists.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [c.id, b.id, a.id])
  assert.deepEqual(await ids({ alias: 'b' }), [b.id])
  assert.deepEqual(await ids({ contains: 'Jenny@example.com' }), [c.id, a.id])
  assert.deepEqual(await ids({ contains: 'jenny@example.com', alias: 'a' }), [a.id])
  assert.deepEqual(await ids({ contains: 'jenny@example.com', created: { gt: c.created } }), [])
  assert.deepEqual(await ids({ contains: 'jenny@example.com', limit: 1, starting_after: c.id }), [a.id])
  assert.deepEqual(await ids({ contains: 'nobody@example.com' }), [])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/radar/value_lists/{id}', 'goes with its items', async (world) => {
  const { stripe, call, news } = world
  const { id } = await listed(world)
  const item = await stripe.radar.valueListItems.create({ value_list: id, value: 'jenny@example.com' })
  assert.deepEqual({ ...(await stripe.radar.valueLists.del(id)) }, { id, object: 'radar.value_list', deleted: true })
  refused(await call('GET', `${LISTS}/${id}`), 404, missing('value list', id))
  refused(await call('GET', `${ITEMS}/${item.id}`), 404, missing('value list item', item.id))
  assert.deepEqual((await stripe.radar.valueLists.list({ contains: 'jenny@example.com' })).data, [])
  // Its alias is free again.
  assert.equal((await listed(world)).alias, 'blocked')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/radar/value_list_items', 'is of its list’s kind, and in it once', async (world) => {
  const { stripe, call, news } = world
  const list = await stripe.radar.valueLists.create({ alias: 'ips', name: 'Ips', item_type: 'ip_address' })
  const { id, created, ...rest } = await stripe.radar.valueListItems.create({ value_list: list.id, value: '1.2.3.4' })
  assert.match(id, /^rsli_[A-Za-z0-9]{24}$/)
  assert.ok(created >= list.created)
  // The answer of docs.stripe.com/api/radar/value_list_items/retrieve.
  assert.deepEqual(
    { ...rest },
    { object: 'radar.value_list_item', created_by: 'API', livemode: false, value: '1.2.3.4', value_list: list.id },
  )
  refused(await call('POST', ITEMS, `value_list=${list.id}&value=1.2.3.4`), 400, {
    code: 'resource_already_exists',
    param: 'value',
    message: "The value '1.2.3.4' is already in the list 'Ips'.",
  })
  refused(await call('POST', ITEMS, 'value_list=rsl_no&value=1.2.3.4'), 400, {
    code: 'resource_missing',
    param: 'value_list',
    message: "No such value list: 'rsl_no'",
  })
  const fingerprint = 'J3ai2xZbVpDC14'
  // biome-ignore format: a table
  const kinds: readonly (readonly [kind: string, good: readonly string[], bad: readonly string[]])[] = [
    ['account', ['acct_123'], ['cus_123']],
    ['card_bin', ['424242', '42424242'], ['42424', '4242x2']],
    ['card_fingerprint', [fingerprint, fingerprint.toLowerCase()], ['J3ai']],
    ['case_sensitive_string', ['A b', 'a b'], []],
    ['country', ['US'], ['USA', '1A']],
    ['crypto_fingerprint', [fingerprint], ['no']],
    ['customer_id', ['cus_AeFLnRaI51AbRi'], ['AeFLnRaI51AbRi']],
    ['email', ['a@example.com'], ['example.com']],
    ['ip_address', ['13.112.224.240', '2001:db8::1'], ['13.112.224.256', '13.112']],
    ['sepa_debit_fingerprint', [fingerprint], ['no']],
    ['string', ['anything at all'], []],
    ['us_bank_account_fingerprint', [fingerprint], ['no']],
  ]
  for (const [kind, good, bad] of kinds) {
    const of = await stripe.radar.valueLists.create({ alias: kind, name: kind, item_type: kind as never })
    for (const value of good) await stripe.radar.valueListItems.create({ value_list: of.id, value })
    for (const value of bad)
      refused(await call('POST', ITEMS, `value_list=${of.id}&value=${value}`), 400, {
        param: 'value',
        message: `The value '${value}' is not valid for a list whose \`item_type\` is \`${kind}\`.`,
      })
  }
  // Where letters count the same, one of them is enough.
  const emails = (await stripe.radar.valueLists.list({ alias: 'email' })).data[0]!.id
  refused(await call('POST', ITEMS, `value_list=${emails}&value=A@Example.com`), 400, {
    code: 'resource_already_exists',
    param: 'value',
    message: "The value 'A@Example.com' is already in the list 'email'.",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/radar/value_list_items/{id}', 'is what was added', async (world) => {
  const { stripe, call, news } = world
  const { id } = await listed(world)
  const made = await stripe.radar.valueListItems.create({ value_list: id, value: 'jenny@example.com' })
  assert.deepEqual(await stripe.radar.valueListItems.retrieve(made.id), made)
  refused(await call('GET', `${ITEMS}/rsli_no`), 404, missing('value list item', 'rsli_no'))
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/radar/value_list_items', 'lists those of a list, or those alike', async (world) => {
  const { stripe, call, news } = world
  const [{ id }, other] = [await listed(world), await listed(world, 'other')]
  const add = (value_list: string, value: string) => stripe.radar.valueListItems.create({ value_list, value })
  const a = await add(id, 'a@example.com')
  await add(other.id, 'a@example.com')
  const b = await add(id, 'b@example.com')
  assert.deepEqual((await stripe.radar.valueListItems.list({ value_list: id })).data, [b, a])
  assert.deepEqual((await stripe.radar.valueListItems.list({ value_list: id, value: 'A@example.com' })).data, [a])
  refused(await call('GET', ITEMS), 400, {
    code: 'parameter_missing',
    param: 'value_list',
    message: 'Missing required param: value_list.',
  })
  refused(await call('GET', `${ITEMS}?value_list=rsl_no`), 400, {
    code: 'resource_missing',
    param: 'value_list',
    message: "No such value list: 'rsl_no'",
  })
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/radar/value_list_items/{id}', 'leaves its list', async (world) => {
  const { stripe, call, news } = world
  const { id } = await listed(world)
  const made = await stripe.radar.valueListItems.create({ value_list: id, value: 'jenny@example.com' })
  assert.deepEqual(
    { ...(await stripe.radar.valueListItems.del(made.id)) },
    { id: made.id, object: 'radar.value_list_item', deleted: true },
  )
  assert.deepEqual((await stripe.radar.valueLists.retrieve(id)).list_items.data, [])
  refused(await call('DELETE', `${ITEMS}/${made.id}`), 404, missing('value list item', made.id))
  await stripe.radar.valueListItems.create({ value_list: id, value: 'jenny@example.com' })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/radar/payment_evaluations', 'says what the test card says', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  await news()
  const evaluate = (payment_method: string) =>
    stripe.radar.paymentEvaluations.create({
      customer_details: { customer, email: 'jenny@example.com' },
      payment_details: {
        amount: 2000,
        currency: 'usd',
        payment_method_details: { payment_method, billing_details: { name: 'Jenny' } },
        money_movement_details: { money_movement_type: 'card', card: { customer_presence: 'on_session' } },
      },
    })
  const { id, created_at, payment_details, ...rest } = await evaluate('pm_card_visa')
  const { payment_method } = payment_details!.payment_method_details!
  assert.match(payment_method as string, /^pm_/)
  assert.deepEqual(
    { ...rest, payment_details },
    {
      object: 'radar.payment_evaluation',
      customer_details: { customer, customer_account: null, email: 'jenny@example.com', name: null, phone: null },
      livemode: false,
      metadata: null,
      payment_details: {
        amount: 2000,
        currency: 'usd',
        description: null,
        money_movement_details: {
          card: { customer_presence: 'on_session', payment_type: null },
          money_movement_type: 'card',
        },
        payment_method_details: {
          billing_details: {
            address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
            email: null,
            name: 'Jenny',
            phone: null,
          },
          payment_method,
        },
        shipping_details: null,
        statement_descriptor: null,
      },
      recommended_action: 'continue',
      signals: {
        early_fraud_warning: null,
        fraudulent_dispute: null,
        fraudulent_payment: { evaluated_at: created_at, risk_level: 'normal', score: null },
      },
    },
  )
  assert.match(id, /^peval_/)
  // The cards of docs.stripe.com/testing#fraud-prevention.
  const elevated = await evaluate('pm_card_riskLevelElevated')
  const highest = await evaluate('pm_card_riskLevelHighest')
  assert.deepEqual(
    [elevated, highest].map(({ recommended_action: what, signals }) => [what, signals.fraudulent_payment.risk_level]),
    [
      ['continue', 'elevated'],
      ['block', 'highest'],
    ],
  )
  const form =
    'customer_details[email]=a@example.com&payment_details[currency]=usd&payment_details[amount]=5' +
    '&payment_details[payment_method_details][payment_method]='
  const path = '/v1/radar/payment_evaluations'
  refused(await call('POST', path, `${form}pm_no`), 400, {
    code: 'resource_missing',
    param: 'payment_details[payment_method_details][payment_method]',
    message: /^No such payment_?method: 'pm_no'$/i,
  })
  refused(await call('POST', path, `${form}pm_card_visa&client_device_metadata_details[radar_session]=rse_1`), 400, {
    code: 'not_built',
    param: 'client_device_metadata_details',
    message: 'Brindle takes no snapshots of browsers: there are no Radar sessions.',
  })
  refused(await call('POST', path, `${form.replace('amount]=5', 'amount]=0')}pm_card_visa`), 400, {
    code: 'parameter_invalid_integer',
    param: 'payment_details[amount]',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.deepEqual(await news(), [])
})

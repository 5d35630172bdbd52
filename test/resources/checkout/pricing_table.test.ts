// Pricing tables: what a page shows to choose from.
// (https://docs.stripe.com/payments/checkout/pricing-table)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { asPublic, plans } from './plans.ts'

const PATH = '/brindle/pricing_tables'

behaves(`POST ${PATH}`, 'offers products, each with its prices, in silence', async (world) => {
  const { call, news } = world
  const { pro, basic, monthly, yearly, tiered } = await plans(world)
  const form =
    `items[0][prices][0]=${monthly.id}&items[0][prices][1]=${yearly.id}&items[0][highlight]=most_popular` +
    `&items[0][trial_period_days]=14&items[1][prices][0]=${tiered.id}&items[1][features][0]=One%20template` +
    '&allow_promotion_codes=true&metadata[a]=1&success_url=https://shop.test/ok'
  const made = await call('POST', PATH, form)
  assert.equal(made.status, 200)
  const { id, created, ...rest } = made.body
  assert.match(id, /^prctbl_\w{24}$/)
  assert.ok(created > 1_600_000_000)
  const first = {
    features: null,
    highlight: 'most_popular',
    prices: [monthly.id, yearly.id],
    product: pro.id,
    trial_period_days: 14,
  }
  const second = {
    features: ['One template'],
    highlight: null,
    prices: [tiered.id],
    product: basic.id,
    trial_period_days: null,
  }
  assert.deepEqual(rest, {
    object: 'brindle.pricing_table',
    active: true,
    items: [first, second],
    livemode: false,
    metadata: { a: '1' },
    session: { allow_promotion_codes: true },
    success_url: 'https://shop.test/ok',
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}`, 'refuses what no page could show', async (world) => {
  const { call, news, stripe } = world
  const { monthly, yearly, once, tiered, price, pro } = await plans(world)
  const refuse = async (form: string, param: string, message: string | RegExp, code?: string) =>
    refused(await call('POST', PATH, form), 400, { param, message, ...(code && { code }) })
  const prices = (...ids: string[]) => ids.map((id, i) => `items[0][prices][${i}]=${id}`).join('&')
  await refuse('active=true', 'items', 'Missing required param: items.', 'parameter_missing')
  await refuse(
    'items[0][highlight]=recommended',
    'items[0][prices]',
    'Missing required param: items[0][prices].',
    'parameter_missing',
  )
  await refuse(prices('price_none'), 'items[0][prices][0]', "No such price: 'price_none'", 'resource_missing')
  await refuse(
    Array.from({ length: 5 }, (_, i) => `items[${i}][prices][0]=${monthly.id}`).join('&'),
    'items',
    'Array items exceeded maximum 4 allowed elements.',
  )
  await refuse(
    prices(monthly.id, yearly.id, once.id, tiered.id),
    'items[0][prices]',
    'Array items[0][prices] exceeded maximum 3 allowed elements.',
  )
  await refuse(prices(yearly.id, tiered.id), 'items[0][prices][1]', 'All prices of an item must be of one product.')
  const other = await price(pro, 1600, { recurring: { interval: 'month' } })
  await refuse(prices(monthly.id, other.id), 'items[0][prices][1]', /at most one price for each interval/)
  const weekly = await price(pro, 400, { recurring: { interval: 'week' } })
  await refuse(
    `${prices(monthly.id, yearly.id, once.id)}&items[1][prices][0]=${weekly.id}`,
    'items',
    'A pricing table has prices of at most 3 intervals.',
  )
  await refuse(
    `${prices(once.id)}&items[0][trial_period_days]=7`,
    'items[0][trial_period_days]',
    'Only recurring prices have a trial.',
  )
  await refuse(
    `${prices(monthly.id)}&items[0][trial_period_days]=0`,
    'items[0][trial_period_days]',
    'This value must be greater than or equal to 1.',
    'parameter_invalid_integer',
  )
  await refuse(`${prices(monthly.id)}&items[0][highlight]=best`, 'items[0][highlight]', /must be one of best_value/)
  await refuse(`${prices(monthly.id)}&items[0][features][0]=${'x'.repeat(81)}`, 'items[0][features][0]', /at most 80/)
  const many = Array.from({ length: 16 }, (_, i) => `items[0][features][${i}]=x`).join('&')
  await refuse(`${prices(monthly.id)}&${many}`, 'items[0][features]', /exceeded maximum 15/)
  await refuse(`${prices(monthly.id)}&success_url=nowhere`, 'success_url', 'Not a valid URL', 'url_invalid')
  await refuse(
    `${prices(monthly.id)}&custom_fields[0][key]=a%20b&custom_fields[0][type]=text` +
      '&custom_fields[0][label][type]=custom&custom_fields[0][label][custom]=A',
    'custom_fields[0][key]',
    /alphanumeric/,
  )
  const gift = await stripe.prices.create({ product: pro.id, currency: 'usd', custom_unit_amount: { enabled: true } })
  await refuse(prices(gift.id), 'items[0][prices][0]', /leaves its amount to the customer/)
  await stripe.prices.update(weekly.id, { active: false })
  await refuse(prices(weekly.id), 'items[0][prices][0]', /The price specified is inactive/)
  refused(await call('POST', PATH, prices(monthly.id), asPublic(world)), 403, {
    code: 'secret_key_required',
    message: /publishable/,
  })
  await news()
})

behaves(`GET ${PATH}/{id}`, 'shows what a page needs, and to a browser nothing else', async (world) => {
  const { call, stripe, news } = world
  const { pro, basic, monthly, once, tiered } = await plans(world)
  const { body: table } = await call(
    'POST',
    PATH,
    `items[0][prices][0]=${monthly.id}&items[0][prices][1]=${once.id}&items[1][prices][0]=${tiered.id}&metadata[a]=secret`,
  )
  const usd = { currency: 'usd', currency_digits: 2 }
  const month = { interval: 'month', interval_count: 1, usage_type: 'licensed' }
  const offers = [
    {
      features: ['All templates', 'Support'],
      highlight: null,
      prices: [
        { ...usd, id: monthly.id, amount_decimal: '1500', is_tiered: false, recurring: month, unit_label: 'seat' },
        { ...usd, id: once.id, amount_decimal: '90000', is_tiered: false, recurring: null, unit_label: 'seat' },
      ],
      product: { id: pro.id, name: 'Pro', description: 'For teams' },
      trial_period_days: null,
    },
    {
      features: [],
      highlight: null,
      // One of it: the tier's 1.00, and 3.00.
      prices: [{ ...usd, id: tiered.id, amount_decimal: '400', is_tiered: true, recurring: month, unit_label: null }],
      product: { id: basic.id, name: 'Basic', description: null },
      trial_period_days: null,
    },
  ]
  const open = await call('GET', `${PATH}/${table.id}`, undefined, asPublic(world))
  assert.deepEqual(open.body, {
    id: table.id,
    object: 'brindle.pricing_table',
    active: true,
    merchant: 'Brindle sandbox',
    offers,
  })
  // What is archived is not offered any more.
  await stripe.prices.update(once.id, { active: false })
  await stripe.products.update(basic.id, { active: false })
  await news()
  const left = await call('GET', `${PATH}/${table.id}`)
  assert.deepEqual(
    left.body.offers.map(({ prices }: any) => prices.map(({ id }: any) => id)),
    [[monthly.id]],
  )
  assert.deepEqual(left.body.metadata, { a: 'secret' })
  refused(await call('GET', `${PATH}/prctbl_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such pricing table: 'prctbl_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}`, 'changes what is said, and closes it', async (world) => {
  const { call, news } = world
  const { monthly, tiered } = await plans(world)
  const { body: table } = await call(
    'POST',
    PATH,
    `items[0][prices][0]=${monthly.id}&success_url=https://shop.test/ok&phone_number_collection[enabled]=true&metadata[a]=1`,
  )
  const at = `${PATH}/${table.id}`
  const changed = await call(
    'POST',
    at,
    `items[0][prices][0]=${tiered.id}&success_url=&billing_address_collection=required&metadata[b]=2`,
  )
  assert.deepEqual(changed.body, {
    ...table,
    items: [{ ...table.items[0], prices: [tiered.id], product: tiered.product }],
    metadata: { a: '1', b: '2' },
    session: { billing_address_collection: 'required', phone_number_collection: { enabled: true } },
    success_url: null,
  })
  const closed = await call('POST', at, 'active=false')
  assert.deepEqual(closed.body, { ...changed.body, active: false })
  assert.deepEqual((await call('GET', at)).body.offers, [])
  refused(await call('POST', `${at}/visit`, `price=${tiered.id}`), 400, {
    message: 'This pricing table is no longer active.',
  })
  assert.deepEqual(await news(), [])
})

behaves(`GET ${PATH}`, 'lists them, newest first', async (world) => {
  const { call, news } = world
  const { monthly } = await plans(world)
  const made: string[] = []
  for (const more of ['', '&active=false', ''])
    made.push((await call('POST', PATH, `items[0][prices][0]=${monthly.id}${more}`)).body.id)
  const ids = async (query: string) => (await call('GET', `${PATH}?${query}`)).body.data.map(({ id }: any) => id)
  const [first, second, third] = made
  assert.deepEqual(await ids(''), [third, second, first])
  assert.deepEqual(await ids('active=true&limit=1'), [third])
  assert.deepEqual(await ids('active=false'), [second])
  assert.deepEqual(await ids(`starting_after=${third}`), [second, first])
  assert.deepEqual(await news(), [])
})

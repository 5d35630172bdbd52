// Tax settings, registrations, locations and codes. German VAT is 19 %, Colorado takes 2.9 %.
// (https://docs.stripe.com/tax/settings-api; https://docs.stripe.com/tax/registrations-api; docs.stripe.com/tax/tax-for-tickets)
// One file because each of these objects is only there for what is reckoned by them.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
const SEATTLE = 'head_office[address][country]=US&head_office[address][state]=WA'
const UPDATED = 'tax.settings.updated'

/** At home in the United States, and registered at places, as `US[state]=CA&...` of country options. */
async function settled({ call, news }: Sandbox, ...registered: readonly string[]): Promise<any[]> {
  assert.equal((await call('POST', '/v1/tax/settings', SEATTLE)).status, 200)
  const made = []
  for (const form of registered) {
    const { status, body, text } = await call('POST', '/v1/tax/registrations', `active_from=now&${form}`)
    assert.equal(status, 200, text)
    made.push(body)
  }
  assert.deepEqual(await news(), [UPDATED])
  return made
}
const GERMANY =
  'country=DE&country_options[de][type]=standard&country_options[de][standard][place_of_supply_scheme]=standard'
const CALIFORNIA = 'country=US&country_options[us][type]=state_sales_tax&country_options[us][state]=CA'

/** Locations are of the newest version only. */
const NEWEST = { 'stripe-version': '2026-10-28.endive' }
const calculate = ({ call }: Pick<Sandbox, 'call'>, form: string) => call('POST', '/v1/tax/calculations', form, NEWEST)
const to = (country: string, more = '') => `currency=usd&customer_details[address][country]=${country}${more}`
const ONE = 'line_items[0][amount]=1000'

behaves('GET /v1/tax/settings', 'has no head office at first', async ({ stripe, call, news }) => {
  assert.deepEqual(
    { ...(await stripe.tax.settings.retrieve()) },
    {
      object: 'tax.settings',
      defaults: { provider: 'stripe', tax_behavior: null, tax_code: null },
      head_office: null,
      livemode: false,
      status: 'pending',
      status_details: { pending: { missing_fields: ['head_office'] } },
    },
  )
  await call('POST', '/brindle/account', 'tax_behavior=inclusive')
  assert.equal((await stripe.tax.settings.retrieve()).defaults.tax_behavior, 'inclusive')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/settings', 'says where the seller is, and what prices mean', async ({ stripe, call, news }) => {
  const said = await stripe.tax.settings.update({
    defaults: { tax_behavior: 'inclusive', tax_code: 'txcd_10000000' },
    head_office: { address: { country: 'DE' } },
  })
  // The answer of docs.stripe.com/api/tax/settings/update to this call.
  const expected = {
    object: 'tax.settings',
    defaults: { provider: 'stripe', tax_behavior: 'inclusive', tax_code: 'txcd_10000000' },
    head_office: {
      address: { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null },
    },
    livemode: false,
    status: 'active',
    status_details: { active: {} },
  }
  assert.deepEqual({ ...said }, expected)
  assert.deepEqual({ ...(await stripe.tax.settings.retrieve()) }, expected)
  assert.equal((await call('GET', '/brindle/account')).body.tax_behavior, 'inclusive')
  // A German seller's German customer has a number, and pays like everybody; a Frenchman accounts for it himself.
  const ids = '&customer_details[tax_ids][0][type]=eu_vat&customer_details[tax_ids][0][value]=DE123456789'
  const totals = async (country: string) => (await calculate({ call }, `${to(country, ids)}&${ONE}`)).body.amount_total
  assert.deepEqual([await totals('DE'), await totals('FR')], [1190, 1000])
  await stripe.tax.settings.update({ head_office: { address: { country: 'FR' } } })
  assert.deepEqual([await totals('DE'), await totals('FR')], [1000, 1200])
  refused(await call('POST', '/v1/tax/settings', 'defaults[tax_code]=books'), 400, {
    code: 'resource_missing',
    param: 'defaults[tax_code]',
    message: "No such tax code: 'books'",
  })
  refused(await call('POST', '/v1/tax/settings', 'head_office[address][city]=Berlin'), 400, {
    code: 'parameter_missing',
    param: 'head_office[address][country]',
    message: 'Missing required param: head_office[address][country].',
  })
  refused(await call('POST', '/v1/tax/settings', 'head_office[address][country]=Germany'), 400, {
    code: 'country_unsupported',
    param: 'head_office[address][country]',
    message: /^Country 'Germany' is unknown\./,
  })
  assert.deepEqual(await news(), [UPDATED, UPDATED])
})

behaves('POST /v1/tax/registrations', 'is what the reference shows', async (world) => {
  const { stripe, news } = world
  await settled(world)
  const { id, created, active_from, ...rest } = await stripe.tax.registrations.create({
    country: 'US',
    country_options: { us: { state: 'CA', type: 'state_sales_tax' } },
    active_from: 'now',
  })
  assert.match(id, /^taxreg_[A-Za-z0-9]{14}$/)
  assert.equal(active_from, created)
  assert.deepEqual(
    { ...rest },
    {
      object: 'tax.registration',
      country: 'US',
      country_options: { us: { state: 'CA', type: 'state_sales_tax' } },
      expires_at: null,
      livemode: false,
      status: 'active',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/registrations', 'begins and ends by the clock, and taxes with it', async (world) => {
  const { stripe, advance, call, news } = world
  await settled(world)
  const now = (
    await stripe.tax.registrations.create({
      country: 'JP',
      country_options: { jp: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } },
      active_from: 'now',
    })
  ).created
  const made = await stripe.tax.registrations.create({
    country: 'DE',
    country_options: { de: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } },
    active_from: now + DAY,
    expires_at: now + 3 * DAY,
  })
  const seen = async () => {
    const [{ status }, { body }] = [
      await stripe.tax.registrations.retrieve(made.id),
      await calculate({ call }, `${to('DE')}&${ONE}`),
    ]
    return [status, body.tax_breakdown[0].taxability_reason, body.amount_total]
  }
  assert.deepEqual(await seen(), ['scheduled', 'not_collecting', 1000])
  await advance(DAY)
  assert.deepEqual(await seen(), ['active', 'standard_rated', 1190])
  // Yesterday's sale was not taxed yet, and the day after tomorrow's will not be any more.
  const dated = async (at: number) => (await calculate({ call }, `${to('DE')}&${ONE}&tax_date=${at}`)).body.amount_total
  assert.deepEqual([await dated(now), await dated(now + 3 * DAY - 1), await dated(now + 3 * DAY)], [1000, 1190, 1000])
  await advance(2 * DAY)
  assert.deepEqual(await seen(), ['expired', 'not_collecting', 1000])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/registrations', 'decides for invoices and customers, too', async (world) => {
  const { stripe, news } = world
  const german = await stripe.customers.create({ address: { country: 'DE' }, expand: ['tax'] })
  // Whoever never registered anywhere counts as registered for the whole table (docs/decisions/0013-automatic-tax.md).
  assert.equal(german.tax!.automatic_tax, 'supported')
  await news()
  await settled(world, CALIFORNIA)
  const one = await stripe.customers.retrieve(german.id, { expand: ['tax'] })
  assert.equal((one as Stripe.Customer).tax!.automatic_tax, 'not_collecting')
  const { id: product } = await stripe.products.create({ name: 'Thing' })
  const monthly = {
    currency: 'usd',
    product,
    recurring: { interval: 'month' },
    tax_behavior: 'exclusive',
    unit_amount: 1000,
  } as const
  const preview = () =>
    stripe.invoices
      .createPreview({
        customer: german.id,
        automatic_tax: { enabled: true },
        subscription_details: { items: [{ price_data: monthly }] },
      })
      .then(({ total, total_taxes }) => [total, total_taxes![0]!.taxability_reason])
  assert.deepEqual(await preview(), [1000, 'not_collecting'])
  await stripe.tax.registrations.create({
    country: 'IE',
    country_options: { ie: { type: 'oss_union' } },
    active_from: 'now',
  })
  assert.deepEqual(await preview(), [1190, 'standard_rated'])
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/tax/registrations', 'refuses what cannot be registered', async (world) => {
  const { call, news } = world
  refused(await call('POST', '/v1/tax/registrations', `active_from=now&${GERMANY}`), 400, { message: /head office/ })
  await settled(world, GERMANY)
  const [past, soon] = [1_600_000_000, 4_000_000_000]
  const table = (country: string, at: string) => ({
    code: 'not_built',
    param: `country_options[${at}]`,
    message: `Brindle's table of taxes has none that this registration in ${country} is for.`,
  })
  const cases: readonly (readonly [form: string, expected: Parameters<typeof refused>[2]])[] = [
    [
      `${GERMANY}&active_from=now`,
      { param: 'country', message: 'You already have a tax registration for this place at that time.' },
    ],
    [
      `country=Germany&country_options[de][type]=standard&active_from=now`,
      { code: 'country_unsupported', param: 'country', message: /^Country 'Germany' is unknown/ },
    ],
    [
      `country=FR&country_options[de][type]=standard&active_from=now`,
      { param: 'country_options[de]', message: 'You cannot pass `country_options[de]` when `country` is `FR`.' },
    ],
    [
      'country=FR&country_options[fr][standard][place_of_supply_scheme]=standard&active_from=now',
      {
        code: 'parameter_missing',
        param: 'country_options[fr][type]',
        message: 'Missing required param: country_options[fr][type].',
      },
    ],
    [
      'country=CA&country_options[ca][type]=province_standard&active_from=now',
      {
        code: 'parameter_missing',
        param: 'country_options[ca][province_standard]',
        message: 'Missing required param: country_options[ca][province_standard].',
      },
    ],
    [`${CALIFORNIA}&active_from=${past}`, { param: 'active_from', message: '`active_from` must not be in the past.' }],
    [
      `${CALIFORNIA}&active_from=${soon}&expires_at=${soon - 1}`,
      { param: 'expires_at', message: '`expires_at` must not be before `active_from`.' },
    ],
    ['country=AL&country_options[al][type]=standard&active_from=now', table('AL', 'al')],
    ['country=FR&country_options[fr][type]=ioss&active_from=now', table('FR', 'fr')],
    [
      'country=US&country_options[us][type]=local_lease_tax&country_options[us][state]=IL&active_from=now',
      table('US', 'us'),
    ],
  ]
  for (const [form, expected] of cases) refused(await call('POST', '/v1/tax/registrations', form), 400, expected)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax/registrations', 'lists by what they are now', async (world) => {
  const { stripe, news } = world
  const [german, californian] = await settled(world, GERMANY, CALIFORNIA)
  const ended = await stripe.tax.registrations.update(german.id, { expires_at: 'now' })
  const ids = async (params: Stripe.Tax.RegistrationListParams) =>
    (await stripe.tax.registrations.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [californian.id, german.id])
  assert.deepEqual(await ids({ status: 'all' }), [californian.id, german.id])
  assert.deepEqual(await ids({ status: 'active' }), [californian.id])
  assert.deepEqual(await ids({ status: 'expired' }), [ended.id])
  assert.deepEqual(await ids({ status: 'scheduled' }), [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax/registrations/{id}', 'is what was made', async (world) => {
  const [made] = await settled(world, GERMANY)
  assert.deepEqual({ ...(await world.stripe.tax.registrations.retrieve(made.id)) }, made)
  refused(await world.call('GET', '/v1/tax/registrations/taxreg_no'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such tax registration: 'taxreg_no'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/tax/registrations/{id}', 'moves its beginning until it has begun, and its end', async (world) => {
  const { stripe, call, advance, news } = world
  const [made] = await settled(world, GERMANY)
  const path = `/v1/tax/registrations/${made.id}`
  const later = made.created + 10 * DAY
  assert.deepEqual((await call('POST', path, `expires_at=${later}`)).body, { ...made, expires_at: later })
  assert.deepEqual((await call('POST', path, 'expires_at=')).body, made)
  refused(await call('POST', path, 'active_from=now'), 400, {
    param: 'active_from',
    message: 'You cannot change `active_from` of a registration whose status is `active`.',
  })
  refused(await call('POST', path, 'expires_at=1600000000'), 400, {
    param: 'expires_at',
    message: '`expires_at` must not be in the past.',
  })
  const planned = (await call('POST', '/v1/tax/registrations', `${CALIFORNIA}&active_from=${later}`)).body
  const now = await stripe.tax.registrations.update(planned.id, { active_from: 'now' })
  assert.deepEqual([now.status, now.active_from < later], ['active', true])
  const ended = await stripe.tax.registrations.update(planned.id, { expires_at: 'now' })
  assert.equal(ended.status, 'expired')
  // What was awaited before is not awaited any more.
  await advance(11 * DAY)
  assert.equal((await stripe.tax.registrations.retrieve(planned.id)).status, 'expired')
  assert.equal((await stripe.tax.registrations.retrieve(made.id)).status, 'active')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/locations', 'is where something is performed', async ({ stripe, call, news }) => {
  const { id, ...rest } = await stripe.tax.locations.create({
    type: 'performance',
    address: { line1: 'Folsom and, Pearl St', city: 'Boulder', state: 'CO', postal_code: '80302', country: 'US' },
    description: 'Greenleaf Park',
  })
  assert.match(id, /^taxloc_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'tax.location',
      address: {
        city: 'Boulder',
        country: 'US',
        line1: 'Folsom and, Pearl St',
        line2: null,
        postal_code: '80302',
        state: 'CO',
      },
      description: 'Greenleaf Park',
      livemode: false,
      type: 'performance',
    },
  )
  // Colorado takes 2.9 % of a ticket, wherever its buyer is; the other line goes to Germany.
  const { body } = await calculate(
    { call },
    `${to('DE')}&line_items[0][amount]=1000&line_items[0][performance_location]=${id}&line_items[1][amount]=1000` +
      '&expand[]=line_items.data.tax_breakdown',
  )
  assert.deepEqual(
    body.line_items.data.map((line: any) => [
      line.performance_location,
      line.amount_tax,
      line.tax_breakdown[0].sourcing,
      line.tax_breakdown[0].jurisdiction.display_name,
    ]),
    [
      [id, 29, 'performance', 'Colorado'],
      [null, 190, 'destination', 'Germany'],
    ],
  )
  refused(
    await call('POST', '/v1/tax/locations', 'type=performance&address[country]=US&address[state]=CO', NEWEST),
    400,
    {
      code: 'parameter_missing',
      param: 'address[postal_code]',
      message: 'Missing required param: address[postal_code].',
    },
  )
  refused(
    await call('POST', '/v1/tax/locations', 'type=performance&address[country]=US&address[postal_code]=1', NEWEST),
    400,
    {
      param: 'address',
      message: 'We could not determine the tax location based on the provided address.',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax/locations/{id}', 'is what was made', async ({ stripe, call, news }) => {
  const made = await stripe.tax.locations.create({ type: 'performance', address: { country: 'IE' } })
  assert.deepEqual(await stripe.tax.locations.retrieve(made.id), made)
  refused(await call('GET', '/v1/tax/locations/taxloc_no', undefined, NEWEST), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such tax location: 'taxloc_no'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax/locations', 'lists them, the newest first', async ({ stripe, news }) => {
  const one = await stripe.tax.locations.create({ type: 'performance', address: { country: 'IE' } })
  const two = await stripe.tax.locations.create({ type: 'performance', address: { country: 'DE' } })
  const { data, has_more, url } = await stripe.tax.locations.list({ type: 'performance' })
  assert.deepEqual([data, has_more, url], [[two, one], false, '/v1/tax/locations'])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax_codes/{id}', 'is one of the table', async ({ stripe, call, news }) => {
  const { description, ...rest } = await stripe.taxCodes.retrieve('txcd_99999999')
  assert.ok(description.length > 10)
  assert.deepEqual(
    { ...rest },
    { id: 'txcd_99999999', object: 'tax_code', name: 'General - Tangible Goods', requirements: null },
  )
  refused(await call('GET', '/v1/tax_codes/txcd_no'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such tax code: 'txcd_no'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax_codes/{id}', 'stands where a product refers to it', async ({ stripe, call, news }) => {
  const known = await stripe.taxCodes.retrieve('txcd_10000000')
  const { tax_code } = await stripe.products.create({ name: 'Book', tax_code: known.id, expand: ['tax_code'] })
  assert.deepEqual(tax_code, { ...known })
  // Stripe has more of them than the table.
  const other = await call('POST', '/v1/products', 'name=Book&tax_code=txcd_40060003&expand[]=tax_code')
  assert.equal(other.body.tax_code, 'txcd_40060003')
  assert.deepEqual(await news(), ['product.created', 'product.created'])
})

behaves('GET /v1/tax_codes', 'lists them in the order of the table', async ({ stripe, news }) => {
  const { data, has_more, url } = await stripe.taxCodes.list({ limit: 3 })
  assert.deepEqual(
    data.map(({ id }) => id),
    ['txcd_99999999', 'txcd_20030000', 'txcd_10000000'],
  )
  assert.deepEqual([has_more, url], [true, '/v1/tax_codes'])
  const next = await stripe.taxCodes.list({ limit: 1, starting_after: 'txcd_10000000' })
  assert.equal(next.data[0]!.name, 'Nontaxable')
  const names = new Set<string>()
  for await (const { id } of stripe.taxCodes.list({ limit: 50 })) names.add(id)
  assert.ok(names.size > 70 && [...names].every((id) => /^txcd_\d{8}$/.test(id)))
  assert.deepEqual(await news(), [])
})

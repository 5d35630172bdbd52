// Cardholders and cards. (https://docs.stripe.com/api/issuing/cardholders, …/cards)
// One file because starting another costs more than these tests.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { passesLuhn } from '../../../src/lib/luhn.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { HOLDER, issued, physical, plain } from './issued.ts'

const LISTS = {
  allowed_card_presences: [],
  allowed_categories: [],
  allowed_merchant_countries: [],
  blocked_card_presences: [],
  blocked_categories: [],
  blocked_merchant_countries: [],
}

behaves('POST /v1/issuing/cardholders', 'is somebody who can be issued cards', async ({ stripe, news, call }) => {
  const { id, created, ...rest } = plain(await stripe.issuing.cardholders.create({ ...HOLDER, metadata: { a: '1' } }))
  assert.match(id, /^ich_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'issuing.cardholder',
    billing: {
      address: {
        city: 'San Francisco',
        country: 'US',
        line1: '123 Main Street',
        line2: null,
        postal_code: '94111',
        state: 'CA',
      },
    },
    company: null,
    email: 'jenny.rosen@example.com',
    individual: {
      card_issuing: { user_terms_acceptance: { date: 1_700_000_000, ip: '10.0.0.1', user_agent: null } },
      dob: null,
      first_name: 'Jenny',
      last_name: 'Rosen',
      verification: null,
    },
    livemode: false,
    metadata: { a: '1' },
    name: 'Jenny Rosen',
    phone_number: '+18888675309',
    preferred_locales: [],
    requirements: { disabled_reason: null, past_due: [] },
    spending_controls: { ...LISTS, spending_limits: [], spending_limits_currency: null },
    status: 'active',
    type: 'individual',
  })
  const company = await stripe.issuing.cardholders.create({
    name: 'Acme',
    type: 'company',
    company: { tax_id: '00-0000000' },
    billing: HOLDER.billing,
  })
  assert.deepEqual([company.company, company.individual], [{ tax_id_provided: true }, null])
  assert.deepEqual(company.requirements, { disabled_reason: null, past_due: [] })
  assert.deepEqual(await news(), ['issuing_cardholder.created', 'issuing_cardholder.created'])
  const address = 'billing[address][line1]=a&billing[address][city]=b&billing[address][postal_code]=c'
  const refusals = [
    ['name=Jenny', 'billing', 'parameter_missing', /^Missing required param: billing\.$/],
    [`name=Jenny+Rosen+the+twenty-fifth&${address}&billing[address][country]=US`, 'name', undefined, /at most 24 char/],
    [`name=Jenny+2&${address}&billing[address][country]=US`, 'name', undefined, /no numbers/],
    [`name=Jenny&${address}&billing[address][country]=us`, 'billing[address][country]', undefined, /Country 'us'/],
    [
      `name=Jenny&${address}&billing[address][country]=US&individual[dob][day]=1&individual[dob][month]=1&individual[dob][year]=2020`,
      'individual[dob]',
      undefined,
      /older than 13/,
    ],
    [
      `name=Jenny&${address}&billing[address][country]=US&spending_controls[allowed_categories][]=bakeries&spending_controls[blocked_categories][]=caterers`,
      'spending_controls',
      'parameters_exclusive',
      /^You may only specify one/,
    ],
  ] as const
  for (const [form, param, code, message] of refusals)
    refused(await call('POST', '/v1/issuing/cardholders', form), 400, { param, message, ...(code && { code }) })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/issuing/cardholders/{id}', 'tells what was still wanted', async ({ stripe, news }) => {
  const made = await stripe.issuing.cardholders.create({ name: 'Jenny Rosen', billing: HOLDER.billing })
  assert.equal(made.type, 'individual')
  assert.deepEqual(made.requirements, {
    disabled_reason: 'requirements.past_due',
    past_due: [
      'individual.card_issuing.user_terms_acceptance.ip',
      'individual.card_issuing.user_terms_acceptance.date',
      'individual.first_name',
      'individual.last_name',
    ],
  })
  const changed = await stripe.issuing.cardholders.update(made.id, {
    individual: {
      first_name: 'Jenny',
      card_issuing: { user_terms_acceptance: { date: 1_700_000_000, ip: '10.0.0.1' } },
    },
    spending_controls: { spending_limits: [{ amount: 5000, interval: 'monthly' }] },
    status: 'inactive',
  })
  assert.deepEqual(changed.requirements.past_due, ['individual.last_name'])
  assert.deepEqual(plain(changed.spending_controls!), {
    ...LISTS,
    spending_limits: [{ amount: 5000, categories: [], interval: 'monthly' }],
    spending_limits_currency: 'usd',
  })
  assert.equal(changed.status, 'inactive')
  const whole = await stripe.issuing.cardholders.update(made.id, { individual: { last_name: 'Rosen' } })
  assert.deepEqual(whole.requirements, { disabled_reason: null, past_due: [] })
  assert.deepEqual([whole.individual!.first_name, whole.individual!.last_name], ['Jenny', 'Rosen'])
  assert.deepEqual(await news(), [
    'issuing_cardholder.created',
    'issuing_cardholder.updated',
    'issuing_cardholder.updated',
  ])
})

behaves('GET /v1/issuing/cardholders', 'has the newest first, by what they are', async ({ stripe, news }) => {
  const one = await stripe.issuing.cardholders.create(HOLDER)
  const two = await stripe.issuing.cardholders.create({ ...HOLDER, type: 'company', email: 'b@example.com' })
  const ids = async (params: Stripe.Issuing.CardholderListParams) =>
    (await stripe.issuing.cardholders.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ type: 'company' }), [two.id])
  assert.deepEqual(await ids({ email: 'jenny.rosen@example.com' }), [one.id])
  assert.deepEqual(await ids({ status: 'inactive' }), [])
  assert.deepEqual(await news(), ['issuing_cardholder.created', 'issuing_cardholder.created'])
})

behaves('GET /v1/issuing/cardholders/{id}', 'is what was made, or nobody', async ({ stripe, news, call }) => {
  const made = await stripe.issuing.cardholders.create(HOLDER)
  assert.deepEqual(plain(await stripe.issuing.cardholders.retrieve(made.id)), plain(made))
  refused(await call('GET', '/v1/issuing/cardholders/ich_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such issuing cardholder: 'ich_none'",
  })
  assert.deepEqual(await news(), ['issuing_cardholder.created'])
})

behaves('POST /v1/issuing/cards', 'is a card, inactive at first, that may spend 500.00 a day', async (world) => {
  const { stripe, news, call } = world
  const holder = await stripe.issuing.cardholders.create(HOLDER)
  const made = await stripe.issuing.cards.create({ cardholder: holder.id, currency: 'usd', type: 'virtual' })
  const { id, created, last4, ...rest } = plain(made)
  assert.match(id, /^ic_[A-Za-z0-9]{24}$/)
  assert.match(last4, /^\d{4}$/)
  const date = new Date(created * 1000)
  const wallet = { eligible: true, ineligible_reason: null }
  assert.deepEqual(rest, {
    object: 'issuing.card',
    brand: 'Visa',
    cancellation_reason: null,
    cardholder: plain(holder),
    currency: 'usd',
    exp_month: date.getUTCMonth() + 1,
    exp_year: date.getUTCFullYear() + 4,
    latest_fraud_warning: null,
    lifecycle_controls: null,
    livemode: false,
    metadata: {},
    personalization_design: null,
    replaced_by: null,
    replacement_for: null,
    replacement_reason: null,
    second_line: null,
    shipping: null,
    spending_controls: {
      allowed_card_presences: null,
      allowed_categories: null,
      allowed_merchant_countries: null,
      blocked_card_presences: null,
      blocked_categories: null,
      blocked_merchant_countries: null,
      spending_limits: [{ amount: 50_000, categories: [], interval: 'daily' }],
      spending_limits_currency: 'usd',
    },
    status: 'inactive',
    type: 'virtual',
    wallets: { apple_pay: wallet, google_pay: wallet, primary_account_identifier: null },
  })
  const again = await stripe.issuing.cards.create({
    cardholder: holder.id,
    currency: 'usd',
    type: 'virtual',
    replacement_for: id,
    replacement_reason: 'lost',
  })
  assert.deepEqual([again.replacement_for, again.replacement_reason], [id, 'lost'])
  assert.equal((await stripe.issuing.cards.retrieve(id)).replaced_by, again.id)
  assert.deepEqual(await news(), [
    'issuing_cardholder.created',
    'issuing_card.created',
    'issuing_card.created',
    'issuing_card.updated',
  ])
  const wanting = await stripe.issuing.cardholders.create({ name: 'Jenny Rosen', billing: HOLDER.billing })
  assert.deepEqual(await news(), ['issuing_cardholder.created'])
  const of = (who: string, more: string) => `cardholder=${who}&currency=usd&type=virtual&${more}`
  const refusals = [
    ['currency=usd&type=virtual', 'cardholder', 'parameter_missing', /^Missing required param: cardholder\.$/],
    ['cardholder=ich_none&currency=usd&type=virtual', 'cardholder', 'resource_missing', /^No such issuing cardholder/],
    [`cardholder=${holder.id}&currency=jpy&type=virtual`, 'currency', undefined, /cannot be issued in jpy/],
    [of(wanting.id, 'status=active'), 'status', undefined, /^This cardholder has outstanding requirements preventing/],
    [
      `cardholder=${wanting.id}&currency=eur&type=virtual`,
      undefined,
      'cardholder_phone_number_required',
      /`phone_number` on file for cardholder: ich_/,
    ],
    [of(holder.id, 'exp_month=1'), 'exp_year', 'parameter_missing', /exp_year/],
    [of(holder.id, 'exp_month=13&exp_year=2030'), 'exp_month', 'invalid_expiry_month', /month/],
    [of(holder.id, 'exp_month=1&exp_year=2020'), 'exp_year', 'invalid_expiry_year', /year/],
    [
      of(holder.id, `replacement_for=${id}&replacement_reason=lost`),
      'replacement_for',
      undefined,
      /already been replaced/,
    ],
    [of(holder.id, 'replacement_reason=lost'), 'replacement_for', 'parameter_missing', /replacement_for/],
    [
      of(
        holder.id,
        'shipping[name]=a&shipping[address][city]=a&shipping[address][country]=US&shipping[address][line1]=a&shipping[address][postal_code]=a',
      ),
      'shipping',
      undefined,
      /on a virtual card/,
    ],
    [
      of(holder.id, 'lifecycle_controls[cancel_after][payment_count]=0'),
      'lifecycle_controls[cancel_after][payment_count]',
      'parameter_invalid_integer',
      /greater than or equal to 1/,
    ],
    [of(holder.id, 'pin[encrypted_number]=1234'), 'pin', 'not_built', /pin/],
    [of(holder.id, 'financial_account=fa_1'), 'financial_account', 'not_built', /financial_account/],
    [`cardholder=${holder.id}&currency=usd&type=physical`, 'shipping', 'parameter_missing', /shipping/],
  ] as const
  for (const [form, param, code, message] of refusals)
    refused(await call('POST', '/v1/issuing/cards', form), 400, {
      message,
      ...(param && { param }),
      ...(code && { code }),
    })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/issuing/cards/{id}', 'shows number and code only where they are asked for', async (world) => {
  const { stripe, news, call } = world
  const made = await issued(world)
  const both = { expand: ['number', 'cvc'] }
  const shown = await stripe.issuing.cards.retrieve(made.id, both)
  assert.match(shown.number!, /^400000999\d{7}$/)
  assert.equal(passesLuhn(shown.number!), true)
  assert.match(shown.cvc!, /^\d{3}$/)
  assert.equal(shown.number!.slice(-4), made.last4)
  assert.equal((await stripe.issuing.cards.retrieve(made.id, both)).number, shown.number)
  const { number: _, cvc: __, ...rest } = plain(shown)
  assert.deepEqual(rest, plain(made))
  // The documentation: from this endpoint and from no other.
  const others = [
    await call('GET', `/v1/issuing/cards/${made.id}`),
    await call('GET', '/v1/issuing/cards?expand[]=data.number&expand[]=data.cvc'),
    await call('POST', `/v1/issuing/cards/${made.id}`, 'metadata[a]=1&expand[]=number&expand[]=cvc'),
    await call(
      'POST',
      '/v1/issuing/cards',
      `cardholder=${made.cardholder.id}&currency=usd&type=virtual&expand[]=number`,
    ),
    await call('GET', '/v1/events'),
    await call('GET', '/brindle/requests?limit=100'),
  ]
  for (const { status, text } of others) {
    assert.equal(status, 200, text)
    assert.doesNotMatch(text, /400000999\d{7}|"(?:number|cvc)": ?"\d/)
  }
  const log = await call('GET', `/brindle/requests/${shown.lastResponse.requestId}`)
  assert.equal(log.status, 200)
  assert.ok(!log.text.includes(shown.number!), 'the number is in the log')
  assert.ok(!log.text.includes(`"${shown.cvc}"`), 'the code is in the log')
  // The card is shown with its holder as he is now, and he is no news of the card.
  await stripe.issuing.cardholders.update(made.cardholder.id, { status: 'inactive' })
  assert.equal((await stripe.issuing.cards.retrieve(made.id)).cardholder.status, 'inactive')
  assert.deepEqual(await news(), ['issuing_card.updated', 'issuing_card.created', 'issuing_cardholder.updated'])
})

behaves('GET /v1/issuing/cards', 'has the newest first, by all that it can be asked for', async (world) => {
  const { stripe, news } = world
  const one = await issued(world, { exp_month: 5, exp_year: 2031 })
  const two = await issued(world, { status: 'inactive' })
  const ids = async (params: Stripe.Issuing.CardListParams) =>
    (await stripe.issuing.cards.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ cardholder: one.cardholder.id }), [one.id])
  assert.deepEqual(await ids({ status: 'inactive' }), [two.id])
  assert.deepEqual(await ids({ exp_month: 5, exp_year: 2031 }), [one.id])
  assert.deepEqual(await ids({ last4: two.last4, cardholder: two.cardholder.id }), [two.id])
  assert.deepEqual(await ids({ type: 'physical' }), [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/issuing/cards/{id}', 'is activated, and canceled for good', async (world) => {
  const { stripe, news, call } = world
  const { id } = await issued(world, { status: 'inactive' })
  assert.equal((await stripe.issuing.cards.update(id, { status: 'active' })).status, 'active')
  const controls = await stripe.issuing.cards.update(id, {
    metadata: { a: '1' },
    spending_controls: { blocked_categories: ['bakeries'] },
  })
  assert.deepEqual([controls.metadata, controls.spending_controls.blocked_categories], [{ a: '1' }, ['bakeries']])
  // What is not given stays.
  assert.equal(controls.spending_controls.spending_limits![0]!.amount, 50_000)
  refused(await call('POST', `/v1/issuing/cards/${id}`, 'cancellation_reason=lost'), 400, {
    param: 'cancellation_reason',
    message: /only set `cancellation_reason`/,
  })
  const gone = await stripe.issuing.cards.update(id, { status: 'canceled', cancellation_reason: 'lost' })
  assert.deepEqual([gone.status, gone.cancellation_reason], ['canceled', 'lost'])
  for (const status of ['active', 'inactive'])
    refused(await call('POST', `/v1/issuing/cards/${id}`, `status=${status}`), 400, {
      param: 'status',
      message: 'You cannot change the status of a card that is canceled.',
    })
  assert.deepEqual(await news(), ['issuing_card.updated', 'issuing_card.updated', 'issuing_card.updated'])
})

/** From pending: the steps that are allowed after each, with what it is then. */
const POST = [
  ['submit', 'submitted', ['ship', 'fail']],
  ['ship', 'shipped', ['deliver', 'return', 'fail']],
  ['deliver', 'delivered', []],
  ['return', 'returned', []],
  ['fail', 'failure', []],
] as const
/** How a card comes to where a step can be taken. */
const WAYS = { submit: [], ship: [], deliver: ['ship'], return: ['ship'], fail: [] } as const

for (const [verb, status, next] of POST)
  behaves(`POST /v1/test_helpers/issuing/cards/{id}/shipping/${verb}`, `is ${status} then`, async (world) => {
    const { news, call } = world
    const { id, shipping } = await physical(world)
    assert.deepEqual(
      [shipping!.status, shipping!.service, shipping!.require_signature, shipping!.type],
      ['pending', 'express', true, 'individual'],
    )
    const path = `/v1/test_helpers/issuing/cards/${id}/shipping`
    for (const before of WAYS[verb]) assert.equal((await call('POST', `${path}/${before}`, '')).status, 200)
    const { body } = await call('POST', `${path}/${verb}`, '')
    assert.equal(body.shipping.status, status)
    assert.equal(typeof body.shipping.delivered_at, verb === 'deliver' ? 'number' : 'undefined')
    for (const [other] of POST.filter(([one]) => !(next as readonly string[]).includes(one)))
      refused(await call('POST', `${path}/${other}`, ''), 400, {
        message: `You cannot ${other} a card whose shipping status is ${status}.`,
      })
    assert.deepEqual(
      await news(),
      [...WAYS[verb], verb].map(() => 'issuing_card.updated'),
    )
    const virtual = await issued(world)
    refused(await call('POST', `/v1/test_helpers/issuing/cards/${virtual.id}/shipping/${verb}`, ''), 400, {
      message: /is virtual, and is not shipped/,
    })
    assert.deepEqual(await news(), [])
  })

// Purchases that are tried with issued cards, and what is decided of them.
// (https://docs.stripe.com/api/issuing/authorizations; https://docs.stripe.com/issuing/purchases/authorizations)
// One file because starting another costs more than these tests.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { type BuyParams, buy, fund, issued, left, moves, plain } from './issued.ts'

const HELPER = '/v1/test_helpers/issuing/authorizations'
const CREATED = 'issuing_authorization.created'
const UPDATED = 'issuing_authorization.updated'
const DAY = 86_400

behaves(`POST ${HELPER}`, 'holds what is approved', async (world) => {
  const { stripe, news } = world
  const card = await issued(world)
  await fund(world, 5000)
  const made = await buy(world, card, { authorization_method: 'chip', amount_details: { cashback_amount: 200 } })
  const { id, created, balance_transactions, request_history, ...rest } = plain(made)
  assert.match(id, /^iauth_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'issuing.authorization',
    amount: 1000,
    amount_details: { atm_fee: null, cashback_amount: 200 },
    approved: true,
    authorization_method: 'chip',
    card: plain(card),
    card_presence: 'present',
    cardholder: card.cardholder.id,
    currency: 'usd',
    fleet: null,
    fraud_challenges: null,
    fuel: null,
    livemode: false,
    merchant_amount: 1000,
    merchant_currency: 'usd',
    merchant_data: {
      category: 'taxicabs_limousines',
      category_code: '4121',
      city: 'San Francisco',
      country: 'US',
      name: 'Rocket Rides',
      network_id: '1234567890',
      postal_code: '94107',
      state: 'CA',
      tax_id: null,
      terminal_id: null,
      url: null,
    },
    metadata: {},
    network_data: null,
    pending_request: null,
    status: 'pending',
    transactions: [],
    verification_data: {
      address_line1_check: 'not_provided',
      address_postal_code_check: 'not_provided',
      authentication_exemption: null,
      cvc_check: 'not_provided',
      expiry_check: 'match',
      postal_code: null,
      three_d_secure: null,
    },
    verified_by_fraud_challenge: null,
    wallet: null,
  })
  const [asked] = request_history
  assert.match(asked!.authorization_code!, /^S\d{6}$/)
  assert.deepEqual(
    { ...asked, authorization_code: 'S' },
    {
      amount: 1000,
      amount_details: { atm_fee: null, cashback_amount: 200 },
      approved: true,
      authorization_code: 'S',
      created,
      currency: 'usd',
      merchant_amount: 1000,
      merchant_currency: 'usd',
      network_risk_score: null,
      reason: 'card_active',
      reason_message: null,
      requested_at: created,
    },
  )
  const [held] = balance_transactions
  assert.deepEqual(held, {
    id: held!.id,
    object: 'balance_transaction',
    amount: -1000,
    available_on: created,
    balance_type: 'issuing',
    created,
    currency: 'usd',
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: -1000,
    reporting_category: 'issuing_authorization_hold',
    source: id,
    status: 'available',
    type: 'issuing_authorization_hold',
  })
  assert.deepEqual(await left(world), { usd: 4000 })
  // What cards spend is not of the payments balance, and nobody is paid it out.
  const { available, pending } = await stripe.balance.retrieve()
  assert.deepEqual([available[0]!.amount, available.length, pending[0]!.amount], [0, 1, 0])
  assert.deepEqual(await news(), [CREATED])
})

/** What is done before, what is bought, and why it is declined. (the words of `request_history.reason`) */
const DECLINES: readonly (readonly [
  why: string,
  reason: string,
  params: Partial<BuyParams>,
  before?: (world: Sandbox, card: Stripe.Issuing.Card) => Promise<unknown>,
])[] = [
  ['more than there is', 'insufficient_funds', { amount: 5001 }],
  [
    'the card is canceled',
    'card_canceled',
    {},
    ({ stripe }, { id }) => stripe.issuing.cards.update(id, { status: 'canceled' }),
  ],
  [
    'the card is inactive',
    'card_inactive',
    {},
    ({ stripe }, { id }) => stripe.issuing.cards.update(id, { status: 'inactive' }),
  ],
  [
    'its holder is inactive',
    'cardholder_inactive',
    {},
    ({ stripe }, { cardholder }) => stripe.issuing.cardholders.update(cardholder.id, { status: 'inactive' }),
  ],
  ['a wrong code', 'verification_failed', { verification_data: { cvc_check: 'mismatch' } }],
  ['a wrong date', 'verification_failed', { verification_data: { expiry_check: 'mismatch' } }],
  [
    'the wrong trade',
    'spending_controls',
    { merchant_data: { category: 'bakeries' } },
    ({ stripe }, { id }) =>
      stripe.issuing.cards.update(id, { spending_controls: { blocked_categories: ['bakeries'] } }),
  ],
  [
    'the wrong country',
    'spending_controls',
    { merchant_data: { country: 'CA' } },
    ({ stripe }, { cardholder }) =>
      stripe.issuing.cardholders.update(cardholder.id, { spending_controls: { allowed_merchant_countries: ['US'] } }),
  ],
  [
    'without the card',
    'spending_controls',
    { authorization_method: 'keyed_in' },
    ({ stripe }, { id }) =>
      stripe.issuing.cards.update(id, { spending_controls: { allowed_card_presences: ['present'] } }),
  ],
  [
    'a limit of its holder',
    'spending_controls',
    {},
    ({ stripe }, { cardholder }) =>
      stripe.issuing.cardholders.update(cardholder.id, {
        spending_controls: { spending_limits: [{ amount: 999, interval: 'per_authorization' }] },
      }),
  ],
  [
    'more than any card may at once',
    'spending_controls',
    { amount: 1_000_001 },
    ({ stripe }, { id }) =>
      stripe.issuing.cards.update(id, {
        spending_controls: { spending_limits: [{ amount: 2_000_000, interval: 'daily' }] },
      }),
  ],
  [
    'as much as a card may at once',
    'insufficient_funds',
    { amount: 1_000_000 },
    ({ stripe }, { id }) =>
      stripe.issuing.cards.update(id, {
        spending_controls: { spending_limits: [{ amount: 2_000_000, interval: 'daily' }] },
      }),
  ],
  ['more than 500.00 in a day', 'spending_controls', { amount: 50_001 }],
]

behaves(`POST ${HELPER}`, 'says why it was declined, and holds nothing', async (world) => {
  const { news } = world
  await fund(world, 5000)
  for (const [why, reason, params, before] of DECLINES) {
    const card = await issued(world)
    await before?.(world, card)
    await news()
    const { approved, amount, balance_transactions, request_history, status } = await buy(world, card, params)
    assert.deepEqual(
      [approved, status, amount, balance_transactions],
      [false, 'closed', params.amount ?? 1000, []],
      why,
    )
    assert.deepEqual(
      request_history.map((one) => [one.approved, one.reason, one.authorization_code]),
      [[false, reason, null]],
      why,
    )
    assert.deepEqual(await news(), [CREATED], why)
  }
  assert.deepEqual(await left(world), { usd: 5000 })
  // The month of its expiry is over: the card was made today, so that it is not for long.
  const today = new Date((await issued(world)).created * 1000)
  const exp = { exp_month: today.getUTCMonth() + 1, exp_year: today.getUTCFullYear() }
  const old = await issued(world, exp)
  await world.advance(32 * DAY)
  assert.equal((await buy(world, old)).request_history[0]!.reason, 'card_expired')
  assert.deepEqual(await news(), [CREATED])
})

behaves(
  `POST ${HELPER}`,
  'counts towards the limits of the card, also of one that it replaced, and of its holder',
  async (world) => {
    const { stripe, news, advance, call } = world
    await fund(world, 100_000)
    const spending_controls = { spending_limits: [{ amount: 2500, interval: 'daily' as const }] }
    const card = await issued(world, { spending_controls })
    const reasonOf = async (which: { id: string }, amount: number) =>
      (await buy(world, which, { amount })).request_history.at(-1)!.reason
    assert.equal(await reasonOf(card, 1500), 'card_active')
    // 15.00 + 10.01 is a cent too much, 15.00 + 10.00 is not.
    assert.equal(await reasonOf(card, 1001), 'spending_controls')
    assert.equal(await reasonOf(card, 1000), 'card_active')
    const again = await stripe.issuing.cards.create({
      cardholder: card.cardholder.id,
      currency: 'usd',
      type: 'virtual',
      status: 'active',
      spending_controls,
      replacement_for: card.id,
      replacement_reason: 'damaged',
    })
    assert.equal(await reasonOf(again, 1), 'spending_controls')
    // Another card of the same holder has a day of its own, until he has a limit.
    const other = await stripe.issuing.cards.create({
      cardholder: card.cardholder.id,
      currency: 'usd',
      type: 'virtual',
      status: 'active',
    })
    await stripe.issuing.cardholders.update(card.cardholder.id, {
      spending_controls: { spending_limits: [{ amount: 2600, interval: 'all_time' }] },
    })
    assert.equal(await reasonOf(other, 101), 'spending_controls')
    assert.equal(await reasonOf(other, 100), 'card_active')
    await advance(DAY)
    assert.equal(await reasonOf(again, 1), 'spending_controls')
    // The client leaves empty lists away; an empty text clears one.
    await call('POST', `/v1/issuing/cardholders/${card.cardholder.id}`, 'spending_controls[spending_limits]=')
    assert.equal(await reasonOf(again, 2500), 'card_active')
    const told = await news()
    assert.deepEqual(
      [...new Set(told)].map((type) => [type, told.filter((one) => one === type).length]),
      [
        [CREATED, 8],
        ['issuing_card.created', 2],
        ['issuing_card.updated', 1],
        ['issuing_cardholder.updated', 2],
      ],
    )
  },
)

behaves(`POST ${HELPER}`, 'is asked of an endpoint that wants to decide, for two seconds', async (world) => {
  const { stripe, news, advance } = world
  await fund(world, 5000)
  const card = await issued(world)
  const everything = await stripe.webhookEndpoints.create({ url: 'https://a.test/all', enabled_events: ['*'] })
  assert.equal((await buy(world, card)).approved, true)
  await stripe.webhookEndpoints.del(everything.id)
  await stripe.webhookEndpoints.create({ url: 'https://a.test/ask', enabled_events: ['issuing_authorization.request'] })
  await news()
  const made = await buy(world, card, { amount: 700, is_amount_controllable: true })
  assert.deepEqual(plain(made.pending_request!), {
    amount: 700,
    amount_details: { atm_fee: null, cashback_amount: null },
    currency: 'usd',
    is_amount_controllable: true,
    merchant_amount: 700,
    merchant_currency: 'usd',
    network_risk_score: null,
  })
  assert.deepEqual([made.amount, made.approved, made.status, made.request_history], [0, false, 'pending', []])
  assert.deepEqual(await news(), ['issuing_authorization.request'])
  assert.deepEqual(await left(world), { usd: 4000 })
  await advance(2)
  const late = await stripe.issuing.authorizations.retrieve(made.id)
  assert.deepEqual([late.amount, late.approved, late.status, late.pending_request], [700, false, 'closed', null])
  assert.equal(late.request_history[0]!.reason, 'webhook_timeout')
  assert.deepEqual(await news(), [CREATED])
  // What Stripe declines itself is not asked about.
  assert.equal((await buy(world, card, { amount: 4001 })).request_history[0]!.reason, 'insufficient_funds')
  assert.deepEqual(await news(), [CREATED])
})

const asking = async (world: Sandbox) => {
  await fund(world, 5000)
  const card = await issued(world)
  await world.stripe.webhookEndpoints.create({
    url: 'https://a.test/ask',
    enabled_events: ['issuing_authorization.request'],
  })
  return card
}

behaves('POST /v1/issuing/authorizations/{id}/approve', 'holds as much as it says', async (world) => {
  const { stripe, news, call, advance } = world
  const card = await asking(world)
  const fixed = await buy(world, card)
  const path = `/v1/issuing/authorizations/${fixed.id}/approve`
  refused(await call('POST', path, 'amount=500'), 400, { param: 'amount', message: /it is not controllable/ })
  const approved = await stripe.issuing.authorizations.approve(fixed.id, { metadata: { a: '1' } })
  assert.deepEqual(
    [approved.approved, approved.amount, approved.status, approved.metadata],
    [true, 1000, 'pending', { a: '1' }],
  )
  assert.deepEqual([approved.pending_request, approved.request_history[0]!.reason], [null, 'webhook_approved'])
  assert.deepEqual(moves(approved), [['hold', -1000]])
  refused(await call('POST', path, ''), 400, { message: /is not pending: it has been approved or declined already/ })
  const part = await buy(world, card, { is_amount_controllable: true })
  const { amount, merchant_amount } = await stripe.issuing.authorizations.approve(part.id, { amount: 600 })
  assert.deepEqual([amount, merchant_amount], [600, 600])
  assert.deepEqual(await left(world), { usd: 3400 })
  await advance(60)
  assert.equal((await stripe.issuing.authorizations.retrieve(part.id)).approved, true)
  const request = 'issuing_authorization.request'
  assert.deepEqual(await news(), [request, CREATED, request, CREATED])
})

behaves('POST /v1/issuing/authorizations/{id}/decline', 'holds nothing', async (world) => {
  const { stripe, news, call } = world
  const card = await asking(world)
  const { id } = await buy(world, card)
  const declined = await stripe.issuing.authorizations.decline(id)
  assert.deepEqual([declined.approved, declined.status, declined.amount], [false, 'closed', 1000])
  assert.equal(declined.request_history[0]!.reason, 'webhook_declined')
  assert.deepEqual(await left(world), { usd: 5000 })
  refused(await call('POST', `/v1/issuing/authorizations/${id}/decline`, ''), 400, { message: /is not pending/ })
  assert.deepEqual(await news(), ['issuing_authorization.request', CREATED])
})

behaves('POST /v1/issuing/authorizations/{id}', 'carries what is written on it', async (world) => {
  const { stripe, news } = world
  await fund(world, 5000)
  const { id } = await buy(world, await issued(world))
  assert.deepEqual((await stripe.issuing.authorizations.update(id, { metadata: { a: '1' } })).metadata, { a: '1' })
  assert.deepEqual((await stripe.issuing.authorizations.update(id, { metadata: { a: '', b: '2' } })).metadata, {
    b: '2',
  })
  assert.deepEqual(await news(), [CREATED, UPDATED, UPDATED])
})

behaves('GET /v1/issuing/authorizations/{id}', 'has its card as it is now', async (world) => {
  const { stripe, news, call } = world
  const card = await issued(world)
  const { id } = await buy(world, card)
  await stripe.issuing.cards.update(card.id, { status: 'inactive' })
  await stripe.issuing.cardholders.update(card.cardholder.id, { email: 'b@example.com' })
  const shown = await stripe.issuing.authorizations.retrieve(id, { expand: ['cardholder'] })
  assert.deepEqual([shown.card.status, shown.card.cardholder.email], ['inactive', 'b@example.com'])
  assert.equal((shown.cardholder as Stripe.Issuing.Cardholder).email, 'b@example.com')
  assert.equal((await stripe.issuing.authorizations.list()).data[0]!.card.status, 'inactive')
  refused(await call('GET', '/v1/issuing/authorizations/iauth_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such issuing authorization: 'iauth_none'",
  })
  assert.deepEqual(await news(), [CREATED, 'issuing_card.updated', 'issuing_cardholder.updated'])
})

behaves('GET /v1/issuing/authorizations', 'has the newest first, by card, holder and status', async (world) => {
  const { stripe, news } = world
  await fund(world, 5000)
  const [card, other] = [await issued(world), await issued(world)]
  const [one, two, three] = [await buy(world, card), await buy(world, other), await buy(world, card, { amount: 9000 })]
  const ids = async (params: Stripe.Issuing.AuthorizationListParams) =>
    (await stripe.issuing.authorizations.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ card: card.id }), [three.id, one.id])
  assert.deepEqual(await ids({ cardholder: other.cardholder.id }), [two.id])
  assert.deepEqual(await ids({ status: 'closed' }), [three.id])
  assert.deepEqual(await ids({ card: card.id, status: 'pending' }), [one.id])
  assert.deepEqual(await news(), [CREATED, CREATED, CREATED])
})

behaves(`POST ${HELPER}`, 'is in the currency of the card, whatever the merchant asks in', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  // A euro is 1.08 dollars here (src/rules/exchange_rates.ts): 10.00 are 10.80.
  for (const asked of [
    { amount: 1000, currency: 'eur' },
    { merchant_amount: 1000, merchant_currency: 'eur' },
  ]) {
    const form = new URLSearchParams({
      card: card.id,
      ...Object.fromEntries(Object.entries(asked).map(([k, v]) => [k, String(v)])),
    })
    const { body } = await call('POST', HELPER, String(form))
    assert.deepEqual([body.currency, body.merchant_currency, body.merchant_amount], ['usd', 'eur', 1000])
    assert.equal(body.amount, 1080)
  }
  const [last] = (await stripe.issuing.authorizations.list({ limit: 1 })).data
  const captured = await stripe.testHelpers.issuing.authorizations.capture(last!.id)
  assert.deepEqual([captured.transactions[0]!.amount, captured.transactions[0]!.merchant_amount], [-1080, -1000])
  assert.deepEqual(await news(), [CREATED, CREATED, 'issuing_transaction.created', 'issuing_authorization.updated'])
})

behaves(`POST ${HELPER}`, 'refuses what cannot be', async (world) => {
  const { call, news } = world
  const { id } = await issued(world)
  const refusals = [
    ['amount=1000', 'card', 'parameter_missing', /card/],
    ['card=ic_none&amount=1000', 'card', 'resource_missing', /^No such issuing card: 'ic_none'$/],
    [`card=${id}`, 'amount', 'parameter_missing', /amount/],
    [`card=${id}&amount=-1`, 'amount', 'parameter_invalid_integer', /greater than or equal to 0/],
    [`card=${id}&amount=100000000`, 'amount', 'amount_too_large', /./],
    [`card=${id}&amount=1&currency=xyz`, 'currency', undefined, /xyz/],
    [`card=${id}&amount=1&fraud_disputability_likelihood=neutral`, 'fraud_disputability_likelihood', 'not_built', /./],
    [
      `card=${id}&amount=1&risk_assessment[card_testing_risk][level]=low`,
      'risk_assessment[card_testing_risk]',
      'not_built',
      /./,
    ],
    [
      `card=${id}&amount=1&risk_assessment[fraud_risk][level]=low&risk_assessment[fraud_risk][score]=3`,
      'risk_assessment[fraud_risk][score]',
      'not_built',
      /./,
    ],
  ] as const
  for (const [form, param, code, message] of refusals)
    refused(await call('POST', HELPER, form), 400, { param, message, ...(code && { code }) })
  assert.deepEqual(await news(), [])
})

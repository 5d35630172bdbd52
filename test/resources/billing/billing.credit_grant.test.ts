// Credit grants. (https://docs.stripe.com/api/billing/credit-grant;
// docs.stripe.com/billing/subscriptions/usage-based/billing-credits)
// One file because a grant's whole life is in what its few operations do to one ledger.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { granting, insertMeter, meteredPrice } from './metered.ts'

const MADE = ['billing.credit_grant.created', 'billing.credit_balance_transaction.created']
const DAY = 86_400
const soon = (days: number) => Math.floor(Date.now() / 1000) + days * DAY

async function someone({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<string> {
  const { id } = await stripe.customers.create()
  assert.deepEqual(await news(), ['customer.created'])
  return id
}

/** The ledger of a grant, the oldest first: what kind, and how much. */
const ledger = async ({ stripe }: Pick<Sandbox, 'stripe'>, credit_grant: string) =>
  (await stripe.billing.creditBalanceTransactions.list({ credit_grant })).data
    .reverse()
    .map(({ credit, debit }) => `${(credit ?? debit)!.type} ${(credit ?? debit)!.amount.monetary!.value}`)

behaves('POST /v1/billing/credit_grants', 'is what the reference shows', async (world) => {
  const { call, news } = world
  const customer = await someone(world)
  const form =
    `name=Purchased+Credits&customer=${customer}&amount[monetary][currency]=usd&amount[monetary][value]=1000` +
    '&amount[type]=monetary&applicability_config[scope][price_type]=metered&category=paid'
  const { id, created, ...rest } = (await call('POST', '/v1/billing/credit_grants', form)).body
  assert.match(id, /^credgr_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'billing.credit_grant',
    amount: { monetary: { currency: 'usd', value: 1000 }, type: 'monetary' },
    applicability_config: { scope: { price_type: 'metered' } },
    category: 'paid',
    customer,
    customer_account: null,
    effective_at: created,
    expires_at: null,
    livemode: false,
    metadata: {},
    name: 'Purchased Credits',
    // The default, says the parameter's own description.
    priority: 50,
    test_clock: null,
    updated: created,
    voided_at: null,
  })
  assert.deepEqual(await news(), MADE)
})

behaves('POST /v1/billing/credit_grants', 'is for some prices, for a time', async (world, brindle) => {
  const { stripe, news } = world
  const customer = await someone(world)
  const price = await meteredPrice(world, await insertMeter(brindle, world))
  await news()
  const said = {
    applicability_config: { scope: { prices: [{ id: price }] } },
    category: 'promotional' as const,
    effective_at: soon(1),
    expires_at: soon(30),
    metadata: { order: '7' },
    priority: 0,
  }
  const made = await stripe.billing.creditGrants.create(granting(customer, said, 500, 'EUR'))
  assert.deepEqual(
    { ...made },
    {
      ...said,
      id: made.id,
      object: 'billing.credit_grant',
      amount: { monetary: { currency: 'eur', value: 500 }, type: 'monetary' },
      created: made.created,
      customer,
      customer_account: null,
      livemode: false,
      name: null,
      test_clock: null,
      updated: made.created,
      voided_at: null,
    },
  )
  const [granted] = (await stripe.billing.creditBalanceTransactions.list({ credit_grant: made.id })).data
  assert.deepEqual([granted!.effective_at, granted!.credit!.amount.monetary!.value], [said.effective_at, 500])
  assert.deepEqual(await news(), MADE)
})

behaves('POST /v1/billing/credit_grants', 'refuses what cannot be granted', async (world, brindle) => {
  const { stripe, call, news } = world
  const customer = await someone(world)
  await insertMeter(brindle, world)
  const { id: licensed } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1,
    recurring: { interval: 'month' },
    product_data: { name: 'Seats' },
  })
  await news()
  const worth = 'amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=10'
  const metered = 'applicability_config[scope][price_type]=metered'
  const whose = `customer=${customer}`
  const scope = 'applicability_config[scope]'
  const twentyOne = Array.from({ length: 21 }, (_, i) => `${scope}[prices][${i}][id]=price_${i}`).join('&')
  const past = soon(-1)
  const refusals: readonly (readonly [form: string, code: string | undefined, param: string, message: string])[] = [
    [`${worth}&${metered}`, 'parameter_missing', 'customer', 'Missing required param: customer.'],
    [`${worth}&${metered}&customer=cus_no`, 'resource_missing', 'customer', "No such customer: 'cus_no'"],
    [`${whose}&${metered}`, 'parameter_missing', 'amount', 'Missing required param: amount.'],
    [`${whose}&${worth}`, 'parameter_missing', 'applicability_config', 'Missing required param: applicability_config.'],
    [
      `${whose}&${metered}&amount[type]=monetary`,
      'parameter_missing',
      'amount[monetary]',
      'Missing required param: amount[monetary].',
    ],
    [
      `${whose}&${metered}&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=0`,
      'parameter_invalid_integer',
      'amount[monetary][value]',
      'This value must be greater than or equal to 1.',
    ],
    [`${whose}&${metered}&amount[type]=units`, undefined, 'amount[type]', 'Invalid amount[type]: must be monetary'],
    [
      `${whose}&${worth}&${metered}&category=gift`,
      undefined,
      'category',
      'Invalid category: must be one of paid or promotional',
    ],
    [
      `${whose}&${worth}&${metered}&priority=-1`,
      'parameter_invalid_integer',
      'priority',
      'This value must be greater than or equal to 0.',
    ],
    [
      `${whose}&${worth}&${metered}&priority=101`,
      'parameter_invalid_integer',
      'priority',
      "This value must be less than or equal to 100 (it currently is '101').",
    ],
    [
      `${whose}&${worth}&${metered}&name=${'n'.repeat(101)}`,
      undefined,
      'name',
      'Invalid string: nnnnnnnn...nnnnnnnn; must be at most 100 characters',
    ],
    [
      `${whose}&${worth}&${metered}&effective_at=${past}`,
      undefined,
      'effective_at',
      '`effective_at` must be in the future.',
    ],
    [`${whose}&${worth}&${metered}&expires_at=${past}`, undefined, 'expires_at', '`expires_at` must be in the future.'],
    [
      `${whose}&${worth}&${metered}&effective_at=${soon(3)}&expires_at=${soon(2)}`,
      undefined,
      'expires_at',
      '`expires_at` must be after `effective_at`.',
    ],
    [`${whose}&${worth}&${scope}[prices]=`, undefined, scope, 'You must specify either `price_type` or `prices`.'],
    [
      `${whose}&${worth}&${metered}&${scope}[prices][0][id]=${licensed}`,
      'parameters_exclusive',
      `${scope}[prices]`,
      'You may only specify one of these parameters: price_type, prices.',
    ],
    [`${whose}&${worth}&${twentyOne}`, undefined, `${scope}[prices]`, 'You may specify at most 20 prices.'],
    [
      `${whose}&${worth}&${scope}[prices][0][id]=price_no`,
      'resource_missing',
      `${scope}[prices][0][id]`,
      "No such price: 'price_no'",
    ],
    [
      `${whose}&${worth}&${scope}[prices][0][id]=${licensed}`,
      undefined,
      `${scope}[prices][0][id]`,
      `Credit grants only apply to metered prices, and the price \`${licensed}\` has no meter.`,
    ],
    [
      `${worth}&${metered}&customer_account=acct_1`,
      'not_built',
      'customer_account',
      'Brindle does not take customer_account for a credit grant yet.',
    ],
  ]
  for (const [form, code, param, message] of refusals)
    refused(await call('POST', '/v1/billing/credit_grants', form), 400, { ...(code && { code }), param, message })
  refused(
    await call(
      'POST',
      '/v1/billing/credit_grants',
      `${whose}&${metered}&amount[type]=monetary&amount[monetary][currency]=zzz&amount[monetary][value]=1`,
    ),
    400,
    { param: 'amount[monetary][currency]', message: /^Invalid currency: zzz\. Stripe currently supports/ },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/billing/credit_grants', 'leaves a customer no more than a hundred unused ones', async (world) => {
  const { stripe, call } = world
  const [customer, other] = [await someone(world), await someone(world)]
  const made: string[] = []
  for (let i = 0; i < 100; i++) made.push((await stripe.billing.creditGrants.create(granting(customer))).id)
  const form =
    'amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=10' +
    '&applicability_config[scope][price_type]=metered'
  refused(await call('POST', '/v1/billing/credit_grants', `customer=${customer}&${form}`), 400, {
    param: 'customer',
    message: 'This customer already has the maximum of 100 unused credit grants.',
  })
  assert.equal((await call('POST', '/v1/billing/credit_grants', `customer=${other}&${form}`)).status, 200)
  // "When a credit grant stops being unused": it is voided, or it expired.
  await stripe.billing.creditGrants.voidGrant(made[0]!)
  await stripe.billing.creditGrants.expire(made[1]!)
  for (const status of [200, 200, 400])
    assert.equal((await call('POST', '/v1/billing/credit_grants', `customer=${customer}&${form}`)).status, status)
  const ended = ['billing.credit_grant.updated', 'billing.credit_balance_transaction.created']
  assert.deepEqual(await world.news(), [
    ...Array.from({ length: 101 }, () => MADE).flat(),
    ...[...ended, ...ended],
    ...[...MADE, ...MADE],
  ])
})

behaves('GET /v1/billing/credit_grants/{id}', 'shows one, and its customer where asked', async (world) => {
  const { stripe, call, news } = world
  const customer = await someone(world)
  const made = await stripe.billing.creditGrants.create(granting(customer))
  assert.deepEqual({ ...(await stripe.billing.creditGrants.retrieve(made.id)) }, { ...made })
  const shown = await stripe.billing.creditGrants.retrieve(made.id, { expand: ['customer'] })
  assert.equal((shown.customer as Stripe.Customer).id, customer)
  refused(await call('GET', '/v1/billing/credit_grants/credgr_test_no'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such credit grant: 'credgr_test_no'",
  })
  assert.deepEqual(await news(), MADE)
})

behaves('GET /v1/billing/credit_grants', 'lists those of a customer, the newest first', async (world) => {
  const { stripe, call, news } = world
  const [her, him] = [await someone(world), await someone(world)]
  const one = await stripe.billing.creditGrants.create(granting(her))
  const two = await stripe.billing.creditGrants.create(granting(him))
  const three = await stripe.billing.creditGrants.create(granting(her))
  const ids = async (params: Stripe.Billing.CreditGrantListParams) =>
    (await stripe.billing.creditGrants.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ customer: her }), [three.id, one.id])
  assert.deepEqual(await ids({ customer: her, starting_after: three.id }), [one.id])
  assert.deepEqual(await ids({ customer: her, limit: 1 }), [three.id])
  refused(await call('GET', '/v1/billing/credit_grants?customer=cus_no'), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_no'",
  })
  refused(await call('GET', '/v1/billing/credit_grants?customer_account=acct_1'), 400, {
    code: 'not_built',
    param: 'customer_account',
    message: 'Brindle does not take customer_account for credit grants yet.',
  })
  assert.deepEqual(await news(), [...MADE, ...MADE, ...MADE])
})

behaves('POST /v1/billing/credit_grants/{id}', 'changes its end and its metadata', async (world) => {
  const { stripe, call, news, advance } = world
  const made = await stripe.billing.creditGrants.create(
    granting(await someone(world), { expires_at: soon(1), metadata: { a: '1' } }),
  )
  const path = `/v1/billing/credit_grants/${made.id}`
  const later = soon(3)
  const changed = await stripe.billing.creditGrants.update(made.id, {
    expires_at: later,
    metadata: { a: '', b: '2' },
  })
  const { updated, ...rest } = changed
  assert.ok(updated >= made.updated)
  const { updated: _, ...before } = made
  assert.deepEqual({ ...rest }, { ...before, expires_at: later, metadata: { b: '2' } })
  assert.deepEqual(await news(), [...MADE, 'billing.credit_grant.updated'])
  // Nothing that is shown changed, so nothing is told.
  await stripe.billing.creditGrants.update(made.id, { expires_at: later })
  assert.deepEqual(await news(), [])
  await advance(2 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000'])
  assert.equal((await stripe.billing.creditGrants.update(made.id, { expires_at: '' })).expires_at, null)
  await advance(2 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000'])
  assert.deepEqual(await news(), ['billing.credit_grant.updated'])
  refused(await call('POST', path, `expires_at=${soon(0)}`), 400, {
    param: 'expires_at',
    message: '`expires_at` must be in the future.',
  })
  refused(await call('POST', path, 'name=Other'), 400, {
    code: 'parameter_unknown',
    param: 'name',
    message: 'Received unknown parameter: name',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/billing/credit_grants', 'expires at its end, once', async (world) => {
  const { stripe, call, news, advance } = world
  const made = await stripe.billing.creditGrants.create(granting(await someone(world), { expires_at: soon(2) }))
  await advance(DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000'])
  assert.deepEqual(await news(), MADE)
  await advance(2 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_expired 1000'])
  assert.deepEqual(await news(), ['billing.credit_balance_transaction.created'])
  assert.deepEqual({ ...(await stripe.billing.creditGrants.retrieve(made.id)) }, { ...made })
  for (const [verb, form, message] of [
    ['/expire', '', 'You cannot expire a credit grant that has expired.'],
    ['/void', '', 'You cannot void a credit grant that has expired.'],
    ['', `expires_at=${soon(99)}`, 'You cannot change the expiry of a credit grant that has expired.'],
  ] as const)
    refused(await call('POST', `/v1/billing/credit_grants/${made.id}${verb}`, form), 400, { message })
  // What is written on it may still change.
  assert.deepEqual((await stripe.billing.creditGrants.update(made.id, { metadata: { a: '1' } })).metadata, { a: '1' })
  assert.deepEqual(await news(), ['billing.credit_grant.updated'])
})

behaves('POST /v1/billing/credit_grants', 'lives by the test clock of its customer', async (world) => {
  const { stripe, news } = world
  const begin = 1_700_000_000
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: begin })
  const { id: customer } = await stripe.customers.create({ test_clock: clock.id })
  const made = await stripe.billing.creditGrants.create(granting(customer, { expires_at: begin + DAY }))
  assert.deepEqual([made.test_clock, made.effective_at, made.expires_at], [clock.id, begin, begin + DAY])
  // As in the reference's example of a transaction on a clock: made by the wall, effective by the clock.
  assert.ok(made.created > begin + DAY && made.updated === made.created)
  await news()
  await advanceClock(stripe, clock.id, begin + 2 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_expired 1000'])
  const [expired] = (await stripe.billing.creditBalanceTransactions.list({ credit_grant: made.id })).data
  assert.deepEqual([expired!.test_clock, expired!.effective_at], [clock.id, begin + DAY])
  assert.ok(expired!.created >= made.created)
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.advancing',
    'billing.credit_balance_transaction.created',
    'test_helpers.test_clock.ready',
  ])
})

behaves('POST /v1/billing/credit_grants/{id}/expire', 'ends one now', async (world) => {
  const { stripe, call, news, advance } = world
  const made = await stripe.billing.creditGrants.create(granting(await someone(world), { expires_at: soon(2) }))
  await news()
  const { expires_at, updated, ...rest } = await stripe.billing.creditGrants.expire(made.id)
  const { expires_at: _, updated: __, ...before } = made
  assert.deepEqual({ ...rest }, before)
  assert.ok(expires_at! >= made.created && expires_at! < made.created + 60 && updated === expires_at)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_expired 1000'])
  assert.deepEqual(await news(), ['billing.credit_grant.updated', 'billing.credit_balance_transaction.created'])
  refused(await call('POST', `/v1/billing/credit_grants/${made.id}/expire`, ''), 400, {
    message: 'You cannot expire a credit grant that has expired.',
  })
  await advance(3 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_expired 1000'])
  refused(await call('POST', '/v1/billing/credit_grants/credgr_test_no/expire', ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such credit grant: 'credgr_test_no'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/billing/credit_grants/{id}/void', 'takes back one that was not used', async (world) => {
  const { stripe, call, news, advance } = world
  const made = await stripe.billing.creditGrants.create(granting(await someone(world), { expires_at: soon(2) }))
  await news()
  const { voided_at, updated, ...rest } = await stripe.billing.creditGrants.voidGrant(made.id)
  const { voided_at: _, updated: __, ...before } = made
  assert.deepEqual({ ...rest }, before)
  assert.ok(voided_at! >= made.created && voided_at! < made.created + 60 && updated === voided_at)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_voided 1000'])
  assert.deepEqual(await news(), ['billing.credit_grant.updated', 'billing.credit_balance_transaction.created'])
  for (const [verb, form, message] of [
    ['/void', '', 'You cannot void a credit grant that has been voided.'],
    ['/expire', '', 'You cannot expire a credit grant that has been voided.'],
    ['', 'expires_at=', 'You cannot change the expiry of a credit grant that has been voided.'],
  ] as const)
    refused(await call('POST', `/v1/billing/credit_grants/${made.id}${verb}`, form), 400, { message })
  await advance(3 * DAY)
  assert.deepEqual(await ledger(world, made.id), ['credits_granted 1000', 'credits_voided 1000'])
  assert.deepEqual(await news(), [])
})

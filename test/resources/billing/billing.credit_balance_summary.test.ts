// The credit balance summary. (https://docs.stripe.com/api/billing/credit-balance-summary)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { granting, insertMeter, meteredPrice } from './metered.ts'

const PATH = '/v1/billing/credit_balance_summary'
const OPERATION = `GET ${PATH}`
const METERED = 'filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered'
const MADE = ['billing.credit_grant.created', 'billing.credit_balance_transaction.created']
const ENDED = ['billing.credit_grant.updated', 'billing.credit_balance_transaction.created']
const soon = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400

/** `usd 10/20`: what is available, of what the ledger comes to. */
const said = ({ balances }: Stripe.Billing.CreditBalanceSummary) =>
  balances.map(
    ({ available_balance: { monetary: now }, ledger_balance: { monetary: all } }) =>
      `${now!.currency === all!.currency && now!.currency} ${now!.value}/${all!.value}`,
  )

behaves(OPERATION, 'is what the reference shows', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create()
  const { id: grant } = await stripe.billing.creditGrants.create(granting(customer))
  const filter = `filter[type]=credit_grant&filter[credit_grant]=${grant}`
  const money = { monetary: { currency: 'usd', value: 1000 }, type: 'monetary' }
  const expected = {
    object: 'billing.credit_balance_summary',
    balances: [{ available_balance: money, ledger_balance: money }],
    customer,
    customer_account: null,
    livemode: false,
  }
  assert.deepEqual((await call('GET', `${PATH}?customer=${customer}&${filter}`)).body, expected)
  assert.deepEqual((await call('GET', `${PATH}?customer=${customer}&${METERED}`)).body, expected)
  const shown = await stripe.billing.creditBalanceSummaries.retrieve({
    customer,
    filter: { type: 'credit_grant', credit_grant: grant },
    expand: ['customer'],
  })
  assert.equal((shown.customer as Stripe.Customer).id, customer)
  assert.deepEqual(await news(), [
    'customer.created',
    'billing.credit_grant.created',
    'billing.credit_balance_transaction.created',
  ])
})

behaves(OPERATION, 'adds up what is there by currency, and tells what may be used now', async (world) => {
  const { stripe, news, advance } = world
  const { id: customer } = await stripe.customers.create()
  const { id: other } = await stripe.customers.create()
  const ask = async () =>
    said(
      await stripe.billing.creditBalanceSummaries.retrieve({
        customer,
        filter: { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } },
      }),
    )
  assert.deepEqual(await ask(), [])
  const grant = (more: object, value: number, currency = 'usd') =>
    stripe.billing.creditGrants.create(granting(customer, more, value, currency))
  await grant({}, 100)
  await grant({ effective_at: soon(2) }, 20)
  await grant({ expires_at: soon(1) }, 3)
  await grant({}, 700, 'eur')
  await stripe.billing.creditGrants.create(granting(other))
  assert.deepEqual(await ask(), ['eur 700/700', 'usd 103/123'])
  const { id: gone } = await grant({}, 5000)
  await stripe.billing.creditGrants.voidGrant(gone)
  assert.deepEqual(await ask(), ['eur 700/700', 'usd 103/123'])
  await advance(1.5 * 86_400)
  assert.deepEqual(await ask(), ['eur 700/700', 'usd 100/120'])
  await advance(86_400)
  assert.deepEqual(await ask(), ['eur 700/700', 'usd 120/120'])
  // A currency stays when nothing of it is left.
  const { data } = await stripe.billing.creditGrants.list({ customer })
  for (const { id, amount } of data)
    if (amount.monetary!.currency === 'eur') await stripe.billing.creditGrants.expire(id)
  assert.deepEqual(await ask(), ['eur 0/0', 'usd 120/120'])
  assert.deepEqual(await news(), [
    ...['customer.created', 'customer.created'],
    ...[...MADE, ...MADE, ...MADE, ...MADE, ...MADE, ...MADE],
    ...ENDED,
    'billing.credit_balance_transaction.created',
    ...ENDED,
  ])
})

behaves(OPERATION, 'tells of some prices, or of one grant', async (world, brindle) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const meter = await insertMeter(brindle, world)
  const [calls, tokens] = [await meteredPrice(world, meter), await meteredPrice(world, meter)]
  await news()
  const forCalls = { applicability_config: { scope: { prices: [{ id: calls }] } } }
  await stripe.billing.creditGrants.create(granting(customer, {}, 100))
  const { id: some } = await stripe.billing.creditGrants.create(granting(customer, forCalls, 20))
  const ask = async (filter: Stripe.Billing.CreditBalanceSummaryRetrieveParams.Filter) =>
    said(await stripe.billing.creditBalanceSummaries.retrieve({ customer, filter }))
  const scope = (applicability_scope: object) => ask({ type: 'applicability_scope', applicability_scope })
  assert.deepEqual(await scope({ prices: [{ id: calls }] }), ['usd 120/120'])
  assert.deepEqual(await scope({ prices: [{ id: tokens }] }), ['usd 100/100'])
  assert.deepEqual(await scope({ prices: [{ id: tokens }, { id: calls }] }), ['usd 120/120'])
  assert.deepEqual(await scope({ price_type: 'metered' }), ['usd 100/100'])
  assert.deepEqual(await ask({ type: 'credit_grant', credit_grant: some }), ['usd 20/20'])
  assert.deepEqual(await news(), [...MADE, ...MADE])
})

behaves(OPERATION, 'refuses what it cannot tell', async ({ stripe, call, news }) => {
  const [her, him] = [(await stripe.customers.create()).id, (await stripe.customers.create()).id]
  const { id: grant } = await stripe.billing.creditGrants.create(granting(him))
  await news()
  const refusals: readonly (readonly [query: string, code: string | undefined, param: string, message: string])[] = [
    [METERED, 'parameter_missing', 'customer', 'Missing required param: customer.'],
    [`customer=cus_no&${METERED}`, 'resource_missing', 'customer', "No such customer: 'cus_no'"],
    [`customer=${her}`, 'parameter_missing', 'filter', 'Missing required param: filter.'],
    [
      `customer=${her}&filter[type]=credit_grant`,
      'parameter_missing',
      'filter[credit_grant]',
      'Missing required param: filter[credit_grant].',
    ],
    [
      `customer=${her}&filter[type]=applicability_scope`,
      'parameter_missing',
      'filter[applicability_scope]',
      'Missing required param: filter[applicability_scope].',
    ],
    [
      `customer=${her}&filter[type]=credit_grant&filter[credit_grant]=credgr_test_no`,
      'resource_missing',
      'filter[credit_grant]',
      "No such credit grant: 'credgr_test_no'",
    ],
    [
      `customer=${her}&filter[type]=credit_grant&filter[credit_grant]=${grant}`,
      'resource_missing',
      'filter[credit_grant]',
      `No such credit grant: '${grant}'`,
    ],
    [
      `customer=${her}&${METERED}&filter[applicability_scope][prices][0][id]=price_no`,
      'parameters_exclusive',
      'filter[applicability_scope][prices]',
      'You may only specify one of these parameters: price_type, prices.',
    ],
    [
      `customer=${her}&filter[type]=all`,
      undefined,
      'filter[type]',
      'Invalid filter[type]: must be one of applicability_scope or credit_grant',
    ],
    [
      `customer_account=acct_1&${METERED}`,
      'not_built',
      'customer_account',
      'Brindle does not take customer_account for a credit balance summary yet.',
    ],
  ]
  for (const [query, code, param, message] of refusals)
    refused(await call('GET', `${PATH}?${query}`), 400, { ...(code && { code }), param, message })
  assert.deepEqual(await news(), [])
})

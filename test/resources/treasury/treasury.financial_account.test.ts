// Financial accounts, their features, and what they may do.
// (https://docs.stripe.com/treasury/account-management/financial-accounts, .../financial-account-features)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, newsOf } from '../connect/platform.ts'
import { FEATURES, funded, opened, PATHS, standing } from './treasury.ts'

const PATH = '/v1/treasury/financial_accounts'

behaves(`POST ${PATH}`, 'is open at once, and its features are a moment later', async (world) => {
  const { stripe, news, advance } = world
  const made = await stripe.treasury.financialAccounts.create({
    supported_currencies: ['usd'],
    features: FEATURES,
    metadata: { a: '1' },
    nickname: 'Rent',
  })
  const { id, created, lastResponse: _, ...rest } = made
  assert.match(id, /^fa_[A-Za-z0-9]{24}$/)
  const open = {
    object: 'treasury.financial_account',
    balance: { cash: { usd: 0 }, inbound_pending: { usd: 0 }, outbound_pending: { usd: 0 } },
    country: 'US',
    is_default: true,
    livemode: false,
    metadata: { a: '1' },
    nickname: 'Rent',
    platform_restrictions: { inbound_flows: 'unrestricted', outbound_flows: 'unrestricted' },
    restricted_features: [],
    status: 'open',
    status_details: { closed: null },
    supported_currencies: ['usd'],
  }
  assert.deepEqual({ ...rest }, { ...open, active_features: [], financial_addresses: [], pending_features: PATHS })
  assert.deepEqual(await news(), ['treasury.financial_account.created'])
  await advance(1)
  const active = await stripe.treasury.financialAccounts.retrieve(id)
  const address = active.financial_addresses[0]!
  assert.match(address.aba!.account_number_last4, /^\d{4}$/)
  assert.deepEqual(
    { ...active, lastResponse: undefined },
    {
      ...open,
      id,
      created,
      active_features: PATHS,
      financial_addresses: [
        {
          type: 'aba',
          supported_networks: ['ach', 'us_domestic_wire'],
          aba: {
            account_holder_name: 'Brindle sandbox',
            account_number_last4: address.aba!.account_number_last4,
            bank_name: 'STRIPE TEST BANK',
            routing_number: '110000000',
          },
        },
      ],
      pending_features: [],
      lastResponse: undefined,
    },
  )
  assert.deepEqual(await news(), ['treasury.financial_account.features_status_updated'])
})

behaves(`GET ${PATH}/{id}`, 'shows its number and its features to who expands them', async (world) => {
  const { stripe, news } = world
  const id = await opened(world)
  const expand = ['financial_addresses.aba.account_number', 'features']
  const shown = await stripe.treasury.financialAccounts.retrieve(id, { expand })
  const { account_number, account_number_last4 } = shown.financial_addresses[0]!.aba!
  assert.match(account_number!, /^\d{12}$/)
  assert.equal(account_number!.slice(-4), account_number_last4)
  assert.deepEqual(shown.features!.outbound_payments, {
    ach: { requested: true, status: 'active', status_details: [] },
    us_domestic_wire: { requested: true, status: 'active', status_details: [] },
  })
  assert.deepEqual(await news(), [])
})

behaves(
  `POST ${PATH}`,
  'refuses what it cannot hold, a fourth, and a name that is taken',
  async ({ call, stripe, news }) => {
    const usd = 'supported_currencies[0]=usd'
    refused(await call('POST', PATH, ''), 400, {
      code: 'parameter_missing',
      param: 'supported_currencies',
      message: 'Missing required param: supported_currencies.',
    })
    refused(await call('POST', PATH, 'supported_currencies[0]=usd&supported_currencies[1]=eur'), 400, {
      param: 'supported_currencies[1]',
      message: 'FinancialAccounts cannot hold eur. The supported currencies are: usd.',
    })
    refused(await call('POST', PATH, `${usd}&features[card_issuing][requested]=true`), 400, {
      code: 'not_built',
      param: 'features[card_issuing]',
      message: /attach cards/,
    })
    refused(await call('POST', PATH, `${usd}&nickname=${'x'.repeat(250)}`), 400, {
      param: 'nickname',
      message: /at most 249/,
    })
    refused(await call('POST', PATH, `${usd}&nickname=%20`), 400, { param: 'nickname', message: /blank/ })
    const first = await call('POST', PATH, `${usd}&nickname=Rent`)
    refused(await call('POST', PATH, `${usd}&nickname=Rent`), 400, { param: 'nickname', message: /`Rent` already/ })
    await call('POST', PATH, usd)
    const third = await call('POST', PATH, usd)
    assert.deepEqual([first.body.is_default, third.body.is_default], [true, false])
    refused(await call('POST', PATH, usd), 400, { message: 'An account can have at most 3 open FinancialAccounts.' })
    await stripe.treasury.financialAccounts.close(third.body.id)
    assert.equal((await call('POST', PATH, usd)).status, 200)
    const made = 'treasury.financial_account.created'
    assert.deepEqual(await news(), [made, made, made, 'treasury.financial_account.closed', made])
  },
)

behaves(`POST ${PATH}`, 'takes the capability in a connected account, and some features another', async (world) => {
  const { stripe, news, advance } = world
  const stripeAccount = await connect(world)
  const open = () =>
    stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'], features: FEATURES }, { stripeAccount })
  await assert.rejects(open, /must have the `treasury` capability active/)
  await stripe.accounts.update(stripeAccount, { capabilities: { treasury: { requested: true } } })
  const made = await open()
  const ach = ['inbound_transfers.ach', 'outbound_payments.ach', 'outbound_transfers.ach']
  assert.deepEqual(made.restricted_features, ach)
  await advance(1)
  const { inbound_transfers } = await stripe.treasury.financialAccounts.retrieveFeatures(made.id, {}, { stripeAccount })
  assert.deepEqual(inbound_transfers, {
    ach: {
      requested: true,
      status: 'restricted',
      status_details: [{ code: 'capability_not_requested', resolution: null }],
    },
  })
  await stripe.accounts.update(stripeAccount, { capabilities: { us_bank_account_ach_payments: { requested: true } } })
  const then = await stripe.treasury.financialAccounts.retrieve(made.id, {}, { stripeAccount })
  assert.deepEqual([then.active_features, then.restricted_features], [PATHS, []])
  const changed = 'treasury.financial_account.features_status_updated'
  assert.deepEqual(await newsOf(world, stripeAccount), [
    'account.updated',
    'treasury.financial_account.created',
    changed,
    'account.updated',
    changed,
  ])
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}`, 'is renamed, and kept by its platform from sending', async (world) => {
  const { stripe, news, call } = world
  const id = await funded(world, 1000)
  const named = await stripe.treasury.financialAccounts.update(id, { nickname: 'Taxes', metadata: { b: '2' } })
  assert.deepEqual([named.nickname, named.metadata], ['Taxes', { b: '2' }])
  assert.deepEqual(await news(), [])
  const kept = await stripe.treasury.financialAccounts.update(id, {
    nickname: '',
    platform_restrictions: { outbound_flows: 'restricted' },
  })
  // The table of Stripe's page: all that sends, and in part what also receives.
  const restricted = PATHS.filter((path) => /outbound|intra|aba/.test(path))
  assert.deepEqual([kept.nickname, kept.restricted_features], [null, restricted])
  assert.deepEqual(kept.active_features, ['deposit_insurance', 'inbound_transfers.ach'])
  assert.deepEqual(kept.platform_restrictions, { inbound_flows: 'unrestricted', outbound_flows: 'restricted' })
  assert.deepEqual(await news(), ['treasury.financial_account.features_status_updated'])
  const payment = `financial_account=${id}&amount=100&currency=usd`
  refused(
    await call('POST', '/v1/treasury/outbound_transfers', `${payment}&destination_payment_method=pm_usBankAccount`),
    400,
    {
      param: 'financial_account',
      message: /`outbound_transfers.ach` feature .* is restricted/,
    },
  )
  // It still receives, and what is taken from it fails.
  const { receivedCredits, receivedDebits } = stripe.testHelpers.treasury
  const of = { financial_account: id, amount: 100, currency: 'usd' }
  assert.equal((await receivedCredits.create({ ...of, network: 'ach' })).status, 'succeeded')
  assert.equal((await receivedDebits.create({ ...of, network: 'ach' })).failure_code, 'account_frozen')
  const freed = await stripe.treasury.financialAccounts.update(id, {
    platform_restrictions: { inbound_flows: 'restricted', outbound_flows: 'unrestricted' },
  })
  const receiving = ['financial_addresses.aba', 'inbound_transfers.ach', 'intra_stripe_flows']
  assert.deepEqual(freed.restricted_features, receiving)
  assert.equal((await receivedCredits.create({ ...of, network: 'ach' })).failure_code, 'account_frozen')
  // Stripe's page: it does not keep wires out.
  assert.equal((await receivedCredits.create({ ...of, network: 'us_domestic_wire' })).status, 'succeeded')
  assert.equal((await receivedDebits.create({ ...of, network: 'ach' })).status, 'succeeded')
  assert.deepEqual(await standing(world, id), [1100, 0])
  assert.deepEqual(await news(), [
    'treasury.received_credit.created',
    'treasury.received_debit.created',
    'treasury.financial_account.features_status_updated',
    'treasury.received_credit.created',
    'treasury.received_credit.created',
    'treasury.received_debit.created',
  ])
  refused(await call('POST', `${PATH}/${id}`, 'forwarding_settings[type]=payment_method'), 400, {
    code: 'not_built',
    param: 'forwarding_settings',
    message: /forwarding_settings/,
  })
})

behaves(`POST ${PATH}/{id}/features`, 'requests what was not, and gives up what was', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
  const { lastResponse: _, ...asked } = await stripe.treasury.financialAccounts.updateFeatures(id, {
    financial_addresses: { aba: { requested: true } },
  })
  const pending = { requested: true, status: 'pending', status_details: [{ code: 'activating', resolution: null }] }
  assert.deepEqual(
    { ...asked },
    { object: 'treasury.financial_account_features', financial_addresses: { aba: pending } },
  )
  await advance(1)
  const { lastResponse: __, ...none } = await stripe.treasury.financialAccounts.updateFeatures(id, {
    financial_addresses: { aba: { requested: false } },
  })
  assert.deepEqual({ ...none }, { object: 'treasury.financial_account_features' })
  assert.deepEqual((await stripe.treasury.financialAccounts.retrieve(id)).financial_addresses, [])
  const changed = 'treasury.financial_account.features_status_updated'
  assert.deepEqual(await news(), ['treasury.financial_account.created', changed, changed, changed])
})

behaves(`GET ${PATH}/{id}/features`, 'says what the platform restricts, and by which flow', async (world) => {
  const { stripe, news } = world
  const id = await opened(world)
  await stripe.treasury.financialAccounts.update(id, { platform_restrictions: { inbound_flows: 'restricted' } })
  const { inbound_transfers, deposit_insurance } = await stripe.treasury.financialAccounts.retrieveFeatures(id)
  const details = { code: 'restricted_by_platform', resolution: 'remove_restriction', restriction: 'inbound_flows' }
  assert.deepEqual(inbound_transfers!.ach, { requested: true, status: 'restricted', status_details: [details] })
  assert.deepEqual(deposit_insurance, { requested: true, status: 'active', status_details: [] })
  assert.deepEqual(await news(), ['treasury.financial_account.features_status_updated'])
})

behaves(`POST ${PATH}/{id}/close`, 'is closed when it is empty and nothing is on its way', async (world) => {
  const { stripe, news, advance, call } = world
  const id = await funded(world, 500)
  const close = () => call('POST', `${PATH}/${id}/close`, '')
  refused(await close(), 400, { message: 'A FinancialAccount can only be closed if it has a zero balance.' })
  await stripe.testHelpers.treasury.receivedDebits.create({
    financial_account: id,
    amount: 500,
    currency: 'usd',
    network: 'ach',
  })
  const transfer = await stripe.treasury.inboundTransfers.create({
    financial_account: id,
    amount: 100,
    currency: 'usd',
    origin_payment_method: 'pm_usBankAccount_processing',
  })
  refused(await close(), 400, {
    message: 'A FinancialAccount can only be closed if it has no pending InboundTransfers.',
  })
  await stripe.treasury.inboundTransfers.cancel(transfer.id)
  await news()
  const closed = await stripe.treasury.financialAccounts.close(id)
  assert.deepEqual([closed.status, closed.status_details], ['closed', { closed: { reasons: ['closed_by_platform'] } }])
  assert.deepEqual([closed.active_features, closed.restricted_features], [[], PATHS])
  assert.deepEqual(await news(), [
    'treasury.financial_account.closed',
    'treasury.financial_account.features_status_updated',
  ])
  refused(await close(), 400, { message: 'This FinancialAccount is already closed.' })
  refused(await call('POST', `${PATH}/${id}`, 'nickname=x'), 400, { message: /closed/ })
  refused(await call('POST', `${PATH}/${id}/close`, 'forwarding_settings[type]=financial_account'), 400, {
    code: 'not_built',
    param: 'forwarding_settings',
    message: /forwarding_settings/,
  })
  const late = await stripe.testHelpers.treasury.receivedCredits.create({
    financial_account: id,
    amount: 100,
    currency: 'usd',
    network: 'us_domestic_wire',
  })
  assert.deepEqual([late.status, late.failure_code, late.transaction], ['failed', 'account_closed', null])
  await advance(60)
  assert.deepEqual(await standing(world, id), [0, 0])
  assert.deepEqual(await news(), ['treasury.received_credit.created'])
})

behaves(`GET ${PATH}`, 'has the newest first, by status', async ({ stripe, news }) => {
  const one = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
  const two = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
  await stripe.treasury.financialAccounts.close(one.id)
  const ids = async (params: Stripe.Treasury.FinancialAccountListParams) =>
    (await stripe.treasury.financialAccounts.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'closed' }), [one.id])
  assert.deepEqual(await ids({ created: { gt: two.created } }), [])
  const made = 'treasury.financial_account.created'
  assert.deepEqual(await news(), [made, made, 'treasury.financial_account.closed'])
})

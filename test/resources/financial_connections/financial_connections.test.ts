// Financial Connections: sessions, and the accounts that a person links in them.
// (https://docs.stripe.com/financial-connections/fundamentals, .../testing)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect } from '../connect/platform.ts'
import { ALL, type Account, choose, event, linked, opened, PATH } from './linked.ts'

behaves(`POST ${PATH}/sessions`, 'waits for a person, who is told by its secret', async (world) => {
  const { stripe, news, call } = world
  const made = await opened(world, {
    filters: { account_subcategories: ['checking'], country: 'US' },
    limits: { accounts: 2 },
    prefetch: ['balances'],
    return_url: 'https://example.com/back',
  })
  const { id, account_holder, client_secret, lastResponse: _, ...rest } = made
  assert.match(id, /^fcsess_[A-Za-z0-9]{24}$/)
  assert.match(client_secret!, /^fcsess_client_secret_[A-Za-z0-9]{24}$/)
  assert.equal(account_holder!.type, 'customer')
  assert.deepEqual(rest, {
    object: 'financial_connections.session',
    accounts: { object: 'list', data: [], has_more: false, url: `${PATH}/accounts` },
    filters: { account_subcategories: ['checking'], country: 'US' },
    limits: { accounts: 2 },
    livemode: false,
    permissions: ALL,
    prefetch: ['balances'],
    return_url: 'https://example.com/back',
  } as object)
  const customer = account_holder!.customer as string
  const post = (form: string) => call('POST', `${PATH}/sessions`, form)
  const holder = `account_holder[type]=customer&account_holder[customer]=${customer}`
  for (const [form, error] of [
    [
      'account_holder[type]=customer&permissions[]=balances',
      { code: 'parameter_missing', param: 'account_holder[customer]' },
    ],
    [
      'account_holder[type]=account&permissions[]=balances',
      { code: 'parameter_missing', param: 'account_holder[account]' },
    ],
    [
      'account_holder[type]=account&account_holder[account]=acct_none&permissions[]=balances',
      { code: 'resource_missing', param: 'account_holder[account]' },
    ],
    [
      `${holder}&account_holder[account]=acct_none&permissions[]=balances`,
      { code: 'parameters_exclusive', param: 'account_holder[account]' },
    ],
    [
      'account_holder[type]=customer&account_holder[customer]=cus_none&permissions[]=balances',
      { code: 'resource_missing', param: 'account_holder[customer]' },
    ],
    [`${holder}&permissions[]=balances&prefetch[]=ownership`, { param: 'prefetch' }],
    [
      `${holder}&permissions[]=balances&limits[accounts]=0`,
      { code: 'parameter_invalid_integer', param: 'limits[accounts]' },
    ],
    [
      `${holder}&permissions[]=balances&manual_entry[mode]=automatic`,
      { code: 'not_built', param: 'manual_entry[mode]' },
    ],
    [
      'account_holder[type]=customer&account_holder[customer_account]=x&permissions[]=balances',
      { code: 'not_built', param: 'account_holder[customer_account]' },
    ],
  ] as const)
    refused(await post(form), 400, { ...error, message: /./ })
  const account = await connect(world)
  const theirs = await stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account },
    permissions: ['payment_method'],
  })
  assert.deepEqual(theirs.account_holder, { type: 'account', account })
  assert.equal(
    (await news()).some((type) => type.startsWith('financial_connections')),
    false,
  )
})

behaves('POST /brindle/financial_connections_sessions/{id}/complete', 'links what a person chooses', async (world) => {
  const { stripe, news } = world
  const session = await opened(world)
  const { body } = await choose(world, session.id, ['Success', 'Savings'])
  assert.deepEqual(
    body.accounts.data.map(({ display_name, subcategory, last4 }: Account) => [display_name, subcategory, last4]),
    [
      ['Success', 'checking', '6789'],
      ['Savings', 'savings', '4321'],
    ],
  )
  const { id, created, ...rest } = body.accounts.data[0] as Account
  assert.match(id, /^fca_[A-Za-z0-9]{24}$/)
  assert.ok(created)
  assert.deepEqual(rest, {
    object: 'financial_connections.account',
    account_holder: session.account_holder,
    account_numbers: [
      {
        expected_expiry_date: null,
        identifier_type: 'account_number',
        status: 'transactable',
        supported_networks: ['ach'],
      },
    ],
    balance: null,
    balance_refresh: null,
    category: 'cash',
    display_name: 'Success',
    institution_name: 'Test Institution',
    last4: '6789',
    livemode: false,
    ownership: null,
    ownership_refresh: null,
    permissions: ALL,
    status: 'active',
    subcategory: 'checking',
    subscriptions: [],
    supported_payment_method_types: ['us_bank_account'],
    transaction_refresh: null,
  })
  assert.deepEqual(await news(), [event('created'), event('created')])
  refused(await choose(world, session.id, ['Success']), 400, {
    code: 'session_completed',
    message: 'This session has already been completed.',
  })
  const list = await stripe.financialConnections.accounts.list({ session: session.id })
  assert.equal(list.data.length, 2)
})

behaves(
  'POST /brindle/financial_connections_sessions/{id}/complete',
  'offers what the session takes, and nothing where a bank is down',
  async (world) => {
    const { news } = world
    const { id } = await opened(world, {
      filters: { account_subcategories: ['checking', 'credit_card'] },
      limits: { accounts: 1 },
    })
    for (const down of ['down_bank_scheduled', 'down_bank_unscheduled', 'down_bank_error'])
      refused(await choose(world, id, [], down), 400, {
        code: 'institution_down',
        param: 'institution',
        message: /^Down Bank/,
      })
    refused(await choose(world, id, [], 'no_bank'), 400, { param: 'institution', message: /./ })
    // Who pays by it is not offered what nothing can be drawn from.
    for (const name of ['Savings', 'Credit Card', 'Nobody'])
      refused(await choose(world, id, [name]), 400, { param: 'accounts', message: /./ })
    refused(await choose(world, id, ['Success', 'No Account']), 400, { param: 'accounts', message: /at most 1/ })
    refused(await choose(world, id, [], 'invalid_payment_accounts'), 400, {
      param: 'institution',
      message: /has no account/,
    })
    assert.deepEqual(await news(), [])
    const { body } = await choose(world, id, [])
    assert.deepEqual(
      body.accounts.data.map((one: Account) => one.display_name),
      ['Success'],
    )
    const abroad = await opened(world, { filters: { country: 'GB' } })
    refused(await choose(world, abroad.id, []), 400, { param: 'institution', message: /has no account/ })
    const some = await opened(world, { filters: { require_payment_method_support: 'at_least_one' } })
    refused(await choose(world, some.id, ['Credit Card']), 400, { param: 'accounts', message: /At least one/ })
    const reads = await opened(world, { permissions: ['balances'] })
    const unusable = await choose(world, reads.id, [], 'invalid_payment_accounts')
    assert.deepEqual(unusable.body.accounts.data[0].supported_payment_method_types, [])
    assert.equal(unusable.body.accounts.data[0].account_numbers, null)
    await news()
  },
)

behaves(`GET ${PATH}/sessions/{id}`, 'has the accounts as they are now', async (world) => {
  const { stripe, news } = world
  const { id } = await opened(world)
  assert.deepEqual((await stripe.financialConnections.sessions.retrieve(id)).accounts.data, [])
  const { body } = await choose(world, id, ['Success'])
  await stripe.financialConnections.accounts.disconnect(body.accounts.data[0].id)
  const { accounts } = await stripe.financialConnections.sessions.retrieve(id)
  assert.deepEqual(
    accounts.data.map(({ status }) => status),
    ['disconnected'],
  )
  assert.deepEqual(await news(), [event('created'), event('disconnected')])
})

behaves(`GET ${PATH}/accounts`, 'has those of one holder or one session', async (world) => {
  const { stripe, news, call } = world
  const one = await linked(world)
  const two = await linked(world)
  const { account_holder } = await stripe.financialConnections.accounts.retrieve(one)
  const ids = async (params: Stripe.FinancialConnections.AccountListParams) =>
    (await stripe.financialConnections.accounts.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two, one])
  const customer = account_holder!.customer as string
  assert.deepEqual(await ids({ account_holder: { customer } }), [one])
  assert.deepEqual(await ids({ account_holder: { account: 'acct_none' } }), [])
  assert.deepEqual(await ids({ session: 'fcsess_none' }), [])
  refused(await call('GET', `${PATH}/accounts?account_holder[customer]=a&account_holder[account]=b`), 400, {
    code: 'parameters_exclusive',
    param: 'account_holder[account]',
    message: /./,
  })
  refused(await call('GET', `${PATH}/accounts?account_holder[customer_account]=a`), 400, {
    code: 'not_built',
    param: 'account_holder[customer_account]',
    message: /./,
  })
  assert.deepEqual(await news(), [])
})

behaves(`GET ${PATH}/accounts/{id}`, 'is not there under an id that was made up', async ({ call, news }) => {
  refused(await call('GET', `${PATH}/accounts/fca_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such financial_connections.account: 'fca_none'",
  })
  assert.deepEqual(await news(), [])
})

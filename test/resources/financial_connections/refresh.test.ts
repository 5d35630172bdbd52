// What is read of linked accounts: balances, owners, transactions, once or every day.
// (https://docs.stripe.com/financial-connections/balances, .../ownership, .../transactions)
// One file because all of it is one machine: an attempt, and what it comes to.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { balanceOn, INSTITUTIONS } from '../../../src/network/financial_institutions.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { type Create, DAY, event, linked, PATH } from './linked.ts'

behaves(`POST ${PATH}/accounts/{id}/refresh`, 'reads the balance, which is the sum of its books', async (world) => {
  const { stripe, news, advance } = world
  const id = await linked(world)
  const books = INSTITUTIONS.test_institution.accounts[0]!
  for (const day of [0, 1, 2, 3]) {
    const asked = await stripe.financialConnections.accounts.refresh(id, { features: ['balance', 'transactions'] })
    const { last_attempted_at } = asked.balance_refresh!
    assert.deepEqual(asked.balance_refresh, {
      last_attempted_at,
      next_refresh_available_at: null,
      status: 'pending',
    })
    assert.match(asked.transaction_refresh!.id, /^fctxnref_[A-Za-z0-9]{24}$/)
    // Nothing is begun twice.
    assert.deepEqual(
      (await stripe.financialConnections.accounts.refresh(id, { features: ['balance'] })).balance_refresh,
      {
        ...asked.balance_refresh,
      },
    )
    await advance(10)
    const { balance, balance_refresh } = await stripe.financialConnections.accounts.retrieve(id)
    assert.equal(balance_refresh!.status, 'succeeded')
    const { data } = await stripe.financialConnections.transactions.list({ account: id, limit: 100 })
    const sum = (holds: (one: Stripe.FinancialConnections.Transaction) => boolean) =>
      data.filter(holds).reduce((all, { amount }) => all + amount, books.opening)
    const current = sum(({ status }) => status === 'posted')
    const available = sum(({ status, amount }) => status === 'posted' || (status === 'pending' && amount < 0))
    assert.deepEqual(balance, {
      as_of: last_attempted_at + 10,
      cash: { available: { usd: available } },
      current: { usd: current },
      type: 'cash',
    })
    assert.deepEqual({ current, available }, balanceOn(books, day))
    await advance(DAY - 10)
  }
  const done = [event('refreshed_balance'), event('refreshed_transactions')]
  assert.deepEqual(await news(), [...done, ...done, ...done, ...done])
})

behaves(`POST ${PATH}/accounts/{id}/refresh`, 'waits until the next one is allowed', async (world) => {
  const { stripe, news, advance } = world
  const id = await linked(world)
  const refresh = async () =>
    (await stripe.financialConnections.accounts.refresh(id, { features: ['balance'] })).balance_refresh!
  const first = await refresh()
  await advance(10)
  const second = await refresh()
  assert.deepEqual(second, {
    last_attempted_at: first.last_attempted_at,
    next_refresh_available_at: first.last_attempted_at + 3600,
    status: 'succeeded',
  })
  await advance(3590)
  assert.equal((await refresh()).status, 'pending')
  assert.deepEqual(await news(), [event('refreshed_balance')])
})

behaves(`POST ${PATH}/accounts/{id}/refresh`, 'fails, ends the connection, or is not allowed', async (world) => {
  const { stripe, news, advance, call } = world
  const failing = await linked(world, 'Refresh Failure')
  await stripe.financialConnections.accounts.refresh(failing, { features: ['balance'] })
  await advance(10)
  const failed = await stripe.financialConnections.accounts.retrieve(failing)
  assert.deepEqual([failed.status, failed.balance, failed.balance_refresh!.status], ['active', null, 'failed'])
  assert.deepEqual(await news(), [event('refreshed_balance')])
  const breaking = await linked(world, 'Connection Lost')
  await stripe.financialConnections.accounts.refresh(breaking, { features: ['ownership'] })
  await advance(10)
  assert.equal((await stripe.financialConnections.accounts.retrieve(breaking)).status, 'inactive')
  assert.deepEqual(await news(), [event('deactivated'), event('refreshed_ownership')])
  const refresh = (id: string, feature: string) =>
    call('POST', `${PATH}/accounts/${id}/refresh`, `features[]=${feature}`)
  refused(await refresh(breaking, 'balance'), 400, {
    code: 'financial_connections_account_inactive',
    message: /is inactive/,
  })
  const narrow = await linked(world, 'Success', { permissions: ['balances'] })
  refused(await refresh(narrow, 'transactions'), 400, { param: 'features', message: /`transactions` permission/ })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/sessions`, 'reads beforehand what it was asked to', async (world) => {
  const { stripe, news, advance } = world
  const permissions: Create['permissions'] = ['balances', 'ownership', 'transactions']
  const prefetch: Create['prefetch'] = ['balances', 'ownership', 'transactions']
  const id = await linked(world, 'Credit Card', { permissions, prefetch })
  await advance(10)
  const { balance, category, ownership } = await stripe.financialConnections.accounts.retrieve(id)
  const current = { usd: -25_600 }
  assert.deepEqual(
    [category, balance!.type, balance!.current, balance!.credit],
    ['credit', 'credit', current, { used: current }],
  )
  assert.match(ownership as string, /^fcaowns_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    (await news()).toSorted(),
    ['balance', 'ownership', 'transactions'].map((one) => event(`refreshed_${one}`)),
  )
})

behaves(`GET ${PATH}/accounts/{id}/owners`, 'tells who an account belongs to', async (world) => {
  const { stripe, news, advance, call } = world
  const id = await linked(world, 'Success', { prefetch: ['ownership'] })
  await advance(10)
  const { ownership } = await stripe.financialConnections.accounts.retrieve(id, { expand: ['ownership'] })
  const { owners, id: whose } = ownership as Stripe.FinancialConnections.AccountOwnership
  const [{ id: one, refreshed_at, ...rest }] = owners.data as [Stripe.FinancialConnections.AccountOwner]
  assert.match(one, /^fcaown_[A-Za-z0-9]{24}$/)
  assert.ok(refreshed_at)
  assert.deepEqual(rest, {
    object: 'financial_connections.account_owner',
    email: 'jenny.rosen@example.com',
    name: 'Jenny Rosen',
    ownership: whose,
    phone: '+1 555-555-5555',
    raw_address: '510 Townsend San Francisco, CA 94103',
  })
  const listed = await stripe.financialConnections.accounts.listOwners(id, { ownership: whose })
  assert.deepEqual(listed.data, owners.data)
  const other = await linked(world)
  refused(await call('GET', `${PATH}/accounts/${other}/owners?ownership=${whose}`), 400, {
    code: 'resource_missing',
    param: 'ownership',
    message: /No such/,
  })
  await news()
})

behaves(`POST ${PATH}/accounts/{id}/subscribe`, 'is read every day from then on', async (world) => {
  const { stripe, news, advance } = world
  const id = await linked(world)
  const made = await stripe.financialConnections.accounts.subscribe(id, { features: ['transactions'] })
  assert.deepEqual([made.subscriptions, made.transaction_refresh!.status], [['transactions'], 'pending'])
  const again = await stripe.financialConnections.accounts.subscribe(id, { features: ['transactions'] })
  assert.deepEqual(again.transaction_refresh, made.transaction_refresh)
  await advance(2 * DAY + 10)
  assert.deepEqual(
    await news(),
    [1, 2, 3].map(() => event('refreshed_transactions')),
  )
})

behaves(`POST ${PATH}/accounts/{id}/unsubscribe`, 'is read no more', async (world) => {
  const { stripe, news, advance } = world
  const id = await linked(world)
  await stripe.financialConnections.accounts.subscribe(id, { features: ['transactions'] })
  await advance(10)
  const features: ['transactions'] = ['transactions']
  assert.deepEqual((await stripe.financialConnections.accounts.unsubscribe(id, { features })).subscriptions, [])
  assert.deepEqual((await stripe.financialConnections.accounts.unsubscribe(id, { features })).subscriptions, [])
  await advance(3 * DAY)
  assert.deepEqual(await news(), [event('refreshed_transactions')])
})

behaves(`POST ${PATH}/accounts/{id}/disconnect`, 'shows no more of it, and keeps its transactions', async (world) => {
  const { stripe, news, advance, call } = world
  const id = await linked(world, 'Success', { prefetch: ['balances'] })
  await stripe.financialConnections.accounts.subscribe(id, { features: ['transactions'] })
  await advance(10)
  await news()
  await stripe.financialConnections.accounts.refresh(id, { features: ['ownership'] })
  const gone = await stripe.financialConnections.accounts.disconnect(id)
  assert.deepEqual([gone.status, gone.balance, gone.subscriptions], ['disconnected', null, []])
  assert.equal((await stripe.financialConnections.accounts.disconnect(id)).status, 'disconnected')
  await advance(2 * DAY)
  // What was on its way comes to nothing.
  assert.equal((await stripe.financialConnections.accounts.retrieve(id)).ownership_refresh!.status, 'failed')
  assert.ok((await stripe.financialConnections.transactions.list({ account: id })).data.length > 0)
  const subscribe = await call('POST', `${PATH}/accounts/${id}/subscribe`, 'features[]=transactions')
  refused(subscribe, 400, { code: 'financial_connections_account_inactive', message: /is disconnected/ })
  assert.deepEqual(await news(), [event('disconnected'), event('refreshed_ownership')])
})

behaves(`GET ${PATH}/transactions`, 'has what was read, by when it was and by which refresh', async (world) => {
  const { stripe, news, advance, call } = world
  const account = await linked(world)
  refused(await call('GET', `${PATH}/transactions?account=${account}`), 400, {
    code: 'financial_connections_no_successful_transaction_refresh',
    message: /./,
  })
  const read = async () => {
    await stripe.financialConnections.accounts.refresh(account, { features: ['transactions'] })
    await advance(10)
    return (await stripe.financialConnections.accounts.retrieve(account)).transaction_refresh!.id
  }
  const first = await read()
  const list = async (params: Partial<Stripe.FinancialConnections.TransactionListParams> = {}) =>
    (await stripe.financialConnections.transactions.list({ account, ...params })).data
  const before = await list()
  assert.deepEqual(
    before.map(({ transacted_at }) => transacted_at),
    before.map(({ transacted_at }) => transacted_at).toSorted((a, b) => b - a),
  )
  assert.deepEqual(
    before.map(({ amount, status }) => [amount, status]),
    [
      [-10_000, 'pending'],
      [-2_500, 'pending'],
      [-1_999, 'posted'],
      [-4_250, 'posted'],
      [250_000, 'posted'],
    ],
  )
  const at = before[2]!.transacted_at
  assert.deepEqual(
    (await list({ transacted_at: { gt: at } })).map(({ amount }) => amount),
    [-10_000, -2_500],
  )
  assert.deepEqual(await list({ transaction_refresh: { after: first } }), [])
  await advance(DAY)
  const second = await read()
  const changed = await list({ transaction_refresh: { after: first } })
  assert.deepEqual(
    changed.map(({ amount, status, transaction_refresh }) => [amount, status, transaction_refresh]).toSorted(),
    [
      [-2_500, 'posted', second],
      [-725, 'posted', second],
    ].toSorted(),
  )
  const page = await list({ transaction_refresh: { after: first }, limit: 1 })
  const rest = await list({ transaction_refresh: { after: first }, starting_after: page[0]!.id })
  assert.deepEqual([...page, ...rest], changed)
  assert.deepEqual(await list({ transaction_refresh: { after: first }, ending_before: rest[0]!.id }), page)
  refused(
    await call('GET', `${PATH}/transactions?account=${account}&transacted_at=1&transaction_refresh[after]=${first}`),
    400,
    { param: 'transacted_at', message: /./ },
  )
  assert.deepEqual(await news(), [event('refreshed_transactions'), event('refreshed_transactions')])
})

behaves(`GET ${PATH}/transactions/{id}`, 'says when it was posted, or that it never was', async (world) => {
  const { stripe, news, advance } = world
  const account = await linked(world)
  await advance(2 * DAY)
  await stripe.financialConnections.accounts.refresh(account, { features: ['transactions'] })
  await advance(10)
  const { data } = await stripe.financialConnections.transactions.list({ account })
  const hold = data.find(({ amount }) => amount === -10_000)!
  const {
    id,
    transacted_at,
    transaction_refresh,
    updated,
    lastResponse: _,
    ...rest
  } = await stripe.financialConnections.transactions.retrieve(hold.id)
  assert.match(id, /^fctxn_[A-Za-z0-9]{24}$/)
  assert.ok(updated > transacted_at && transaction_refresh)
  assert.deepEqual(rest, {
    object: 'financial_connections.transaction',
    account,
    amount: -10_000,
    currency: 'usd',
    description: 'Hold of Kavholm Hotel',
    livemode: false,
    status: 'void',
    status_transitions: { posted_at: null, void_at: transacted_at + 2 * DAY },
  })
  assert.deepEqual(await news(), [event('refreshed_transactions')])
})

// Where a connected account is paid out to: banks and debit cards, one of each currency the default.
// (https://docs.stripe.com/api/external_accounts; numbers: https://docs.stripe.com/connect/testing#account-numbers)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { connect, newsOf } from './platform.ts'

const NOTHING_DUE = { currently_due: [], errors: [], past_due: [], pending_verification: [] }
const bank = (account_number = '000123456789', currency = 'usd') =>
  ({ object: 'bank_account', country: 'US', currency, account_number, routing_number: '110000000' }) as const

/** A custom account, whose bank the platform may change. */
const custom = (world: Pick<Sandbox, 'stripe'>) => connect(world, { type: 'custom' })

behaves(
  'POST /v1/accounts/{id}/external_accounts',
  'adds a bank, the first of its currency as its default',
  async (world) => {
    const { stripe, news } = world
    const { id: account } = await stripe.accounts.create({
      type: 'custom',
      capabilities: { transfers: { requested: true } },
    })
    const made = (await stripe.accounts.createExternalAccount(account, {
      external_account: { ...bank(), account_holder_name: 'Ada', account_holder_type: 'individual' },
      metadata: { a: '1' },
    })) as Stripe.BankAccount
    const { id, fingerprint, ...rest } = made
    assert.match(id, /^ba_[A-Za-z0-9]{24}$/)
    assert.match(fingerprint!, /^[A-Za-z0-9]{16}$/)
    assert.deepEqual(rest, {
      object: 'bank_account',
      account,
      account_holder_name: 'Ada',
      account_holder_type: 'individual',
      account_type: null,
      available_payout_methods: ['standard'],
      bank_name: 'STRIPE TEST BANK',
      country: 'US',
      currency: 'usd',
      default_for_currency: true,
      future_requirements: NOTHING_DUE,
      last4: '6789',
      metadata: { a: '1' },
      requirements: NOTHING_DUE,
      routing_number: '110000000',
      status: 'new',
    })
    const { external_accounts, requirements } = await stripe.accounts.retrieve(account)
    assert.deepEqual(external_accounts!.data, [{ ...made }])
    assert.ok(!requirements!.currently_due!.includes('external_account'))
    const card = (await stripe.accounts.createExternalAccount(account, {
      external_account: 'tok_visa_debit',
      default_for_currency: true,
    })) as Stripe.Card
    assert.deepEqual(
      [card.object, card.account, card.currency, card.default_for_currency, card.available_payout_methods],
      ['card', account, 'usd', true, ['standard', 'instant']],
    )
    const before = (await stripe.accounts.retrieveExternalAccount(account, id)) as Stripe.BankAccount
    assert.equal(before.default_for_currency, false)
    const euro = (await stripe.accounts.createExternalAccount(account, {
      external_account: { ...bank('DE89370400440532013000', 'eur'), country: 'DE' },
    })) as Stripe.BankAccount
    assert.deepEqual([euro.currency, euro.country, euro.default_for_currency, euro.last4], ['eur', 'DE', true, '3000'])
    const types = (await stripe.events.list({}, { stripeAccount: account })).data.map(({ type }) => type).toReversed()
    assert.deepEqual(types, [
      'account.external_account.created',
      'capability.updated',
      'account.updated',
      'account.external_account.updated',
      'account.external_account.created',
      'account.updated',
      'account.external_account.created',
      'account.updated',
    ])
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v1/accounts/{id}/external_accounts', 'takes test numbers, and no others', async (world) => {
  const { stripe, news, call } = world
  const id = await custom(world)
  const add = (form: string) => call('POST', `/v1/accounts/${id}/external_accounts`, form)
  const hash = (number: string, routing: string, country = 'US') =>
    `external_account[object]=bank_account&external_account[country]=${country}&external_account[account_number]=${number}` +
    `&external_account[routing_number]=${routing}`
  refused(await add(''), 400, { code: 'parameter_missing', param: 'external_account', message: /external_account/ })
  // REC
  refused(await add(hash('000999888777', '110000000')), 400, {
    code: 'account_number_invalid',
    param: 'external_account[account_number]',
    message:
      'You must use a test bank account number in test mode. Try 000123456789 or see more options at ' +
      'https://stripe.com/docs/connect/testing#account-numbers.',
  })
  refused(await add(hash('000123456789', '021000021')), 400, {
    code: 'routing_number_invalid',
    param: 'external_account[routing_number]',
    message: /routing number/,
  })
  refused(
    await add(hash('DE00370400440532013000', '', 'DE').replace(/&external_account\[routing_number\]=/, '')),
    400,
    {
      code: 'account_number_invalid',
      param: 'external_account[account_number]',
      message: /test bank account number/,
    },
  )
  refused(await add('external_account=tok_visa'), 400, { param: 'external_account', message: /debit card/ })
  refused(await add('external_account=btok_none'), 400, {
    code: 'resource_missing',
    param: 'external_account',
    message: "No such token: 'btok_none'",
  })
  assert.equal((await add(hash('00012345', '108800', 'GB'))).status, 200)
  const { object: _, ...numbers } = bank()
  const { id: token } = await stripe.tokens.create({ bank_account: numbers })
  assert.equal((await add(`external_account=${token}`)).status, 200)
  refused(await add(`external_account=${token}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${token}.`,
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}/external_accounts', 'has the newest first, by kind', async (world) => {
  const { stripe, news } = world
  const account = await custom(world)
  const card = await stripe.accounts.createExternalAccount(account, { external_account: 'tok_visa_debit' })
  const two = await stripe.accounts.createExternalAccount(account, { external_account: bank() })
  const all = (await stripe.accounts.listExternalAccounts(account)).data.map(({ id }) => id)
  assert.deepEqual(all.slice(0, 2), [two.id, card.id])
  assert.equal(all.length, 3)
  const kinds = async (object: 'bank_account' | 'card') =>
    (await stripe.accounts.listExternalAccounts(account, { object, limit: 1 })).data.map(({ id }) => id)
  assert.deepEqual([await kinds('card'), await kinds('bank_account')], [[card.id], [two.id]])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{account}/external_accounts/{id}', 'is there for its account only', async (world) => {
  const { stripe, news, call } = world
  const [one, two] = [await custom(world), await custom(world)]
  const { data } = await stripe.accounts.listExternalAccounts(one)
  assert.deepEqual({ ...(await stripe.accounts.retrieveExternalAccount(one, data[0]!.id)) }, { ...data[0]! })
  refused(await call('GET', `/v1/accounts/${two}/external_accounts/${data[0]!.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such external account: '${data[0]!.id}'`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{account}/external_accounts/{id}', 'changes what is written on it', async (world) => {
  const { stripe, news, call } = world
  const account = await custom(world)
  const second = await stripe.accounts.createExternalAccount(account, { external_account: bank() })
  const changed = (await stripe.accounts.updateExternalAccount(account, second.id, {
    account_holder_name: 'Augusta',
    default_for_currency: true,
    metadata: { b: '2' },
  })) as Stripe.BankAccount
  assert.deepEqual(
    { ...changed },
    { ...second, account_holder_name: 'Augusta', default_for_currency: true, metadata: { b: '2' } },
  )
  const { data } = await stripe.accounts.listExternalAccounts(account)
  assert.deepEqual(
    data.map((one) => (one as Stripe.BankAccount).default_for_currency),
    [true, false],
  )
  refused(await call('POST', `/v1/accounts/${account}/external_accounts/${second.id}`, 'exp_year=2040'), 400, {
    code: 'parameter_unknown',
    param: 'exp_year',
    message: 'Received unknown parameter: exp_year',
  })
  const express = await connect(world)
  const [own] = (await stripe.accounts.listExternalAccounts(express)).data
  refused(await call('POST', `/v1/accounts/${express}/external_accounts/${own!.id}`, 'metadata[a]=1'), 400, {
    message: /your platform collects/,
  })
  assert.deepEqual(await newsOf(world, account), [
    'account.external_account.created',
    'account.updated',
    'account.external_account.updated',
    'account.external_account.updated',
    'account.updated',
  ])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/accounts/{account}/external_accounts/{id}', 'takes any but the default', async (world) => {
  const { stripe, news, call } = world
  const account = await custom(world)
  const [first] = (await stripe.accounts.listExternalAccounts(account)).data
  const second = await stripe.accounts.createExternalAccount(account, { external_account: bank() })
  refused(await call('DELETE', `/v1/accounts/${account}/external_accounts/${first!.id}`), 400, {
    message: /^You cannot delete the default external account for your default currency\./,
  })
  assert.deepEqual(
    { ...(await stripe.accounts.deleteExternalAccount(account, second.id)) },
    { id: second.id, object: 'bank_account', currency: 'usd', deleted: true },
  )
  // Named in the account itself, another takes the default's place.
  const { external_accounts } = await stripe.accounts.update(account, { external_account: bank('000111111116') })
  assert.deepEqual(
    external_accounts!.data.map((one) => [one.last4, one.default_for_currency]),
    [['1116', true]],
  )
  assert.deepEqual(await newsOf(world, account), [
    'account.external_account.created',
    'account.updated',
    'account.external_account.deleted',
    'account.updated',
    'account.external_account.deleted',
    'account.external_account.created',
    'account.updated',
  ])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payouts', 'of a connected account goes to its bank, and fails as its number says', async (world) => {
  const { stripe, news, call } = world
  const account = await custom(world)
  const there = { stripeAccount: account }
  await stripe.topups.create({ amount: 1000, currency: 'usd' })
  await world.advance(5)
  await stripe.transfers.create({ amount: 1000, currency: 'usd', destination: account })
  const [healthy] = (await stripe.accounts.listExternalAccounts(account)).data
  const failing = await stripe.accounts.createExternalAccount(account, { external_account: bank('000111111113') })
  const paid = await stripe.payouts.create({ amount: 100, currency: 'usd' }, there)
  assert.deepEqual([paid.destination, paid.type], [healthy!.id, 'bank_account'])
  const named = await stripe.payouts.create({ amount: 100, currency: 'usd', destination: failing.id }, there)
  await world.advance(7 * 86_400)
  assert.equal((await stripe.payouts.retrieve(paid.id, {}, there)).status, 'paid')
  const failed = await stripe.payouts.retrieve(named.id, {}, there)
  assert.deepEqual([failed.status, failed.failure_code], ['failed', 'account_closed'])
  const headers = { 'stripe-account': account }
  refused(await call('POST', '/v1/payouts', 'amount=1&currency=usd&destination=ba_none', headers), 400, {
    code: 'resource_missing',
    param: 'destination',
    message: "No such external account: 'ba_none'",
  })
  refused(await call('POST', '/v1/payouts', 'amount=1&currency=gbp', headers), 400, {
    message: "Sorry, you don't have any external accounts in that currency (gbp)",
  })
  assert.ok((await news()).includes('transfer.created'))
})

// The account of a key: whose sandbox it is, as https://docs.stripe.com/api/accounts/object describes it.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

behaves(
  'GET /v1/account',
  'is the account of the key, and looking at it is no news',
  async ({ stripe, news, call }) => {
    const account = await stripe.accounts.retrieveCurrent()
    assert.match(account.id, /^acct_[A-Za-z0-9]{16}$/)
    assert.equal(account.object, 'account')
    assert.deepEqual([account.country, account.default_currency, account.type], ['US', 'usd', 'standard'])
    assert.deepEqual([account.charges_enabled, account.payouts_enabled, account.details_submitted], [true, true, true])
    assert.equal(account.capabilities?.card_payments, 'active')
    assert.equal(account.capabilities?.amazon_pay_payments, 'active')
    assert.deepEqual(account.metadata, {})
    const { text } = await call('GET', '/v1/account')
    assert.doesNotMatch(text, /hidden|defaultVersion|ahead/)
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /v1/account', 'stays the same account, whatever its clock shows', async ({ stripe, news, advance }) => {
  const before = await stripe.accounts.retrieveCurrent()
  await advance(40 * 86_400)
  assert.deepEqual(await stripe.accounts.retrieveCurrent(), before)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}', 'is the same account by its own id', async ({ stripe, news }) => {
  const own = await stripe.accounts.retrieveCurrent()
  assert.deepEqual(await stripe.accounts.retrieve(own.id), own)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}', 'refuses the account of somebody else', async ({ call, news }) => {
  // Recorded: 403, whether or not there is such an account.
  refused(await call('GET', '/v1/accounts/acct_1OtherAccount000'), 403, {
    code: 'account_invalid',
    message:
      /^The provided key 'sk_test_[^']+' does not have access to account 'acct_1OtherAccount000' \(or that account does not exist\)\. Application access may have been revoked\.$/,
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /brindle/account', 'tells the version that the account opened with', async ({ call, news, stripe }) => {
  const { id } = await stripe.accounts.retrieveCurrent()
  assert.deepEqual((await call('GET', '/brindle/account')).body, {
    id,
    object: 'brindle.account',
    default_version: '2026-08-26.dahlia',
    after_due: 'leave_past_due',
    after_due_days: 30,
    after_retries: 'cancel',
    overdue_days: null,
    retry_days: null,
    upcoming_renewal_days: 7,
    will_be_due_days: null,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /brindle/account', 'sets the version of requests that name none, and of events', async (world) => {
  const { call, news } = world
  const { body } = await call('POST', '/brindle/account', 'default_version=2019-03-14')
  const { id } = (await call('GET', '/v1/account')).body
  assert.deepEqual(body, {
    id,
    object: 'brindle.account',
    default_version: '2019-03-14',
    after_due: 'leave_past_due',
    after_due_days: 30,
    after_retries: 'cancel',
    overdue_days: null,
    retry_days: null,
    upcoming_renewal_days: 7,
    will_be_due_days: null,
  })
  assert.deepEqual((await call('GET', '/brindle/account')).body, body)
  const served = async (headers = {}) =>
    (await call('GET', '/v1/customers', undefined, headers)).headers.get('stripe-version')
  assert.equal(await served(), '2019-03-14')
  assert.equal(await served({ 'stripe-version': '2022-11-15' }), '2022-11-15')
  assert.deepEqual(await news(), [])
  await call('POST', '/v1/customers')
  assert.equal((await call('GET', '/v1/events')).body.data[0].api_version, '2019-03-14')
  refused(await call('POST', '/brindle/account', 'default_version=2019-03-15'), 400, {
    param: 'default_version',
    message: 'Invalid Stripe API version: 2019-03-15',
  })
  refused(await call('POST', '/brindle/account'), 400, {
    code: 'parameter_missing',
    param: 'default_version',
    message: 'Missing required param: default_version.',
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /brindle/account', 'sets how unpaid renewals are tried again', async ({ call, news }) => {
  const { body } = await call('POST', '/brindle/account', 'retry_days[]=3&retry_days[]=5&after_retries=mark_unpaid')
  assert.deepEqual([body.retry_days, body.after_retries], [[3, 5], 'mark_unpaid'])
  assert.deepEqual((await call('POST', '/brindle/account', 'retry_days=')).body.retry_days, null)
  for (const form of ['retry_days[]=0', 'retry_days[]=1&retry_days[]=1&retry_days[]=1&retry_days[]=1'])
    refused(await call('POST', '/brindle/account', form), 400, {
      param: 'retry_days',
      message: 'Name 1 to 3 retries, each at least a day after the one before.',
    })
  refused(await call('POST', '/brindle/account', 'after_retries=pray'), 400, {
    param: 'after_retries',
    message: 'Invalid after_retries: must be one of cancel, mark_unpaid, or leave_past_due',
  })
  assert.deepEqual(await news(), [])
})

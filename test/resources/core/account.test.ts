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

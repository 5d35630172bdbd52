// Credit balance transactions. (https://docs.stripe.com/api/billing/credit-balance-transaction)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { granting } from './metered.ts'

const PATH = '/v1/billing/credit_balance_transactions'

behaves(`GET ${PATH}/{id}`, 'is what the reference shows', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create()
  const grant = await stripe.billing.creditGrants.create(granting(customer))
  await stripe.billing.creditGrants.expire(grant.id)
  const [expired, granted] = (await stripe.billing.creditBalanceTransactions.list({ customer })).data
  const amount = { monetary: { currency: 'usd', value: 1000 }, type: 'monetary' }
  assert.match(granted!.id, /^cbtxn_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual((await call('GET', `${PATH}/${granted!.id}`)).body, {
    id: granted!.id,
    object: 'billing.credit_balance_transaction',
    created: grant.created,
    credit: { amount, credits_application_invoice_voided: null, type: 'credits_granted' },
    credit_grant: grant.id,
    debit: null,
    effective_at: grant.effective_at,
    livemode: false,
    test_clock: null,
    type: 'credit',
  })
  const { created, effective_at, ...rest } = await stripe.billing.creditBalanceTransactions.retrieve(expired!.id)
  assert.deepEqual(
    { ...rest },
    {
      id: expired!.id,
      object: 'billing.credit_balance_transaction',
      credit: null,
      credit_grant: grant.id,
      debit: { amount, credits_applied: null, type: 'credits_expired' },
      livemode: false,
      test_clock: null,
      type: 'debit',
    },
  )
  assert.ok(created >= grant.created && created === effective_at)
  const shown = await stripe.billing.creditBalanceTransactions.retrieve(granted!.id, { expand: ['credit_grant'] })
  assert.equal((shown.credit_grant as Stripe.Billing.CreditGrant).id, grant.id)
  refused(await call('GET', `${PATH}/cbtxn_test_no`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such credit balance transaction: 'cbtxn_test_no'",
  })
  assert.deepEqual(await news(), [
    'customer.created',
    'billing.credit_grant.created',
    'billing.credit_balance_transaction.created',
    'billing.credit_grant.updated',
    'billing.credit_balance_transaction.created',
  ])
})

behaves(`GET ${PATH}`, 'lists those of a customer or a grant, the newest first', async ({ stripe, call, news }) => {
  const [her, him] = [(await stripe.customers.create()).id, (await stripe.customers.create()).id]
  const one = await stripe.billing.creditGrants.create(granting(her, {}, 100))
  const two = await stripe.billing.creditGrants.create(granting(him, {}, 200))
  const three = await stripe.billing.creditGrants.create(granting(her, {}, 300))
  await stripe.billing.creditGrants.voidGrant(one.id)
  const said = async (params: Stripe.Billing.CreditBalanceTransactionListParams) =>
    (await stripe.billing.creditBalanceTransactions.list(params)).data.map(
      ({ type, credit, debit }) => `${type} ${(credit ?? debit)!.amount.monetary!.value}`,
    )
  assert.deepEqual(await said({}), ['debit 100', 'credit 300', 'credit 200', 'credit 100'])
  assert.deepEqual(await said({ customer: her }), ['debit 100', 'credit 300', 'credit 100'])
  assert.deepEqual(await said({ customer: him }), ['credit 200'])
  assert.deepEqual(await said({ credit_grant: one.id }), ['debit 100', 'credit 100'])
  assert.deepEqual(await said({ customer: her, credit_grant: three.id }), ['credit 300'])
  assert.deepEqual(await said({ customer: her, credit_grant: two.id }), [])
  assert.deepEqual(await said({ customer: her, limit: 1 }), ['debit 100'])
  const { url, has_more } = (await call('GET', `${PATH}?customer=${her}&limit=1`)).body
  assert.deepEqual([url, has_more], [PATH, true])
  for (const [query, code, param, message] of [
    ['customer=cus_no', 'resource_missing', 'customer', "No such customer: 'cus_no'"],
    ['credit_grant=credgr_test_no', 'resource_missing', 'credit_grant', "No such credit grant: 'credgr_test_no'"],
    [
      'customer_account=acct_1',
      'not_built',
      'customer_account',
      'Brindle does not take customer_account for credit balance transactions yet.',
    ],
  ] as const)
    refused(await call('GET', `${PATH}?${query}`), 400, { code, param, message })
  const made = ['billing.credit_grant.created', 'billing.credit_balance_transaction.created']
  assert.deepEqual(await news(), [
    ...['customer.created', 'customer.created'],
    ...[...made, ...made, ...made],
    ...['billing.credit_grant.updated', 'billing.credit_balance_transaction.created'],
  ])
})

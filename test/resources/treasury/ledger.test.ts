// The ledger of a financial account: its transactions, their entries, and what they come to.
// (https://docs.stripe.com/treasury/account-management/working-with-balances-and-transactions)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { funded, standing } from './treasury.ts'

behaves('GET /v1/treasury/transactions', 'tells of every movement, by time of either kind', async (world) => {
  const { stripe, news, advance, call } = world
  const financial_account = await funded(world, 1000)
  const sent = await stripe.treasury.outboundTransfers.create({
    financial_account,
    amount: 400,
    currency: 'usd',
    destination_payment_method: 'pm_usBankAccount_processing',
  })
  await advance(10)
  const { testHelpers, treasury } = stripe
  const more = { financial_account, amount: 50, currency: 'usd', network: 'ach' } as const
  const got = await testHelpers.treasury.receivedCredits.create(more)
  await advance(10)
  await testHelpers.treasury.outboundTransfers.post(sent.id)
  const list = async (params: Partial<Stripe.Treasury.TransactionListParams>) =>
    (await treasury.transactions.list({ financial_account, ...params })).data
  const flows = async (params: Partial<Stripe.Treasury.TransactionListParams>) =>
    (await list(params)).map(({ flow }) => flow).slice(0, 2)
  assert.deepEqual(await flows({}), [got.id, sent.id])
  assert.deepEqual([await flows({ status: 'open' }), (await list({ status: 'posted' })).length], [[], 3])
  const posted = { status: 'posted', order_by: 'posted_at' } as const
  assert.deepEqual(await flows(posted), [sent.id, got.id])
  const at = (await list(posted))[0]!
  assert.deepEqual(await flows({ ...posted, starting_after: at.id, limit: 1 }), [got.id])
  assert.deepEqual(await flows({ ...posted, status_transitions: { posted_at: { gte: at.created + 20 } } }), [sent.id])
  const { id, created, ...rest } = at
  assert.match(id, /^trxn_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'treasury.transaction',
    amount: -400,
    balance_impact: { cash: -400, inbound_pending: 0, outbound_pending: 0 },
    currency: 'usd',
    description: 'Jenny Rosen (0009) | Outbound transfer | transfer',
    financial_account,
    flow: sent.id,
    flow_type: 'outbound_transfer',
    livemode: false,
    status: 'posted',
    status_transitions: { posted_at: created + 20, void_at: null },
  })
  const path = `/v1/treasury/transactions?financial_account=${financial_account}`
  refused(await call('GET', `${path}&order_by=posted_at`), 400, { param: 'order_by', message: /status=posted/ })
  refused(await call('GET', `${path}&status_transitions[posted_at]=1`), 400, {
    param: 'status_transitions[posted_at]',
    message: /order_by=posted_at/,
  })
  refused(await call('GET', '/v1/treasury/transactions?financial_account=fa_none'), 400, {
    code: 'resource_missing',
    param: 'financial_account',
    message: "No such financial_account: 'fa_none'",
  })
  assert.deepEqual(await standing(world, financial_account), [650, 0])
  assert.deepEqual(await news(), [
    'treasury.outbound_transfer.created',
    'treasury.received_credit.created',
    'treasury.outbound_transfer.posted',
  ])
})

behaves('GET /v1/treasury/transactions/{id}', 'shows its entries and its flow to who expands them', async (world) => {
  const { stripe, news } = world
  const financial_account = await funded(world, 1000)
  const [{ id }] = (await stripe.treasury.transactions.list({ financial_account })).data as [
    Stripe.Treasury.Transaction,
  ]
  const plain = await stripe.treasury.transactions.retrieve(id)
  assert.deepEqual([plain.entries, plain.flow_details], [undefined, undefined])
  const shown = await stripe.treasury.transactions.retrieve(id, { expand: ['entries', 'flow_details'] })
  assert.deepEqual(
    shown.entries!.data.map(({ type, balance_impact }) => [type, balance_impact.cash]),
    [['received_credit', 1000]],
  )
  assert.equal(shown.flow_details!.type, 'received_credit')
  assert.deepEqual(
    shown.flow_details!.received_credit,
    (await stripe.treasury.receivedCredits.list({ financial_account })).data[0],
  )
  // Every flow of a page is read in one round.
  const amounts = [1, 2, 3, 4, 5]
  for (const amount of amounts)
    await stripe.testHelpers.treasury.receivedCredits.create({
      financial_account,
      amount,
      currency: 'usd',
      network: 'ach',
    })
  const page = await stripe.treasury.transactions.list({ financial_account, expand: ['data.flow_details'] })
  assert.deepEqual(
    page.data.map(({ flow_details }) => flow_details!.received_credit!.amount),
    [...amounts.toReversed(), 1000],
  )
  assert.deepEqual(
    await news(),
    amounts.map(() => 'treasury.received_credit.created'),
  )
})

behaves('GET /v1/treasury/transaction_entries', 'has the single movements of an account', async (world) => {
  const { stripe, news, call } = world
  const financial_account = await funded(world, 1000)
  const sent = await stripe.treasury.outboundTransfers.create({
    financial_account,
    amount: 400,
    currency: 'usd',
    destination_payment_method: 'pm_usBankAccount_processing',
  })
  const transaction = sent.transaction as string
  const list = async (params: Partial<Stripe.Treasury.TransactionEntryListParams>) =>
    (await stripe.treasury.transactionEntries.list({ financial_account, ...params })).data
  const [{ id, created, ...rest }] = (await list({ transaction })) as [Stripe.Treasury.TransactionEntry]
  assert.match(id, /^trxne_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'treasury.transaction_entry',
    balance_impact: { cash: -400, inbound_pending: 0, outbound_pending: 400 },
    currency: 'usd',
    effective_at: created,
    financial_account,
    flow: sent.id,
    flow_type: 'outbound_transfer',
    livemode: false,
    transaction,
    type: 'outbound_transfer',
  })
  const types = async (params: Partial<Stripe.Treasury.TransactionEntryListParams>) =>
    (await list(params)).map(({ type }) => type)
  assert.deepEqual(await types({ order_by: 'effective_at' }), ['outbound_transfer', 'received_credit'])
  assert.deepEqual(await types({ effective_at: { gt: created } }), [])
  refused(
    await call(
      'GET',
      `/v1/treasury/transaction_entries?financial_account=${financial_account}&created=1&effective_at=1`,
    ),
    400,
    { code: 'parameters_exclusive', param: 'effective_at', message: /only specify one/ },
  )
  assert.deepEqual(await news(), ['treasury.outbound_transfer.created'])
})

behaves('GET /v1/treasury/transaction_entries/{id}', 'shows its flow to who expands it', async (world) => {
  const { stripe, news } = world
  const financial_account = await funded(world, 1000)
  const [{ id }] = (await stripe.treasury.transactionEntries.list({ financial_account })).data as [
    Stripe.Treasury.TransactionEntry,
  ]
  const shown = await stripe.treasury.transactionEntries.retrieve(id, { expand: ['flow_details', 'transaction'] })
  assert.equal(shown.flow_details!.received_credit!.amount, 1000)
  assert.equal((shown.transaction as Stripe.Treasury.Transaction).status, 'posted')
  assert.deepEqual(await news(), [])
})

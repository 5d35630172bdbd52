// Money that stays within Stripe: from one financial account of a platform to another, and back.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/outbound-payments, .../into/credit-reversals)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { connect, newsOf } from '../connect/platform.ts'
import { funded, opened, standing, where } from './treasury.ts'

const DATA = 'destination_payment_method_data'
const CAPABILITIES = { transfers: { requested: true }, treasury: { requested: true } } as const

/** A connected account with the capability, and its financial account. */
async function merchant(world: Sandbox) {
  const account = await connect(world, { capabilities: CAPABILITIES })
  await world.advance(1)
  const id = await opened(world, account)
  return { account, id }
}

const to = (financial_account: string) => ({
  currency: 'usd',
  destination_payment_method_data: { type: 'financial_account' as const, financial_account },
})

behaves('POST /v1/treasury/outbound_payments', 'comes to another account of the platform', async (world) => {
  const { stripe, news, advance, call } = world
  const { account, id: theirs } = await merchant(world)
  const ours = await funded(world, 1000)
  const made = await stripe.treasury.outboundPayments.create({ financial_account: ours, amount: 300, ...to(theirs) })
  assert.deepEqual([made.status, made.cancelable, made.expected_arrival_date], ['processing', false, made.created])
  const { financial_account, us_bank_account } = made.destination_payment_method_details!
  assert.deepEqual([financial_account, us_bank_account], [{ id: theirs, network: 'stripe' }, undefined])
  refused(await call('POST', `/v1/treasury/outbound_payments/${made.id}/cancel`, ''), 400, { message: /on their way/ })
  assert.deepEqual(await standing(world, ours), [700, 300])
  await advance(5)
  assert.deepEqual(await standing(world, ours), [700, 0])
  assert.deepEqual(await standing(world, theirs, account), [300, 0])
  assert.deepEqual(await news(), ['treasury.outbound_payment.created', 'treasury.outbound_payment.posted'])
  const { data } = await stripe.treasury.receivedCredits.list(
    { financial_account: theirs, linked_flows: { source_flow_type: 'outbound_payment' } },
    where(account),
  )
  const [got] = data as [Stripe.Treasury.ReceivedCredit]
  assert.deepEqual([got.amount, got.network, got.linked_flows.source_flow], [300, 'stripe', made.id])
  assert.deepEqual(got.reversal_details, { deadline: null, restricted_reason: null })
  assert.equal(got.initiating_payment_method_details.financial_account!.id, ours)
  assert.ok((await newsOf(world, account)).includes('treasury.received_credit.created'))
})

behaves(
  'POST /v1/treasury/outbound_payments',
  'asks both sides for the feature, and for two accounts',
  async (world) => {
    const { stripe, news, call } = world
    const { account, id: theirs } = await merchant(world)
    const ours = await funded(world, 1000)
    const own = await opened(world)
    const pay = (id: string) =>
      call(
        'POST',
        '/v1/treasury/outbound_payments',
        `financial_account=${ours}&amount=1&currency=usd&${DATA}[type]=financial_account&${DATA}[financial_account]=${id}`,
      )
    const param = `${DATA}[financial_account]`
    refused(await pay(own), 400, { param, message: /^Use an OutboundTransfer/ })
    await stripe.treasury.financialAccounts.updateFeatures(
      theirs,
      { intra_stripe_flows: { requested: false } },
      where(account),
    )
    refused(await pay(theirs), 400, { param, message: /`intra_stripe_flows` feature is not active/ })
    await stripe.treasury.financialAccounts.close(theirs, {}, where(account))
    refused(await pay(theirs), 400, { param, message: `The FinancialAccount \`${theirs}\` is closed.` })
    assert.deepEqual(await news(), [])
  },
)

behaves(
  'POST /v1/treasury/outbound_payments',
  'fails where the other account closes before it is there',
  async (world) => {
    const { stripe, news, advance } = world
    const { account, id: theirs } = await merchant(world)
    const ours = await funded(world, 1000)
    const { id } = await stripe.treasury.outboundPayments.create({
      financial_account: ours,
      amount: 300,
      ...to(theirs),
    })
    await stripe.treasury.financialAccounts.close(theirs, {}, where(account))
    await advance(5)
    assert.equal((await stripe.treasury.outboundPayments.retrieve(id)).status, 'failed')
    assert.deepEqual(await standing(world, ours), [1000, 0])
    assert.deepEqual(await standing(world, theirs, account), [0, 0])
    const { data } = await stripe.treasury.receivedCredits.list({ financial_account: theirs }, where(account))
    assert.deepEqual([data[0]!.status, data[0]!.failure_code, data[0]!.transaction], ['failed', 'account_closed', null])
    assert.deepEqual(await news(), ['treasury.outbound_payment.created', 'treasury.outbound_payment.failed'])
  },
)

behaves('POST /v1/treasury/outbound_transfers', 'moves between accounts of one account', async (world) => {
  const { stripe, news, advance, call } = world
  const { id: theirs } = await merchant(world)
  const one = await funded(world, 1000)
  const two = await opened(world)
  const made = await stripe.treasury.outboundTransfers.create({ financial_account: one, amount: 250, ...to(two) })
  await advance(5)
  assert.deepEqual(await standing(world, one), [750, 0])
  assert.deepEqual(await standing(world, two), [250, 0])
  const { data } = await stripe.treasury.receivedCredits.list({
    financial_account: two,
    expand: ['data.linked_flows.source_flow_details'],
  })
  const [{ id, linked_flows, reversal_details }] = data as [Stripe.Treasury.ReceivedCredit]
  assert.equal(linked_flows.source_flow_details!.outbound_transfer!.id, made.id)
  assert.equal(reversal_details!.restricted_reason, 'source_flow_restricted')
  refused(await call('POST', '/v1/treasury/credit_reversals', `received_credit=${id}`), 400, {
    message: 'This flow cannot be reversed: `source_flow_restricted`.',
  })
  refused(
    await call(
      'POST',
      '/v1/treasury/outbound_transfers',
      `financial_account=${one}&amount=1&currency=usd&${DATA}[type]=financial_account&${DATA}[financial_account]=${theirs}`,
    ),
    400,
    { param: `${DATA}[financial_account]`, message: /^Use an OutboundPayment/ },
  )
  assert.deepEqual(await news(), [
    'treasury.outbound_transfer.created',
    // One job, two objects: the credit is there before the transfer is over.
    'treasury.received_credit.created',
    'treasury.outbound_transfer.posted',
  ])
})

behaves('POST /v1/treasury/credit_reversals', 'gives a payment back to the account that sent it', async (world) => {
  const { stripe, news, advance } = world
  const { account, id: theirs } = await merchant(world)
  const ours = await funded(world, 1000)
  const { id } = await stripe.treasury.outboundPayments.create({ financial_account: ours, amount: 300, ...to(theirs) })
  await advance(5)
  const { data } = await stripe.treasury.receivedCredits.list({ financial_account: theirs }, where(account))
  const made = await stripe.treasury.creditReversals.create({ received_credit: data[0]!.id }, where(account))
  assert.equal(made.network, 'stripe')
  await advance(5)
  assert.deepEqual(await standing(world, ours), [1000, 0])
  assert.deepEqual(await standing(world, theirs, account), [0, 0])
  const returned = await stripe.treasury.outboundPayments.retrieve(id, { expand: ['returned_details.transaction'] })
  assert.equal(returned.status, 'returned')
  assert.equal((returned.returned_details!.transaction as Stripe.Treasury.Transaction).amount, 300)
  const list = await stripe.treasury.receivedCredits.list({ financial_account: ours, limit: 1 })
  assert.deepEqual(
    [list.data[0]!.linked_flows.source_flow, list.data[0]!.linked_flows.source_flow_type],
    [made.id, 'credit_reversal'],
  )
  const sent = ['created', 'posted', 'returned'].map((end) => `treasury.outbound_payment.${end}`)
  assert.deepEqual((await news()).toSorted(), [...sent, 'treasury.received_credit.created'].toSorted())
})

behaves('GET /v1/treasury/received_credits', 'has those of one account, by where they come from', async (world) => {
  const { stripe, news } = world
  const financial_account = await funded(world, 1000)
  const ids = async (params: Partial<Stripe.Treasury.ReceivedCreditListParams>) =>
    (await stripe.treasury.receivedCredits.list({ financial_account, ...params })).data.length
  assert.deepEqual([await ids({}), await ids({ status: 'succeeded' }), await ids({ status: 'failed' })], [1, 1, 0])
  assert.equal(await ids({ linked_flows: { source_flow_type: 'outbound_transfer' } }), 0)
  assert.deepEqual(await news(), [])
})

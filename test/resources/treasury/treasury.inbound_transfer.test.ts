// Inbound transfers: money that a financial account draws, each state, each event and what it does to the balance.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/into/inbound-transfers)
// One file because it has one object: the test helpers are its ways on.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { JENNY, opened, standing } from './treasury.ts'

const usd = 'usd'

behaves(
  'POST /v1/treasury/inbound_transfers',
  'draws money, which is there when the bank has sent it',
  async (world) => {
    const { stripe, news, advance } = world
    const financial_account = await opened(world)
    const made = await stripe.treasury.inboundTransfers.create({
      financial_account,
      amount: 20000,
      currency: usd,
      origin_payment_method: 'pm_usBankAccount',
      description: 'Funds for repair',
      statement_descriptor: 'Invoice 12',
      metadata: { a: '1' },
    })
    const {
      id,
      created,
      origin_payment_method,
      origin_payment_method_details: details,
      lastResponse: _,
      ...rest
    } = made
    assert.match(id, /^ibt_[A-Za-z0-9]{24}$/)
    assert.match(origin_payment_method!, /^pm_[A-Za-z0-9]{24}$/)
    assert.deepEqual(details, {
      billing_details: JENNY,
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'checking',
        bank_name: 'STRIPE TEST BANK',
        fingerprint: details!.us_bank_account!.fingerprint,
        last4: '6789',
        network: 'ach',
        routing_number: '110000000',
      },
    })
    assert.deepEqual(
      { ...rest },
      {
        object: 'treasury.inbound_transfer',
        amount: 20000,
        cancelable: true,
        currency: usd,
        description: 'Funds for repair',
        failure_details: null,
        financial_account,
        hosted_regulatory_receipt_url: null,
        linked_flows: { received_debit: null },
        livemode: false,
        metadata: { a: '1' },
        returned: false,
        statement_descriptor: 'Invoice 12',
        status: 'processing',
        status_transitions: { canceled_at: null, failed_at: null, succeeded_at: null },
        transaction: null,
      },
    )
    assert.deepEqual(await standing(world, financial_account), [0, 0])
    assert.deepEqual(await news(), ['treasury.inbound_transfer.created'])
    await advance(5)
    const there = await stripe.treasury.inboundTransfers.retrieve(id, { expand: ['transaction'] })
    assert.deepEqual([there.status, there.cancelable], ['succeeded', false])
    assert.deepEqual(there.status_transitions, { canceled_at: null, failed_at: null, succeeded_at: created + 5 })
    const { amount, description, flow } = there.transaction as Stripe.Treasury.Transaction
    assert.deepEqual([amount, description, flow], [20000, 'Jenny Rosen (6789) | Inbound transfer | Invoice 12', id])
    assert.deepEqual(await standing(world, financial_account), [20000, 0])
    assert.deepEqual(await news(), ['treasury.inbound_transfer.succeeded'])
  },
)

/** https://docs.stripe.com/treasury/moving-money/financial-accounts/into/inbound-transfers#testing */
const FAILING = [
  ['internalFailure', 'other'],
  ['noAccount', 'no_account'],
  ['accountClosed', 'account_closed'],
  ['invalidAccountNumber', 'invalid_account_number'],
  ['insufficientFunds', 'insufficient_funds'],
  ['debitNotAuthorized', 'debit_not_authorized'],
] as const

behaves(
  'POST /v1/treasury/inbound_transfers',
  'fails, waits or is taken back as its test account says',
  async (world) => {
    const { stripe, news, advance } = world
    const financial_account = await opened(world)
    const draw = (token: string) =>
      stripe.treasury.inboundTransfers.create({
        financial_account,
        amount: 100,
        currency: usd,
        origin_payment_method: `pm_usBankAccount_${token}`,
      })
    const made = await Promise.all(FAILING.map(([token]) => draw(token)))
    await news()
    await advance(5)
    for (const [i, [token, code]] of FAILING.entries()) {
      const { status, failure_details, transaction } = await stripe.treasury.inboundTransfers.retrieve(made[i]!.id)
      assert.deepEqual([status, failure_details, transaction], ['failed', { code }, null], token)
    }
    assert.deepEqual(
      await news(),
      FAILING.map(() => 'treasury.inbound_transfer.failed'),
    )
    const waiting = await draw('processing')
    const disputed = await draw('dispute')
    await advance(5)
    assert.deepEqual(await standing(world, financial_account), [100, 0])
    await advance(5)
    const { status, returned, failure_details, linked_flows } = await stripe.treasury.inboundTransfers.retrieve(
      disputed.id,
    )
    assert.deepEqual([status, returned, failure_details], ['succeeded', true, { code: 'debit_not_authorized' }])
    const taken = await stripe.treasury.receivedDebits.retrieve(linked_flows.received_debit!)
    assert.deepEqual([taken.amount, taken.linked_flows.inbound_transfer], [100, disputed.id])
    assert.deepEqual(taken.reversal_details, { deadline: null, restricted_reason: 'source_flow_restricted' })
    assert.equal((await stripe.treasury.inboundTransfers.retrieve(waiting.id)).status, 'processing')
    assert.deepEqual(await standing(world, financial_account), [0, 0])
    const made_ = 'treasury.inbound_transfer.created'
    assert.deepEqual(await news(), [
      made_,
      made_,
      'treasury.inbound_transfer.succeeded',
      'treasury.received_debit.created',
    ])
  },
)

behaves(
  'POST /v1/treasury/inbound_transfers',
  'draws from a method that was set up for it, and from no other',
  async (world) => {
    const { stripe, news, advance, call } = world
    const financial_account = await opened(world)
    const setUp = async (more: Stripe.SetupIntentCreateParams) => {
      const { payment_method } = await stripe.setupIntents.create({
        payment_method: 'pm_usBankAccount_success',
        allowed_payment_method_types: ['us_bank_account'],
        confirm: true,
        mandate_data: { customer_acceptance: { type: 'offline' } },
        ...more,
      })
      return payment_method as string
    }
    const own = await setUp({ attach_to_self: true, flow_directions: ['inbound'] })
    const outwards = await setUp({ attach_to_self: true, flow_directions: ['outbound'] })
    const nobodys = await setUp({ flow_directions: ['inbound'] })
    const draw = (method: string, more = '') =>
      call(
        'POST',
        '/v1/treasury/inbound_transfers',
        `financial_account=${financial_account}&amount=100&currency=usd&origin_payment_method=${method}${more}`,
      )
    await news()
    const { body } = await draw(own)
    assert.equal(body.origin_payment_method, own)
    await advance(5)
    assert.deepEqual(await standing(world, financial_account), [100, 0])
    const param = 'origin_payment_method'
    refused(await draw(outwards), 400, { param, message: /is not set up for inbound flows/ })
    refused(await draw(nobodys), 400, { param, message: /is not attached to this account/ })
    const { id: card } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
    refused(await draw(card), 400, { param, message: /is not attached to this account/ })
    refused(await draw('pm_none'), 400, {
      code: 'resource_missing',
      param,
      message: "No such PaymentMethod: 'pm_none'",
    })
    refused(await draw(own, '&statement_descriptor=Eleven%20and%20'), 400, {
      param: 'statement_descriptor',
      message: /must be at most 10 characters/,
    })
    refused(await draw(own, '&statement_descriptor=A%3CB'), 400, {
      param: 'statement_descriptor',
      message: 'The statement descriptor can only include -#.$&*, spaces, and alphanumeric characters.',
    })
    const path = '/v1/treasury/inbound_transfers'
    const of = `financial_account=${financial_account}&origin_payment_method=${own}`
    refused(await call('POST', path, `${of}&amount=0&currency=usd`), 400, {
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'This value must be greater than or equal to 1.',
    })
    refused(await call('POST', path, `${of}&amount=1&currency=eur`), 400, {
      param: 'currency',
      message: 'The currency `eur` is not supported. The supported currencies are: usd.',
    })
    const bare = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
    refused(
      await call('POST', path, `financial_account=${bare.id}&origin_payment_method=${own}&amount=1&currency=usd`),
      400,
      {
        param: 'financial_account',
        message: /does not have the `inbound_transfers.ach` feature/,
      },
    )
    assert.deepEqual(await news(), [
      'treasury.inbound_transfer.created',
      'treasury.inbound_transfer.succeeded',
      'treasury.financial_account.created',
    ])
  },
)

const waitingTransfer = (stripe: Stripe, financial_account: string, amount = 100) =>
  stripe.treasury.inboundTransfers.create({
    financial_account,
    amount,
    currency: usd,
    origin_payment_method: 'pm_usBankAccount_processing',
  })

behaves('POST /v1/treasury/inbound_transfers/{id}/cancel', 'is stopped while it is on its way', async (world) => {
  const { stripe, news, advance, call } = world
  const financial_account = await opened(world)
  const { id } = await waitingTransfer(stripe, financial_account)
  const canceled = await stripe.treasury.inboundTransfers.cancel(id)
  assert.deepEqual([canceled.status, canceled.cancelable], ['canceled', false])
  assert.ok(canceled.status_transitions.canceled_at)
  refused(await call('POST', `/v1/treasury/inbound_transfers/${id}/cancel`, ''), 400, {
    message: 'This InboundTransfer cannot be canceled: it must be `processing`, and is `canceled`.',
  })
  await advance(60)
  assert.deepEqual(await standing(world, financial_account), [0, 0])
  assert.deepEqual(await news(), ['treasury.inbound_transfer.created', 'treasury.inbound_transfer.canceled'])
})

behaves(
  'POST /v1/test_helpers/treasury/inbound_transfers/{id}/succeed',
  'is there when the test says so',
  async (world) => {
    const { stripe, news, call } = world
    const financial_account = await opened(world)
    const { id } = await waitingTransfer(stripe, financial_account)
    const { status, transaction } = await stripe.testHelpers.treasury.inboundTransfers.succeed(id)
    assert.equal(status, 'succeeded')
    assert.ok(transaction)
    assert.deepEqual(await standing(world, financial_account), [100, 0])
    refused(await call('POST', `/v1/test_helpers/treasury/inbound_transfers/${id}/fail`, ''), 400, {
      message: 'This InboundTransfer cannot be failed: it must be `processing`, and is `succeeded`.',
    })
    refused(await call('POST', '/v1/test_helpers/treasury/inbound_transfers/ibt_none/succeed', ''), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such inbound_transfer: 'ibt_none'",
    })
    assert.deepEqual(await news(), ['treasury.inbound_transfer.created', 'treasury.inbound_transfer.succeeded'])
  },
)

behaves(
  'POST /v1/test_helpers/treasury/inbound_transfers/{id}/fail',
  'fails for the reason that is given',
  async (world) => {
    const { stripe, news } = world
    const financial_account = await opened(world)
    const one = await waitingTransfer(stripe, financial_account)
    const two = await waitingTransfer(stripe, financial_account)
    const { inboundTransfers } = stripe.testHelpers.treasury
    const failed = await inboundTransfers.fail(one.id, { failure_details: { code: 'insufficient_funds' } })
    assert.deepEqual([failed.status, failed.failure_details], ['failed', { code: 'insufficient_funds' }])
    assert.deepEqual((await inboundTransfers.fail(two.id)).failure_details, { code: 'other' })
    const [made, over] = ['treasury.inbound_transfer.created', 'treasury.inbound_transfer.failed']
    assert.deepEqual(await news(), [made, made, over, over])
  },
)

behaves(
  'POST /v1/test_helpers/treasury/inbound_transfers/{id}/return',
  'is taken back, even below nothing',
  async (world) => {
    const { stripe, news, call } = world
    const financial_account = await opened(world)
    const { id } = await waitingTransfer(stripe, financial_account)
    const path = `/v1/test_helpers/treasury/inbound_transfers/${id}/return`
    refused(await call('POST', path, ''), 400, {
      message: 'This InboundTransfer cannot be returned: it must be `succeeded`, and is `processing`.',
    })
    await stripe.testHelpers.treasury.inboundTransfers.succeed(id)
    await stripe.treasury.outboundTransfers.create({
      financial_account,
      amount: 60,
      currency: usd,
      destination_payment_method: 'pm_usBankAccount_processing',
    })
    const back = await stripe.testHelpers.treasury.inboundTransfers.returnInboundTransfer(id)
    assert.deepEqual([back.status, back.returned], ['succeeded', true])
    const [entry] = (await stripe.treasury.transactionEntries.list({ financial_account })).data
    assert.deepEqual(
      [entry!.type, entry!.flow, entry!.flow_type],
      ['inbound_transfer_return', back.linked_flows.received_debit, 'received_debit'],
    )
    // 100 in, 60 held, 100 taken back.
    assert.deepEqual(await standing(world, financial_account), [-60, 60])
    refused(await call('POST', path, ''), 400, { message: /is already returned/ })
    assert.deepEqual(await news(), [
      'treasury.inbound_transfer.created',
      'treasury.inbound_transfer.succeeded',
      'treasury.outbound_transfer.created',
      'treasury.received_debit.created',
    ])
  },
)

behaves('GET /v1/treasury/inbound_transfers', 'has those of one account, by status', async (world) => {
  const { stripe, news } = world
  const financial_account = await opened(world)
  const one = await waitingTransfer(stripe, financial_account)
  const two = await waitingTransfer(stripe, financial_account)
  await stripe.treasury.inboundTransfers.cancel(one.id)
  const ids = async (params: Partial<Stripe.Treasury.InboundTransferListParams>) =>
    (await stripe.treasury.inboundTransfers.list({ financial_account, ...params })).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'canceled' }), [one.id])
  const made = 'treasury.inbound_transfer.created'
  assert.deepEqual(await news(), [made, made, 'treasury.inbound_transfer.canceled'])
})

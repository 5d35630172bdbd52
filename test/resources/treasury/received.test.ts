// What others send to a financial account and take from it, and how that is reversed.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/into/received-credits, .../out-of/received-debits)
// One file because both sides are told of alike, and what holds for one in reversing holds for the other.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { funded, inTwoBusinessDays, JENNY, opened, standing } from './treasury.ts'

const usd = 'usd'

for (const [name, object] of [
  ['inbound_transfers', 'ibt'],
  ['outbound_payments', 'obp'],
  ['outbound_transfers', 'obt'],
  ['received_credits', 'rc'],
  ['received_debits', 'rd'],
  ['credit_reversals', 'credrev'],
  ['debit_reversals', 'debrev'],
] as const)
  behaves(`GET /v1/treasury/${name}/{id}`, 'is not there under an id that was made up', async ({ call, news }) => {
    const { status, body } = await call('GET', `/v1/treasury/${name}/${object}_none`)
    assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
    assert.deepEqual(await news(), [])
  })

behaves(
  'POST /v1/test_helpers/treasury/received_credits',
  'comes in, and may be sent back for two days',
  async (world) => {
    const { stripe, news, advance, call } = world
    const financial_account = await opened(world)
    const made = await stripe.testHelpers.treasury.receivedCredits.create({
      financial_account,
      amount: 1234,
      currency: usd,
      network: 'ach',
    })
    const { id, created, transaction, lastResponse: _, ...rest } = made
    assert.match(id, /^rc_[A-Za-z0-9]{24}$/)
    // Of Stripe's sample, but for what is Stripe's own page.
    assert.deepEqual(rest, {
      object: 'treasury.received_credit',
      amount: 1234,
      currency: usd,
      description: 'Stripe Test',
      failure_code: null,
      financial_account,
      hosted_regulatory_receipt_url: null,
      initiating_payment_method_details: {
        billing_details: { ...JENNY, email: null, name: 'Jane Austen' },
        type: 'us_bank_account',
        us_bank_account: { bank_name: 'STRIPE TEST BANK', last4: '6789', routing_number: '110000000' },
      },
      linked_flows: {
        credit_reversal: null,
        issuing_authorization: null,
        issuing_transaction: null,
        source_flow: null,
        source_flow_type: null,
      },
      livemode: false,
      network: 'ach',
      reversal_details: { deadline: inTwoBusinessDays(created), restricted_reason: null },
      status: 'succeeded',
    })
    const moved = await stripe.treasury.transactions.retrieve(transaction as string)
    assert.deepEqual([moved.description, moved.status], ['Jane Austen (6789) | Stripe Test', 'posted'])
    assert.deepEqual(await standing(world, financial_account), [1234, 0])
    const wire = await stripe.testHelpers.treasury.receivedCredits.create({
      financial_account,
      amount: 1,
      currency: usd,
      network: 'us_domestic_wire',
      description: 'Rent',
      initiating_payment_method_details: {
        type: 'us_bank_account',
        us_bank_account: { account_holder_name: 'Al', account_number: '000111111113', routing_number: '012345678' },
      },
    })
    assert.deepEqual(wire.reversal_details, { deadline: null, restricted_reason: 'network_restricted' })
    assert.deepEqual(wire.initiating_payment_method_details.us_bank_account, {
      bank_name: 'STRIPE TEST BANK',
      last4: '1113',
      routing_number: '012345678',
    })
    await advance(inTwoBusinessDays(created) - created)
    const late = await stripe.treasury.receivedCredits.retrieve(id)
    assert.equal(late.reversal_details!.restricted_reason, 'deadline_passed')
    const bare = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
    const path = '/v1/test_helpers/treasury/received_credits'
    refused(await call('POST', path, `financial_account=${bare.id}&amount=1&currency=usd&network=ach`), 400, {
      param: 'financial_account',
      message: /has no FinancialAddress/,
    })
    const got = 'treasury.received_credit.created'
    assert.deepEqual(await news(), [got, got, 'treasury.financial_account.created'])
  },
)

behaves('POST /v1/treasury/credit_reversals', 'sends a credit back, once', async (world) => {
  const { stripe, news, advance, call } = world
  const financial_account = await opened(world)
  const { id: received_credit } = await stripe.testHelpers.treasury.receivedCredits.create({
    financial_account,
    amount: 1000,
    currency: usd,
    network: 'ach',
  })
  const made = await stripe.treasury.creditReversals.create({ received_credit, metadata: { reason: 'Because' } })
  const { id, created, transaction, lastResponse: _, ...rest } = made
  assert.match(id, /^credrev_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'treasury.credit_reversal',
    amount: 1000,
    currency: usd,
    financial_account,
    hosted_regulatory_receipt_url: null,
    livemode: false,
    metadata: { reason: 'Because' },
    network: 'ach',
    received_credit,
    status: 'processing',
    status_transitions: { posted_at: null },
  })
  assert.deepEqual(await standing(world, financial_account), [0, 1000])
  const reversed = await stripe.treasury.receivedCredits.retrieve(received_credit)
  assert.deepEqual(
    [reversed.linked_flows.credit_reversal, reversed.reversal_details!.restricted_reason],
    [id, 'already_reversed'],
  )
  await advance(5)
  const posted = await stripe.treasury.creditReversals.retrieve(id)
  assert.deepEqual([posted.status, posted.status_transitions], ['posted', { posted_at: created + 5 }])
  assert.equal((await stripe.treasury.transactions.retrieve(transaction as string)).status, 'posted')
  assert.deepEqual(await standing(world, financial_account), [0, 0])
  refused(await call('POST', '/v1/treasury/credit_reversals', `received_credit=${received_credit}`), 400, {
    message: 'This flow cannot be reversed: `already_reversed`.',
  })
  const wire = await stripe.testHelpers.treasury.receivedCredits.create({
    financial_account,
    amount: 1,
    currency: usd,
    network: 'us_domestic_wire',
  })
  refused(await call('POST', '/v1/treasury/credit_reversals', `received_credit=${wire.id}`), 400, {
    message: 'This flow cannot be reversed: `network_restricted`.',
  })
  const got = 'treasury.received_credit.created'
  const reversal = 'treasury.credit_reversal'
  assert.deepEqual(await news(), [got, `${reversal}.created`, `${reversal}.posted`, got])
})

behaves('GET /v1/treasury/credit_reversals', 'has those of one account, by credit and status', async (world) => {
  const { stripe, news } = world
  const financial_account = await opened(world)
  const of = { financial_account, amount: 10, currency: usd, network: 'ach' } as const
  const credits = [await stripe.testHelpers.treasury.receivedCredits.create(of)]
  credits.push(await stripe.testHelpers.treasury.receivedCredits.create(of))
  const one = await stripe.treasury.creditReversals.create({ received_credit: credits[0]!.id })
  const two = await stripe.treasury.creditReversals.create({ received_credit: credits[1]!.id })
  const ids = async (params: Partial<Stripe.Treasury.CreditReversalListParams>) =>
    (await stripe.treasury.creditReversals.list({ financial_account, ...params })).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ received_credit: credits[0]!.id }), [one.id])
  assert.deepEqual(await ids({ status: 'posted' }), [])
  assert.equal((await stripe.treasury.creditReversals.retrieve(one.id)).id, one.id)
  assert.equal((await news()).length, 4)
})

behaves(
  'POST /v1/test_helpers/treasury/received_debits',
  'takes what is there, and fails where it is not',
  async (world) => {
    const { stripe, news, advance } = world
    const financial_account = await funded(world, 1500)
    const take = () =>
      stripe.testHelpers.treasury.receivedDebits.create({
        financial_account,
        amount: 1000,
        currency: usd,
        network: 'ach',
      })
    const { id, created, transaction, lastResponse: _, ...rest } = await take()
    assert.match(id, /^rd_[A-Za-z0-9]{24}$/)
    const common = {
      object: 'treasury.received_debit',
      amount: 1000,
      currency: usd,
      description: 'Stripe Test',
      financial_account,
      hosted_regulatory_receipt_url: null,
      initiating_payment_method_details: {
        billing_details: { ...JENNY, email: null, name: 'Jane Austen' },
        type: 'us_bank_account',
        us_bank_account: { bank_name: 'STRIPE TEST BANK', last4: '6789', routing_number: '110000000' },
      },
      linked_flows: {
        debit_reversal: null,
        inbound_transfer: null,
        issuing_authorization: null,
        issuing_transaction: null,
        payout: null,
        topup: null,
      },
      livemode: false,
      network: 'ach',
    }
    assert.deepEqual(rest, {
      ...common,
      failure_code: null,
      reversal_details: { deadline: inTwoBusinessDays(created), restricted_reason: null },
      status: 'succeeded',
    })
    assert.equal((await stripe.treasury.transactions.retrieve(transaction as string)).amount, -1000)
    const failed = await take()
    assert.deepEqual(
      { ...failed, id: 0, created: 0, lastResponse: 0 },
      {
        ...common,
        id: 0,
        created: 0,
        lastResponse: 0,
        failure_code: 'insufficient_funds',
        reversal_details: null,
        status: 'failed',
        transaction: null,
      },
    )
    assert.deepEqual(await standing(world, financial_account), [500, 0])
    const list = await stripe.treasury.receivedDebits.list({ financial_account, status: 'failed' })
    assert.deepEqual(
      list.data.map((one) => one.id),
      [failed.id],
    )
    await advance(inTwoBusinessDays(created) - created)
    const late = await stripe.treasury.receivedDebits.retrieve(id)
    assert.equal(late.reversal_details!.restricted_reason, 'deadline_passed')
    const taken = 'treasury.received_debit.created'
    assert.deepEqual(await news(), [taken, taken])
  },
)

behaves('GET /v1/treasury/received_debits', 'has those of one account, the newest first', async (world) => {
  const { stripe, news } = world
  const financial_account = await funded(world, 30)
  const of = { financial_account, amount: 10, currency: usd, network: 'ach' } as const
  const one = await stripe.testHelpers.treasury.receivedDebits.create(of)
  const two = await stripe.testHelpers.treasury.receivedDebits.create(of)
  const { data } = await stripe.treasury.receivedDebits.list({ financial_account, status: 'succeeded' })
  assert.deepEqual(
    data.map(({ id }) => id),
    [two.id, one.id],
  )
  const taken = 'treasury.received_debit.created'
  assert.deepEqual(await news(), [taken, taken])
})

behaves('POST /v1/treasury/debit_reversals', 'fetches back what was taken', async (world) => {
  const { stripe, news, advance, call } = world
  const financial_account = await funded(world, 1000)
  const { id: received_debit } = await stripe.testHelpers.treasury.receivedDebits.create({
    financial_account,
    amount: 1000,
    currency: usd,
    network: 'ach',
  })
  const made = await stripe.treasury.debitReversals.create({ received_debit, metadata: { reason: 'Because' } })
  const { id, created, lastResponse: _, ...rest } = made
  assert.match(id, /^debrev_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'treasury.debit_reversal',
    amount: 1000,
    currency: usd,
    financial_account,
    hosted_regulatory_receipt_url: null,
    linked_flows: null,
    livemode: false,
    metadata: { reason: 'Because' },
    network: 'ach',
    received_debit,
    status: 'processing',
    status_transitions: { completed_at: null },
    transaction: null,
  })
  assert.deepEqual(await standing(world, financial_account), [0, 0])
  await advance(5)
  const over = await stripe.treasury.debitReversals.retrieve(id)
  assert.deepEqual([over.status, over.status_transitions], ['succeeded', { completed_at: created + 5 }])
  assert.equal((await stripe.treasury.transactions.retrieve(over.transaction as string)).amount, 1000)
  assert.deepEqual(await standing(world, financial_account), [1000, 0])
  refused(await call('POST', '/v1/treasury/debit_reversals', `received_debit=${received_debit}`), 400, {
    message: 'This flow cannot be reversed: `already_reversed`.',
  })
  const reversal = 'treasury.debit_reversal'
  assert.deepEqual(await news(), ['treasury.received_debit.created', `${reversal}.created`, `${reversal}.completed`])
})

behaves('GET /v1/treasury/debit_reversals', 'has those of one account, by how they ended', async (world) => {
  const { stripe, news, advance } = world
  const financial_account = await funded(world, 100)
  const of = { financial_account, amount: 10, currency: usd, network: 'ach' } as const
  const reverse = async () => {
    const { id } = await stripe.testHelpers.treasury.receivedDebits.create(of)
    return stripe.treasury.debitReversals.create({ received_debit: id })
  }
  const one = await reverse()
  await advance(5)
  const two = await reverse()
  const ids = async (params: Partial<Stripe.Treasury.DebitReversalListParams>) =>
    (await stripe.treasury.debitReversals.list({ financial_account, ...params })).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'completed' }), [one.id])
  assert.deepEqual(await ids({ resolution: 'won' }), [one.id])
  assert.deepEqual(await ids({ resolution: 'lost' }), [])
  assert.deepEqual(await ids({ received_debit: two.received_debit }), [two.id])
  assert.equal((await stripe.treasury.debitReversals.retrieve(one.id)).status, 'succeeded')
  assert.equal((await news()).length, 5)
})

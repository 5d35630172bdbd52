// Financial accounts, and the money that others send into them. (https://docs.stripe.com/api/v2/money-management)
// One file because each file of tests costs a server.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { financialAccount } from '../../../src/resources/money_management/v2.money_management.financial_account.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { within } from '../within.ts'
import { accountOf, balancesOf, checkSums, funded, get, payable, post, usd } from './accounts.ts'

const V2 = '/v2/money_management'
const secondsOf = (text: string) => Date.parse(text) / 1000

behaves(`GET ${V2}/financial_accounts`, 'has one from the beginning, open and empty', async (world) => {
  const { stripe, news } = world
  const { id, created, ...rest } = await accountOf(world)
  assert.match(id, /^fa_test_[A-Za-z0-9]{24}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  const nothing = { usd: usd(0) }
  assert.deepEqual(rest, {
    object: 'v2.money_management.financial_account',
    balance: { available: nothing, inbound_pending: nothing, outbound_pending: nothing },
    country: 'US',
    display_name: null,
    livemode: false,
    metadata: null,
    other: null,
    status: 'open',
    storage: { holds_currencies: ['usd'] },
    type: 'storage',
  })
  const list = (params: Stripe.V2.MoneyManagement.FinancialAccountListParams) =>
    stripe.v2.moneyManagement.financialAccounts.list(params)
  assert.equal((await list({ statuses: ['closed', 'pending'] })).data.length, 0)
  await funded(world, 0)
  await stripe.v2.moneyManagement.financialAccounts.update(id, { display_name: 'Tips' })
  assert.deepEqual(
    (await list({ statuses: ['open'] })).data.map(({ display_name }) => display_name),
    ['Tips'],
  )
  const [one] = (await list({ include: ['storage.deposit_insurance_eligibility'] })).data
  assert.deepEqual(one!.storage, { holds_currencies: ['usd'], deposit_insurance_eligibility: [] })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${V2}/financial_accounts/{id}`, 'changes its name and metadata', async (world) => {
  const { stripe, news } = world
  const { id, ...before } = await accountOf(world)
  const { financialAccounts } = stripe.v2.moneyManagement
  const changed = await financialAccounts.update(id, { display_name: 'Tips', metadata: { a: '1', b: '2' } })
  assert.deepEqual({ ...changed }, { id, ...before, display_name: 'Tips', metadata: { a: '1', b: '2' } })
  const again = await post(world, `${V2}/financial_accounts/${id}`, { metadata: { a: null } })
  assert.deepEqual([again.body.metadata, again.body.display_name], [{ b: '2' }, 'Tips'])
  refused(await post(world, `${V2}/financial_accounts/${id}`, { display_name: 'n'.repeat(51) }), 400, {
    param: 'display_name',
    message: 'Invalid string: nnnnnnnn...nnnnnnnn; must be at most 50 characters',
  })
  assert.deepEqual(await news(), [])
})

behaves(`GET ${V2}/financial_accounts`, 'leaves out what is closed, where no money moves', async (world, brindle) => {
  const { id } = await funded(world, 100)
  await within(
    brindle,
    world,
    (tx) => tx.update(financialAccount, tx.get(financialAccount, id), { status: 'closed' }),
    [id],
  )
  const { financialAccounts } = world.stripe.v2.moneyManagement
  assert.deepEqual((await financialAccounts.list()).data, [])
  assert.deepEqual(
    (await financialAccounts.list({ statuses: ['closed'] })).data.map((one) => one.id),
    [id],
  )
  const wish = { financial_account: id, type: 'bank_account', bank_account: { currency: 'usd' } }
  refused(await post(world, `${V2}/financial_addresses`, wish), 400, {
    type: 'financial_account_not_open',
    code: 'financial_account_not_in_open_status',
    param: 'financial_account',
    message: `The FinancialAccount ${id} is closed.`,
  })
  assert.deepEqual(await world.news(), [])
})

behaves(
  `GET ${V2}/financial_accounts/{id}`,
  'shows insurance where it is asked for, and is refused as not found',
  async (world) => {
    const { id } = await accountOf(world)
    const { financialAccounts } = world.stripe.v2.moneyManagement
    const include = ['storage.deposit_insurance_eligibility' as const]
    assert.deepEqual((await financialAccounts.retrieve(id, { include })).storage?.deposit_insurance_eligibility, [])
    assert.equal((await financialAccounts.retrieve(id)).storage?.deposit_insurance_eligibility, undefined)
    refused(await get(world, `${V2}/financial_accounts/fa_test_none`), 404, {
      code: 'not_found',
      message: "No such v2.money_management.financial_account: 'fa_test_none'",
    })
    assert.deepEqual(await world.news(), [])
  },
)

behaves(`POST ${V2}/financial_addresses`, 'is given a number by the bank a moment later', async (world) => {
  const { stripe, news, advance } = world
  const { financialAddresses } = stripe.v2.moneyManagement
  const account = await accountOf(world)
  const { id, created, ...rest } = await financialAddresses.create({
    financial_account: account.id,
    type: 'bank_account',
    bank_account: { currency: 'usd' },
  })
  assert.match(id, /^finaddr_test_[A-Za-z0-9]{24}$/)
  assert.ok(secondsOf(created) > 0)
  const pending = {
    object: 'v2.money_management.financial_address',
    bank_account: {
      aba: { account_holder_name: '', account_number: '', bank_name: '', routing_number: '' },
      country: 'us',
      currency: 'usd',
      type: 'aba',
    },
    financial_account: account.id,
    livemode: false,
    settlement_currency: 'usd',
    status: 'pending',
    type: 'bank_account',
  }
  assert.deepEqual(rest, pending)
  const { receivedCredits, testHelpers } = stripe.v2.moneyManagement
  await testHelpers.financialAddresses.credit(id, { amount: usd(100), network: 'ach' })
  const [early] = (await receivedCredits.list()).data
  assert.deepEqual(early!.status_details, { failed: { reason: 'financial_address_inactive' } })
  await advance(5)
  const { bank_account: bank, status } = await financialAddresses.retrieve(id)
  assert.equal(status, 'active')
  assert.match(bank!.aba!.account_number, /^\d{12}$/)
  const { account_number: _, ...aba } = bank!.aba!
  assert.deepEqual(aba, {
    account_holder_name: 'Brindle sandbox',
    bank_name: 'Test Bank',
    routing_number: '110000000',
  })
  const create = (body: object) => post(world, `${V2}/financial_addresses`, body)
  const wish = { financial_account: account.id, type: 'bank_account' }
  refused(await create({ ...wish, bank_account: { currency: 'usd' } }), 400, {
    type: 'quota_exceeded',
    code: 'financial_address_limit_reached',
    param: 'bank_account[currency]',
    message: `The FinancialAccount has a usd FinancialAddress: ${id}.`,
  })
  refused(await create({ ...wish, bank_account: { currency: 'gbp' } }), 400, {
    type: 'feature_not_enabled',
    code: 'financial_account_balance_does_not_support_currency',
    param: 'bank_account[currency]',
    message: `The FinancialAccount ${account.id} does not hold gbp.`,
  })
  refused(await create({ ...wish, bank_account: { currency: 'usd', country: 'GB' } }), 400, {
    type: 'feature_not_enabled',
    code: 'financial_address_country_unsupported',
    param: 'bank_account[country]',
    message: 'There is no usd account in GB.',
  })
  refused(await create(wish), 400, {
    code: 'parameter_missing',
    param: 'bank_account',
    message: 'Missing required param: bank_account.',
  })
  refused(await create({ ...wish, financial_account: 'fa_test_none', bank_account: { currency: 'usd' } }), 400, {
    code: 'resource_missing',
    param: 'financial_account',
    message: "No such v2.money_management.financial_account: 'fa_test_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(
  `GET ${V2}/financial_addresses`,
  'has those of an account, and their numbers fit their countries',
  async (world) => {
    const { stripe, news, advance } = world
    const { financialAddresses } = stripe.v2.moneyManagement
    const [de, gb] = [
      await stripe.accounts.create({ type: 'custom', country: 'DE' }),
      await stripe.accounts.create({ type: 'custom', country: 'GB' }),
    ]
    await news()
    for (const [{ id: stripeAccount }, currency] of [
      [de, 'eur'],
      [gb, 'gbp'],
    ] as const) {
      const { data } = await stripe.v2.moneyManagement.financialAccounts.list({}, { stripeAccount })
      const financial_account = data[0]!.id
      const { id } = await financialAddresses.create(
        { financial_account, type: 'bank_account', bank_account: { currency } },
        { stripeAccount },
      )
      await advance(5)
      const { data: addresses } = await financialAddresses.list({ financial_account }, { stripeAccount })
      assert.deepEqual(
        addresses.map((one) => one.id),
        [id],
      )
      const { iban, sort_code } = addresses[0]!.bank_account!
      // The remainder of the number by 97 is 1 (ISO 13616).
      if (iban) assert.equal(BigInt(`${iban.iban.slice(4)}1314${iban.iban.slice(2, 4)}`) % 97n, 1n)
      else assert.match(`${sort_code!.sort_code} ${sort_code!.account_number}`, /^108800 \d{8}$/)
      assert.equal((await financialAddresses.list({ financial_account: 'fa_other' }, { stripeAccount })).data.length, 0)
    }
    assert.deepEqual(await news(), [])
  },
)

behaves(`GET ${V2}/financial_addresses/{id}`, 'is not found under an id that was made up', async (world) => {
  refused(await get(world, `${V2}/financial_addresses/finaddr_test_none`), 404, {
    code: 'not_found',
    message: "No such v2.money_management.financial_address: 'finaddr_test_none'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${V2}/test_helpers/financial_addresses/{id}/credit`, 'puts money into the account', async (world) => {
  const { stripe, news } = world
  const { receivedCredits, testHelpers, transactions, transactionEntries } = stripe.v2.moneyManagement
  const { id: account, address } = await funded(world, 0)
  const credit = (body: object, to = address) =>
    post(world, `${V2}/test_helpers/financial_addresses/${to}/credit`, body)
  const said = await testHelpers.financialAddresses.credit(address, {
    amount: usd(2500),
    network: 'ach',
    statement_descriptor: 'Fund',
  })
  assert.deepEqual(
    { ...said },
    {
      object: 'v2.money_management.financial_address_credit_simulation',
      livemode: false,
      status: 'accepted',
    },
  )
  assert.deepEqual(await balancesOf(world, account), [2500, 0, 0])
  const { id, created, ...rest } = (await receivedCredits.list()).data[0]!
  assert.match(id, /^rc_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.money_management.received_credit',
    amount: usd(2500),
    amount_received: usd(2500),
    balance_transfer: null,
    bank_transfer: {
      financial_address: address,
      network: 'ach',
      originating_bank_account: {
        aba: {
          account_holder_name: 'Brindle sender',
          bank_name: 'Test Bank',
          last4: '6789',
          routing_number: '110000000',
        },
        type: 'aba',
      },
      statement_descriptor: 'Fund',
    },
    description: null,
    financial_account: account,
    livemode: false,
    status: 'succeeded',
    status_details: null,
    status_transitions: { succeeded_at: created },
    type: 'bank_transfer',
  })
  const [moved] = (await transactions.list({ flow: id })).data
  assert.match(moved!.id, /^trxn_test_[A-Za-z0-9]{24}$/)
  const impact = { available: usd(2500), inbound_pending: usd(0), outbound_pending: usd(0) }
  const flow = { received_credit: id, type: 'received_credit' }
  assert.deepEqual(
    { ...moved },
    {
      id: moved!.id,
      object: 'v2.money_management.transaction',
      amount: usd(2500),
      balance_impact: impact,
      category: 'received_credit',
      counterparty: { name: 'Brindle sender' },
      created,
      description: null,
      financial_account: account,
      flow,
      livemode: false,
      metadata: null,
      regulatory_receipt: { status: 'not_applicable' },
      status: 'posted',
      status_transitions: { posted_at: created },
    },
  )
  const entries = (await transactionEntries.list({ transaction: moved!.id })).data
  assert.match(entries[0]!.id, /^trxne_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(entries, [
    {
      id: entries[0]!.id,
      object: 'v2.money_management.transaction_entry',
      balance_impact: impact,
      created,
      effective_at: created,
      livemode: false,
      transaction: moved!.id,
      transaction_details: { category: 'received_credit', financial_account: account, flow },
    },
  ])
  // What the address does not take is a credit that failed, and moves nothing.
  await credit({ amount: { value: 100, currency: 'gbp' }, network: 'ach' })
  const [failed] = (await receivedCredits.list({ limit: 1 })).data
  assert.deepEqual(
    [failed!.status, failed!.status_details, Object.keys(failed!.status_transitions!)],
    ['failed', { failed: { reason: 'currency_unsupported_on_financial_address' } }, ['failed_at']],
  )
  assert.equal((await transactions.list({ flow: failed!.id })).data.length, 0)
  assert.deepEqual(await balancesOf(world, account), [2500, 0, 0])
  refused(await credit({ amount: usd(100), network: 'sepa' }), 400, {
    code: 'invalid_fields',
    param: 'network',
    message: 'A FinancialAddress in usd is reached by ach, fedwire, rtp.',
  })
  refused(await credit({ amount: usd(0), network: 'ach' }), 400, {
    code: 'invalid_fields',
    param: 'amount[value]',
    message: 'The amount must be between 1 and 99999999.',
  })
  refused(await credit({ amount: usd(100), network: 'ach' }, 'finaddr_test_none'), 404, {
    code: 'not_found',
    message: "No such v2.money_management.financial_address: 'finaddr_test_none'",
  })
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`GET ${V2}/received_credits`, 'goes from page to page and back, within times', async (world) => {
  const { stripe, advance, news } = world
  const { receivedCredits, testHelpers } = stripe.v2.moneyManagement
  const { address } = await funded(world, 0)
  const ids: string[] = []
  /** When each was made, the first first. */
  const at: number[] = []
  for (const value of [1, 2, 3, 4, 5]) {
    await testHelpers.financialAddresses.credit(address, { amount: usd(value), network: 'rtp' })
    const [made] = (await receivedCredits.list({ limit: 1 })).data
    ids.unshift(made!.id)
    at.push(Date.parse(made!.created) / 1000)
    await advance(10)
  }
  const all: string[] = []
  for await (const { id } of receivedCredits.list({ limit: 2 })) all.push(id)
  assert.deepEqual(all, ids)
  const page = async (url: string) => {
    const { body } = await get(world, url)
    assert.deepEqual(Object.keys(body), ['data', 'next_page_url', 'previous_page_url'])
    return { ...body, ids: body.data.map(({ id }: { id: string }) => id) }
  }
  const first = await page(`${V2}/received_credits?limit=2`)
  assert.deepEqual([first.ids, first.previous_page_url], [ids.slice(0, 2), null])
  assert.match(first.next_page_url, /^\/v2\/money_management\/received_credits\?limit=2&page=page_[A-Za-z0-9_-]+$/)
  const second = await page(first.next_page_url)
  assert.deepEqual(second.ids, ids.slice(2, 4))
  const third = await page(second.next_page_url)
  assert.deepEqual([third.ids, third.next_page_url], [ids.slice(4), null])
  assert.deepEqual((await page(third.previous_page_url)).ids, ids.slice(2, 4))
  const back = await page(second.previous_page_url)
  assert.deepEqual([back.ids, back.previous_page_url], [ids.slice(0, 2), null])
  // The second and third credit.
  const between = await receivedCredits.list({ created: { gte: at[1]!, lt: at[3]! }, limit: 1 })
  assert.deepEqual(
    between.data.map(({ id }) => id),
    [ids[2]],
  )
  const after = await receivedCredits.list({ created: { gt: at[1]!, lte: at[3]! } })
  assert.deepEqual(
    after.data.map(({ id }) => id),
    [ids[1], ids[2]],
  )
  const rest = await page(between.next_page_url!)
  assert.deepEqual([rest.ids, rest.next_page_url], [[ids[3]], null])
  refused(await get(world, `${V2}/received_credits?page=page_x`), 400, {
    code: 'invalid_fields',
    param: 'page',
    message: 'Invalid page token: page_x',
  })
  assert.equal((await get(world, `${V2}/received_credits?limit=101`)).status, 400)
  assert.deepEqual(await news(), [])
})

behaves(`GET ${V2}/received_credits/{id}`, 'is found by its id', async (world) => {
  const { receivedCredits } = world.stripe.v2.moneyManagement
  await funded(world, 700)
  const [one] = (await receivedCredits.list()).data
  assert.deepEqual({ ...(await receivedCredits.retrieve(one!.id)) }, one)
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${V2}/transactions/{id}`, 'changes what is written on it, and clears it', async (world) => {
  const { transactions } = world.stripe.v2.moneyManagement
  await funded(world, 700)
  const [one] = (await transactions.list()).data
  const changed = await transactions.update(one!.id, { description: 'Seed', metadata: { a: '1' } })
  assert.deepEqual({ ...changed }, { ...one, description: 'Seed', metadata: { a: '1' } })
  const cleared = await post(world, `${V2}/transactions/${one!.id}`, { description: null })
  assert.deepEqual([cleared.body.description, cleared.body.metadata], [null, { a: '1' }])
  refused(await post(world, `${V2}/transactions/${one!.id}`, { description: 'd'.repeat(101) }), 400, {
    param: 'description',
    message: 'Invalid string: dddddddd...dddddddd; must be at most 100 characters',
  })
  assert.deepEqual(await world.news(), [])
})

behaves(`GET ${V2}/transactions`, 'has those of an account, of a flow, and their entries', async (world) => {
  const { transactions, transactionEntries } = world.stripe.v2.moneyManagement
  const { id } = await funded(world, 700)
  const [one] = (await transactions.list({ financial_account: id })).data
  assert.deepEqual((await transactions.list({ financial_account: 'fa_test_other' })).data, [])
  // "A value that doesn't match a flow ID returns an empty list."
  assert.deepEqual((await transactions.list({ flow: 'obp_test_none' })).data, [])
  assert.deepEqual({ ...(await transactions.retrieve(one!.id)) }, one)
  const [entry] = (await transactionEntries.list({ transaction: one!.id })).data
  assert.deepEqual({ ...(await transactionEntries.retrieve(entry!.id)) }, entry)
  assert.deepEqual((await transactionEntries.list({ transaction: 'trxn_test_none' })).data, [])
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v2/core/events', 'tells of money that moves in thin events', async (world) => {
  const { stripe, advance, news } = world
  const { id: account } = await funded(world, 5000)
  const { id } = await stripe.v2.moneyManagement.outboundPayments.create({
    amount: usd(1000),
    from: { financial_account: account, currency: 'usd' },
    to: await payable(world),
  } as never)
  await advance(10)
  const typesOf = async (params: Stripe.V2.Core.EventListParams) => {
    const types: string[] = []
    for await (const { type } of stripe.v2.core.events.list(params)) types.unshift(type)
    return types
  }
  // Of the payment itself: made, and sent when its day has come.
  assert.deepEqual(await typesOf({ object_id: id }), [
    'v2.money_management.outbound_payment.created',
    'v2.money_management.outbound_payment.posted',
  ])
  const all = await typesOf({})
  for (const type of [
    'v2.money_management.financial_account.created',
    'v2.money_management.financial_address.activated',
    'v2.money_management.received_credit.succeeded',
    'v2.money_management.received_credit.available',
    'v2.money_management.transaction.created',
    'v2.money_management.transaction.updated',
  ])
    assert.ok(all.includes(type), type)
  const { data } = await stripe.v2.core.events.list({ object_id: id })
  assert.deepEqual((data[0] as { related_object?: object }).related_object, {
    id,
    type: 'v2.money_management.outbound_payment',
    url: `${V2}/outbound_payments/${id}`,
  })
  // None of them is told of by the first version.
  assert.deepEqual(await news(), [])
})

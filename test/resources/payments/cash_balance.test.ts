// Cash balances: what customers sent by bank transfer. (https://docs.stripe.com/payments/customer-balance)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const DEFAULT = { reconciliation_mode: 'automatic', using_merchant_default: true }

behaves('GET /v1/customers/{id}/cash_balance', 'is empty for who never sent anything', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.customers.create()
  const { body } = await call('GET', `/v1/customers/${id}/cash_balance`)
  const empty = {
    object: 'cash_balance',
    available: null,
    customer: id,
    customer_account: null,
    livemode: false,
    settings: DEFAULT,
  }
  assert.deepEqual(body, empty)
  const { cash_balance } = (await stripe.customers.retrieve(id, { expand: ['cash_balance'] })) as Stripe.Customer
  assert.deepEqual(cash_balance, empty)
  assert.equal((await call('GET', '/v1/customers/cus_none/cash_balance')).status, 404)
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers/{id}/cash_balance', 'says how money finds its payment', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.customers.create()
  const set = async (reconciliation_mode: 'automatic' | 'manual' | 'merchant_default') =>
    (await stripe.customers.updateCashBalance(id, { settings: { reconciliation_mode } })).settings
  const own = (reconciliation_mode: string) => ({ reconciliation_mode, using_merchant_default: false })
  assert.deepEqual(await set('manual'), own('manual'))
  assert.deepEqual((await stripe.customers.retrieveCashBalance(id)).settings, own('manual'))
  assert.deepEqual(await set('automatic'), own('automatic'))
  assert.deepEqual(await set('merchant_default'), DEFAULT)
  refused(await call('POST', `/v1/customers/${id}/cash_balance`, 'settings[reconciliation_mode]=never'), 400, {
    param: 'settings[reconciliation_mode]',
    message: 'Invalid settings[reconciliation_mode]: must be one of automatic, manual, or merchant_default',
  })
  const settings = { reconciliation_mode: 'manual' } as const
  const made = await stripe.customers.create({ cash_balance: { settings }, expand: ['cash_balance'] })
  assert.deepEqual(made.cash_balance?.settings, own('manual'))
  await stripe.customers.update(made.id, { cash_balance: { settings: { reconciliation_mode: 'automatic' } } })
  assert.deepEqual((await stripe.customers.retrieveCashBalance(made.id)).settings, own('automatic'))
  assert.deepEqual(await news(), ['customer.created', 'customer.created'])
})

behaves('POST /v1/test_helpers/customers/{id}/fund_cash_balance', 'brings money in', async (world) => {
  const { stripe, news, call } = world
  const who = await stripe.customers.create()
  await news()
  const made = await stripe.testHelpers.customers.fundCashBalance(who.id, {
    amount: 5000,
    currency: 'eur',
    reference: 'Order 7',
  })
  const { id, created, lastResponse: _, ...rest } = made
  assert.match(id, /^ccsbtxn_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'customer_cash_balance_transaction',
    currency: 'eur',
    customer: who.id,
    customer_account: null,
    ending_balance: 5000,
    funded: {
      bank_transfer: {
        eu_bank_transfer: { bic: 'BANKDEAAXXX', iban_last4: '7089', sender_name: 'Brindle sender' },
        reference: 'Order 7',
        type: 'eu_bank_transfer',
      },
    },
    livemode: false,
    net_amount: 5000,
    type: 'funded',
  })
  // https://docs.stripe.com/api/events/types: cash_balance.funds_available, once nothing else has taken it.
  assert.deepEqual(await news(), ['customer_cash_balance_transaction.created', 'cash_balance.funds_available'])
  const [event] = (await call('GET', '/v1/events?type=cash_balance.funds_available')).body.data
  assert.deepEqual(event.data, {
    object: {
      object: 'cash_balance',
      available: { eur: 5000 },
      customer: who.id,
      customer_account: null,
      livemode: false,
      settings: DEFAULT,
    },
  })
  const more = await stripe.testHelpers.customers.fundCashBalance(who.id, { amount: 1, currency: 'eur' })
  assert.deepEqual([more.ending_balance, more.funded?.bank_transfer.reference], [5001, null])
  await stripe.testHelpers.customers.fundCashBalance(who.id, { amount: 300, currency: 'jpy' })
  assert.deepEqual((await stripe.customers.retrieveCashBalance(who.id)).available, { eur: 5001, jpy: 300 })
  assert.equal((await news()).length, 4)
})

behaves('POST /v1/test_helpers/customers/{id}/fund_cash_balance', 'refuses what no bank sends', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.customers.create()
  const path = `/v1/test_helpers/customers/${id}/fund_cash_balance`
  refused(await call('POST', path, 'amount=100&currency=chf'), 400, {
    param: 'currency',
    message: 'The currency chf is not supported by bank transfers.',
  })
  refused(await call('POST', path, 'amount=0&currency=eur'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.equal((await call('POST', path.replace(id, 'cus_none'), 'amount=100&currency=eur')).status, 404)
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('GET /v1/customers/{id}/cash_balance_transactions', 'has the newest first', async ({ stripe, news }) => {
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const fund = (id: string) => stripe.testHelpers.customers.fundCashBalance(id, { amount: 1, currency: 'gbp' })
  const one = await fund(who.id)
  await fund(other.id)
  const two = await fund(who.id)
  const { data, url } = await stripe.customers.listCashBalanceTransactions(who.id)
  assert.deepEqual(
    data.map(({ id }) => id),
    [two.id, one.id],
  )
  assert.equal(url, `/v1/customers/${who.id}/cash_balance_transactions`)
  assert.equal((await news()).length, 8)
})

behaves('GET /v1/customers/{customer}/cash_balance_transactions/{id}', 'is only the customer’s own', async (world) => {
  const { stripe, call, news } = world
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const { id } = await stripe.testHelpers.customers.fundCashBalance(who.id, { amount: 7, currency: 'usd' })
  const found = await stripe.customers.retrieveCashBalanceTransaction(who.id, id)
  assert.deepEqual([found.net_amount, found.funded?.bank_transfer.us_bank_transfer?.network], [7, 'ach'])
  refused(await call('GET', `/v1/customers/${other.id}/cash_balance_transactions/${id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such customer_cash_balance_transaction: '${id}'`,
  })
  assert.equal((await news()).length, 4)
})

behaves('POST /v1/customers/{id}/funding_instructions', 'names the same account every time', async (world) => {
  const { stripe, call, news } = world
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const ask = async (id: string) =>
    (
      await call(
        'POST',
        `/v1/customers/${id}/funding_instructions`,
        'currency=eur&funding_type=bank_transfer&bank_transfer[type]=eu_bank_transfer&bank_transfer[eu_bank_transfer][country]=DE',
      )
    ).body
  const first = await ask(who.id)
  const [address] = first.bank_transfer.financial_addresses
  assert.match(address.iban.iban, /^DE\d{18}$/)
  const place = { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null }
  assert.deepEqual(first, {
    object: 'funding_instructions',
    bank_transfer: {
      country: 'DE',
      financial_addresses: [
        {
          iban: {
            account_holder_address: place,
            account_holder_name: 'Brindle sandbox',
            bank_address: place,
            bic: 'BRNDTEST',
            country: 'DE',
            iban: address.iban.iban,
          },
          supported_networks: ['sepa'],
          type: 'iban',
        },
      ],
      type: 'eu_bank_transfer',
    },
    currency: 'eur',
    funding_type: 'bank_transfer',
    livemode: false,
  })
  assert.deepEqual(await ask(who.id), first)
  assert.notEqual((await ask(other.id)).bank_transfer.financial_addresses[0].iban.iban, address.iban.iban)
  // The balance of the currency opens with its account. (docs.stripe.com/payments/customer-balance/funding-instructions)
  assert.deepEqual((await stripe.customers.retrieveCashBalance(who.id)).available, { eur: 0 })
  assert.deepEqual(await news(), ['customer.created', 'customer.created'])
})

behaves('POST /v1/customers/{id}/funding_instructions', 'has the addresses of each country', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.customers.create()
  for (const [currency, type, country, addresses] of [
    ['gbp', 'gb_bank_transfer', 'GB', [['sort_code', ['bacs', 'fps']]]],
    ['jpy', 'jp_bank_transfer', 'JP', [['zengin', ['zengin']]]],
    ['mxn', 'mx_bank_transfer', 'MX', [['spei', ['spei']]]],
    [
      'usd',
      'us_bank_transfer',
      'US',
      [
        ['aba', ['ach', 'domestic_wire_us']],
        ['swift', ['swift']],
      ],
    ],
  ] as const) {
    const { bank_transfer } = await stripe.customers.createFundingInstructions(id, {
      currency,
      funding_type: 'bank_transfer',
      bank_transfer: { type },
    })
    const found = bank_transfer.financial_addresses.map((one) => [one.type, one.supported_networks])
    assert.deepEqual([bank_transfer.country, found], [country, addresses])
  }
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers/{id}/funding_instructions', 'refuses what does not fit', async ({ stripe, call, news }) => {
  const { id } = await stripe.customers.create()
  const ask = (form: string) =>
    call('POST', `/v1/customers/${id}/funding_instructions`, `funding_type=bank_transfer&${form}`)
  const country = 'bank_transfer[eu_bank_transfer][country]'
  refused(await ask('currency=usd&bank_transfer[type]=eu_bank_transfer'), 400, {
    param: 'currency',
    message: 'The currency usd is not supported by eu_bank_transfer.',
  })
  refused(await ask('currency=eur&bank_transfer[type]=eu_bank_transfer'), 400, {
    code: 'parameter_missing',
    param: country,
    message: `Missing required param: ${country}.`,
  })
  refused(await ask(`currency=eur&bank_transfer[type]=eu_bank_transfer&${country}=CH`), 400, {
    param: country,
    message: `Invalid ${country}: must be one of BE, DE, ES, FR, IE, or NL`,
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('DELETE /v1/customers/{id}', 'is refused for who has a cash balance', async ({ stripe, call, news }) => {
  // https://docs.stripe.com/api/cash_balance/object: not even with nothing in it.
  const who = await stripe.customers.create({ cash_balance: { settings: { reconciliation_mode: 'manual' } } })
  assert.equal((await stripe.customers.del(who.id)).deleted, true)
  const { id } = await stripe.customers.create()
  await stripe.testHelpers.customers.fundCashBalance(id, { amount: 1, currency: 'eur' })
  await news()
  refused(await call('DELETE', `/v1/customers/${id}`), 400, {
    message: 'You cannot delete a customer with a cash balance, even if the balance is 0.',
  })
  assert.deepEqual(await news(), [])
})

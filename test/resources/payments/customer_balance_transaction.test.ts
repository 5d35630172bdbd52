// The ledger of what a customer owes or is owed. (https://docs.stripe.com/billing/customer/balance; negative is credit)
import assert from 'node:assert/strict'
import type { Sandbox } from '../../world.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

/** The entries of a customer, oldest first: type, amount, ending balance. */
async function ledger({ stripe }: Sandbox, id: string) {
  const { data } = await stripe.customers.listBalanceTransactions(id, { limit: 100 })
  return data.reverse().map(({ type, amount, ending_balance }) => [type, amount, ending_balance])
}

behaves('POST /v1/customers/{id}/balance_transactions', 'moves the balance by the amount', async (world) => {
  const { stripe, news } = world
  const who = await stripe.customers.create()
  const made = await stripe.customers.createBalanceTransaction(who.id, {
    amount: -500,
    currency: 'eur',
    description: 'Sorry',
    metadata: { a: '1' },
  })
  const { id, created, lastResponse: _, ...rest } = made
  assert.match(id, /^cbtxn_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'customer_balance_transaction',
    amount: -500,
    checkout_session: null,
    credit_note: null,
    currency: 'eur',
    customer: who.id,
    customer_account: null,
    description: 'Sorry',
    ending_balance: -500,
    invoice: null,
    livemode: false,
    metadata: { a: '1' },
    type: 'adjustment',
  })
  // Without a currency of its own, the customer has that of the entry from now on.
  const after = (await stripe.customers.retrieve(who.id)) as typeof who
  assert.deepEqual([after.balance, after.currency], [-500, 'eur'])
  const more = await stripe.customers.createBalanceTransaction(who.id, { amount: 700, currency: 'eur' })
  assert.deepEqual([more.ending_balance, more.description, more.metadata], [200, null, {}])
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.updated'])
})

behaves('POST /v1/customers/{id}/balance_transactions', 'refuses a second currency', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.customers.create({ balance: 100 })
  refused(await call('POST', `/v1/customers/${id}/balance_transactions`, 'amount=1&currency=eur'), 400, {
    code: 'not_built',
    param: 'currency',
    message: "Brindle keeps the balance of a customer in one currency only, and this customer's is usd.",
  })
  for (const [form, param] of [
    ['amount=1', 'currency'],
    ['currency=usd', 'amount'],
  ] as const)
    refused(await call('POST', `/v1/customers/${id}/balance_transactions`, form), 400, {
      code: 'parameter_missing',
      param,
      message: `Missing required param: ${param}.`,
    })
  assert.equal((await call('POST', '/v1/customers/cus_none/balance_transactions', 'amount=1&currency=usd')).status, 404)
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers/{id}', 'enters a balance that is set outright', async (world) => {
  // https://docs.stripe.com/api/customer_balance_transactions: the update of a customer is the other way to change it.
  const { stripe, news } = world
  const { id } = await stripe.customers.create({ balance: 300 })
  await stripe.customers.update(id, { balance: -200 })
  await stripe.customers.update(id, { balance: -200, name: 'Jenny' })
  assert.deepEqual(await ledger(world, id), [
    ['initial', 300, 300],
    ['adjustment', -500, -200],
  ])
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.updated'])
})

behaves(
  'GET /v1/customers/{id}/balance_transactions',
  'has the newest first, and those of an invoice',
  async (world) => {
    const { stripe, news } = world
    const { id } = await stripe.customers.create()
    const one = await stripe.customers.createBalanceTransaction(id, { amount: 1, currency: 'usd' })
    const two = await stripe.customers.createBalanceTransaction(id, { amount: 2, currency: 'usd' })
    const ids = async (params: object) =>
      (await stripe.customers.listBalanceTransactions(id, params)).data.map((entry) => entry.id)
    assert.deepEqual(await ids({}), [two.id, one.id])
    assert.deepEqual(await ids({ limit: 1, starting_after: two.id }), [one.id])
    assert.deepEqual(await ids({ invoice: 'in_none' }), [])
    assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.updated'])
  },
)

behaves('GET /v1/customers/{customer}/balance_transactions/{id}', 'is only the customer’s own', async (world) => {
  const { stripe, call, news } = world
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const made = await stripe.customers.createBalanceTransaction(who.id, { amount: 1, currency: 'usd' })
  assert.equal((await stripe.customers.retrieveBalanceTransaction(who.id, made.id)).amount, 1)
  refused(await call('GET', `/v1/customers/${other.id}/balance_transactions/${made.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such customer_balance_transaction: '${made.id}'`,
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.created', 'customer.updated'])
})

behaves('POST /v1/customers/{customer}/balance_transactions/{id}', 'changes the words only', async (world) => {
  const { stripe, call, news } = world
  const { id: who } = await stripe.customers.create()
  const { id } = await stripe.customers.createBalanceTransaction(who, { amount: 5, currency: 'usd' })
  const changed = await stripe.customers.updateBalanceTransaction(who, id, { description: 'Why', metadata: { a: '1' } })
  assert.deepEqual([changed.amount, changed.description, changed.metadata], [5, 'Why', { a: '1' }])
  refused(await call('POST', `/v1/customers/${who}/balance_transactions/${id}`, 'amount=6'), 400, {
    code: 'parameter_unknown',
    param: 'amount',
    message: 'Received unknown parameter: amount',
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

/** Subscribes a customer with a card to a price in dollars. */
async function subscribe({ stripe }: Sandbox, id: string, unit_amount: number, more: object = {}) {
  const { default_price } = await stripe.products.create({
    name: 'Gold',
    default_price_data: { currency: 'usd', unit_amount, recurring: { interval: 'month' } },
  })
  const made = await stripe.subscriptions.create({ customer: id, items: [{ price: default_price as string }], ...more })
  return made.latest_invoice as string
}

behaves('GET /v1/customers/{id}/balance_transactions', 'says what invoices took', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.customers.create({
    balance: -500,
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  // 20.00 less the credit of 5.00 is 15.00.
  const first = await subscribe(world, id, 2000)
  assert.equal((await stripe.invoices.retrieve(first)).amount_paid, 1500)
  // 0.30 is less than a card can be charged: it is owed on the next invoice. (docs.stripe.com/currencies#minimum)
  const second = await subscribe(world, id, 30)
  const third = await subscribe(world, id, 1000)
  assert.equal((await stripe.invoices.retrieve(third)).amount_paid, 1030)
  assert.deepEqual(await ledger(world, id), [
    ['initial', -500, -500],
    ['applied_to_invoice', 500, 0],
    ['invoice_too_small', 30, 30],
    ['applied_to_invoice', -30, 0],
  ])
  const { data } = await stripe.customers.listBalanceTransactions(id, { invoice: second })
  assert.deepEqual(
    data.map(({ amount, invoice }) => [amount, invoice]),
    [[30, second]],
  )
  assert.equal(((await stripe.customers.retrieve(id)) as { balance: number }).balance, 0)
  assert.ok((await news()).includes('invoice.paid'))
})

behaves('GET /v1/customers/{id}/balance_transactions', 'says what a voided invoice gave back', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await stripe.customers.create({ balance: -500 })
  const invoice = await subscribe(world, id, 2000, { payment_behavior: 'default_incomplete' })
  await news()
  // The first invoice of a subscription that nobody paid is voided after 23 hours.
  await advance(23 * 3600)
  assert.equal((await stripe.invoices.retrieve(invoice)).status, 'void')
  assert.deepEqual(await ledger(world, id), [
    ['initial', -500, -500],
    ['applied_to_invoice', 500, 0],
    ['unapplied_from_invoice', -500, -500],
  ])
  assert.equal(((await stripe.customers.retrieve(id)) as { balance: number }).balance, -500)
  assert.deepEqual(await news(), [
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    'customer.updated',
    'customer.subscription.updated',
  ])
})

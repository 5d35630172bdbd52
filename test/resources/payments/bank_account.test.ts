// Bank accounts of customers, as the time before PaymentMethods has them, and how two small deposits verify one.
// (https://docs.stripe.com/api/customer_bank_accounts, docs.stripe.com/ach-deprecated)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const form = (number = '000123456789') =>
  'source[object]=bank_account&source[country]=US&source[currency]=usd&source[account_holder_name]=Jenny Rosen' +
  `&source[account_holder_type]=individual&source[routing_number]=110000000&source[account_number]=${number}`

/** A bank account of a new customer, and its path. */
async function saved({ stripe, call, news }: Pick<Sandbox, 'stripe' | 'call' | 'news'>, number?: string) {
  const { id: customer } = await stripe.customers.create()
  const { body } = await call('POST', `/v1/customers/${customer}/sources`, form(number))
  await news()
  return { customer, id: body.id as string, path: `/v1/customers/${customer}/sources/${body.id}` }
}

behaves('POST /v1/customers/{id}/sources', 'saves a bank account, once', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create()
  const { status, body, text } = await call('POST', `/v1/customers/${customer}/sources`, form())
  assert.equal(status, 200, text)
  const { id, fingerprint, ...shown } = body
  assert.match(id, /^ba_[A-Za-z0-9]{24}$/)
  assert.match(fingerprint, /^[A-Z0-9]{16}$/)
  assert.deepEqual(shown, {
    object: 'bank_account',
    account_holder_name: 'Jenny Rosen',
    account_holder_type: 'individual',
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country: 'US',
    currency: 'usd',
    customer,
    last4: '6789',
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  })
  assert.doesNotMatch(text, /000123456789|hidden/)
  assert.deepEqual(await news(), ['customer.created', 'customer.source.created', 'customer.updated'])
  refused(await call('POST', `/v1/customers/${customer}/sources`, form()), 400, {
    code: 'bank_account_exists',
    message: 'A bank account with that routing number and account number already exists for this customer.',
  })
  const other = await stripe.customers.create()
  assert.equal((await call('POST', `/v1/customers/${other.id}/sources`, form())).status, 200)
  assert.deepEqual(await news(), ['customer.created', 'customer.source.created', 'customer.updated'])
})

behaves('POST /v1/customers/{id}/sources', 'saves the account of a token', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create()
  const { body } = await call(
    'POST',
    '/v1/tokens',
    form().replaceAll('source[object]=bank_account&', '').replaceAll('source[', 'bank_account['),
  )
  const account = (await stripe.customers.createSource(customer, { source: body.id })) as Stripe.BankAccount
  assert.deepEqual([account.id, account.status], [body.bank_account.id, 'new'])
  refused(await call('POST', `/v1/customers/${customer}/sources`, `source=${body.id}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${body.id}.`,
  })
  const known = await stripe.customers.create({ source: 'btok_us_verified' })
  const [first] = (await stripe.customers.listSources(known.id)).data
  assert.deepEqual([(first as Stripe.BankAccount).status, known.default_source], ['verified', first!.id])
  assert.deepEqual(await news(), [
    'customer.created',
    'customer.source.created',
    'customer.updated',
    'customer.created',
    'customer.source.created',
  ])
})

behaves('POST /v1/customers/{customer}/sources/{id}/verify', 'needs the amounts of both deposits', async (world) => {
  const { stripe, call, news } = world
  const { customer, id, path } = await saved(world)
  refused(await call('POST', `${path}/verify`, ''), 400, {
    code: 'parameter_missing',
    param: 'amounts',
    message: 'Missing required param: amounts.',
  })
  assert.equal((await call('POST', `${path}/verify`, 'amounts[]=32')).status, 400)
  refused(await call('POST', `${path}/verify`, 'amounts[]=thirty&amounts[]=45'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amounts[0]',
    message: 'Invalid integer: thirty',
  })
  const account = await stripe.customers.verifySource(customer, id, { amounts: [32, 45] })
  assert.equal(account.status, 'verified')
  assert.deepEqual(await news(), ['customer.source.updated'])
  refused(await call('POST', `${path}/verify`, 'amounts[]=32&amounts[]=45'), 400, {
    message: 'This bank account has already been verified.',
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/customers/{customer}/sources/{id}/verify',
  'fails for good at the third wrong answer',
  async (world) => {
    const { stripe, call, news } = world
    const { customer, id, path } = await saved(world)
    // Recorded: 402, and yet an invalid request.
    const wrong = {
      code: 'bank_account_verification_failed',
      message: 'The amounts provided do not match the amounts that were sent to the bank account.',
    }
    refused(await call('POST', `${path}/verify`, 'amounts[]=1&amounts[]=2'), 402, wrong)
    refused(await call('POST', `${path}/verify`, 'amounts[]=3&amounts[]=4'), 402, wrong)
    assert.deepEqual(await news(), [])
    refused(await call('POST', `${path}/verify`, 'amounts[]=5&amounts[]=6'), 402, wrong)
    assert.deepEqual(await news(), ['customer.source.updated'])
    const account = (await stripe.customers.retrieveSource(customer, id)) as Stripe.BankAccount
    assert.equal(account.status, 'verification_failed')
    const late = await call('POST', `${path}/verify`, 'amounts[]=32&amounts[]=45')
    assert.deepEqual([late.status, late.body.error.code], [400, 'bank_account_verification_failed'])
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v1/customers/{customer}/sources/{id}/verify', 'fails where no deposit arrives', async (world) => {
  const { stripe, call, news } = world
  // https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers
  const { customer, id, path } = await saved(world, '000666666661')
  assert.equal((await call('POST', `${path}/verify`, 'amounts[]=32&amounts[]=45')).status, 402)
  assert.deepEqual(await news(), ['customer.source.updated'])
  const account = (await stripe.customers.retrieveSource(customer, id)) as Stripe.BankAccount
  assert.equal(account.status, 'verification_failed')
  const { id: card } = await stripe.customers.createSource(customer, { source: 'tok_visa' })
  const other = await call('POST', `/v1/customers/${customer}/sources/${card}/verify`, 'amounts[]=32&amounts[]=45')
  assert.equal(other.status, 400)
  assert.deepEqual(await news(), ['customer.source.created'])
})

behaves('POST /v1/customers/{customer}/sources/{id}', 'changes whose account it is', async (world) => {
  const { stripe, call, news } = world
  const { customer, id, path } = await saved(world)
  const changed = (await stripe.customers.updateSource(customer, id, {
    account_holder_name: 'Jenny Rosen Ltd',
    account_holder_type: 'company',
    metadata: { order: '7' },
  })) as Stripe.BankAccount
  assert.deepEqual(
    [changed.account_holder_name, changed.account_holder_type, changed.metadata],
    ['Jenny Rosen Ltd', 'company', { order: '7' }],
  )
  assert.deepEqual(await news(), ['customer.source.updated'])
  refused(await call('POST', path, 'exp_month=7'), 400, {
    code: 'parameter_unknown',
    param: 'exp_month',
    message: 'Received unknown parameter: exp_month',
  })
  assert.deepEqual(await news(), [])
})

// Ways to pay in the portal: which are offered, and each added as its kind is. (https://docs.stripe.com/customer-management)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const ON = { display_preference: { preference: 'on' as const } }
const OFF = { display_preference: { preference: 'off' as const } }

/** The portal of a customer who is billed in a currency, with a configuration of ways to pay where one is wished. */
async function portal(
  { stripe }: Sandbox,
  currency: 'eur' | 'usd',
  types?: Stripe.PaymentMethodConfigurationCreateParams,
) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' })
  await stripe.customers.createBalanceTransaction(customer, { amount: -500, currency })
  const chosen = types && (await stripe.paymentMethodConfigurations.create(types)).id
  const { id: configuration } = await stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true, ...(chosen && { payment_method_configuration: chosen }) },
    },
  })
  const { url } = await stripe.billingPortal.sessions.create({ customer, configuration })
  const methods = async () => (await stripe.customers.listPaymentMethods(customer)).data
  const byDefault = async () =>
    ((await stripe.customers.retrieve(customer)) as Stripe.Customer).invoice_settings.default_payment_method
  return { url, customer, chosen, methods, byDefault }
}

/** The types that a page offers. */
const offered = (html: string) =>
  [...html.matchAll(/type="radio" name="method" value="(\w+)"/g)].map(([, type]) => type)

test('what the account has on is offered, in the currency of its customer, where it can be charged again', async () => {
  const world = sandbox(brindle)
  const { url } = await portal(world, 'usd')
  assert.deepEqual(offered((await visit(url)).html), ['card', 'amazon_pay'])
  const [own] = (await world.stripe.paymentMethodConfigurations.list()).data
  await world.stripe.paymentMethodConfigurations.update(own!.id, { amazon_pay: OFF, us_bank_account: ON, affirm: ON })
  assert.deepEqual(offered((await visit(url)).html), ['card', 'us_bank_account'])
})

test('or what a configuration of its own has on', async () => {
  const world = sandbox(brindle)
  const { url, chosen } = await portal(world, 'eur', {
    card: OFF,
    sepa_debit: ON,
    us_bank_account: ON,
    amazon_pay: OFF,
  })
  const { html, words } = await visit(url)
  assert.deepEqual(offered(html), ['sepa_debit'])
  assert.match(words, /Another payment method SEPA Direct Debit IBAN/)
  // One that is over chooses nothing.
  await world.stripe.paymentMethodConfigurations.update(chosen!, { active: false })
  assert.ok(offered((await visit(url)).html).includes('card'))
})

test('an account is debited from now on, and a wrong number is told', async () => {
  const world = sandbox(brindle)
  const { url, methods, byDefault } = await portal(world, 'eur', { sepa_debit: ON })
  const wrong = await visit(url, { do: 'add', method: 'sepa_debit', 'sepa_debit[iban]': 'DE00', name: 'J. Rosen' })
  assert.equal(wrong.status, 400)
  assert.match(wrong.html, /role="alert">The IBAN you provided is invalid\./)
  assert.match(wrong.html, /value="sepa_debit" checked/)
  assert.match(wrong.html, /name="name"[^>]*value="J\. Rosen"/)
  assert.ok(!wrong.html.includes('DE00'))
  assert.deepEqual(await methods(), [])
  await world.news()
  const { status, to } = await visit(url, {
    do: 'add',
    method: 'sepa_debit',
    'sepa_debit[iban]': 'DE89 3704 0044 0532 0130 00',
    name: 'J. Rosen',
    email: 'jenny@example.com',
  })
  assert.deepEqual([status, to], [303, `${url}?done=1`])
  const [added] = await methods()
  assert.deepEqual([added!.sepa_debit!.last4, added!.billing_details.name], ['3000', 'J. Rosen'])
  assert.equal(await byDefault(), added!.id)
  assert.match((await visit(url)).words, /SEPA Direct Debit ···· 3000 Default/)
  assert.deepEqual(await world.news(), [
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
    'customer.updated',
  ])
})

test('a wallet is asked on a page of its own, whose no is told', async () => {
  const world = sandbox(brindle)
  const { url, methods, byDefault } = await portal(world, 'usd')
  const form = { do: 'add', method: 'amazon_pay' }
  const asked = await visit(url, form)
  assert.match(asked.to!, /\/authorize\//)
  const told = await visit((await visit(asked.to!, { outcome: 'fail' })).to!)
  assert.match(told.html, /role="alert">/)
  assert.deepEqual(await methods(), [])
  const yes = await visit((await visit((await visit(url, form)).to!, { outcome: 'succeed' })).to!)
  assert.deepEqual([yes.status, yes.to], [303, `${url}?done=1`])
  const [added] = await methods()
  assert.deepEqual([added!.type, await byDefault()], ['amazon_pay', added!.id])
})

test('an account whose two small deposits are told is debited from then on', async () => {
  const world = sandbox(brindle)
  const { url, methods, byDefault } = await portal(world, 'usd', { us_bank_account: ON })
  const asked = await visit(url, {
    do: 'add',
    method: 'us_bank_account',
    'us_bank_account[routing_number]': '110000000',
    'us_bank_account[account_number]': '000123456789',
    'us_bank_account[account_holder_type]': 'individual',
  })
  assert.equal(asked.status, 303)
  assert.equal(await byDefault(), null)
  await visit(asked.to!, { 'amounts[0]': '32', 'amounts[1]': '45' })
  const [added] = await methods()
  assert.deepEqual([added!.us_bank_account!.last4, await byDefault()], ['6789', added!.id])
})

test('nothing that is not offered, and no method of somebody else', async () => {
  const world = sandbox(brindle)
  const { url, methods } = await portal(world, 'usd')
  const { id: other } = await world.stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  await world.news()
  for (const method of ['sepa_debit', 'klarna', 'constructor', other, ''])
    assert.equal((await visit(url, { do: 'add', method })).status, 200, method)
  assert.equal((await visit(url, { do: 'add' })).status, 200)
  assert.deepEqual(await methods(), [])
  assert.deepEqual(await world.news(), [])
})

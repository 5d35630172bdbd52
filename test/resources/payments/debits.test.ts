// Bank debits: the customer's word, the days that the bank takes, and what comes of each test account.
// (https://docs.stripe.com/payments/bank-debits; accounts: https://docs.stripe.com/testing#non-card-payments)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { AGREED, own, pay, intentOf, BEGUN, DONE, FAILED } from './debiting.ts'

/** Type, currency, method, seconds until the bank has said so, and why it says no. */
// biome-ignore format: a table
const ACCOUNTS: readonly (readonly [string, string, string, number, string | null])[] = [
  ['us_bank_account', 'usd', 'payment_method=pm_usBankAccount_success', 5, null],
  ['us_bank_account', 'usd', 'payment_method=pm_usBankAccount_insufficientFunds', 5, 'insufficient_funds'],
  ['us_bank_account', 'usd', 'payment_method=pm_usBankAccount_accountClosed', 5, 'account_closed'],
  ['us_bank_account', 'usd', 'payment_method=pm_usBankAccount_noAccount', 5, 'no_account'],
  ['us_bank_account', 'usd', 'payment_method=pm_usBankAccount_debitNotAuthorized', 5, 'debit_not_authorized'],
  ['sepa_debit', 'eur', own('sepa_debit', 'iban=AT611904300234573201'), 5, null],
  ['sepa_debit', 'eur', own('sepa_debit', 'iban=DE89370400440532013000'), 5, null],
  ['sepa_debit', 'eur', own('sepa_debit', 'iban=AT321904300235473204'), 185, null],
  ['sepa_debit', 'eur', own('sepa_debit', 'iban=AT981904300002222227'), 5, 'insufficient_funds'],
  ['bacs_debit', 'gbp', own('bacs_debit', 'sort_code=108800&account_number=00012345'), 5, null],
  ['bacs_debit', 'gbp', own('bacs_debit', 'sort_code=10-88-00&account_number=90012345'), 185, null],
  ['bacs_debit', 'gbp', own('bacs_debit', 'sort_code=108800&account_number=22222227'), 5, 'insufficient_funds'],
  ['au_becs_debit', 'aud', own('au_becs_debit', 'bsb_number=000000&account_number=000123456'), 5, null],
  ['au_becs_debit', 'aud', own('au_becs_debit', 'bsb_number=000-000&account_number=922222227'), 185, 'refer_to_customer'],
]

for (const [type, currency, method, seconds, why] of ACCOUNTS)
  behaves('POST /v1/payment_intents', `${type} with ${method.slice(-28)} ${why ?? 'succeeds'}`, async (world) => {
    const { news, advance, stripe } = world
    const { status, body, text } = await pay(world, type, currency, method)
    assert.deepEqual([status, body.status], [200, 'processing'], text)
    const begun = await intentOf(world, body.id)
    assert.deepEqual([begun.latest_charge.status, begun.latest_charge.paid], ['pending', false])
    assert.equal(begun.latest_charge.balance_transaction, null)
    const events = await news()
    assert.deepEqual(events.slice(0, 3), BEGUN)
    await advance(seconds)
    const intent = await intentOf(world, body.id)
    const { latest_charge: charge } = intent
    if (why === null) {
      assert.deepEqual([intent.status, intent.amount_received, charge.status], ['succeeded', 5000, 'succeeded'])
      const { type: moved } = await stripe.balanceTransactions.retrieve(charge.balance_transaction)
      assert.equal(moved, 'payment')
      assert.deepEqual([...events.slice(3), ...(await news())], DONE)
    } else {
      assert.deepEqual([intent.status, intent.payment_method], ['requires_payment_method', null])
      assert.deepEqual([charge.status, charge.failure_code], ['failed', why])
      assert.equal(intent.last_payment_error.code, why)
      assert.deepEqual([...events.slice(3), ...(await news())].slice(-2), FAILED)
    }
  })

behaves('POST /v1/payment_intents', 'never hears of the account that stays processing', async (world) => {
  const { body } = await pay(world, 'us_bank_account', 'usd', 'payment_method=pm_usBankAccount_processing')
  await world.advance(30 * 86_400)
  assert.equal((await intentOf(world, body.id)).status, 'processing')
  assert.deepEqual(await world.news(), BEGUN)
  // Stripe cancels what is processing now and then. (docs.stripe.com/api/payment_intents/cancel)
  assert.equal((await world.stripe.paymentIntents.cancel(body.id)).status, 'canceled')
  assert.deepEqual(await world.news(), ['payment_intent.canceled'])
})

behaves('POST /v1/payment_intents', 'refuses a debit over the limit of the account at once', async (world) => {
  const { status, body } = await pay(
    world,
    'us_bank_account',
    'usd',
    'payment_method=pm_usBankAccount_weeklyLimitExceeded',
  )
  assert.deepEqual([status, body.error.code], [402, 'charge_exceeds_source_limit'])
  assert.deepEqual(await world.news(), ['payment_intent.created', ...FAILED])
})

behaves('POST /v1/payment_intents', 'needs the customer’s word for a debit', async (world) => {
  const { status, body } = await pay(world, 'us_bank_account', 'usd', 'payment_method=pm_usBankAccount_success', '')
  assert.deepEqual([status, body.error.param], [400, 'mandate_data'])
  assert.match(body.error.message, /^This PaymentIntent requires a mandate/)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/mandates/{id}', 'is for one payment, or for all that are to come', async (world) => {
  const { stripe, news } = world
  const sepa = own('sepa_debit', 'iban=AT611904300234573201')
  const once = await intentOf(world, (await pay(world, 'sepa_debit', 'eur', sepa)).body.id)
  const single = await stripe.mandates.retrieve(once.latest_charge.payment_method_details.sepa_debit.mandate)
  assert.deepEqual(
    [single.type, single.status, single.single_use],
    ['single_use', 'active', { amount: 5000, currency: 'eur' }],
  )
  const { id: customer } = await stripe.customers.create()
  const keeping = `${AGREED}&customer=${customer}&setup_future_usage=off_session`
  const often = await intentOf(world, (await pay(world, 'sepa_debit', 'eur', sepa, keeping)).body.id)
  const multi = await stripe.mandates.retrieve(often.latest_charge.payment_method_details.sepa_debit.mandate)
  assert.deepEqual([multi.type, multi.multi_use, multi.payment_method], ['multi_use', {}, often.payment_method])
  const { reference, url } = multi.payment_method_details.sepa_debit!
  assert.match(reference, /^[A-Z0-9]{16}$/)
  assert.ok(URL.canParse(url))
  // What was agreed once needs no second word.
  const again = `customer=${customer}&payment_method=${often.payment_method}`
  const later = await pay(world, 'sepa_debit', 'eur', again, '&off_session=true')
  assert.deepEqual([later.status, later.body.status], [200, 'processing'], later.text)
  assert.ok((await news()).includes('payment_method.attached'))
})

behaves('GET /v1/mandates/{id}', 'ends with the account that takes it back', async (world) => {
  const { stripe, news, advance } = world
  const method = own('bacs_debit', 'sort_code=108800&account_number=93333335')
  const { body } = await pay(world, 'bacs_debit', 'gbp', method)
  const { latest_charge: charge } = await intentOf(world, body.id)
  const { mandate } = charge.payment_method_details.bacs_debit
  assert.equal((await stripe.mandates.retrieve(mandate)).status, 'active')
  await news()
  await advance(185)
  assert.equal((await stripe.mandates.retrieve(mandate)).status, 'inactive')
  assert.deepEqual(await news(), ['mandate.updated', ...FAILED])
})

behaves('POST /v1/payment_methods', 'takes only the accounts of test mode', async ({ call, news }) => {
  const refused = async (form: string) => {
    const { status, body } = await call('POST', '/v1/payment_methods', form)
    return [status, body.error.code, body.error.param]
  }
  const bank = 'us_bank_account'
  assert.deepEqual(
    await refused(
      `type=${bank}&${bank}[account_number]=123&${bank}[routing_number]=110000000&${bank}[account_holder_type]=individual`,
    ),
    [400, 'account_number_invalid', 'us_bank_account[account_number]'],
  )
  assert.deepEqual(
    await refused(
      `type=${bank}&${bank}[account_number]=000123456789&${bank}[routing_number]=021000021&${bank}[account_holder_type]=individual`,
    ),
    [400, 'routing_number_invalid', 'us_bank_account[routing_number]'],
  )
  assert.deepEqual(await refused('type=sepa_debit&sepa_debit[iban]=AT611904300234573202'), [
    400,
    'account_number_invalid',
    'sepa_debit[iban]',
  ])
  assert.deepEqual(await refused('type=sepa_debit'), [400, 'parameter_missing', 'sepa_debit[iban]'])
  const { status, text, body } = await call(
    'POST',
    '/v1/payment_methods',
    'type=sepa_debit&sepa_debit[iban]=AT611904300234573201',
  )
  assert.equal(status, 200)
  assert.deepEqual([body.sepa_debit.country, body.sepa_debit.last4, body.sepa_debit.bank_code], ['AT', '3201', '19043'])
  assert.doesNotMatch(text, /300234573201/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/setup_intents', 'refuses the mandate that its bank refuses', async (world) => {
  const { call, news } = world
  const method = own('bacs_debit', 'sort_code=108800&account_number=00033333')
  const { status, body } = await call(
    'POST',
    '/v1/setup_intents',
    `payment_method_types[]=bacs_debit&confirm=true&${method}${AGREED}`,
  )
  assert.deepEqual([status, body.error.code], [402, 'debit_not_authorized'])
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.setup_failed'])
})

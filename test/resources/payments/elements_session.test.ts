// What a browser's fields are told before they are drawn: the ways to pay, and what each needs. (web/frames/payment)
import assert from 'node:assert/strict'
import type { Sandbox } from '../../world.ts'
import { behaves } from '../../behaves.ts'

const PATH = '/v1/elements/sessions'

/** As a browser asks: with the publishable key alone. */
async function ask({ url, publishable }: Sandbox, query: string) {
  const response = await fetch(`${url}${PATH}?key=${publishable}&${query}`)
  return { status: response.status, body: (await response.json()) as any }
}

const typesIn = ({ body }: { body: any }) => body.payment_method_preference?.ordered_payment_method_types

behaves('GET /v1/elements/sessions', 'says of an intent in which ways it may be paid', async (world) => {
  const { id, client_secret } = await world.stripe.paymentIntents.create({
    amount: 1099,
    currency: 'eur',
    allowed_payment_method_types: ['sepa_debit', 'card', 'ideal'],
  })
  assert.deepEqual(await world.news(), ['payment_intent.created'])
  const { status, body } = await ask(world, `type=payment_intent&client_secret=${client_secret}&locale=de`)
  const { session_id, ...rest } = body
  assert.equal(status, 200)
  assert.match(session_id, /^elements_session_\w{11}$/)
  assert.deepEqual(rest, {
    object: 'elements_session',
    amount: 1099,
    business_name: 'Brindle sandbox',
    currency: 'eur',
    merchant_country: 'US',
    mode: 'payment',
    payment_method_preference: {
      country_code: 'US',
      ordered_payment_method_types: ['sepa_debit', 'card', 'ideal'],
      type: 'payment_intent',
    },
    payment_method_specs: [
      {
        type: 'sepa_debit',
        fields: [
          { type: 'text', api_path: { v1: 'sepa_debit[iban]' } },
          { type: 'text', api_path: { v1: 'billing_details[name]' } },
          { type: 'text', api_path: { v1: 'billing_details[email]' } },
        ],
        flow: 'debit',
        mandate: 'always',
        name: 'SEPA Direct Debit',
      },
      { type: 'card', fields: [], flow: 'card', mandate: 'none', name: 'Card' },
      { type: 'ideal', fields: [], flow: 'redirect', mandate: 'off_session', name: 'iDEAL | Wero' },
    ],
    setup_future_usage: null,
  })
  const wrong = await ask(world, `type=payment_intent&client_secret=${id}_secret_wrong`)
  assert.deepEqual([wrong.status, wrong.body.error.param], [400, 'client_secret'])
  assert.equal((await ask(world, 'type=payment_intent')).body.error.param, 'client_secret')
  assert.equal(
    (await ask(world, 'type=payment_intent&client_secret=pi_1_secret_1')).body.error.code,
    'resource_missing',
  )
  assert.equal((await ask(world, 'type=order')).body.error.param, 'type')
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/elements/sessions', 'leaves out what cannot be kept for later', async (world) => {
  const { stripe, news } = world
  const given = { allowed_payment_method_types: ['card', 'klarna', 'giropay'] as any }
  const setup = await stripe.setupIntents.create(given)
  assert.deepEqual(typesIn(await ask(world, `type=setup_intent&client_secret=${setup.client_secret}`)), [
    'card',
    'klarna',
  ])
  const keeping = await stripe.paymentIntents.create({
    amount: 1099,
    currency: 'eur',
    setup_future_usage: 'off_session',
    ...given,
  })
  const found = await ask(world, `type=payment_intent&client_secret=${keeping.client_secret}`)
  assert.deepEqual([typesIn(found), found.body.setup_future_usage], [['card', 'klarna'], 'off_session'])
  assert.deepEqual(await news(), ['setup_intent.created', 'payment_intent.created'])
})

behaves('GET /v1/elements/sessions', 'knows an intent that is still to come by what it will be', async (world) => {
  const wish = (fields: Record<string, string>) =>
    ask(
      world,
      `type=deferred_intent&${Object.entries(fields)
        .map(([name, value]) => `deferred_intent${name}=${value}`)
        .join('&')}`,
    )
  const payment = { '[mode]': 'payment', '[amount]': '1099', '[currency]': 'USD' }
  // The two that are on where an account has chosen nothing. (src/network/catalogue)
  const usual = await wish(payment)
  assert.deepEqual(typesIn(usual), ['card', 'amazon_pay'])
  assert.deepEqual([usual.body.amount, usual.body.currency, usual.body.mode], [1099, 'usd', 'payment'])
  const named = await wish({ ...payment, '[payment_method_types][0]': 'us_bank_account' })
  assert.deepEqual(
    named.body.payment_method_specs[0].fields.map((field: any) => field.api_path.v1),
    ['us_bank_account[account_number]', 'us_bank_account[routing_number]', 'billing_details[name]'],
  )
  assert.deepEqual(typesIn(await wish({ '[mode]': 'setup' })), ['card', 'amazon_pay'])
  const subscription = await wish({ ...payment, '[mode]': 'subscription' })
  assert.equal(subscription.body.setup_future_usage, 'off_session')
  const wrong = async (fields: Record<string, string>) => (await wish(fields)).body.error.param
  assert.equal(await wrong({ '[mode]': 'order' }), 'deferred_intent[mode]')
  assert.equal(await wrong({ '[mode]': 'payment', '[currency]': 'usd' }), 'deferred_intent[amount]')
  assert.equal(await wrong({ '[mode]': 'payment', '[amount]': '1' }), 'deferred_intent[currency]')
  assert.equal(await wrong({ ...payment, '[payment_method_types][0]': 'ideal' }), 'payment_method_types')
  assert.equal(
    await wrong({ ...payment, '[payment_method_types][0]': 'cheque' }),
    'deferred_intent[payment_method_types]',
  )
  assert.deepEqual(await world.news(), [])
})

// What a browser's fields are told before they are drawn: the ways to pay, and what each needs. (web/frames/payment)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
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
    customer: null,
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
        future_usage: ['on_session', 'off_session'],
        fields: [
          { type: 'text', api_path: { v1: 'sepa_debit[iban]' } },
          { type: 'text', api_path: { v1: 'billing_details[name]' } },
          { type: 'text', api_path: { v1: 'billing_details[email]' } },
        ],
        flow: 'debit',
        mandate: 'always',
        name: 'SEPA Direct Debit',
      },
      {
        ...{ type: 'card', future_usage: ['on_session', 'off_session'], fields: [], flow: 'card' },
        ...{ mandate: 'none', name: 'Card' },
      },
      {
        ...{ type: 'ideal', future_usage: ['off_session'], fields: [], flow: 'redirect' },
        ...{ mandate: 'off_session', name: 'iDEAL | Wero' },
      },
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

type Features = Stripe.CustomerSessionCreateParams.Components.PaymentElement.Features
const REMOVE = 'POST /v1/elements/payment_methods/{id}/detach'

/** Jenny, who has saved three cards and an account, the newest last; `secretFor` makes a customer session of hers. */
async function jenny({ stripe }: Sandbox) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' })
  const saved: string[] = []
  for (const [payment_method, allow_redisplay] of [
    ['pm_card_visa', 'always'],
    ['pm_card_mastercard', 'limited'],
    ['pm_card_amex', 'always'],
    ['pm_usBankAccount_success', 'always'],
  ] as const) {
    const { id } = await stripe.paymentMethods.attach(payment_method, { customer })
    await stripe.paymentMethods.update(id, { allow_redisplay })
    saved.push(id)
  }
  const secretFor = async (features?: Features, enabled = true) =>
    (
      await stripe.customerSessions.create({
        customer,
        components: enabled
          ? { payment_element: { enabled: true, ...(features && { features }) } }
          : { pricing_table: { enabled: true } },
      })
    ).client_secret
  return { customer, saved, secretFor }
}

behaves(
  'GET /v1/elements/sessions',
  'tells a customer what they have paid with before, as their session lets it',
  async (world) => {
    const { customer, saved, secretFor } = await jenny(world)
    const [visa, mastercard, amex] = saved
    const { client_secret } = await world.stripe.paymentIntents.create({
      amount: 1099,
      currency: 'usd',
      customer,
      allowed_payment_method_types: ['card'],
    })
    const asked = async (features?: Features) => {
      const secret = await secretFor(features)
      const { body } = await ask(
        world,
        `type=payment_intent&client_secret=${client_secret}&customer_session_client_secret=${secret}`,
      )
      return body.customer
    }
    const idsOf = async (features?: Features) =>
      (await asked(features)).payment_methods.map(({ id }: { id: string }) => id)
    assert.deepEqual(await idsOf(), [])
    assert.deepEqual(await idsOf({ payment_method_redisplay: 'enabled' }), [amex, visa])
    assert.deepEqual(
      await idsOf({
        payment_method_redisplay: 'enabled',
        payment_method_allow_redisplay_filters: ['always', 'limited'],
        payment_method_redisplay_limit: 2,
      }),
      [amex, mastercard],
    )
    await world.news()
    const { id, features, payment_methods } = await asked({
      payment_method_redisplay: 'enabled',
      payment_method_save: 'enabled',
      payment_method_save_usage: 'off_session',
    })
    assert.deepEqual(
      [id, features],
      [
        customer,
        {
          payment_method_allow_redisplay_filters: ['always'],
          payment_method_redisplay: 'enabled',
          payment_method_redisplay_limit: 3,
          payment_method_remove: 'disabled',
          payment_method_save: 'enabled',
          payment_method_save_usage: 'off_session',
        },
      ],
    )
    const [first] = payment_methods
    assert.deepEqual(
      [Object.keys(first).sort(), first.type, first.last4, first.card.brand],
      [['billing_details', 'card', 'id', 'last4', 'type'], 'card', '0005', 'amex'],
    )
    assert.deepEqual(await world.news(), [])
  },
)

behaves(
  'GET /v1/elements/sessions',
  'refuses the secret of another, of something else, or of nobody',
  async (world) => {
    const { secretFor } = await jenny(world)
    const { id: other } = await world.stripe.customers.create()
    const { client_secret } = await world.stripe.paymentIntents.create({
      amount: 1099,
      currency: 'usd',
      customer: other,
    })
    await world.news()
    const intent = `type=payment_intent&client_secret=${client_secret}`
    const deferred = 'type=deferred_intent&deferred_intent[mode]=setup'
    for (const [query, secret, message] of [
      [intent, await secretFor(), 'The customer session is of another customer than the intent.'],
      [
        deferred,
        await secretFor(undefined, false),
        'The customer session does not enable the component `payment_element`.',
      ],
      [deferred, 'cuss_secret_x', 'No such customer session: its client secret is not one of this account.'],
    ] as const) {
      const { status, body } = await ask(world, `${query}&customer_session_client_secret=${secret}`)
      assert.deepEqual([status, body.error.param, body.error.message], [400, 'customer_session_client_secret', message])
    }
    assert.deepEqual(await world.news(), [])
  },
)

behaves(REMOVE, 'removes what is the customer’s, where their session lets them', async (world) => {
  const { saved, secretFor } = await jenny(world)
  const { id: stranger } = await world.stripe.paymentMethods.attach('pm_card_visa', {
    customer: (await world.stripe.customers.create()).id,
  })
  const [may, mayNot] = [await secretFor({ payment_method_remove: 'enabled' }), await secretFor()]
  await world.news()
  const remove = async (id: string, secret: string) => {
    const response = await fetch(`${world.url}/v1/elements/payment_methods/${id}/detach`, {
      method: 'POST',
      body: new URLSearchParams({ key: world.publishable, customer_session_client_secret: secret }),
    })
    return { status: response.status, body: (await response.json()) as any }
  }
  const wrong = await remove(saved[0]!, mayNot)
  assert.deepEqual(
    [wrong.status, wrong.body.error.message],
    [400, 'The customer session does not let its customer remove payment methods.'],
  )
  const theirs = await remove(stranger, may)
  assert.deepEqual([theirs.status, theirs.body.error.code], [404, 'resource_missing'])
  assert.equal((await remove(saved[0]!, 'cuss_secret_x')).status, 400)
  assert.deepEqual(await world.news(), [])
  const { status, body } = await remove(saved[0]!, may)
  assert.deepEqual([status, body.id, body.customer], [200, saved[0], null])
  assert.deepEqual(await world.news(), ['payment_method.detached'])
})

// Tokens: what stands once for a card, a bank account or a secret. (https://docs.stripe.com/api/tokens; shapes recorded)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const CARD = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2034&card[cvc]=123'
const ACCOUNT =
  'bank_account[country]=US&bank_account[currency]=usd&bank_account[account_holder_name]=Jenny Rosen' +
  '&bank_account[account_holder_type]=individual&bank_account[routing_number]=110000000' +
  '&bank_account[account_number]=000123456789'

behaves('POST /v1/tokens', 'stands for a card, of which no number is kept', async ({ call, news }) => {
  const { status, body, text } = await call(
    'POST',
    '/v1/tokens',
    `${CARD}&card[name]=Jenny Rosen&card[address_zip]=94107`,
  )
  assert.equal(status, 200, text)
  const { id, created, card, ...rest } = body
  assert.match(id, /^tok_[A-Za-z0-9]{24}$/)
  assert.equal(typeof created, 'number')
  assert.deepEqual(rest, { object: 'token', client_ip: '127.0.0.1', livemode: false, type: 'card', used: false })
  const { id: inside, fingerprint, ...shown } = card
  assert.match(inside, /^card_[A-Za-z0-9]{24}$/)
  assert.match(fingerprint, /^[A-Z0-9]{16}$/)
  assert.deepEqual(shown, {
    object: 'card',
    address_city: null,
    address_country: null,
    address_line1: null,
    address_line1_check: null,
    address_line2: null,
    address_state: null,
    address_zip: '94107',
    address_zip_check: 'unchecked',
    allow_redisplay: 'unspecified',
    brand: 'Visa',
    country: 'US',
    cvc_check: 'unchecked',
    dynamic_last4: null,
    exp_month: 5,
    exp_year: 2034,
    funding: 'credit',
    last4: '4242',
    metadata: {},
    name: 'Jenny Rosen',
    networks: { preferred: null },
    regulated_status: 'unregulated',
    tokenization_method: null,
  })
  assert.doesNotMatch(text, /4242424242424242|hidden/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'is made by a browser, which is told less of the card', async (world) => {
  const { call, news, publishable, stripe } = world
  const authorization = `Bearer ${publishable}`
  const { status, body } = await call('POST', '/v1/tokens', CARD, { authorization })
  assert.deepEqual([status, body.card.last4, 'fingerprint' in body.card], [200, '4242', false])
  assert.equal((await stripe.tokens.retrieve(body.id)).card?.fingerprint?.length, 16)
  assert.equal((await call('GET', `/v1/tokens/${body.id}`, undefined, { authorization })).status, 200)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'stands for a bank account', async ({ call, news }) => {
  const { body } = await call('POST', '/v1/tokens', ACCOUNT)
  const { id, bank_account, type } = body
  assert.match(id, /^btok_/)
  assert.equal(type, 'bank_account')
  const { id: inside, fingerprint, ...shown } = bank_account
  assert.match(inside, /^ba_[A-Za-z0-9]{24}$/)
  assert.match(fingerprint, /^[A-Z0-9]{16}$/)
  assert.deepEqual(shown, {
    object: 'bank_account',
    account_holder_name: 'Jenny Rosen',
    account_holder_type: 'individual',
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country: 'US',
    currency: 'usd',
    last4: '6789',
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'stands for a number or a code that nobody sees again', async ({ call, news }) => {
  const pii = await call('POST', '/v1/tokens', 'pii[id_number]=000000000')
  assert.match(pii.body.id, /^pii_/)
  assert.deepEqual([pii.body.type, 'card' in pii.body], ['pii', false])
  assert.doesNotMatch(pii.text, /000000000/)
  const code = await call('POST', '/v1/tokens', 'cvc_update[cvc]=987')
  assert.match(code.body.id, /^cvctok_/)
  assert.equal(code.body.type, 'cvc_update')
  assert.doesNotMatch(code.text, /987[^\d]/)
  refused(await call('POST', '/v1/tokens', 'cvc_update[cvc]=98'), 402, {
    type: 'card_error',
    code: 'invalid_cvc',
    param: 'cvc_update[cvc]',
    message: "Your card's security code is invalid.",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'checks a card as every other door does', async ({ call, news }) => {
  const year = new Date().getUTCFullYear()
  const with_ = (name: string, value: string) =>
    CARD.replace(new RegExp(`card\\[${name}\\]=\\d+`), `card[${name}]=${value}`)
  const declined = async (form: string, code: string, param: string, message: string) =>
    refused(await call('POST', '/v1/tokens', form), 402, { type: 'card_error', code, param, message })
  await declined(with_('number', '4242424242424241'), 'incorrect_number', 'number', 'Your card number is incorrect.')
  await declined(
    with_('exp_month', '13'),
    'invalid_expiry_month',
    'exp_month',
    "Your card's expiration month is invalid.",
  )
  await declined(
    with_('exp_year', String(year - 1)),
    'invalid_expiry_year',
    'exp_year',
    "Your card's expiration year is invalid.",
  )
  await declined(with_('cvc', '12'), 'invalid_cvc', 'cvc', "Your card's security code is invalid.")
  // Luhn-valid, and nobody's test card.
  refused(await call('POST', '/v1/tokens', with_('number', '4532015112830366')), 400, {
    code: 'payment_method_invalid_parameter_testmode',
    param: 'number',
    message: /^This is not one of the test card numbers that Brindle knows\./,
  })
  refused(await call('POST', '/v1/tokens', with_('exp_month', 'may')), 400, {
    code: 'parameter_invalid_integer',
    param: 'exp_month',
    message: 'Invalid integer: may',
  })
  refused(await call('POST', '/v1/tokens', 'card[number]=4242424242424242&card[exp_month]=5'), 400, {
    code: 'parameter_missing',
    param: 'card[exp_year]',
    message: 'Missing required param: card[exp_year].',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'takes the numbers of test accounts only', async ({ call, news }) => {
  // Recorded.
  refused(await call('POST', '/v1/tokens', ACCOUNT.replace('000123456789', '123456789')), 400, {
    code: 'account_number_invalid',
    param: 'bank_account[account_number]',
    message:
      'You must use a test bank account number in test mode. Try 000123456789 or see more options at ' +
      'https://stripe.com/docs/connect/testing#account-numbers.',
  })
  const { body } = await call('POST', '/v1/tokens', ACCOUNT.replace('110000000', '021000021'))
  assert.deepEqual([body.error.code, body.error.param], ['routing_number_invalid', 'bank_account[routing_number]'])
  const abroad = await call('POST', '/v1/tokens', ACCOUNT.replace('=US', '=DE'))
  assert.deepEqual([abroad.body.error.code, abroad.body.error.param], ['not_built', 'bank_account[country]'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tokens', 'is of one thing, which is named', async ({ call, news }) => {
  const none = await call('POST', '/v1/tokens', '')
  assert.deepEqual([none.status, none.body.error.code], [400, 'parameter_missing'])
  refused(await call('POST', '/v1/tokens', `${CARD}&pii[id_number]=1`), 400, {
    code: 'parameters_exclusive',
    param: 'pii',
    message: 'You may only specify one of these parameters: card, pii.',
  })
  for (const form of ['account[business_type]=company', 'person[first_name]=Jenny', 'customer=cus_1', 'card=card_1']) {
    const { body } = await call('POST', '/v1/tokens', form)
    assert.deepEqual([body.error.code, body.error.param], ['not_built', form.split(/[[=]/)[0]])
  }
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v1/tokens/{id}',
  'finds it, or a fresh one by the name of a test card',
  async ({ stripe, call, news }) => {
    const { body } = await call('POST', '/v1/tokens', CARD)
    assert.deepEqual((await stripe.tokens.retrieve(body.id)).card?.id, body.card.id)
    const named = await stripe.tokens.retrieve('tok_mastercard')
    assert.match(named.id, /^tok_[A-Za-z0-9]{24}$/)
    // Recorded: a test card's token comes with an expiry and without a code.
    assert.deepEqual(
      [named.card?.brand, named.card?.last4, named.card?.cvc_check, named.card?.exp_month],
      ['MasterCard', '4444', null, 8],
    )
    refused(await call('GET', '/v1/tokens/tok_none'), 404, {
      code: 'resource_missing',
      param: 'token',
      message: "No such token: 'tok_none'",
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v1/payment_methods', 'is made of a card token, once', async ({ stripe, call, news }) => {
  const { body } = await call('POST', '/v1/tokens', `${CARD}&card[name]=Jenny Rosen&card[address_zip]=94107`)
  const method = await stripe.paymentMethods.create({ type: 'card', card: { token: body.id } })
  assert.deepEqual(
    [method.card?.last4, method.card?.exp_month, method.card?.exp_year, method.card?.checks?.cvc_check],
    ['4242', 5, 2034, 'unchecked'],
  )
  assert.deepEqual([method.billing_details.name, method.billing_details.address?.postal_code], ['Jenny Rosen', '94107'])
  assert.equal((await stripe.tokens.retrieve(body.id)).used, true)
  // Recorded: without a param.
  refused(await call('POST', '/v1/payment_methods', `type=card&card[token]=${body.id}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${body.id}.`,
  })
  refused(await call('POST', '/v1/payment_methods', 'type=card&card[token]=tok_none'), 400, {
    code: 'resource_missing',
    param: 'card[token]',
    message: "No such token: 'tok_none'",
  })
  const { body: bank } = await call('POST', '/v1/tokens', ACCOUNT)
  const other = await call('POST', '/v1/payment_methods', `type=card&card[token]=${bank.id}`)
  assert.deepEqual([other.status, other.body.error.param], [400, 'card[token]'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'is paid with a card token', async ({ stripe, news }) => {
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    confirm: true,
    capture_method: 'automatic',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    payment_method_data: { type: 'card', card: { token: 'tok_visa' } } as never,
  })
  assert.equal(intent.status, 'succeeded')
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
})

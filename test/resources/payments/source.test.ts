// Sources of each type: what one must come with, and what it shows. (https://docs.stripe.com/api/sources/create, and its pages
// on each type; shapes as recorded there)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const OWNER = {
  address: null,
  email: null,
  name: null,
  phone: null,
  verified_address: null,
  verified_email: null,
  verified_name: null,
  verified_phone: null,
}
const BACK = 'redirect[return_url]=https://example.com/back'
const EUROS = `amount=1099&currency=eur&${BACK}`

behaves('POST /v1/sources', 'is of a card, and can be charged at once', async ({ call, news }) => {
  const form =
    'type=card&card[number]=4111111111111111&card[exp_month]=5&card[exp_year]=2034&card[cvc]=123' +
    '&owner[name]=Jenny Rosen&owner[address][line1]=510 Townsend St&metadata[order]=7'
  const { status, body, text } = await call('POST', '/v1/sources', form)
  assert.equal(status, 200, text)
  const { id, client_secret, created, card, ...rest } = body
  assert.match(id, /^src_[A-Za-z0-9]{24}$/)
  assert.match(client_secret, /^src_client_secret_[A-Za-z0-9]{24}$/)
  assert.equal(typeof created, 'number')
  assert.deepEqual(rest, {
    object: 'source',
    allow_redisplay: 'unspecified',
    amount: null,
    currency: null,
    flow: 'none',
    livemode: false,
    metadata: { order: '7' },
    owner: {
      ...OWNER,
      address: { city: null, country: null, line1: '510 Townsend St', line2: null, postal_code: null, state: null },
      name: 'Jenny Rosen',
    },
    statement_descriptor: null,
    status: 'chargeable',
    type: 'card',
    usage: 'reusable',
  })
  const { fingerprint, ...shown } = card
  assert.match(fingerprint, /^[A-Z0-9]{16}$/)
  assert.deepEqual(shown, {
    address_line1_check: 'unchecked',
    address_zip_check: null,
    brand: 'Visa',
    country: 'US',
    cvc_check: 'unchecked',
    dynamic_last4: null,
    exp_month: 5,
    exp_year: 2034,
    funding: 'credit',
    last4: '1111',
    name: null,
    three_d_secure: 'optional',
    tokenization_method: null,
  })
  assert.doesNotMatch(text, /4111111111111111|hidden/)
  assert.deepEqual(await news(), ['source.chargeable'])
})

behaves('POST /v1/sources', 'is of a card token, once', async ({ stripe, call, news }) => {
  const { body: token } = await call(
    'POST',
    '/v1/tokens',
    'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2034&card[name]=Jenny Rosen&card[address_zip]=94107',
  )
  const source = await stripe.sources.create({ type: 'card', token: token.id })
  assert.deepEqual(
    [source.card?.last4, source.card?.exp_month, source.card?.address_zip_check],
    ['4242', 5, 'unchecked'],
  )
  assert.deepEqual([source.owner?.name, source.owner?.address?.postal_code], ['Jenny Rosen', '94107'])
  refused(await call('POST', '/v1/sources', `type=card&token=${token.id}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${token.id}.`,
  })
  refused(await call('POST', '/v1/sources', 'type=card'), 400, {
    code: 'parameter_missing',
    param: 'card',
    message: 'Missing required param: card.',
  })
  const required = await stripe.sources.create({ type: 'card', token: 'tok_threeDSecure2Required' })
  assert.equal(required.card?.three_d_secure, 'required')
  assert.deepEqual(await news(), ['source.chargeable', 'source.chargeable'])
})

behaves('POST /v1/sources', 'sends its customer to a page', async ({ stripe, call, news, url }) => {
  const { body } = await call('POST', '/v1/sources', `type=ideal&${EUROS}&ideal[bank]=ing&statement_descriptor=RUN 5K`)
  const { id, client_secret: _, created: __, redirect, ...rest } = body
  assert.deepEqual(rest, {
    object: 'source',
    allow_redisplay: 'unspecified',
    amount: 1099,
    currency: 'eur',
    flow: 'redirect',
    ideal: { bank: 'ing', bic: 'INGBNL2A', iban_last4: null, statement_descriptor: 'RUN 5K' },
    livemode: false,
    metadata: {},
    owner: OWNER,
    statement_descriptor: 'RUN 5K',
    status: 'pending',
    type: 'ideal',
    usage: 'single_use',
  })
  const { url: page, ...shown } = redirect
  assert.deepEqual(shown, { failure_reason: null, return_url: 'https://example.com/back', status: 'pending' })
  assert.ok(page.startsWith(`${url}/authorize/`), page)
  assert.equal((await fetch(page)).status, 200)
  assert.equal((await stripe.sources.retrieve(id)).status, 'pending')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/sources', 'knows every type, its flow and its usage', async ({ call, news }) => {
  const table: readonly (readonly [form: string, flow: string, usage: string, status: string])[] = [
    [`type=bancontact&${EUROS}`, 'redirect', 'single_use', 'pending'],
    [`type=eps&${EUROS}`, 'redirect', 'single_use', 'pending'],
    [`type=giropay&${EUROS}`, 'redirect', 'single_use', 'pending'],
    [`type=p24&${EUROS}`, 'redirect', 'single_use', 'pending'],
    [`type=sofort&sofort[country]=DE&${EUROS}`, 'redirect', 'single_use', 'pending'],
    [`type=alipay&amount=1099&currency=usd&${BACK}`, 'redirect', 'single_use', 'pending'],
    [`type=alipay&currency=usd&usage=reusable&${BACK}`, 'redirect', 'reusable', 'pending'],
    [`type=klarna&source_order[items][0][amount]=1099&${EUROS}`, 'redirect', 'single_use', 'pending'],
    ['type=wechat&amount=1099&currency=usd', 'none', 'single_use', 'pending'],
    ['type=ach_credit_transfer&currency=usd', 'receiver', 'reusable', 'pending'],
    ['type=sepa_credit_transfer&currency=eur', 'receiver', 'reusable', 'pending'],
    ['type=multibanco&amount=1099&currency=eur', 'receiver', 'single_use', 'pending'],
    ['type=sepa_debit&sepa_debit[iban]=AT611904300234573201&currency=eur', 'none', 'reusable', 'chargeable'],
    [
      'type=au_becs_debit&au_becs_debit[bsb_number]=000000&au_becs_debit[account_number]=000123456&currency=aud',
      'none',
      'reusable',
      'chargeable',
    ],
    [
      'type=acss_debit&acss_debit[institution_number]=000&acss_debit[transit_number]=11000' +
        '&acss_debit[account_number]=000123456789&currency=cad',
      'none',
      'reusable',
      'chargeable',
    ],
    [
      'type=ach_debit&ach_debit[routing_number]=110000000&ach_debit[account_number]=000123456789&currency=usd',
      'code_verification',
      'reusable',
      'pending',
    ],
    ['type=card&token=tok_visa&usage=single_use&amount=500&currency=usd', 'none', 'single_use', 'chargeable'],
  ]
  for (const [form, flow, usage, status] of table) {
    const { body, text } = await call('POST', '/v1/sources', form)
    assert.deepEqual([body.flow, body.usage, body.status], [flow, usage, status], `${form} ${text}`)
    assert.equal(typeof body[body.type], 'object', form)
    assert.equal('redirect' in body, flow === 'redirect', form)
    assert.equal('receiver' in body, flow === 'receiver', form)
  }
  assert.deepEqual(await news(), Array(4).fill('source.chargeable'))
})

behaves('POST /v1/sources', 'shows of an account what may be shown', async ({ call, news }) => {
  const { body, text } = await call(
    'POST',
    '/v1/sources',
    'type=sepa_debit&sepa_debit[iban]=AT61 1904 3002 3457 3201&currency=eur&owner[name]=Jenny Rosen',
  )
  const { fingerprint, mandate_reference, ...shown } = body.sepa_debit
  assert.deepEqual(shown, { bank_code: '19043', branch_code: null, country: 'AT', last4: '3201', mandate_url: null })
  assert.match(mandate_reference, /^[A-Z0-9]{16}$/)
  assert.match(fingerprint, /^[A-Z0-9]{16}$/)
  assert.doesNotMatch(text, /AT61 ?1904/)
  const other = await call('POST', '/v1/sources', 'type=sepa_debit&sepa_debit[iban]=AT61&currency=eur')
  assert.deepEqual([other.body.error.code, other.body.error.param], ['account_number_invalid', 'sepa_debit[iban]'])
  // A valid IBAN, and nobody's test account.
  const real = await call('POST', '/v1/sources', 'type=sepa_debit&sepa_debit[iban]=GB29NWBK60161331926819&currency=eur')
  assert.deepEqual([real.body.error.code, real.body.error.param], ['account_number_invalid', 'sepa_debit[iban]'])
  assert.deepEqual(await news(), ['source.chargeable'])
})

behaves('POST /v1/sources', 'says what is wrong with what it was given', async ({ call, news }) => {
  const no = async (form: string, code: string | undefined, param: string | undefined, message?: string) => {
    const { status, body, text } = await call('POST', '/v1/sources', form)
    assert.deepEqual([status, body.error?.code, body.error?.param], [400, code, param], `${form} ${text}`)
    if (message) assert.equal(body.error.message, message)
  }
  await no('currency=eur', 'parameter_missing', 'type', 'Missing required param: type.')
  await no('type=barter', undefined, 'type')
  await no('type=card_present', 'not_built', 'type')
  await no(`type=ideal&currency=eur&${BACK}`, 'parameter_missing', 'amount', 'Missing required param: amount.')
  await no(`type=ideal&amount=1099&${BACK}`, 'parameter_missing', 'currency')
  await no('type=ideal&amount=1099&currency=eur', 'parameter_missing', 'redirect[return_url]')
  await no('type=ideal&amount=1099&currency=eur&redirect[return_url]=nowhere', 'url_invalid', 'redirect[return_url]')
  await no(
    `type=ideal&amount=0&currency=eur&${BACK}`,
    'parameter_invalid_integer',
    'amount',
    'Invalid positive integer',
  )
  await no(
    `type=ideal&amount=1099&currency=usd&${BACK}`,
    undefined,
    'currency',
    'Invalid currency: usd. The payment method `ideal` only supports the following currencies: `eur`.',
  )
  await no(`type=ideal&usage=reusable&${EUROS}`, 'invalid_source_usage', 'usage')
  await no(
    'type=sepa_debit&usage=single_use&currency=eur&sepa_debit[iban]=AT611904300234573201',
    'invalid_source_usage',
    'usage',
  )
  await no(`type=ideal&flow=receiver&${EUROS}`, undefined, 'flow')
  await no('type=card&token=tok_visa&usage=single_use', 'parameter_missing', 'amount')
  await no('type=ach_credit_transfer', 'parameter_missing', 'currency')
  await no('type=ach_credit_transfer&currency=usd&amount=500', undefined, 'amount')
  await no(`type=ideal&${EUROS}&ideal[bank]=piggy`, 'invalid_ideal_bank', 'ideal[bank]')
  await no(`type=sofort&${EUROS}`, 'parameter_missing', 'sofort[country]', 'Missing required param: sofort[country].')
  await no(`type=klarna&${EUROS}`, 'parameter_missing', 'source_order')
  await no(
    `type=ideal&${EUROS}&sofort[country]=DE`,
    'parameter_unknown',
    'sofort',
    'Received unknown parameter: sofort',
  )
  await no(`type=card&token=tok_visa&${BACK}`, 'parameter_unknown', 'redirect')
  await no(`type=ideal&${EUROS}&token=tok_visa`, 'parameter_unknown', 'token')
  await no('type=card&token=tok_visa&card[number]=4242424242424242', 'parameters_exclusive', 'token')
  await no('type=card&token=tok_none', 'resource_missing', 'token')
  await no('type=card&token=tok_visa&mandate[acceptance][status]=accepted', 'not_built', 'mandate')
  await no('original_source=src_1&customer=cus_1', 'not_built', 'original_source')
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v1/sources/{id}',
  'is for a browser that knows the secret',
  async ({ stripe, call, news, publishable }) => {
    const authorization = `Bearer ${publishable}`
    const made = await call('POST', '/v1/sources', `type=ideal&${EUROS}`, { authorization })
    const { id, client_secret } = made.body
    assert.deepEqual([made.status, made.body.ideal.bank], [200, null])
    const seen = await call('GET', `/v1/sources/${id}?client_secret=${client_secret}`, undefined, { authorization })
    assert.deepEqual([seen.status, seen.body.status], [200, 'pending'])
    refused(await call('GET', `/v1/sources/${id}`, undefined, { authorization }), 400, {
      code: 'parameter_missing',
      param: 'client_secret',
      message: 'Missing required param: client_secret.',
    })
    const wrong = await call('GET', `/v1/sources/${id}?client_secret=src_client_secret_x`, undefined, { authorization })
    assert.deepEqual([wrong.status, wrong.body.error.param], [400, 'client_secret'])
    assert.equal((await stripe.sources.retrieve(id)).client_secret, client_secret)
    refused(await call('GET', '/v1/sources/src_none'), 404, {
      code: 'resource_missing',
      param: 'source',
      message: "No such source: 'src_none'",
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v1/sources/{id}', 'changes its owner and its metadata, and an amount while it may', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.sources.create({ type: 'card', token: 'tok_visa', owner: { name: 'Jenny Rosen' } })
  await news()
  const changed = await stripe.sources.update(id, {
    metadata: { order: '7' },
    owner: { email: 'jenny@example.com', address: { city: 'Oslo' } },
  })
  assert.deepEqual(
    [changed.metadata, changed.owner?.name, changed.owner?.email, changed.owner?.address?.city],
    [{ order: '7' }, 'Jenny Rosen', 'jenny@example.com', 'Oslo'],
  )
  // Nobody is told of a source that belongs to nobody.
  assert.deepEqual(await news(), [])
  const { id: customer } = await stripe.customers.create({ source: id })
  await news()
  const again = (await stripe.customers.updateSource(customer, id, { owner: { phone: '555' } })) as Stripe.Source
  assert.deepEqual([again.owner?.phone, again.customer], ['555', customer])
  assert.deepEqual(await news(), ['customer.source.updated'])
  const pending = await call('POST', '/v1/sources', `type=ideal&${EUROS}`)
  assert.equal((await stripe.sources.update(pending.body.id, { amount: 2000 })).amount, 2000)
  const receiver = await call('POST', '/v1/sources', 'type=ach_credit_transfer&currency=usd')
  const path = `/v1/sources/${receiver.body.id}`
  assert.equal((await call('POST', path, 'amount=5')).body.error.param, 'amount')
  assert.equal((await call('POST', path, 'mandate[acceptance][status]=accepted')).body.error.code, 'not_built')
  assert.equal((await call('POST', path, 'source_order[items][0][amount]=5')).body.error.code, 'parameter_unknown')
  assert.deepEqual(await news(), [])
})
